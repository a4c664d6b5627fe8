import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Draft, draftOf, sweepDrafts, WRITE_REASONS } from '../atomic.js';
import { UserError } from '../errors.js';
import { decodeLock, type LockUpdate, updated } from './lock.js';
import { formatLock, LOCK_FILE, type Lock, type LockEntry, problemOfLength } from './lock-file.js';
import { MANIFESTS } from './manifest.js';
import { manifestPieces } from './tree-hash.js';

/** Putting a lock in place takes milliseconds: after this long its sign was left by a killed run. */
const LEFT_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;
const PAUSE_MS = 20;
/** How often another run may come in between before this one gives up. */
const MOST_ATTEMPTS = 20;

/**
 * Brings repro.lock below `root` and its manifests up to date. A reader sees the old lock or the new one, whole. What
 * another run has written meanwhile is kept: the update is put on top of what stands there at the end, and made anew
 * when that changes before it is in place. Returns whether anything had to be written. Throws `UserError` when the file
 * is a link, read-only, malformed, or cannot be written; then nothing has changed.
 */
export async function updateLock(root: string, update: LockUpdate): Promise<boolean> {
  const listed = [...update.entries, ...(update.sources ?? [])];
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const before = present(root);
    const previous = before && decodeLock(before);
    const next = updated(previous, update);
    const text = formatLock(next);
    const long = problemOfLength(text);
    if (long !== undefined)
      throw new UserError(`${LOCK_FILE} would be too large: it ${long}; it is left as it was`, {
        hint: 'lock folders in place of the files in them',
      });
    const drafts: Draft[] = [];
    try {
      for (const entry of listed) {
        const draft = await manifestDraft(root, entry);
        if (draft) drafts.push(draft);
      }
      if (before === undefined || !before.equals(Buffer.from(text)))
        drafts.push(await draftOf(join(root, LOCK_FILE), text));
      const free = await turn(root);
      try {
        // From here on nothing waits, so that neither Ctrl-C nor another part of this program comes in between.
        if (!same(present(root), before)) continue;
        // The lock comes last: while it is the old one, a new manifest is known by its hash not to belong to it.
        for (const draft of drafts) draft.commit();
        dropManifests(root, previous, next);
      } finally {
        free();
      }
      for (const path of [LOCK_FILE, ...listed.flatMap(({ manifest }) => manifest ?? [])])
        sweepDrafts(join(root, path));
      return drafts.length > 0;
    } catch (error) {
      throw refused(error);
    } finally {
      for (const draft of drafts) draft.discard();
      removeIfEmpty(join(root, MANIFESTS));
    }
  }
  throw new UserError(`${LOCK_FILE} is written by others all the time; it is left as they wrote it`);
}

/**
 * Waits until no other run is putting its lock in place, and keeps them out until the answer is called. What a run that was
 * killed meanwhile has left counts no more after a while. Throws what the system says, and `UserError` when it takes too long.
 */
async function turn(root: string): Promise<() => void> {
  const sign = join(root, `.${LOCK_FILE}.busy`);
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += PAUSE_MS) {
    try {
      closeSync(openSync(sign, 'wx'));
      return () => rmSync(sign, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const there = lstatSync(sign, { throwIfNoEntry: false });
    if (there && Date.now() - there.mtimeMs > LEFT_MS) rmSync(sign, { force: true });
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
  throw new UserError(`${LOCK_FILE} is being written by another run`, { hint: `else remove ${sign}` });
}

/** The bytes of repro.lock; undefined when there is none. */
function present(root: string): Buffer | undefined {
  const target = join(root, LOCK_FILE);
  try {
    const stat = lstatSync(target, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (!stat.isFile()) throw new UserError(`${LOCK_FILE} is not a regular file; it is left alone`);
    if ((stat.mode & 0o222) === 0)
      throw new UserError(`${LOCK_FILE} is read-only; it is left alone`, { hint: `chmod u+w ${LOCK_FILE}` });
    return readFileSync(target);
  } catch (error) {
    throw refused(error);
  }
}

function same(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/** The manifest of an entry, unless there is none to be or it stands there already. */
async function manifestDraft(
  root: string,
  { manifest, contents }: Pick<LockEntry, 'manifest' | 'contents'>,
): Promise<Draft | undefined> {
  if (manifest === undefined || !contents) return undefined;
  const folder = join(root, MANIFESTS);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat && !stat.isDirectory()) throw new UserError(`${MANIFESTS} is not a folder; it is left alone`);
  if (!stat) mkdirSync(folder, { recursive: true });
  if (holds(join(root, manifest), contents)) return undefined;
  return draftOf(join(root, manifest), manifestPieces(contents));
}

function holds(path: string, contents: NonNullable<LockEntry['contents']>): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return false;
  const file = openSync(path, 'r');
  try {
    let at = 0;
    for (const piece of manifestPieces(contents)) {
      const there = Buffer.allocUnsafe(piece.length);
      if (readSync(file, there, 0, there.length, at) < there.length || !there.equals(piece)) return false;
      at += piece.length;
    }
    return at === stat.size;
  } finally {
    closeSync(file);
  }
}

/** Takes away the manifests that the lock named before and names no longer. What else lies in the folder stays. */
function dropManifests(root: string, previous: Lock | undefined, next: Lock): void {
  const named = new Set(manifestsOf(next));
  for (const manifest of previous ? manifestsOf(previous) : []) {
    if (named.has(manifest)) continue;
    if (lstatSync(join(root, MANIFESTS), { throwIfNoEntry: false })?.isDirectory())
      rmSync(join(root, manifest), { force: true });
  }
}

function manifestsOf({ entries, sources = [] }: Lock): string[] {
  return [...entries, ...sources].flatMap(({ manifest }) => manifest ?? []);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It is not empty, or not there.
  }
}

function refused(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  // Anything but an answer of the system is a defect of ours.
  if (code === undefined) throw error;
  return new UserError(
    `${LOCK_FILE} cannot be written: ${WRITE_REASONS[code] ?? code}; it is left as it was`,
    {
      cause: error,
    },
  );
}
