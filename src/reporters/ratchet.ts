import type { BaselineUse, Finding, Report, Result } from '../report/report.js';
import { code, details, prose } from './markdown-text.js';

type Excusable = Pick<Finding | Result, 'known' | 'outside'>;

/** Whether something is wrong that is not held against this run: known to the baseline, or outside of what changed. */
export function isExcused({ known, outside }: Excusable): boolean {
  return known === true || outside === true;
}

/** Why something is not held against this run, in brackets; empty for what is. */
export function excuseOf({ known, outside }: Excusable): string {
  return known ? ' (known)' : outside ? ' (outside of what changed)' : '';
}

/** How many findings of a result are not shown, and why; empty when there are none. */
export function hiddenText(more: number, findings: readonly Excusable[]): string {
  const known = findings.filter((one) => one.known).length;
  const outside = findings.filter(isExcused).length - known;
  return [
    more > 0 ? `${more} more` : '',
    known > 0 ? `${known} known to the baseline` : '',
    outside > 0 ? `${outside} outside of what changed` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** What the baseline and the limit to changed files took from the gate, in sentences. */
export function ratchetSentences({ baseline, changes }: Report): string[] {
  return [...(baseline ? ofBaseline(baseline) : []), ...(changes ? ofChanges(changes) : [])];
}

function ofBaseline({
  file,
  findings,
  checks,
  new: fresh,
  stale,
  minScore,
  written,
  notes,
}: BaselineUse): string[] {
  const known = [count(findings, 'finding'), ...(checks > 0 ? [count(checks, 'check')] : [])].join(' and ');
  const gone = stale.length === 0 ? '' : `, ${count(stale.length, 'entry', 'entries')} found no more`;
  const least = minScore === null ? '' : `; with it the least score is ${minScore}`;
  const mend = written ? ', taken out' : ' (--prune-baseline takes them out)';
  return [
    `baseline ${file}${written ? ' written' : ''}: ${known} known, ${fresh} new${gone}${gone === '' ? '' : mend}${least}`,
    ...notes,
  ];
}

function ofChanges({ since, base, files, outside, notes }: NonNullable<Report['changes']>): string[] {
  return [
    `only what changed since ${since} (${base.slice(0, 10)}) counts at the gate: ${count(files, 'file')} changed, ${count(outside, 'finding')} outside of them`,
    ...notes,
  ];
}

/** The entries of the baseline that are found no more, one a line. */
export function staleEntries({ baseline }: Report): string[] {
  return (baseline?.stale ?? []).map(({ check, project, file, message }) =>
    [check, project, file, message].filter((part) => part !== undefined).join(': '),
  );
}

/** The same for a Markdown report. */
export function ratchetSection(report: Report): string[] {
  const sentences = ratchetSentences(report);
  if (sentences.length === 0) return [];
  const stale = staleEntries(report).map((entry) => `- ${code(entry)}`);
  return [
    '## What is not held against this run',
    '',
    'It counts in the score, and does not fail the gate.',
    '',
    ...sentences.map((sentence) => `- ${prose(sentence)}`),
    '',
    ...(stale.length > 0
      ? [...details(`${count(stale.length, 'entry', 'entries')} of the baseline found no more`, stale), '']
      : []),
  ];
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
