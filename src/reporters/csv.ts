import type { Report, Result } from '../report/report.js';
import { inRepository } from './issues.js';
import { visible } from './layout.js';
import { isOpen, single } from './rank.js';
import type { Reporter } from './reporter.js';

/** Names of the columns; they never change, and new ones come last. */
const COLUMNS = [
  'project',
  'check',
  'category',
  'severity',
  'status',
  'score',
  'level',
  'confidence',
  'file',
  'line',
  'column',
  'cell',
  'message',
  'mend',
  'waived',
  'fingerprint',
  'excused',
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | null | undefined>>>;

/**
 * A table for spreadsheets (RFC 4180): a row for each finding, and one for each check without any. No cell is a formula to
 * Excel, LibreOffice or Google Sheets.
 */
export const csv: Reporter = (report) => {
  const lines = single(report).flatMap((one) => rowsOf(report, one).map(lineOf));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
};

function rowsOf(report: Report, { project, result }: { project: string | undefined; result: Result }): Row[] {
  const { id, category, severity, status, score, findings, summary, fix, waived } = result;
  const check = { project, check: id, category, severity, status, score };
  const general = status === 'fail' || status === 'warn' ? fix : undefined;
  if (findings.length === 0)
    return [
      {
        ...check,
        message: summary,
        mend: waived ? undefined : general,
        excused: isOpen(result) ? excused(result) : undefined,
      },
    ];
  return findings.map(
    ({
      message,
      file,
      line,
      column,
      cell,
      level,
      confidence,
      fix: own,
      waived: reason,
      fingerprint,
      ...held
    }) => ({
      ...check,
      level,
      confidence,
      file: file === undefined ? undefined : inRepository(report, file),
      line,
      column,
      cell,
      message,
      mend: own ?? general,
      waived: reason,
      fingerprint,
      excused: excused(held),
    }),
  );
}

/** Why something is not held against this run. */
function excused({ known, outside }: Pick<Result, 'known' | 'outside'>): string | undefined {
  return known ? 'known' : outside ? 'outside' : undefined;
}

/** What a spreadsheet would take for the beginning of a formula, also after a semicolon, which is the separator in many countries. */
const FORMULA = /(^|;)(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

function lineOf(row: Row): string {
  return COLUMNS.map((column) => cellOf(row[column])).join(',');
}

function cellOf(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = visible(value).replace(FORMULA, "$1$2'");
  return /[",;\s]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
