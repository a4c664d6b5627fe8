import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../atomic.js';
import { CannotTell, UserError } from '../errors.js';
import { HashProblem } from './digest.js';
import {
  formatLock,
  isInside,
  LOCK_FILE,
  type Lock,
  type LockEntry,
  MOST_CONTENTS,
  parseLock,
} from './lock-file.js';
import { byBytes, type Hashed, hashPlan, type Plan, plan, type Store, type TreeFile } from './tree.js';

/** One dataset to be recorded. */
export interface LockRequest {
  /** Relative to the root, with forward slashes. */
  path: string;
  exclude?: readonly string[] | undefined;
}

/** Bytes hashed so far, of how many. */
export type OnHashed = (done: number, total: number) => void;

export interface CreatedLock {
  lock: Lock;
  /** What could not be hashed; it has no entry. */
  problems: HashProblem[];
}

/** What verification says of one entry. */
export interface Verified {
  entry: LockEntry;
  status: 'ok' | 'mismatch' | 'absent' | 'unreadable' | 'changed';
  /** `<algorithm>:<digits>` of what is there. */
  found?: string;
  /** What is wrong, for people; empty when nothing is. */
  message: string;
  /** The first files of a tree that differ, at most `MOST_DIFFERENCES`; empty when its contents were not recorded. */
  differences: TreeDifference[];
}

export interface TreeDifference {
  /** Relative to the tree. */
  path: string;
  change: 'added' | 'removed' | 'changed';
}

/** How many differing files of a tree are named. */
export const MOST_DIFFERENCES = 20;

/**
 * Hashes files and folders of a project with sha256. `previous` gives the entries to keep for paths that are not asked
 * for. What is absent, unreadable, outside the project or changes meanwhile is told in `problems`. Throws `UserError`
 * when two requests overlap in a way that cannot be recorded (the same path with different excludes).
 */
export async function createLock(
  store: Store,
  requests: readonly LockRequest[],
  { previous, onProgress = () => {} }: { previous?: Lock | undefined; onProgress?: OnHashed } = {},
): Promise<CreatedLock> {
  const wanted = merged(requests);
  const problems: HashProblem[] = [];
  const plans: { planned: Plan; exclude: readonly string[] }[] = [];
  for (const { path, exclude = [] } of wanted.values()) {
    try {
      if (!isInside(path)) throw new HashProblem('outside', path, `${path} leads outside the project`);
      plans.push({ planned: await plan(store, path, { exclude }), exclude });
    } catch (error) {
      problems.push(asHashProblem(error));
    }
  }
  const progress = counted(
    plans.map(({ planned }) => planned),
    onProgress,
  );
  const entries = (previous?.entries ?? []).filter(({ path }) => !wanted.has(path));
  for (const { planned, exclude } of plans) {
    try {
      entries.push(entryOf(planned.path, await hashPlan(store, planned, 'sha256', progress), exclude));
    } catch (error) {
      problems.push(asHashProblem(error));
    }
  }
  return { lock: { version: 1, entries: entries.sort(byBytes) }, problems };
}

/**
 * Reads repro.lock; undefined when there is none. Throws `UserError` with the line when it is malformed, `CannotTell`
 * when it cannot be read.
 */
export async function readLock(store: Store, path = LOCK_FILE): Promise<Lock | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await store.bytes(path);
  } catch (error) {
    if (error instanceof CannotTell && error.message.endsWith('does not exist')) return undefined;
    throw error;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text`, { hint: 'Write the file anew with `repro lock`.' });
  }
  return parseLock(text, path);
}

/**
 * Writes repro.lock below `root` in one step: a reader sees the old file or the new one, whole. Throws `UserError` when
 * the file is a link or cannot be written.
 */
export async function writeLock(root: string, lock: Lock, path = LOCK_FILE): Promise<void> {
  if (!isInside(path)) throw new UserError(`${path} leads outside the project`);
  const target = join(root, path);
  try {
    const present = await lstat(target).catch(() => undefined);
    if (present && !present.isFile()) throw new UserError(`${path} is not a regular file; it is left alone`);
    await writeAtomically(target, formatLock(lock));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError(`${path} cannot be written (${reason})`, { cause: error });
  }
}

/** Compares what is recorded with what is there, entry by entry, in the order of the lock. Never throws for one entry. */
export async function verifyLock(
  store: Store,
  lock: Lock,
  { onProgress = () => {} }: { onProgress?: OnHashed } = {},
): Promise<Verified[]> {
  const planned: (Plan | HashProblem)[] = [];
  for (const entry of lock.entries) {
    planned.push(await plan(store, entry.path, { exclude: entry.exclude ?? [] }).catch(asHashProblem));
  }
  const progress = counted(
    planned.filter((one): one is Plan => !(one instanceof HashProblem)),
    onProgress,
  );
  const verified: Verified[] = [];
  for (const [at, entry] of lock.entries.entries()) {
    const one = planned[at] as Plan | HashProblem;
    const hashed =
      one instanceof HashProblem
        ? one
        : await hashPlan(store, one, entry.algorithm, progress).catch(asHashProblem);
    verified.push(compare(entry, hashed));
  }
  return verified;
}

/** Says how what was found differs from what is recorded. */
export function compare(entry: LockEntry, hashed: Hashed | HashProblem): Verified {
  if (hashed instanceof HashProblem) {
    const status =
      hashed.kind === 'absent' && hashed.path === entry.path
        ? 'absent'
        : hashed.kind === 'changed'
          ? 'changed'
          : 'unreadable';
    return { entry, status, message: hashed.message, differences: [] };
  }
  const found = `${entry.algorithm}:${hashed.hash}`;
  if (hashed.kind === entry.kind && hashed.hash === entry.hash) {
    return { entry, status: 'ok', found, message: '', differences: [] };
  }
  const wrong = { entry, status: 'mismatch' as const, found };
  if (hashed.kind !== entry.kind) {
    const words = { file: 'a file', tree: 'a folder' };
    return {
      ...wrong,
      message: `${entry.path} is recorded as ${words[entry.kind]} and is now ${words[hashed.kind]}`,
      differences: [],
    };
  }
  const differences =
    hashed.kind === 'tree' && entry.contents ? differencesOf(entry.contents, hashed.files) : [];
  return {
    ...wrong,
    message: `${entry.path} does not have its recorded hash`,
    differences: differences.slice(0, MOST_DIFFERENCES),
  };
}

/** Files that were added, removed or changed between two states of a tree, sorted by path. */
export function differencesOf(before: readonly TreeFile[], after: readonly TreeFile[]): TreeDifference[] {
  const old = new Map(before.map(({ path, hash }) => [path, hash]));
  const now = new Set(after.map(({ path }) => path));
  const differences: TreeDifference[] = before
    .filter(({ path }) => !now.has(path))
    .map(({ path }) => ({ path, change: 'removed' }));
  for (const { path, hash } of after) {
    const known = old.get(path);
    if (known === undefined) differences.push({ path, change: 'added' });
    else if (known !== hash) differences.push({ path, change: 'changed' });
  }
  return differences.sort(byBytes);
}

function entryOf(path: string, hashed: Hashed, exclude: readonly string[]): LockEntry {
  const { kind, hash, size } = hashed;
  const entry: LockEntry = { path, kind, algorithm: 'sha256', hash, size };
  if (hashed.kind === 'file') return entry;
  return {
    ...entry,
    count: hashed.files.length,
    ...(exclude.length > 0 ? { exclude } : {}),
    ...(hashed.files.length <= MOST_CONTENTS ? { contents: hashed.files } : {}),
  };
}

function merged(requests: readonly LockRequest[]): Map<string, LockRequest> {
  const wanted = new Map<string, LockRequest>();
  for (const { path: written, exclude = [] } of requests) {
    const path = written.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
    const known = wanted.get(path);
    if (known && JSON.stringify(known.exclude) !== JSON.stringify(exclude)) {
      throw new UserError(`${path} is asked for twice, with different excludes`);
    }
    wanted.set(path, { path, exclude });
  }
  return wanted;
}

function counted(plans: readonly Plan[], onProgress: OnHashed): (bytes: number) => void {
  const total = plans.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    onProgress(done, total);
  };
}

function asHashProblem(error: unknown): HashProblem {
  if (error instanceof HashProblem) return error;
  throw error;
}
