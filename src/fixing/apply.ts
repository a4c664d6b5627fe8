import { lstatSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Draft, draftOf } from '../atomic.js';
import { UserError } from '../errors.js';

/** A file to be written: its whole content now and then. */
export interface Write {
  /** Relative to the root, with forward slashes. */
  path: string;
  /** Undefined for a file that is not there yet. */
  before: Uint8Array | undefined;
  after: Uint8Array;
}

/**
 * Writes all files or none. Each must be what it was when it was read, a regular file that can be written, reached
 * without a link. `root` is a real path. Throws `UserError` when one of them is not, or the system refuses.
 */
export async function writeAll(root: string, writes: readonly Write[]): Promise<void> {
  for (const write of writes) assertSame(root, write);
  const drafts: Draft[] = [];
  try {
    for (const { path, after } of writes) {
      try {
        drafts.push(await draftOf(join(root, path), after));
      } catch (error) {
        throw refused(path, error);
      }
    }
    // From here on nothing waits, so that neither Ctrl-C nor another part of this program comes in between.
    for (const write of writes) assertSame(root, write);
    commitAll(root, writes, drafts);
  } finally {
    for (const draft of drafts) draft.discard();
  }
}

function commitAll(root: string, writes: readonly Write[], drafts: readonly Draft[]): void {
  for (const [at, { path }] of writes.entries()) {
    try {
      drafts[at]?.commit();
    } catch (error) {
      putBack(root, writes.slice(0, at));
      throw refused(path, error);
    }
  }
}

function putBack(root: string, writes: readonly Write[]): void {
  for (const { path, before } of writes) {
    if (before === undefined) rmSync(join(root, path), { force: true });
    else writeFileSync(join(root, path), before);
  }
}

function assertSame(root: string, { path, before }: Write): void {
  const target = join(root, path);
  const stat = lstatSync(target, { throwIfNoEntry: false });
  if (before === undefined) {
    if (stat) throw new UserError(`${path} has come into being meanwhile; nothing was written`, AGAIN);
    return;
  }
  if (!stat?.isFile() || realpathSync.native(target) !== target)
    throw new UserError(`${path} is no regular file of the project any more; nothing was written`, AGAIN);
  if ((stat.mode & 0o222) === 0)
    throw new UserError(`${path} is read-only; nothing was written`, { hint: `chmod u+w ${path}` });
  let now: Buffer;
  try {
    now = readFileSync(target);
  } catch (error) {
    throw refused(path, error);
  }
  if (!now.equals(before))
    throw new UserError(`${path} has changed since it was read; nothing was written`, AGAIN);
}

const AGAIN = { hint: 'run the command again' };

function refused(path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  return new UserError(`cannot write ${path} (${code ?? String(error)}); nothing was written`, {
    cause: error,
  });
}
