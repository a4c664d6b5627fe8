import { UserError } from '../../errors.js';
import type { HashProblem } from '../../hashing/problem.js';

/** Throws `UserError` that names everything that could not be hashed, if there is any. */
export function refuseProblems(
  problems: readonly Pick<HashProblem, 'message'>[],
  consequence: string,
  hint = 'mend or leave out what cannot be hashed',
): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ message }) => `  ${message}`).join('\n');
  throw new UserError(`${consequence}:\n${lines}`, { hint });
}

/** What to do about locked data that is gone: `--prune` does not take out what the config still declares. */
export function goneHint(
  gone: readonly Pick<HashProblem, 'path'>[],
  declared: ReadonlySet<string>,
): string | undefined {
  if (gone.length === 0) return undefined;
  return gone.some(({ path }) => declared.has(path))
    ? 'fetch what is gone; or take it out of `data` in the config, then run `repro lock --prune`'
    : 'fetch what is gone, or take it out with `repro lock --prune`';
}
