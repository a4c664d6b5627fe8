import type { Check } from '../checks/check.js';
import { count } from '../checks/check.js';
import { type Finding, type Result, SEVERITIES, type Section } from '../report/report.js';

type Judged = Pick<Section, 'path' | 'results'>;

/**
 * What the results of one check in several projects come to: pass, fail or skip when all say so, `unknown` when what
 * was decided passes and something was not decided, else `warn` with the mean as score. It holds all of their findings.
 */
export function rollUp(check: Check, sections: readonly Judged[]): Result | undefined {
  const all = sections.flatMap(({ path, results }) => {
    const result = results.find(({ id }) => id === check.id);
    return result ? [{ path, result }] : [];
  });
  const first = all[0]?.result;
  if (!first) return undefined;
  const applicable = all.filter(({ result }) => result.status !== 'skip');
  const open = applicable.filter(({ result }) => !result.waived);
  const shown = open.length > 0 ? open : applicable;
  const { status, score } = together(shown.map(({ result }) => result));
  return {
    ...first,
    severity: heaviest(all.map(({ result }) => result)),
    fix: check.fix,
    status,
    score,
    summary: applicable.length === 0 ? summaryOfSkips(all) : summaryOf(all, applicable),
    findings: distinct(all.flatMap(({ result }) => result.findings)),
    evidence: [...new Set(all.flatMap(({ result }) => result.evidence))],
    data: {
      projects: all.map(({ path, result }) => ({
        path,
        status: result.status,
        score: result.score,
        waived: result.waived,
      })),
    },
    waived: applicable.length > 0 && open.length === 0,
    durationMs: Math.round(all.reduce((sum, { result }) => sum + result.durationMs, 0) * 10) / 10,
  };
}

/** What the root has for several projects stands with each of them, and here once. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()];
}

function together(results: readonly Result[]): Pick<Result, 'status' | 'score'> {
  if (results.length === 0) return { status: 'skip', score: null };
  const scores = results.flatMap(({ score }) => (score === null ? [] : [score]));
  const undecided = scores.length < results.length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const all = (status: Result['status']) =>
    results.every((result) => result.status === status || result.status === 'unknown');
  if (scores.length === 0 || (undecided && all('pass'))) return { status: 'unknown', score: null };
  if (all('pass')) return { status: 'pass', score: 1 };
  if (all('fail')) return { status: 'fail', score: 0 };
  return { status: 'warn', score: mean };
}

function heaviest(results: readonly Result[]): Result['severity'] {
  return SEVERITIES.find((severity) => results.some((one) => one.severity === severity))!;
}

type One = { path: string; result: Result };

function summaryOf(all: readonly One[], applicable: readonly One[]): string {
  const others = all.length - applicable.length;
  const skipped = others > 0 ? `does not apply to ${others}` : '';
  const [only] = applicable;
  if (only && applicable.length === 1)
    return [`${named([only])}: ${only.result.summary}`, skipped].filter(Boolean).join('; ');
  const of = (status: Result['status']) =>
    applicable.filter(({ result }) => result.status === status && !result.waived);
  const passing = of('pass').length;
  const waived = applicable.filter(({ result }) => result.waived && result.status !== 'pass').length;
  const verb = passing === 1 ? 'passes' : 'pass';
  const where = (words: string, some: readonly One[]) =>
    some.length === 0 ? '' : some.length === applicable.length ? `${words} all` : `${words} ${named(some)}`;
  return [
    `${passing} of ${count(applicable.length, 'project')} ${verb}`,
    where('fails in', of('fail')),
    where('partly in', of('warn')),
    where('undecided in', of('unknown')),
    waived > 0 ? `waived in ${waived}` : '',
    skipped,
  ]
    .filter(Boolean)
    .join('; ');
}

function summaryOfSkips(all: readonly One[]): string {
  const reasons = new Set(all.map(({ result }) => result.summary));
  return reasons.size === 1 ? all[0]!.result.summary : `applies to none of ${count(all.length, 'project')}`;
}

const MOST_NAMED = 3;

function named(some: readonly One[]): string {
  const names = some.slice(0, MOST_NAMED).map(({ path }) => (path === '.' ? 'the root' : path));
  return `${names.join(', ')}${some.length > MOST_NAMED ? ` and ${some.length - MOST_NAMED} more` : ''}`;
}
