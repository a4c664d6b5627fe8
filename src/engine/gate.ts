import type { Report, Result, Section } from '../report/report.js';
import type { GatePolicy } from './policy.js';

/**
 * Whether a run passes, and every reason why not: a total below the minimum, or a failed or undecided check of a
 * severity that the policy gates on. A failure that rests only on `possible` findings does not count.
 */
export function judge(results: readonly Result[], score: number | null, gate: GatePolicy): Report['gate'] {
  const reasons: string[] = [];
  if (gate.failOn === 'never') return { passed: true, reasons };
  if (score !== null && score < gate.minScore) reasons.push(`score ${score} is below ${gate.minScore}`);
  for (const result of results) {
    if (result.waived) continue;
    const gated =
      result.severity === 'required' || (result.severity === 'advised' && gate.failOn === 'advised');
    // A dataset that does not equal its recorded hash fails the gate however the check is weighed.
    if (result.status === 'fail' && (gated || result.id === 'data/hashes') && isSure(result)) {
      reasons.push(`${result.id}: ${result.summary}`);
    }
    if (result.status === 'unknown' && gated && gate.unknown === 'fail') {
      reasons.push(`${result.id} could not be decided: ${result.summary}`);
    }
  }
  return { passed: reasons.length === 0, reasons };
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
): Report['gate'] {
  const reasons = [
    ...judge(ofRepository, score, gate).reasons,
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
