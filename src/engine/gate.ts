import type { Finding, Report, Result, Section } from '../report/report.js';
import type { GatePolicy } from './policy.js';

/** What takes old gaps from the gate: a baseline, or the limit to what changed. */
export interface Ratchet {
  /** The least total score; null where the score says nothing of what is new. */
  minScore: number | null;
  /** Whether a new finding fails the gate also where its check holds in part. */
  everyNew: boolean;
}

/**
 * Whether a run passes, and every reason why not: a total below the minimum, or a failed or undecided check of a
 * severity that the policy gates on. A failure that rests only on `possible` findings does not count. With a ratchet
 * only findings and checks count that are neither known nor outside of what changed.
 */
export function judge(
  results: readonly Result[],
  score: number | null,
  gate: GatePolicy,
  ratchet?: Ratchet,
): Report['gate'] {
  const reasons: string[] = [];
  if (gate.failOn === 'never') return { passed: true, reasons };
  const minScore = ratchet ? ratchet.minScore : gate.minScore;
  const low =
    score !== null && minScore !== null && score < minScore ? [`score ${score} is below ${minScore}`] : [];
  for (const result of results) {
    if (result.waived) continue;
    const gated =
      result.severity === 'required' || (result.severity === 'advised' && gate.failOn === 'advised');
    // A dataset that does not equal its recorded hash fails the gate however the check is weighed.
    if (result.status === 'fail' && result.id === 'data/hashes' && isSure(result)) {
      reasons.push(`${result.id}: ${result.summary}`);
    } else if (gated && ratchet) {
      const reason = newIn(result, ratchet);
      if (reason !== undefined) reasons.push(reason);
    } else if (result.status === 'fail' && gated && isSure(result)) {
      reasons.push(`${result.id}: ${result.summary}`);
    }
    if (result.status === 'unknown' && gated && gate.unknown === 'fail' && !isExcused(result)) {
      reasons.push(`${result.id} could not be decided: ${result.summary}`);
    }
  }
  // What is new lowers the score too, and is the reason that helps.
  const all = ratchet && reasons.length > 0 ? reasons : [...low, ...reasons];
  return { passed: all.length === 0, reasons: all };
}

/** Why a failed result, or one that holds in part, counts at the gate beside what is known or was so before. */
function newIn(result: Result, { everyNew }: Ratchet): string | undefined {
  const { id, status, summary, findings, worse = false } = result;
  if (status !== 'fail' && !(status === 'warn' && (everyNew || worse))) return undefined;
  const open = findings.filter(({ waived }) => waived === undefined);
  if (open.length === 0) return isExcused(result) ? undefined : `${id}: ${summary}`;
  const [first, ...more] = open.filter((one) => one.confidence !== 'possible' && !isExcused(one));
  if (!first) return undefined;
  const { file, line, cell } = first;
  const place =
    file === undefined
      ? ''
      : ` (${file}${cell === undefined ? (line === undefined ? '' : `:${line}`) : ` cell ${cell}`})`;
  return `${id}: ${first.message}${place}${more.length > 0 ? `, and ${more.length} more` : ''}`;
}

function isExcused({ known, outside }: Pick<Finding, 'known' | 'outside'>): boolean {
  return known === true || outside === true;
}

/**
 * The gate of a repository: what is asked of the whole, then every project's own gate, so that no project can hide
 * behind the others.
 */
export function judgeAll(
  ofRepository: readonly Result[],
  score: number | null,
  gate: GatePolicy,
  sections: readonly Pick<Section, 'path' | 'gate'>[],
  ratchet?: Ratchet,
): Report['gate'] {
  const reasons = [
    ...judge(ofRepository, score, gate, ratchet).reasons,
    ...sections.flatMap(({ path, gate: own }) => own.reasons.map((reason) => `${path}: ${reason}`)),
  ];
  return { passed: reasons.length === 0, reasons };
}

function isSure({ findings }: Result): boolean {
  return (
    findings.length === 0 ||
    findings.some(({ confidence, waived }) => confidence !== 'possible' && waived === undefined)
  );
}
