import { CannotTell, UserError } from '../errors.js';
import { problemOfGlob } from '../globs.js';
import { byBytes } from './byte-order.js';
import {
  isInside,
  LOCK_FILE,
  LOCK_LIMIT,
  type Lock,
  type LockAlgorithm,
  type LockEntry,
  MOST_CONTENTS,
} from './lock-file.js';
import { MEND, parseLock } from './lock-reader.js';
import { byAddress, type SourceEntry } from './lock-sources.js';
import { manifestPath } from './manifest.js';
import type { ThreadOptions } from './measure.js';
import { type FirstReading, type Plan, plan, type Store } from './plan.js';
import { HashProblem } from './problem.js';
import { type Hashed, type HashOptions, hashPlans, type Order } from './tree.js';

export { differencesOf, type TreeDifference } from './changes.js';
export { contentsOf } from './manifest.js';

/** One dataset to be recorded. */
export interface LockRequest {
  /** Relative to the root, with forward slashes. */
  path: string;
  exclude?: readonly string[] | undefined;
  /** sha256 unless another is asked for. */
  algorithm?: LockAlgorithm | undefined;
}

/** What is to become of repro.lock; entries that are not named stay as they are. */
export interface LockUpdate {
  /** Added, or put in the place of those with the same path. */
  entries: readonly LockEntry[];
  /** Paths of entries that are taken out. */
  removed?: readonly string[];
  /** Datasets at stores, added or put in the place of those with the same address. */
  sources?: readonly SourceEntry[];
  /** Addresses that are taken out. */
  removedSources?: readonly string[];
}

export interface CreatedLock {
  lock: Lock;
  /** The entries of what was asked for, in the order of their paths. */
  entries: LockEntry[];
  /** What could not be hashed; it has no entry. */
  problems: HashProblem[];
}

export interface LockOptions extends HashOptions {
  /** Gives the entries to keep for paths that are not asked for. */
  previous?: Lock | undefined;
  /** Whether the files of a tree of more than `MOST_CONTENTS` files are listed in a side file; they are unless false. */
  manifests?: boolean | undefined;
}

/**
 * Hashes files and folders of a project. What is absent, unreadable, outside the project or changes meanwhile is told in
 * `problems`. Throws `UserError` for an exclude that is no glob, and when two requests overlap in a way that cannot be
 * recorded (the same path with different excludes).
 */
export async function createLock(
  store: Store,
  requests: readonly LockRequest[],
  { previous, manifests, ...options }: LockOptions = {},
): Promise<CreatedLock> {
  const wanted = mergedRequests(requests);
  const problems: HashProblem[] = [];
  const orders: (Order & { request: LockRequest })[] = [];
  for (const request of wanted) {
    try {
      const { algorithm = 'sha256' } = request;
      const reading = { ...options, algorithm };
      orders.push({ plan: await planRequest(store, request, { ...options, reading }), algorithm, request });
    } catch (error) {
      problems.push(asHashProblem(error));
    }
  }
  const entries: LockEntry[] = [];
  for (const [at, hashed] of (await hashPlans(store, orders, options)).entries()) {
    if (hashed instanceof HashProblem) problems.push(hashed);
    else entries.push(entryOf((orders[at] as (typeof orders)[number]).request, hashed, manifests));
  }
  entries.sort(byBytes);
  return { lock: updated(previous, { entries }), entries, problems };
}

/** The lock with some entries put in, replaced or taken out. */
export function updated(
  previous: Lock | undefined,
  { entries, removed = [], sources = [], removedSources = [] }: LockUpdate,
): Lock {
  const touched = new Set([...removed, ...entries.map(({ path }) => path)]);
  const kept = (previous?.entries ?? []).filter(({ path }) => !touched.has(path));
  const replaced = new Set([...removedSources, ...sources.map(({ address }) => address)]);
  const remote = (previous?.sources ?? []).filter(({ address }) => !replaced.has(address));
  const allSources = [...remote, ...sources].sort(byAddress);
  return {
    version: 1,
    entries: [...kept, ...entries].sort(byBytes),
    ...(allSources.length > 0 ? { sources: allSources } : {}),
  };
}

/**
 * Reads repro.lock; undefined when there is none. Throws `UserError` with the line when it is malformed, `CannotTell`
 * when it cannot be read.
 */
export async function readLock(store: Store, path = LOCK_FILE): Promise<Lock | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await store.bytes(path, LOCK_LIMIT);
  } catch (error) {
    if (error instanceof CannotTell && error.message.endsWith('does not exist')) return undefined;
    throw error;
  }
  return decodeLock(bytes, path);
}

/** Reads the bytes of repro.lock. Throws `UserError` with the line when they are malformed. */
export function decodeLock(bytes: Uint8Array, path = LOCK_FILE): Lock {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text`, { hint: MEND });
  }
  return parseLock(text, path);
}

/** Lists what a request names. Throws `HashProblem`. */
export async function planRequest(
  store: Store,
  { path, exclude = [] }: LockRequest,
  { jobs, worker, reading }: ThreadOptions & { reading?: FirstReading } = {},
): Promise<Plan> {
  if (!isInside(path)) throw new HashProblem('outside', path, `${path} leads outside the project`);
  return plan(store, path, { exclude, jobs, worker, reading });
}

/** What repro.lock records of what was found. */
export function entryOf(
  { path, exclude = [], algorithm = 'sha256' }: LockRequest,
  hashed: Hashed,
  manifests = true,
): LockEntry {
  const { kind, hash, size } = hashed;
  const entry: LockEntry = { path, kind, algorithm, hash, size };
  if (hashed.kind === 'file') return entry;
  const { files } = hashed;
  return {
    ...entry,
    count: files.length,
    ...(exclude.length > 0 ? { exclude } : {}),
    contents: files,
    ...(files.length > MOST_CONTENTS && manifests ? { manifest: manifestPath(path) } : {}),
  };
}

/** Requests with clean paths, each path once. Throws `UserError`. */
export function mergedRequests(requests: readonly LockRequest[]): LockRequest[] {
  const wanted = new Map<string, LockRequest>();
  for (const { path: written, exclude = [], algorithm } of requests) {
    const path = written.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
    for (const glob of exclude) {
      const problem = problemOfGlob(glob);
      if (problem) throw new UserError(`the exclude ${JSON.stringify(glob)} of ${path} ${problem}`);
    }
    const known = wanted.get(path);
    if (known && JSON.stringify(known.exclude) !== JSON.stringify(exclude)) {
      throw new UserError(`${path} is asked for twice, with different excludes`);
    }
    wanted.set(path, { path, exclude, algorithm });
  }
  return [...wanted.values()];
}

/** A `HashProblem` as it is; throws anything else. */
export function asHashProblem(error: unknown): HashProblem {
  if (error instanceof HashProblem) return error;
  throw error;
}
