import type { RelatedPlace } from '../report/report.js';
import { type Issue, sentence } from './issues.js';
import { clip, visible } from './layout.js';
import { encodePath } from './markdown-text.js';
import { messageText } from './sarif-text.js';

/** The longest message, in characters. */
const LONGEST_MESSAGE = 2000;

export interface Surroundings {
  /** The file at which an issue without a place is shown. */
  anchor(issue: Issue): string;
  /** Index of the issue's rule. */
  rule(issue: Issue): number;
  /** Whether a baseline tells what is new. */
  hasBaseline: boolean;
}

/** Issues as SARIF results, as many as fit into so many bytes of UTF-8; those that come last are left out first. */
export function resultsWithin(issues: readonly Issue[], bytes: number, around: Surroundings): object[] {
  const results: object[] = [];
  let left = bytes;
  for (const issue of issues) {
    const result = resultOf(issue, around);
    left -= new TextEncoder().encode(JSON.stringify(result)).length;
    if (left < 0) break;
    results.push(result);
  }
  return results;
}

function resultOf(issue: Issue, around: Surroundings): object {
  const { result, level, fingerprint, waived, known, outside, confidence, project } = issue;
  // Only a failure has a level (SARIF 2.1.0, 3.27.10).
  const undecided = result.status === 'unknown';
  return {
    ruleId: visible(result.id),
    ruleIndex: around.rule(issue),
    ...(undecided && { kind: 'open' }),
    level: undecided ? 'none' : level,
    message: { text: clip(messageText(sentence(issue)), LONGEST_MESSAGE) },
    locations: [location(issue, around)],
    ...(issue.related.length > 0 && { relatedLocations: issue.related.map(relatedLocation) }),
    partialFingerprints: {
      'repro/v1': fingerprint,
      // GitHub's upload computes its own from the line; without one it has to be told.
      ...(hasLine(issue) ? {} : { primaryLocationLineHash: `${fingerprint}:1` }),
    },
    ...(around.hasBaseline && { baselineState: known ? 'unchanged' : 'new' }),
    ...(waived !== undefined && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: messageText(clip(waived, 1000)) },
      ],
    }),
    properties: {
      severity: result.severity,
      confidence,
      ...(outside && { outsideOfChanges: true }),
      ...(project !== undefined && { project: visible(project) }),
    },
  };
}

/** A place that a result belongs to beside its own, such as a step on the way to it (SARIF 2.1.0, 3.27.22). */
function relatedLocation({ file, line, column, cell, message }: RelatedPlace, at: number): object {
  return {
    id: at + 1,
    physicalLocation: {
      artifactLocation: { uri: encodePath(file), uriBaseId: '%SRCROOT%' },
      ...(hasLine({ path: file, line, cell }) && {
        region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
      }),
    },
    ...(cell !== undefined && { logicalLocations: [{ name: `cell ${cell}`, kind: 'cell' }] }),
    message: { text: clip(messageText(message), LONGEST_MESSAGE) },
  };
}

/** A line of the file itself; that of a notebook's cell is none. */
function hasLine({ path, line, cell }: Pick<Issue, 'path'> & Pick<RelatedPlace, 'line' | 'cell'>): boolean {
  return path !== undefined && line !== undefined && cell === undefined;
}

/** Where an issue is; the whole file where it has no line there, and a file that stands for it where it has no place. */
function location(issue: Issue, { anchor }: Surroundings): object {
  const { path, line, column, cell, project, result } = issue;
  const region = hasLine(issue) && {
    region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
  };
  const within =
    cell !== undefined
      ? `cell ${cell}`
      : path === undefined
        ? `${project === undefined ? '' : `${project}: `}${result.id}`
        : undefined;
  return {
    physicalLocation: {
      artifactLocation: { uri: encodePath(path ?? anchor(issue)), uriBaseId: '%SRCROOT%' },
      ...region,
    },
    ...(within !== undefined && {
      logicalLocations: [{ name: visible(within), kind: cell !== undefined ? 'cell' : 'check' }],
    }),
  };
}
