import { lstat, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { WRITE_REASONS, writeAtomically } from '../atomic.js';
import { UserError } from '../errors.js';
import { liesIn } from '../facts/confined.js';

/**
 * Refuses early, before any work, a place to which nothing can be written, and one inside the working folder or the
 * project (`root`) from which a link leads out: a repository must not choose what is overwritten. Throws `UserError`.
 */
export async function assertWritable(path: string, root = '.'): Promise<void> {
  for (const base of new Set([resolve('.'), resolve(root)])) await assertStaysIn(base, path);
  const folder = dirname(resolve(path));
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new UserError(`cannot write ${path}: the folder ${dirname(path)} does not exist`, {
      hint: 'create the folder first, or choose another place',
    });
  }
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new UserError(`cannot write ${path}: it is a folder`, { hint: 'name a file' });
  }
}

/**
 * The text of a file of ours of at most `limit` bytes; undefined where there is none. Throws `UserError` for what is no file, is too
 * large, or to which a link inside the working folder or the project (`root`) leads out of it.
 */
export async function readOwn(path: string, root: string, limit: number): Promise<string | undefined> {
  for (const base of new Set([resolve('.'), resolve(root)])) await assertStaysIn(base, path, 'read');
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new UserError(`${path} is no file`, { hint: 'name a file' });
    if (found.size > limit)
      throw new UserError(`${path} is too large (${found.size} bytes; at most ${limit})`, {
        hint: 'remove it, and have it written anew',
      });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UserError(`${path} cannot be read (${code})`, { cause: error });
  }
}

async function assertStaysIn(base: string, path: string, verb = 'write'): Promise<void> {
  const typed = resolve(path);
  const top = await realpath(base).catch(() => base);
  // Either may be told by another name than the folder's real one, which is itself a link.
  if (!(await passesThrough(top, typed))) return;
  const isLink = (await lstat(typed).catch(() => undefined))?.isSymbolicLink() ?? false;
  const real = isLink
    ? await realpath(typed).catch(() => undefined)
    : await realpath(dirname(typed)).then(
        (folder) => join(folder, basename(typed)),
        () => typed,
      );
  if (real === undefined || !liesIn(top, real)) {
    throw new UserError(`cannot ${verb} ${path}: a link there leads out of the project`, {
      hint: 'name a place that is no link',
    });
  }
}

/** Whether some folder on the way to a path is a real folder, or one in it. */
async function passesThrough(top: string, path: string): Promise<boolean> {
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder)) {
    const real = await realpath(dirname(folder)).catch(() => dirname(folder));
    if (liesIn(top, real)) return true;
  }
  return false;
}

/**
 * Writes a file whole or not at all: to a neighbour first, then renamed over it. Links are followed; devices and
 * pipes are written directly. Throws `UserError` when the system refuses.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => resolve(path));
  const found = await lstat(target).catch(() => undefined);
  try {
    if (found && !found.isFile()) return await writeFile(target, text);
    await writeAtomically(target, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot write ${path} (${WRITE_REASONS[code ?? ''] ?? code ?? String(error)})`, {
      cause: error,
    });
  }
}
