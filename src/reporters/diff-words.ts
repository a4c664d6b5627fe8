import type { ComparedCheck, ComparedFinding, Comparison } from '../report/comparison.js';

/** How a comparison ends, in a few words. */
export const VERDICT = {
  better: 'better',
  worse: 'worse',
  mixed: 'better in part, worse in part',
  same: 'neither better nor worse',
  incomparable: 'the two reports cannot be compared',
} as const satisfies Record<Comparison['verdict'], string>;

/** `61.3 -> 60.1 (-1.2)`; `unit` stands behind each number. */
export function numbersText({ before, after, change }: Comparison['score'], unit = ''): string {
  const shown = (value: number | null) => (value === null ? 'none' : `${value}${unit}`);
  if (before === after) return shown(after);
  const points = change === null ? '' : ` (${change > 0 ? '+' : ''}${change})`;
  return `${shown(before)} -> ${shown(after)}${points}`;
}

/** `passed -> failed`. */
export function gateText({ before, after }: { before: boolean | null; after: boolean | null }): string {
  const shown = (value: boolean | null) => (value === null ? 'none' : value ? 'passed' : 'failed');
  return before === after ? shown(after) : `${shown(before)} -> ${shown(after)}`;
}

/** `pass -> warn`, `fail (required -> advised)`. */
export function stateText({ before, after, change }: ComparedCheck): string {
  const word = (state: NonNullable<ComparedCheck['before']>) => (state.waived ? 'waived' : state.status);
  if (!before || !after) {
    if (change === 'new' && after) return `not asked for -> ${word(after)}`;
    if (change === 'gone' && before) return `${word(before)} -> not asked for`;
    const only = after ?? before;
    return only ? word(only) : '';
  }
  const same = before.score !== after.score ? ` ${share(before)} -> ${share(after)}` : '';
  const status = word(before) === word(after) ? `${word(after)}${same}` : `${word(before)} -> ${word(after)}`;
  return before.severity === after.severity ? status : `${status} (${before.severity} -> ${after.severity})`;
}

function share({ score }: NonNullable<ComparedCheck['before']>): string {
  return score === null ? 'none' : `${Math.round(score * 100)} %`;
}

/** The parts of a comparison that list checks, the gravest first. A check of which only findings differ is left to those. */
export function checkGroups({ checks }: Comparison): { title: string; checks: ComparedCheck[] }[] {
  const of = (...changes: ComparedCheck['change'][]) =>
    checks.filter(({ change }) => changes.includes(change));
  const severity = of('same').filter(({ before, after }) => before?.severity !== after?.severity);
  return [
    { title: 'Worse', checks: of('worse') },
    { title: 'Better', checks: of('better') },
    { title: 'Changed', checks: of('changed') },
    { title: 'Other severity', checks: severity },
    { title: 'Not asked for in both', checks: of('new', 'gone') },
  ].filter(({ checks: some }) => some.length > 0);
}

/** The parts of a comparison that list findings, the gravest first. */
export function findingGroups({ findings }: Comparison): { title: string; findings: ComparedFinding[] }[] {
  return [
    { title: 'New findings', findings: findings.new },
    { title: 'Findings that are no longer accepted', findings: findings.reopened },
    { title: 'Fixed findings', findings: findings.fixed },
    { title: 'Findings that are accepted now', findings: findings.accepted },
    { title: 'Findings in renamed files', findings: findings.moved },
  ].filter(({ findings: some }) => some.length > 0);
}

/** What the lists do not show, in a sentence. */
export function restText({ findings, unchanged }: Comparison): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const parts = [
    `${count(unchanged, 'check')} ${unchanged === 1 ? 'does' : 'do'} not differ`,
    `${count(findings.still, 'finding')} ${findings.still === 1 ? 'is' : 'are'} still there`,
  ];
  if (findings.undecided > 0)
    parts.push(
      `of ${count(findings.undecided, 'finding')} nobody can tell, since the check could not be decided`,
    );
  return `${parts.join('; ')}.`;
}
