import { asHashProblem, differencesOf, entryOf, type TreeDifference } from './lock.js';
import type { Lock, LockEntry } from './lock-file.js';
import { contentsOf } from './manifest.js';
import { plan, type Store } from './plan.js';
import { HashProblem } from './problem.js';
import { type Hashed, type HashOptions, hashPlans, type Order, rememberedHash } from './tree.js';

/** What verification says of one entry. */
export interface Verified {
  entry: LockEntry;
  status: 'ok' | 'mismatch' | 'absent' | 'unreadable' | 'changed';
  /** `<algorithm>:<digits>` of what is there. */
  found?: string;
  /** What `repro lock` would record now, where it differs; `contents` lists all files of a tree. */
  now?: LockEntry;
  /** Why nothing could be compared. */
  problem?: HashProblem;
  /** What is wrong, for people; empty when nothing is. */
  message: string;
  /** The first files of a tree that differ, at most `MOST_DIFFERENCES`; empty when its contents were not recorded. */
  differences: TreeDifference[];
}

/** Compares what is recorded with what is there, entry by entry, in the order of the lock. Never throws for one entry. */
export async function verifyLock(store: Store, lock: Lock, options: HashOptions = {}): Promise<Verified[]> {
  const { jobs, worker } = options;
  const found: (Hashed | HashProblem | 'unchanged')[] = [];
  const orders: Order[] = [];
  const places: number[] = [];
  for (const [at, { path, exclude = [], algorithm, kind, hash }] of lock.entries.entries()) {
    const reading = { ...options, algorithm };
    const planned = await plan(store, path, { exclude, jobs, worker, reading }).catch(asHashProblem);
    if (planned instanceof HashProblem) found[at] = planned;
    else if (kind === 'tree' && rememberedHash({ plan: planned, algorithm }, options.digests) === hash)
      found[at] = 'unchanged';
    else places[orders.push({ plan: planned, algorithm }) - 1] = at;
  }
  const hashed = await hashPlans(store, orders, options);
  for (const [nth, at] of places.entries()) found[at] = hashed[nth] as Hashed | HashProblem;
  const verified: Verified[] = [];
  for (const [at, entry] of lock.entries.entries()) {
    const one = found[at] as Hashed | HashProblem | 'unchanged';
    const differs = one !== 'unchanged' && !(one instanceof HashProblem) && one.hash !== entry.hash;
    const contents = differs ? await contentsOf(store, entry) : undefined;
    verified.push(compare(contents ? { ...entry, contents } : entry, one));
  }
  return verified;
}

/** Says how what was found differs from what is recorded. */
export function compare(entry: LockEntry, hashed: Hashed | HashProblem | 'unchanged'): Verified {
  if (hashed instanceof HashProblem) {
    const status =
      hashed.kind === 'absent' && hashed.path === entry.path
        ? 'absent'
        : hashed.kind === 'changed'
          ? 'changed'
          : 'unreadable';
    return { entry, status, problem: hashed, message: hashed.message, differences: [] };
  }
  const expected = `${entry.algorithm}:${entry.hash}`;
  if (hashed === 'unchanged' || (hashed.kind === entry.kind && hashed.hash === entry.hash))
    return { entry, status: 'ok', found: expected, message: '', differences: [] };
  const found = `${entry.algorithm}:${hashed.hash}`;
  const wrong = { entry, status: 'mismatch' as const, found, now: entryOf(entry, hashed) };
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
    differences,
  };
}
