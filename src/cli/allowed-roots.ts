import { realpath, stat } from 'node:fs/promises';
import { UserError } from '../errors.js';

/** What `--allow-root` says in the help text. */
export const ALLOW_ROOT = [
  '--allow-root <folder>',
  'a folder outside the project to which links to data may lead; may be repeated',
] as const;

/** The real paths of the folders that `--allow-root` names. Throws `UserError` for what is no folder. */
export async function allowedRoots(folders: readonly string[] = []): Promise<string[]> {
  const roots: string[] = [];
  for (const folder of folders) {
    const real = await realpath(folder).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(
        `--allow-root: ${folder} ${error.code === 'ENOENT' ? 'does not exist' : `cannot be opened (${error.code})`}`,
      );
    });
    if (!(await stat(real)).isDirectory()) throw new UserError(`--allow-root: ${folder} is not a folder`);
    roots.push(real);
  }
  return roots;
}
