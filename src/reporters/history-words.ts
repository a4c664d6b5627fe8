import type { History, HistoryRun } from '../report/history.js';

/** `2026-12-01 08:00`. */
export function timeOf({ startedAt }: Pick<HistoryRun, 'startedAt'>): string {
  return startedAt.slice(0, 16).replace('T', ' ');
}

/** The first digits of the commit; a plus where the work tree held more than it. */
export function commitOf({ commit, dirty }: Pick<HistoryRun, 'commit' | 'dirty'>): string {
  return commit === null ? 'none' : `${commit.slice(0, 7)}${dirty ? '+' : ''}`;
}

/** `+3.5`, `-2`; empty where nothing changed or it cannot be said. */
export function changeOf({ since }: HistoryRun): string {
  const change = since?.score ?? 0;
  return change === 0 ? '' : `${change > 0 ? '+' : ''}${change}`;
}

/** `2 better, 1 worse` against the run before; a dash where nothing is other, a word where it cannot be told. */
export function movedOf({ since }: HistoryRun): string {
  if (!since) return 'first';
  if (since.verdict === 'incomparable') return 'not comparable';
  const parts = [
    ...(since.better.number > 0 ? [`${since.better.number} better`] : []),
    ...(since.worse.number > 0 ? [`${since.worse.number} worse`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : '-';
}

/** The trend in a sentence: how many runs, from when to when, and how often the gate passed. */
export function trendOf({ runs }: History): string {
  const passed = runs.filter(({ gate }) => gate.passed).length;
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last || first === last) return `1 run, of ${last ? timeOf(last) : 'no time'}`;
  return `${runs.length} runs from ${timeOf(first)} to ${timeOf(last)}; the gate passed in ${passed === 0 ? 'none' : passed === runs.length ? 'all' : passed} of them`;
}

/** Runs of which a check turned better or worse, or that cannot be compared; the newest first. */
export function changedRuns({ runs }: History): HistoryRun[] {
  return runs
    .filter(
      ({ since }) => since && (since.obstacles.length > 0 || since.better.number + since.worse.number > 0),
    )
    .reverse();
}
