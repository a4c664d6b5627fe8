import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors.js';

/** The absolute path of a folder that was given. Throws `UserError` when it is none. */
export async function projectFolder(path: string): Promise<string> {
  const folder = resolve(path);
  const found = await stat(folder).catch(async (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'ENOENT' || error.code === 'ENOTDIR'
        ? 'does not exist'
        : `cannot be opened (${error.code})`;
    // Only for the hint: they take long to load, and hashing does without.
    const { checks } = await import('../checks/index.js');
    const isCheck = checks.some(({ id }) => id === path || id.startsWith(`${path}/`));
    throw new UserError(`${path} ${reason}`, {
      ...(isCheck && { hint: `\`repro check --only ${path}\` runs that alone` }),
      cause: error,
    });
  });
  if (!found.isDirectory())
    throw new UserError(`${path} is not a folder`, { hint: 'give the folder of the project' });
  return folder;
}
