import {
  CONFIDENCES,
  type Finding,
  type RelatedPlace,
  type Report,
  type Result,
  SEVERITIES,
} from '../report/report.js';
import { clip, visible } from './layout.js';
import { isOpen, single } from './rank.js';
import { isExcused } from './ratchet.js';

/** One thing that a report asks for: a finding, or a check as a whole where it has none that is open. */
export interface Issue {
  result: Result;
  /** Folder of the project among several, else undefined. */
  project: string | undefined;
  message: string;
  fix: string | undefined;
  level: Finding['level'];
  confidence: Finding['confidence'];
  /** Names it across runs; plain text, unique among the issues of a report. */
  fingerprint: string;
  waived: string | undefined;
  /** The baseline knows it. */
  known: boolean;
  /** It lies outside of what changed. */
  outside: boolean;
  /** Path from the top of the repository, with forward slashes. */
  path: string | undefined;
  /** With a cell, the line counts inside it. */
  line: number | undefined;
  column: number | undefined;
  cell: number | undefined;
  /** The other places that it belongs to, as paths from the top of the repository. */
  related: readonly RelatedPlace[];
}

const LONGEST_NAME = 300;

/**
 * Everything that a report asks for, in its order, and what was waived. What the root has for several projects is
 * judged with each of them and stands here once.
 */
export function issuesOf(report: Report): Issue[] {
  const names = new Map<string, number>();
  const taken = new Set<string>();
  const unique = (fingerprint: string): string => {
    const name = visible(clip(fingerprint, LONGEST_NAME)) || 'unnamed';
    for (;;) {
      const nth = (names.get(name) ?? 0) + 1;
      names.set(name, nth);
      const candidate = nth === 1 ? name : `${name}-${nth}`;
      if (taken.has(candidate)) continue;
      taken.add(candidate);
      return candidate;
    }
  };
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const { project, result } of single(report)) {
    if (!isOpen(result) && !result.waived) continue;
    for (const issue of ofResult(report, result, project)) {
      const { message, path, line, column, cell } = issue;
      const same = JSON.stringify([result.id, issue.fingerprint, message, path, line, column, cell]);
      if (seen.has(same)) continue;
      seen.add(same);
      issues.push({ ...issue, fingerprint: unique(issue.fingerprint) });
    }
  }
  return issues;
}

/** Issues that nobody has waived, also those that are not held against this run. */
export function openIssues(report: Report): Issue[] {
  return issuesOf(report).filter(({ waived }) => waived === undefined);
}

/** Open issues: those that are held against this run, and those that the baseline or the limit to changed files takes from it. */
export function heldIssues(report: Report): { held: Issue[]; excused: Issue[] } {
  const open = openIssues(report);
  return { held: open.filter((issue) => !isExcused(issue)), excused: open.filter(isExcused) };
}

function ofResult(report: Report, result: Result, project: string | undefined): Issue[] {
  // An undecided result has no gap that the general mend could be for.
  const general = result.status === 'unknown' ? undefined : result.fix;
  const found = result.findings.map(
    ({ message, fix, level, confidence, fingerprint, waived, known, outside, related = [], ...at }) => ({
      result,
      project,
      message,
      fix: fix ?? general,
      level,
      confidence,
      fingerprint,
      waived,
      known: known === true,
      outside: outside === true,
      path: at.file === undefined ? undefined : inRepository(report, at.file),
      ...placeIn(at),
      related: related.map((one) => ({
        ...one,
        ...placeIn(one),
        file: inRepository(report, one.file),
      })),
    }),
  );
  const open = found.filter(({ waived }) => waived === undefined);
  // A check that is held against this run has something that is, and be it the check as a whole.
  const isTold = isExcused(result) ? open.length > 0 : open.some((one) => !isExcused(one));
  if (isTold || result.waived) return found;
  const whole: Issue = {
    result,
    project,
    message: result.summary,
    fix: general,
    level: levelOf(result),
    confidence: 'certain',
    fingerprint: project === undefined ? result.id : `${project}:${result.id}`,
    waived: undefined,
    known: result.known === true,
    outside: result.outside === true,
    path: undefined,
    line: undefined,
    column: undefined,
    cell: undefined,
    related: [],
  };
  return [whole, ...found];
}

/** A line of a notebook is one of a cell: where the cell is not told, the line is of no use. */
function placeIn({ file, line, column, cell }: Partial<Finding>): Pick<Issue, 'line' | 'column' | 'cell'> {
  const lost = cell === undefined && file?.endsWith('.ipynb') === true;
  return lost ? { line: undefined, column: undefined, cell } : { line, column, cell };
}

/** As the engine levels findings: a failure by its severity, anything else open a warning. */
function levelOf({ status, severity }: Result): Issue['level'] {
  if (status === 'fail' && severity === 'required') return 'error';
  return severity === 'optional' ? 'note' : 'warning';
}

/** A path of the report from the top of the repository, as forges want it. */
export function inRepository({ project }: Report, path: string): string {
  return project.folder === '' ? path : `${project.folder}/${path}`;
}

const LEVELS = ['error', 'warning', 'note'] as const;
const STATUSES = ['fail', 'unknown', 'warn'] as const;

/**
 * The gravest first: what is held against this run before what is not, open before waived, then by level, severity, status and confidence. Among equals the first issue of
 * each check comes before the second of any, so that a limit does not show one check only.
 */
export function gravestFirst(issues: readonly Issue[]): Issue[] {
  const number = new Map<Result, number>();
  return issues
    .map((issue, at) => {
      const nth = number.get(issue.result) ?? 0;
      number.set(issue.result, nth + 1);
      return { issue, keys: [...gravity(issue), nth, at] };
    })
    .sort((a, b) => {
      const key = a.keys.findIndex((value, at) => value !== b.keys[at]);
      return key === -1 ? 0 : a.keys[key]! - b.keys[key]!;
    })
    .map(({ issue }) => issue);
}

function gravity(issue: Issue): number[] {
  const { waived, level, result, confidence } = issue;
  return [
    waived !== undefined ? 2 : isExcused(issue) ? 1 : 0,
    LEVELS.indexOf(level),
    SEVERITIES.indexOf(result.severity),
    STATUSES.indexOf(result.status as (typeof STATUSES)[number]),
    CONFIDENCES.indexOf(confidence),
  ];
}

/** The `most` gravest issues, in the order in which they were given. */
export function gravest(issues: readonly Issue[], most: number): Issue[] {
  if (issues.length <= most) return [...issues];
  const kept = new Set(gravestFirst(issues).slice(0, most));
  return issues.filter((issue) => kept.has(issue));
}

/** What an issue says in one line: where in a notebook, what is wrong, how sure that is, and what to do. */
export function sentence({ message, confidence, cell, line, fix, result }: Issue): string {
  const undecided = result.status === 'unknown' ? 'could not be decided: ' : '';
  const where = cell === undefined ? '' : `cell ${cell}${line === undefined ? '' : `, line ${line}`}: `;
  const doubt = confidence === 'certain' ? '' : ` (${confidence})`;
  const said = `${undecided}${where}${message}${doubt}`;
  return fix === undefined ? said : `${/[.!?…]$/.test(said) ? said : `${said}.`} ${fix}`;
}
