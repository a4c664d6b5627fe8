import type { StandardItem } from '../report/report.js';

/** How reports call the state of an item: a sign, plain words in a row, and in a count. */
export const STANDARD_WORDS: Readonly<
  Record<StandardItem['state'], { sign: string; plain: string; counted: string }>
> = {
  met: { sign: '✅', plain: 'met', counted: 'met' },
  stated: { sign: '✍️', plain: 'stated by a person', counted: 'stated by a person' },
  evidence: {
    sign: '🔎',
    plain: 'evidence found, a person must confirm it',
    counted: 'with evidence for a person to confirm',
  },
  partly: { sign: '🟡', plain: 'partly', counted: 'partly' },
  'no-evidence': { sign: '❌', plain: 'no evidence', counted: 'without evidence' },
  'not-met': { sign: '❌', plain: 'not met', counted: 'not met' },
  'needs-run': { sign: '🔁', plain: 'only a run can show it', counted: 'that only a run can show' },
  'needs-person': { sign: '👤', plain: 'a person must say it', counted: 'that a person must say' },
  'not-applicable': { sign: '➖', plain: 'does not apply', counted: 'not applicable' },
  unknown: { sign: '❔', plain: 'could not be decided', counted: 'undecided' },
};

/** `3 met, 2 that a person must say`, in the order of the states. */
export function countsOf(items: readonly StandardItem[]): string {
  return Object.entries(STANDARD_WORDS)
    .flatMap(([state, { counted }]) => {
      const count = items.filter((item) => item.state === state).length;
      return count > 0 ? [`${count} ${counted}`] : [];
    })
    .join(', ');
}
