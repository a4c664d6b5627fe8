import type { Result, Target } from '../report/report.js';
import { single } from '../report/results.js';
import { type Applied, checkEntry, openFindings } from './apply.js';
import { BASELINE_VERSION, type Baseline } from './format.js';

/** The run from which a baseline is written. */
export interface Run {
  results: readonly Result[];
  sections?: readonly { path: string; results: Result[] }[] | undefined;
  ruleset: string;
  target: Target;
  score: number | null;
  /** Whether only some checks or projects were asked for. */
  limited: boolean;
}

/**
 * The baseline that knows all that a run found, in place of what was known of the same checks. What was known of checks that were
 * not asked, or could not be decided, stays. The score is that of the last run of all checks.
 */
export function updatedBaseline(
  run: Run,
  before?: { baseline: Baseline; applied: Applied<unknown> },
): Baseline {
  const all = single({ results: [...run.results], ...(run.sections && { projects: run.sections as never }) });
  const untouched = before?.applied.untouched;
  // An undecided check keeps what was known of its findings beside that it could not be decided.
  const findings = all.flatMap(({ project, result }) => openFindings(result, project));
  const checks = all.flatMap(({ project, result }) => checkEntry(result, project) ?? []);
  return {
    version: BASELINE_VERSION,
    ruleset: run.ruleset,
    target: run.target,
    score: run.limited ? (before?.baseline.score ?? null) : run.score,
    checks: [
      ...checks,
      ...(untouched?.checks.filter(
        ({ check, project }) => !checks.some((one) => one.check === check && one.project === project),
      ) ?? []),
    ],
    findings: [...findings, ...(untouched?.findings ?? [])],
  };
}

/** The baseline without what is found no more: it gets smaller, never larger. A better score is kept. */
export function prunedBaseline(
  run: Run,
  { baseline, applied }: { baseline: Baseline; applied: Applied<unknown> },
): Baseline {
  const { stale, untouched, matched } = applied;
  const gone = new Set(stale.checks);
  const better =
    run.limited || run.ruleset !== baseline.ruleset || run.target !== baseline.target ? null : run.score;
  return {
    ...baseline,
    score: baseline.score === null || better === null ? baseline.score : Math.max(baseline.score, better),
    checks: baseline.checks.filter((entry) => !gone.has(entry)),
    // As they are called now, in files that may have been renamed.
    findings: [...matched.map(([, finding]) => finding), ...untouched.findings],
  };
}
