import type { DigestCache } from './cache/cache.js';
import type { Memory, TreeForm } from './cache/memory.js';
import type { EngineOptions, HashTask } from './engine.js';
import type { Files, FileTable } from './file-table.js';
import { replacedFolder } from './folders.js';
import { type Algorithm, DIGITS, hashBytes } from './hasher.js';
import type { Read } from './listing.js';
import { KEEP_MS, type Plan, type Store } from './plan.js';
import { changedProblem, HashProblem } from './problem.js';
import { hashInRounds } from './rounds.js';
import { dvcTreeHash, treeHash } from './tree-hash.js';

/** What was found at a path. */
export type Hashed =
  | { kind: 'file'; hash: string; size: number }
  | { kind: 'tree'; hash: string; size: number; files: Files };

/** One plan, and how it is to be hashed. */
export interface Order {
  plan: Plan;
  algorithm: Algorithm;
  /** How the hash of a tree comes of its files: as `treeHash` does unless given. A part of a tree has none. */
  form?: TreeForm | 'part' | undefined;
}

export interface HashOptions extends EngineOptions {
  /** Digests of before: files that they tell are not read. */
  digests?: DigestCache | undefined;
}

/**
 * Reads and hashes what was planned, all of it together. For each order the answer has what was found, or the problem with
 * its first file that cannot be read or changes meanwhile.
 */
export async function hashPlans(
  store: Store,
  orders: readonly Order[],
  { digests, ...options }: HashOptions = {},
): Promise<(Hashed | HashProblem)[]> {
  const memories = orders.map((order) => memoryFor(order, digests));
  const found: (HashProblem | undefined)[] = orders.map(() => undefined);
  const tasks: HashTask[] = [];
  const places: number[] = [];
  for (const [at, { plan, algorithm }] of orders.entries()) {
    if (isOnDisk(plan.files)) {
      tasks.push({ files: plan.files, path: plan.path, algorithm });
      places.push(at);
    } else await hashInMemory(store, plan, algorithm);
  }
  for (const [at, memory] of memories.entries()) memory?.recall((orders[at] as Order).plan.files);
  const timer = setInterval(() => {
    for (const [at, memory] of memories.entries())
      void memory?.keep((orders[at] as Order).plan.files, { whole: isWhole(orders[at] as Order) });
  }, KEEP_MS);
  const before = readBefore(orders);
  if (digests) {
    digests.read.files += before.files;
    digests.read.bytes += before.bytes;
  }
  const problems = await hashInRounds(tasks, () => ({
    ...options,
    before,
    onProgress: counted({ ...options, before }, digests),
  })).finally(() => clearInterval(timer));
  for (const [nth, at] of places.entries())
    found[at] = problems[nth] ?? unread(orders[at] as Order) ?? replaced(orders[at] as Order);
  const hashed = orders.map((order, at) => found[at] ?? hashedOf(order));
  for (const [at, memory] of memories.entries()) {
    const order = orders[at] as Order;
    const one = hashed[at];
    const tree = one && 'files' in one ? { form: formOf(order), hash: one.hash } : undefined;
    await memory?.keep(order.plan.files, { whole: isWhole(order), tree });
  }
  await digests?.save();
  return hashed;
}

/** That a file was not read, although nobody told a problem: a thread may die between two files. No hash is made of it. */
function unread({ plan: { path, files } }: Order): HashProblem | undefined {
  const inside = files.firstUnknown();
  if (inside === undefined) return undefined;
  const name = inside === '' ? path : `${path}/${inside}`;
  return new HashProblem('unreadable', name, `${name} cannot be read (the thread that was to read it died)`);
}

/** That a folder became a link or went away meanwhile, so that its files may be those of another one. */
function replaced({ plan: { kind, path, files } }: Order): HashProblem | undefined {
  const folder = kind === 'tree' && isOnDisk(files) ? replacedFolder(files) : undefined;
  if (folder === undefined) return undefined;
  return changedProblem(folder === '' ? path : `${path}/${folder}`);
}

/** What was read while the files were listed. */
function readBefore(orders: readonly Order[]): Read {
  const read = { files: 0, bytes: 0 };
  for (const { plan, algorithm } of orders) {
    if (plan.read.files > 0 && plan.read.algorithm !== algorithm)
      throw new Error(`${plan.path} was read by ${plan.read.algorithm}, and is to be hashed by ${algorithm}`);
    read.files += plan.read.files;
    read.bytes += plan.read.bytes;
  }
  return read;
}

/** Tells the progress, and counts what is read from where it begins. */
function counted({ onProgress, before }: EngineOptions, digests?: DigestCache): EngineOptions['onProgress'] {
  let { files, bytes } = before ?? { files: 0, bytes: 0 };
  return (step) => {
    if (digests) {
      digests.read.files += step.files.done - files;
      digests.read.bytes += step.done - bytes;
    }
    [files, bytes] = [step.files.done, step.done];
    onProgress?.(step);
  };
}

/** The hash of a tree, in case that it is remembered and no file has changed since; nothing is read. */
export function rememberedHash(order: Order, digests: DigestCache | undefined): string | undefined {
  return isWhole(order) ? memoryFor(order, digests)?.treeHash(order.plan.files, formOf(order)) : undefined;
}

function memoryFor({ plan: { kind, files }, algorithm }: Order, digests?: DigestCache): Memory | undefined {
  return files.root === undefined ? undefined : digests?.memoryOf(files.root, kind, algorithm);
}

function isWhole({ form }: Order): boolean {
  return form !== 'part';
}

function formOf({ form }: Order): TreeForm {
  return form === 'dvc-tree' ? form : 'tree';
}

function hashedOf({ plan: { kind, files }, algorithm, form }: Order): Hashed {
  if (kind === 'file') return { kind, hash: files.hash(0), size: files.size(0) };
  const hash = form === 'part' ? '' : form === 'dvc-tree' ? dvcTreeHash(files) : treeHash(files, algorithm);
  return { kind, hash, size: files.total, files };
}

function isOnDisk(files: FileTable): files is FileTable & { root: string } {
  return files.root !== undefined;
}

async function hashInMemory(store: Store, { path, files }: Plan, algorithm: Algorithm): Promise<void> {
  files.width = DIGITS[algorithm] / 2;
  for (const block of files.blocks) {
    for (let row = 0; row < block.rows; row += 1) {
      const inside = block.entry(row).path;
      const bytes = await store.bytes(inside === '' ? path : `${path}/${inside}`);
      block.setDigest(row, hashBytes(bytes, algorithm), 'hex');
    }
  }
}
