import type { InterpreterPlace } from '../interpreter.js';
import { agree } from './versions.js';

/** A place that names a version. */
export type Named = InterpreterPlace & { version: string };

/** Whether a place names a version rather than a range. */
export function named(one: InterpreterPlace): one is Named {
  return one.version !== undefined;
}

/** Which kinds of files decide where equally many places name two versions. */
const AUTHORITY: readonly InterpreterPlace['from'][] = ['version-file', 'lock', 'manifest', 'recipe'];

/**
 * The place whose version most others can mean, the most precise of those: 3.11 agrees with 3.11.4, 3.11.6 does not.
 * Undefined where no place names one.
 */
export function agreed(runs: readonly Named[]): Named | undefined {
  const support = (one: Named) => runs.filter(({ version }) => agree(version, one.version)).length;
  const ranked = [...runs].sort(
    (a, b) => support(b) - support(a) || AUTHORITY.indexOf(a.from) - AUTHORITY.indexOf(b.from),
  );
  const same = ranked.filter(({ version }) => agree(version, ranked[0]?.version ?? version));
  return same.sort((a, b) => detail(b) - detail(a))[0];
}

/** How many parts a version has. */
function detail({ version }: Named): number {
  return version.split('.').length;
}
