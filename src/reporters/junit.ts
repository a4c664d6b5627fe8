import type { Report, Result } from '../report/report.js';
import { type Issue, issuesOf } from './issues.js';
import { clip } from './layout.js';
import { single } from './rank.js';
import { excuseOf, isExcused } from './ratchet.js';
import type { Reporter } from './reporter.js';
import { element, type Node } from './xml.js';

/** Findings and lines of evidence that a case shows. */
const MOST_LINES = 100;
const LONGEST_LINE = 1000;

type Kind = 'failure' | 'error' | 'skipped' | undefined;

/**
 * JUnit XML, as Jenkins, GitLab and others read it: a suite for each category (of each project), a case for each check, and one
 * for the gate. A failed check is a failure, an undecided one an error; what does not apply or is waived is skipped. A check that
 * holds in part, or of which nothing is held against this run, passes, as it does at the gate, and its output says what is missing.
 */
export const junit: Reporter = (report) => {
  const issues = grouped(issuesOf(report), ({ result }) => result);
  const suites = [gate(report)];
  const titles = new Map(report.categories.map(({ id, title }) => [id, title]));
  const groups = grouped(single(report), ({ project = '', result }) => `${project}\0${result.category}`);
  for (const members of groups.values()) {
    const { project, result } = members[0]!;
    const title = titles.get(result.category) ?? result.category;
    suites.push(
      suite(
        project === undefined || project === '.' ? title : `${project}: ${title}`,
        members.map((member) => caseOf(member.result, project, issues.get(member.result) ?? [])),
      ),
    );
  }
  const root = element(
    'testsuites',
    { name: report.tool.name, ...totals(suites) },
    suites.map(({ node }) => node),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.text}\n`;
};

interface Case {
  kind: Kind;
  milliseconds: number;
  node: Node;
}

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  milliseconds: number;
}

function suite(name: string, cases: readonly Case[]): { counts: Counts; node: Node } {
  const number = (kind: Kind) => cases.filter((one) => one.kind === kind).length;
  const counts = {
    tests: cases.length,
    failures: number('failure'),
    errors: number('error'),
    skipped: number('skipped'),
    milliseconds: cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
  };
  const node = element(
    'testsuite',
    { name, ...attributesOf(counts) },
    cases.map((one) => one.node),
  );
  return { counts, node };
}

/** The root has no count of what is skipped: the schema by which Jenkins' xUnit plugin validates knows none (junit-10.xsd). */
function totals(suites: readonly { counts: Counts }[]): Record<string, string> {
  const sum = (key: keyof Counts) => suites.reduce((total, { counts }) => total + counts[key], 0);
  return {
    tests: String(sum('tests')),
    failures: String(sum('failures')),
    errors: String(sum('errors')),
    time: seconds(sum('milliseconds')),
  };
}

function attributesOf({ milliseconds, ...counts }: Counts): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, String(value)])),
    time: seconds(milliseconds),
  };
}

/** The verdict as a case of its own: a score that is too low fails the gate although no check may have failed. */
function gate({ gate: { passed, reasons }, score, grade }: Report): ReturnType<typeof suite> {
  const points = score === null ? 'no score' : `score ${score} of 100, grade ${grade}`;
  const told = passed
    ? element('system-out', {}, points)
    : element('failure', { message: points, type: 'gate' }, lines(reasons));
  const node = element('testcase', { name: 'gate', classname: 'repro', time: seconds(0) }, [told]);
  return suite('Gate', [{ kind: passed ? undefined : 'failure', milliseconds: 0, node }]);
}

function caseOf(result: Result, project: string | undefined, issues: readonly Issue[]): Case {
  const { id, title, category, durationMs } = result;
  const kind = kindOf(result);
  const folder = project === undefined || project === '.' ? '' : `${project}.`;
  const node = element(
    'testcase',
    {
      name: `${id}: ${title}`,
      classname: `repro.${folder}${category}`,
      time: seconds(durationMs),
    },
    [...verdict(result, kind, issues), ...output(result, kind, issues)],
  );
  return { kind, milliseconds: durationMs, node };
}

function kindOf(result: Result): Kind {
  const { status, waived } = result;
  if (waived || status === 'skip') return 'skipped';
  if (isExcused(result)) return undefined;
  return { fail: 'failure', unknown: 'error', warn: undefined, pass: undefined }[status] as Kind;
}

function verdict(result: Result, kind: Kind, issues: readonly Issue[]): Node[] {
  if (kind === undefined) return [];
  if (kind === 'skipped') {
    const reason = issues.find(({ waived }) => waived !== undefined)?.waived;
    return [
      element(
        'skipped',
        { message: result.waived ? `waived: ${reason ?? result.summary}` : result.summary },
        '',
      ),
    ];
  }
  return [
    element(
      kind,
      { message: result.summary, type: result.severity },
      lines([...toldOf(issues), ...mendsOf(issues), result.why]),
    ),
  ];
}

/** What a check rests on, and for one that passes at the gate without holding what is missing. */
function output(result: Result, kind: Kind, issues: readonly Issue[]): Node[] {
  const missing =
    kind === undefined && result.status !== 'pass'
      ? [
          `${STANDINGS[result.status]}${result.summary}${excuseOf(result)}`,
          ...toldOf(issues),
          ...mendsOf(issues),
        ]
      : [];
  const all = [...missing, ...result.evidence];
  return all.length === 0 ? [] : [element('system-out', {}, lines(all))];
}

/** What stands before the summary of a case that passes although the check does not. */
const STANDINGS = { fail: 'failed: ', unknown: 'undecided: ', warn: '', pass: '', skip: '' } as const;

function toldOf(issues: readonly Issue[]): string[] {
  const held = [...issues].sort((a, b) => Number(isExcused(a)) - Number(isExcused(b)));
  return held.map((issue) => {
    const { path, line, cell, message, confidence, waived } = issue;
    const within =
      cell === undefined
        ? line === undefined
          ? ''
          : `:${line}`
        : ` cell ${cell}${line === undefined ? '' : `, line ${line}`}`;
    const where = path === undefined ? '' : `${path}${within} `;
    const doubt = confidence === 'certain' ? '' : ` (${confidence})`;
    return `${where}${message}${doubt}${waived === undefined ? '' : ` (waived: ${waived})`}${excuseOf(issue)}`;
  });
}

function mendsOf(issues: readonly Issue[]): string[] {
  const mends = issues.flatMap(({ fix, waived }) =>
    fix === undefined || waived !== undefined ? [] : [`Mend: ${fix}`],
  );
  return [...new Set(mends)];
}

function lines(all: readonly string[]): string[] {
  const shown = all.slice(0, MOST_LINES).map((line) => clip(line, LONGEST_LINE));
  return all.length > shown.length ? [...shown, `and ${all.length - shown.length} more lines`] : shown;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
