import { realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.js';
import type { Source } from '../../facts/source.js';
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

/**
 * How to allow the first link that leads out of the project. It names a path of this machine, so it is for those who run the
 * command, and for no report.
 */
export async function outsideHint(
  { root }: Source,
  problems: readonly Pick<HashProblem, 'kind' | 'path'>[],
): Promise<string | undefined> {
  const link = problems.find(({ kind }) => kind === 'outside')?.path;
  if (link === undefined || root === undefined) return undefined;
  try {
    const target = await realpath(join(root, link));
    const folder = (await stat(target)).isDirectory() ? target : dirname(target);
    return `${link} leads to ${target}; where you trust that, --allow-root ${folder} lets links lead there`;
  } catch {
    // It may be gone by now, and the refusal stands anyway.
    return undefined;
  }
}
