import type { Report, Result } from '../report/report.js';
import { markdown } from './markdown.js';
import type { Look } from './reporter.js';

/** Findings of each result that are kept, the first number with which the report fits. */
const KEPT = [Number.POSITIVE_INFINITY, 100, 10, 1, 0];

/**
 * The Markdown report in at most so many bytes of UTF-8: whole, or with the first findings of each check only and a line that
 * says so; cut at the end of a line when even that is too long. Empty when not even that line has room.
 */
export function markdownWithin(report: Report, look: Look, bytes: number): string {
  for (const kept of KEPT) {
    const text = markdown(withFindings(report, kept), look) + noteOf(kept);
    if (size(text) <= bytes) return text;
  }
  const note = '\nThe rest of the report has no room here.\n';
  const lines = markdown(withFindings(report, 0), look).split('\n');
  let left = bytes - size(note);
  if (left < 0) return '';
  const end = lines.findIndex((line) => {
    left -= size(line) + 1;
    return left < 0;
  });
  return `${lines
    .slice(0, end)
    .map((line) => `${line}\n`)
    .join('')}${note}`;
}

function withFindings(report: Report, most: number): Report {
  if (most === Number.POSITIVE_INFINITY) return report;
  const cut = (results: readonly Result[]) =>
    results.map((result) => ({
      ...result,
      findings: result.findings.slice(0, most),
      evidence: result.evidence.slice(0, most),
    }));
  return {
    ...report,
    results: cut(report.results),
    ...(report.projects && {
      projects: report.projects.map((section) => ({ ...section, results: cut(section.results) })),
    }),
  };
}

function noteOf(kept: number): string {
  if (kept === Number.POSITIVE_INFINITY) return '';
  const what =
    kept === 0 ? 'Findings are' : `More than ${kept} ${kept === 1 ? 'finding' : 'findings'} of a check are`;
  return `\n${what} left out here: the report is too long for this place.\n`;
}

function size(text: string): number {
  return new TextEncoder().encode(text).length;
}
