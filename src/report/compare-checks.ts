import type { CheckState, ComparedCheck } from './comparison.js';
import type { Matched, Told } from './matching.js';
import { isCheck } from './obstacles.js';
import type { Result } from './report.js';

type One = { project: string | undefined; result: Result };

/** How each check stands in both of two runs, in the order of the second, those that are gone last. */
export function compareChecks(
  before: readonly One[],
  after: readonly One[],
  findings: Matched<Told, Told>,
): ComparedCheck[] {
  const old = new Map(before.map((one) => [keyOf(one), one]));
  const now = new Map(after.map((one) => [keyOf(one), one]));
  const counts = {
    new: counted(findings.fresh),
    fixed: counted(findings.fixed),
    still: counted([...findings.still, ...findings.moved].map(([, one]) => one)),
  };
  return [...new Set([...now.keys(), ...old.keys()])].map((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    const { project, result } = (b ?? a)!;
    const { id, title, category } = result;
    const states = { before: a ? stateOf(a.result) : null, after: b ? stateOf(b.result) : null };
    return {
      id,
      ...(project !== undefined && { project }),
      title,
      category,
      // What the tool remarks of its own settings is there only when there is something to remark.
      change: isCheck(id)
        ? changeOf(states.before, states.after)
        : changeOf(states.before ?? QUIET, states.after ?? QUIET),
      ...states,
      findings: {
        new: counts.new.get(key) ?? 0,
        fixed: counts.fixed.get(key) ?? 0,
        still: counts.still.get(key) ?? 0,
      },
    };
  });
}

const QUIET: CheckState = { status: 'pass', severity: 'advised', score: null, waived: false, summary: '' };

function keyOf({ project, result }: One): string {
  return JSON.stringify([project ?? null, result.id]);
}

function counted(findings: readonly Told[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { check, project } of findings) {
    const key = JSON.stringify([project ?? null, check]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function stateOf({ status, severity, score, waived, summary }: Result): CheckState {
  return { status, severity, score, waived, summary };
}

const RANK = { pass: 2, warn: 1, fail: 0 } as const;

/**
 * Better or worse only where both runs say enough. Losing a verdict that was not `fail` is worse, as is learning that
 * something fails; what was accepted, or does not apply any more, is neither.
 */
export function changeOf(before: CheckState | null, after: CheckState | null): ComparedCheck['change'] {
  if (!before) return 'new';
  if (!after) return 'gone';
  const [a, b] = [before.status, after.status];
  const isOpen = (status: CheckState['status']) => status !== 'pass' && status !== 'skip';
  if (before.waived && after.waived) return a === b ? 'same' : 'changed';
  if (after.waived) return 'changed';
  if (before.waived) return isOpen(b) ? 'worse' : b === 'pass' ? 'better' : 'changed';
  if (a === b) return byShare(before.score, after.score);
  if (b === 'unknown') return a === 'pass' || a === 'warn' ? 'worse' : 'changed';
  if (a === 'unknown') return b === 'pass' ? 'better' : b === 'fail' ? 'worse' : 'changed';
  if (b === 'skip') return 'changed';
  if (a === 'skip') return b === 'pass' ? 'changed' : 'worse';
  return RANK[b] > RANK[a] ? 'better' : 'worse';
}

function byShare(before: number | null, after: number | null): ComparedCheck['change'] {
  if (before === null || after === null || before === after) return 'same';
  return after > before ? 'better' : 'worse';
}
