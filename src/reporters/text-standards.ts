import type { Report, StandardItem } from '../report/report.js';
import { pad, wrap } from './layout.js';
import { countsOf, STANDARD_WORDS } from './standards.js';

/** Items that somebody should do something about. */
const OPEN: ReadonlySet<StandardItem['state']> = new Set(['not-met', 'no-evidence', 'partly', 'unknown']);

/** The public checklists that were asked for: what they come to, and the items that are open; all of them with `verbose`. */
export function standardsLines({ standards = [] }: Report, width: number, verbose = false): string[] {
  return standards.flatMap(({ title, items }) => {
    const shown = items.filter(({ state }) => verbose || OPEN.has(state));
    const column = Math.max(0, ...shown.map(({ id }) => id.length));
    return [
      '',
      ...wrap(`${title}: ${countsOf(items)}`, width, ''),
      ...shown.flatMap(({ id, text, state, attestation }) => {
        const signed = attestation ? ` (${attestation.by}, ${attestation.on})` : '';
        return wrap(
          `${text}: ${STANDARD_WORDS[state].plain}${signed}`,
          width,
          `  ${pad(id, column)}  `,
          '      ',
        );
      }),
    ];
  });
}
