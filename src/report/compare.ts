import { compareChecks } from './compare-checks.js';
import {
  COMPARISON_VERSION,
  type ComparedCheck,
  type ComparedFinding,
  type ComparedProject,
  type Comparison,
} from './comparison.js';
import { matchFindings } from './matching.js';
import { isCheck, obstaclesBetween } from './obstacles.js';
import type { Finding, Report, Severity } from './report.js';
import { single } from './results.js';

export interface CompareOptions {
  /** True to compare what do not seem to be reports of one project. */
  anyProject?: boolean;
}

/**
 * What is better, worse, new and gone in the second of two reports. Where they cannot be compared it says so, and tells
 * of no change. Same reports, same comparison.
 */
export function compareReports(
  before: Report,
  after: Report,
  { anyProject = false }: CompareOptions = {},
): Comparison {
  const obstacles = obstaclesBetween(before, after).filter(({ what }) => !anyProject || what !== 'project');
  const blocked = obstacles.some(({ what }) => ['project', 'ruleset', 'target'].includes(what));
  // Reports of one project and of several meet in what the several come to together.
  const asOne = (before.projects === undefined) !== (after.projects === undefined);
  const [old, now] = asOne ? [withoutProjects(before), withoutProjects(after)] : [before, after];
  const hasTotals = obstacles.length === 0;
  const findings = blocked
    ? matchFindings<OneFinding, OneFinding>([], [])
    : matchFindings(findingsOf(old, now), findingsOf(now, old));
  const undecided = undecidedIn(now);
  const fixed = findings.fixed.filter((one) => !undecided(one));
  const checks = blocked ? [] : compareChecks(single(old), single(now), { ...findings, fixed });
  const differing = checks.filter(differs);
  const same = [...findings.still, ...findings.moved];
  const lists = {
    new: findings.fresh.filter(({ waived }) => !waived).map(shown),
    fixed: fixed.map(shown),
    moved: findings.moved.map(([{ file }, one]) => ({
      ...shown(one),
      ...(file !== undefined && { from: file }),
    })),
    accepted: [
      ...same.filter(([a, b]) => !a.waived && b.waived).map(([, one]) => one),
      ...findings.fresh.filter(({ waived }) => waived),
    ].map(shown),
    reopened: same.filter(([a, b]) => a.waived && !b.waived).map(([, one]) => shown(one)),
    still: findings.still.length,
    undecided: findings.fixed.length - fixed.length,
  };
  const gate = { before: before.gate.passed, after: after.gate.passed, reasons: [...after.gate.reasons] };
  const worse = blocked ? [] : reasons(differing, [...lists.new, ...lists.reopened], gate);
  const better =
    lists.fixed.length > 0 ||
    differing.some(({ change }) => change === 'better') ||
    (!gate.before && gate.after);
  return {
    comparisonVersion: COMPARISON_VERSION,
    before: side(before),
    after: side(after),
    obstacles,
    verdict: blocked
      ? 'incomparable'
      : worse.length > 0
        ? better
          ? 'mixed'
          : 'worse'
        : better
          ? 'better'
          : 'same',
    worse,
    score: numbers(before.score, after.score, hasTotals),
    coverage: numbers(before.coverage, after.coverage, hasTotals),
    gate,
    checks: differing,
    unchanged: checks.length - differing.length,
    findings: lists,
    ...((before.projects || after.projects) && {
      projects: compareProjects(before, after, hasTotals),
    }),
  };
}

interface OneFinding extends ComparedFinding {
  waived: boolean;
}

/** The findings of those checks that the other run was asked for too: of the others it says nothing. */
function findingsOf(report: Report, other: Report): OneFinding[] {
  const asked = new Set(single(other).map(({ result }) => result.id));
  return single(report)
    .filter(({ result: { id } }) => asked.has(id) || !isCheck(id))
    .flatMap(({ project, result: { id, severity, findings } }) =>
      findings.map((finding) => oneFinding(id, project, severity, finding)),
    );
}

/** Tells findings of before that may be there still, since their check could not be decided. */
function undecidedIn(report: Report): (finding: OneFinding) => boolean {
  const key = (project: string | undefined, id: string) => JSON.stringify([project ?? null, id]);
  const open = single(report).filter(({ result }) => result.status === 'unknown');
  const names = new Set(open.map(({ project, result }) => key(project, result.id)));
  return ({ project, check }) => names.has(key(project, check));
}

function oneFinding(
  check: string,
  project: string | undefined,
  severity: Severity,
  { message, file, line, cell, fix, level, confidence, fingerprint, waived }: Finding,
): OneFinding {
  return {
    check,
    ...(project !== undefined && { project }),
    severity,
    message,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(cell !== undefined && { cell }),
    ...(fix !== undefined && { fix }),
    level,
    confidence,
    fingerprint,
    waived: waived !== undefined,
  };
}

function shown({ waived: _, ...finding }: OneFinding): ComparedFinding {
  return finding;
}

function differs({ change, before, after, findings }: ComparedCheck): boolean {
  return (
    change !== 'same' ||
    before?.severity !== after?.severity ||
    before?.waived !== after?.waived ||
    findings.new + findings.fixed > 0
  );
}

/** Why the second report is worse: checks, then findings that no such check tells of, then the gate. */
function reasons(
  checks: readonly ComparedCheck[],
  come: readonly ComparedFinding[],
  gate: Comparison['gate'],
): string[] {
  const where = ({ project }: { project?: string | undefined }) =>
    project === undefined ? '' : `${project}: `;
  const fallen = checks.filter(({ change }) => change === 'worse');
  const told = new Set(fallen.map((check) => where(check) + check.id));
  const found = new Map<string, number>();
  for (const finding of come) {
    const name = where(finding) + finding.check;
    // What is only possible, or noted beside a pass, makes nothing worse.
    if (told.has(name) || finding.confidence === 'possible' || finding.level === 'note') continue;
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return [
    ...fallen.map(
      (check) =>
        `${where(check)}${check.id}: ${stateOf(check.before)} before, ${stateOf(check.after)} now: ${check.after?.summary}`,
    ),
    ...[...found].map(([name, count]) => `${name}: ${count} new ${count === 1 ? 'finding' : 'findings'}`),
    ...(gate.before && !gate.after ? ['the gate passed before and fails now'] : []),
  ];
}

function stateOf(state: ComparedCheck['before']): string {
  return state === null ? 'not asked' : state.waived ? 'waived' : state.status;
}

function withoutProjects(report: Report): Report {
  const { projects: _, ...rest } = report;
  return rest;
}

function numbers(before: number | null, after: number | null, comparable: boolean): Comparison['score'] {
  const change =
    comparable && before !== null && after !== null ? Math.round((after - before) * 10) / 10 : null;
  return { before, after, change };
}

function side({ project, tool, target, grade, startedAt }: Report): Comparison['before'] {
  const { name, folder, remote, commit, branch, dirty } = project;
  const { version, ruleset } = tool;
  return { name, folder, remote, commit, branch, dirty, startedAt, version, ruleset, target, grade };
}

function compareProjects(before: Report, after: Report, comparable: boolean): ComparedProject[] {
  const old = new Map(before.projects?.map((section) => [section.path, section]));
  const now = new Map(after.projects?.map((section) => [section.path, section]));
  return [...new Set([...now.keys(), ...old.keys()])].map((path) => {
    const [a, b] = [old.get(path), now.get(path)];
    return {
      path,
      name: (b ?? a)!.name,
      change: a && b ? 'both' : b ? 'new' : 'gone',
      score: numbers(a?.score ?? null, b?.score ?? null, comparable),
      coverage: numbers(a?.coverage ?? null, b?.coverage ?? null, comparable),
      gate: { before: a?.gate.passed ?? null, after: b?.gate.passed ?? null },
    };
  });
}
