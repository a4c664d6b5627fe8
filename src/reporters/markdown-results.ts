import type { Report, Result } from '../report/report.js';
import { placeLink } from './links.js';
import { code, details, prose, table } from './markdown-text.js';
import { isOpen } from './rank.js';
import { excuseOf, isExcused } from './ratchet.js';

const STATUS = {
  pass: '✅ pass',
  warn: '⚠️ partly',
  fail: '❌ fail',
  skip: '➖ does not apply',
  unknown: '❔ undecided',
} as const;
const OPEN_FINDINGS = 10;
/** Findings of one check in all; a forge shows no page of many megabytes. */
const MOST_FINDINGS = 100;

/** Results in a table, one a row. */
export function resultsTable(results: readonly Result[]): string[] {
  return table(
    ['Check', 'Severity', 'Status', 'Result'],
    results.map((result) => [
      `${code(result.id)}<br>${prose(result.title)}`,
      result.severity,
      result.waived ? '☑️ waived' : `${STATUS[result.status]}${isOpen(result) ? excuseOf(result) : ''}`,
      prose(result.summary),
    ]),
  );
}

/** What an open result is about, with its mend and its findings. */
export function findings(report: Report, result: Result): string[] {
  return [
    `### ${code(result.id)}: ${prose(result.summary)}`,
    '',
    `${prose(result.why)}`,
    '',
    ...(result.status === 'unknown' ? [] : [`**Mend:** ${prose(result.fix)}`, '']),
    ...findingList(report, result),
  ];
}

/** Findings with their places; many of them folded, and of very many only a number. */
export function findingList(report: Report, result: Result): string[] {
  // What is held against this run stands first.
  const sorted = [...result.findings].sort((a, b) => Number(isExcused(a)) - Number(isExcused(b)));
  const left = sorted.length - MOST_FINDINGS;
  const lines = sorted.slice(0, MOST_FINDINGS).map((finding) => {
    const where = placeLink(report, finding);
    const doubt = finding.confidence === 'certain' ? '' : ` *(${finding.confidence})*`;
    const excuse = excuseOf(finding) === '' ? '' : ` *${excuseOf(finding).trim()}*`;
    const waived = finding.waived === undefined ? excuse : ` *(waived: ${prose(finding.waived)})*`;
    const mend =
      finding.fix === undefined || finding.fix === result.fix ? '' : `<br>Mend: ${prose(finding.fix)}`;
    return `- ${where}${where === '' ? '' : ' '}${prose(finding.message)}${doubt}${waived}${mend}`;
  });
  if (left > 0) lines.push(`- and ${left} more, which the JSON report holds`);
  const hidden = lines.slice(OPEN_FINDINGS);
  return [
    ...(lines.length > 0 ? [...lines.slice(0, OPEN_FINDINGS), ''] : []),
    ...(hidden.length > 0 ? [...details(`${sorted.length - OPEN_FINDINGS} more`, hidden), ''] : []),
  ];
}

/** The evidence of what passed, folded. */
export function passed(results: readonly Result[]): string[] {
  const proven = results.filter(({ status, evidence }) => status === 'pass' && evidence.length > 0);
  if (proven.length === 0) return [];
  const lines = proven.flatMap(({ id, evidence }) => [
    `- ${code(id)}`,
    ...evidence.map((proof) => `  - ${code(proof)}`),
  ]);
  return [...details('Evidence of what passed', lines), ''];
}
