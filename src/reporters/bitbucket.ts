import type { Report, Result } from '../report/report.js';
import { gravest, heldIssues, type Issue, sentence } from './issues.js';
import { jsonText } from './json-text.js';
import { clip, visible } from './layout.js';
import { isOpen, single } from './rank.js';
import { hiddenText, isExcused } from './ratchet.js';
import type { Reporter } from './reporter.js';

/** Limits of Bitbucket's REST API for reports: annotations of a report, characters of its texts. */
const MOST_ANNOTATIONS = 1000;
const LONGEST = { summary: 450, details: 2000 };

/**
 * Code Insights of Bitbucket Cloud: `report` is the body for `PUT .../reports/{id}`, `annotations` are for
 * `POST .../reports/{id}/annotations`, at most 100 at a time. Of more than 1,000 the gravest are kept. What is not held against
 * this run is only counted.
 */
export const bitbucket: Reporter = (report) => {
  const { held, excused } = heldIssues(report);
  const shown = gravest(held, MOST_ANNOTATIONS);
  return jsonText({
    report: {
      title: 'Reproducibility',
      details: clip(detailsOf(report, held.length - shown.length, excused), LONGEST.details),
      report_type: 'TEST',
      reporter: visible(report.tool.name),
      result: report.gate.passed ? 'PASSED' : 'FAILED',
      data: dataOf(report),
    },
    annotations: shown.map(annotation),
  });
};

function detailsOf({ gate, score, grade }: Report, left: number, excused: readonly Issue[]): string {
  const points = score === null ? 'No score' : `Score ${score} of 100, grade ${grade}`;
  const reasons = gate.reasons.map((reason) => `- ${clip(visible(reason), 300)}`);
  return [
    `${points}: the gate ${gate.passed ? 'passed' : 'failed'}.`,
    ...(left > 0 ? [`${left} more annotations are left out, none of them graver than those shown.`] : []),
    ...(excused.length > 0 ? [`Not held against this run: ${hiddenText(0, excused)}.`] : []),
    ...reasons,
  ].join('\n');
}

/** At most ten values, which stand beside the report. */
function dataOf(report: Report): object[] {
  const { score, grade, coverage, target } = report;
  const results = single(report).map(({ result }) => result);
  const isAside = (result: Result) => isOpen(result) && isExcused(result);
  const number = (status: Result['status']) =>
    results.filter((result) => result.status === status && !result.waived && !isAside(result)).length;
  const aside = results.filter(isAside).length;
  return [
    ...(score === null ? [] : [{ title: 'Score', type: 'PERCENTAGE', value: score }]),
    { title: 'Grade', type: 'TEXT', value: grade },
    ...(coverage === null ? [] : [{ title: 'Coverage', type: 'PERCENTAGE', value: coverage }]),
    { title: 'Passed', type: 'NUMBER', value: number('pass') },
    { title: 'Partly met', type: 'NUMBER', value: number('warn') },
    { title: 'Failed', type: 'NUMBER', value: number('fail') },
    { title: 'Undecided', type: 'NUMBER', value: number('unknown') },
    { title: 'Waived', type: 'NUMBER', value: results.filter(({ waived }) => waived).length },
    ...(aside > 0 ? [{ title: 'Known or outside', type: 'NUMBER', value: aside }] : []),
    { title: 'Target level', type: 'TEXT', value: target },
  ];
}

function annotation(issue: Issue): object {
  const { result, path, line, cell, level, fingerprint } = issue;
  return {
    external_id: `repro-${fingerprint}`,
    title: clip(visible(result.id), LONGEST.summary),
    annotation_type: level === 'error' ? 'BUG' : 'CODE_SMELL',
    summary: clip(visible(sentence(issue)), LONGEST.summary),
    details: clip(visible(result.why), LONGEST.details),
    result: result.status === 'unknown' ? 'SKIPPED' : 'FAILED',
    severity: severityOf(issue),
    ...(path !== undefined && { path: path.toWellFormed() }),
    ...(path !== undefined && line !== undefined && cell === undefined && { line }),
  };
}

function severityOf({ level, result }: Issue): 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' {
  if (level === 'error') return 'CRITICAL';
  if (level === 'note' || result.severity === 'optional') return 'LOW';
  return result.severity === 'required' ? 'HIGH' : 'MEDIUM';
}
