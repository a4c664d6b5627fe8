import { statSync } from 'node:fs';
import { CannotTell } from '../errors.js';
import { globMatcher } from '../globs.js';
import { type FileState, UNSEEN } from './block.js';
import { byBytes } from './byte-order.js';
import type { DigestCache } from './cache/cache.js';
import type { Memory, TreeForm } from './cache/memory.js';
import { stateOf } from './digest.js';
import type { EngineOptions, HashTask } from './engine.js';
import { type Files, type FileTable, TableBuilder } from './file-table.js';
import { type Algorithm, DIGITS, hashBytes } from './hasher.js';
import { listFiles } from './listing.js';
import type { ThreadOptions } from './measure.js';
import { asProblem, HashProblem } from './problem.js';
import { hashInRounds } from './rounds.js';
import { dvcTreeHash, treeHash } from './tree-hash.js';

/** While much is hashed, what is known is written down so often, in milliseconds: a run may be killed. */
const KEEP_MS = 60_000;

/** Where the bytes come from; a project's `Source` is one. Nothing outside its root can be reached through it. */
export interface Store {
  /** The absolute real path of a path inside the root; undefined for a project in memory. */
  locate(path: string): Promise<string | undefined>;
  bytes(path: string, limit?: number): Promise<Uint8Array>;
  list(): Promise<{ readonly files: readonly { readonly path: string }[] }>;
}

/** What was found at a path. */
export type Hashed =
  | { kind: 'file'; hash: string; size: number }
  | { kind: 'tree'; hash: string; size: number; files: Files };

/** What is to be hashed at a path: listed and measured, not yet read. */
export interface Plan {
  path: string;
  kind: 'file' | 'tree';
  /** Bytes. */
  size: number;
  /** Their paths are relative to the tree; that of a plan of one file is empty. */
  files: FileTable;
}

export interface PlanOptions extends ThreadOptions {
  /** Glob patterns, relative to the tree, of files that do not count. */
  exclude?: readonly string[];
  /** More files that do not count, by their path relative to the tree. */
  skip?: (path: string) => boolean;
}

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
 * Lists what stands at a path of the project. Throws `HashProblem` when nothing is there, when it cannot be listed, or
 * when the path or a link in the tree leads outside the project. `.git` folders never count.
 */
export async function plan(store: Store, path: string, options: PlanOptions = {}): Promise<Plan> {
  const clean = path.replace(/\/+$/, '');
  const counts = counter(options);
  const root = await locate(store, clean);
  if (root === undefined) return planInMemory(store, clean, counts);
  try {
    const stat = statSync(root);
    if (stat.isFile()) return planOf(clean, 'file', tableOf(root, [{ path: '', state: stateOf(stat) }]));
    if (!stat.isDirectory())
      throw new HashProblem('unreadable', clean, `${clean} is neither a file nor a folder`);
    const follow = (link: string) => locate(store, link);
    return planOf(clean, 'tree', await listFiles({ ...options, path: clean, root, counts, follow }));
  } catch (error) {
    throw asProblem(clean, error);
  }
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
  const problems = await hashInRounds(tasks, () => ({
    ...options,
    onProgress: counted(options, digests),
  })).finally(() => clearInterval(timer));
  for (const [nth, at] of places.entries()) found[at] = problems[nth] ?? unread(orders[at] as Order);
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

/** Tells the progress, and counts at its end what was read. */
function counted({ onProgress }: EngineOptions, digests?: DigestCache): EngineOptions['onProgress'] {
  let [files, bytes] = [0, 0];
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

/** Reads and hashes what was planned. Throws `HashProblem` about the first file that cannot be read or changes meanwhile. */
export async function hashPlan(
  store: Store,
  planned: Plan,
  algorithm: Algorithm,
  options: HashOptions = {},
): Promise<Hashed> {
  const [hashed] = await hashPlans(store, [{ plan: planned, algorithm }], options);
  if (hashed instanceof HashProblem) throw hashed;
  return hashed as Hashed;
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

function planOf(path: string, kind: Plan['kind'], files: FileTable): Plan {
  return { path, kind, size: files.total, files };
}

function tableOf(root: string | undefined, files: readonly { path: string; state: FileState }[]): FileTable {
  const builder = new TableBuilder(root);
  for (const { path, state } of files) builder.add(path, state);
  return builder.done();
}

function counter({ exclude = [], skip }: PlanOptions): ((path: string) => boolean) | undefined {
  if (exclude.length === 0) return skip && ((path) => !skip(path));
  const excluded = globMatcher(exclude);
  return (path) => !excluded(path) && !skip?.(path);
}

async function locate(store: Store, path: string): Promise<string | undefined> {
  try {
    return await store.locate(path);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw asProblem(path, error);
    const kind = error.message.includes('outside')
      ? 'outside'
      : error.message.endsWith('does not exist')
        ? 'absent'
        : 'unreadable';
    throw new HashProblem(kind, path, error.message);
  }
}

async function planInMemory(
  store: Store,
  path: string,
  counts: (path: string) => boolean = () => true,
): Promise<Plan> {
  const { files } = await store.list();
  const measured = async (inside: string) => {
    const { byteLength: size } = await store.bytes(inside === '' ? path : `${path}/${inside}`);
    return { path: inside, state: { ...UNSEEN, size } };
  };
  if (files.some((file) => file.path === path))
    return planOf(path, 'file', tableOf(undefined, [await measured('')]));
  const inside = files
    .filter((file) => file.path.startsWith(`${path}/`))
    .map((file) => file.path.slice(path.length + 1));
  if (inside.length === 0) throw new HashProblem('absent', path, `${path} does not exist`);
  const planned = await Promise.all(inside.filter(counts).map(measured));
  return planOf(path, 'tree', tableOf(undefined, planned.sort(byBytes)));
}
