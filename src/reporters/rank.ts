import { CONFIDENCES, type Report, type Result, SEVERITY_WEIGHT } from '../report/report.js';
import { single } from '../report/results.js';
import { isExcused } from './ratchet.js';

export { rolledUp, single } from '../report/results.js';

/** What a result contributes to the total score, in points of it. */
export interface Share {
  /** Points it gives now. */
  points: number;
  /** Points it would give at most. */
  most: number;
}

/** Each counted result's share in the total, by id; the points of all add up to the score. */
export function shares({ categories, results }: Report): Map<string, Share> {
  const counted = results.filter(({ score, waived }) => score !== null && !waived);
  const weighing = categories.filter(({ score }) => score !== null);
  const categoryWeights = sum(weighing.map(({ weight }) => weight));
  const found = new Map<string, Share>();
  for (const { id, weight } of weighing) {
    const own = counted.filter(({ category }) => category === id);
    const severityWeights = sum(own.map(({ severity }) => SEVERITY_WEIGHT[severity]));
    for (const result of own) {
      const most = (100 * (weight / categoryWeights) * SEVERITY_WEIGHT[result.severity]) / severityWeights;
      found.set(result.id, { most, points: most * (result.score ?? 0) });
    }
  }
  return found;
}

/** True for a result that asks for something: failed, partly met or undecided, and not waived. */
export function isOpen({ status, waived }: Result): boolean {
  return !waived && (status === 'fail' || status === 'warn' || status === 'unknown');
}

/** True for a required result that failed or could not be decided, and is not waived. */
export function isPressing(result: Result): boolean {
  return isOpen(result) && result.severity === 'required' && result.status !== 'warn';
}

const URGENCY = { fail: 0, unknown: 1, warn: 2, pass: 3, skip: 4 } as const;
const SEVERITY_ORDER = { required: 0, advised: 1, optional: 2 } as const;

/** Open results, the most important mend first: what can break the gate, then by the points to be won. */
export function mostImportantFirst(report: Report): Result[] {
  const share = shares(report);
  const gain = ({ id }: Result) => (share.get(id)?.most ?? 0) - (share.get(id)?.points ?? 0);
  const breaking = new Set(
    single(report)
      .filter(({ result }) => isPressing(result))
      .map(({ result }) => result.id),
  );
  const breaksGate = ({ id }: Result) => breaking.has(id);
  return report.results
    .filter(isOpen)
    .sort(
      (a, b) =>
        Number(isExcused(a)) - Number(isExcused(b)) ||
        Number(breaksGate(b)) - Number(breaksGate(a)) ||
        (breaksGate(a) ? URGENCY[a.status] - URGENCY[b.status] : 0) ||
        gain(b) - gain(a) ||
        SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
        URGENCY[a.status] - URGENCY[b.status],
    );
}

/**
 * The mend of a result: that of the first of its surest findings, else the check's own; for several projects together the check's
 * own. An undecided result has only what its findings say: the check's mend is for a gap that nobody has seen.
 */
export function mendOf({ findings, fix, status }: Result, ofSeveral = false): string | undefined {
  if (ofSeveral && status !== 'unknown') return fix;
  const all = findings.filter(({ waived }) => waived === undefined);
  const fresh = all.filter((one) => !isExcused(one));
  const open = fresh.length > 0 ? fresh : all;
  const surest = CONFIDENCES.find((confidence) => open.some((one) => one.confidence === confidence));
  const own = open.find(({ confidence }) => confidence === surest)?.fix;
  return own ?? (status === 'unknown' ? open.find((one) => one.fix !== undefined)?.fix : fix);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
