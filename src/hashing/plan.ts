import { statSync } from 'node:fs';
import { CannotTell } from '../errors.js';
import { globMatcher } from '../globs.js';
import { byBytes } from './byte-order.js';
import type { DigestCache } from './cache/cache.js';
import type { HashProgress } from './engine.js';
import { type FileTable, TableBuilder } from './file-table.js';
import type { Algorithm } from './hasher.js';
import { listFiles, type Read, type Reading } from './listing.js';
import type { ThreadOptions } from './measure.js';
import { asProblem, HashProblem } from './problem.js';
import { type FileState, stateOf, UNSEEN } from './state.js';

/** Where the bytes come from; a project's `Source` is one. Nothing outside its root can be reached through it. */
export interface Store {
  /** The absolute real path of a path inside the root; undefined for a project in memory. */
  locate(path: string): Promise<string | undefined>;
  bytes(path: string, limit?: number): Promise<Uint8Array>;
  list(): Promise<{ readonly files: readonly { readonly path: string }[] }>;
}

/** While much is hashed, what is known is written down so often, in milliseconds: a run may be killed. */
export const KEEP_MS = 60_000;

/** What is to be hashed at a path: listed and measured, not yet read. */
export interface Plan {
  path: string;
  kind: 'file' | 'tree';
  /** Bytes. */
  size: number;
  /** Their paths are relative to the tree; that of a plan of one file is empty. */
  files: FileTable;
  /** What was read of it already, and how. */
  read: Read & { algorithm?: Algorithm };
}

export const NOTHING_READ: Plan['read'] = { files: 0, bytes: 0 };

/** Files of a tree that are to be hashed while they are listed, where all of them have to be read anyway. */
export interface FirstReading extends Pick<Reading, 'algorithm'> {
  /** Of a tree of which these know something, nothing is read in passing. */
  digests?: DigestCache | undefined;
  onProgress?: ((progress: HashProgress) => void) | undefined;
}

export interface PlanOptions extends ThreadOptions {
  /** Glob patterns, relative to the tree, of files that do not count. */
  exclude?: readonly string[];
  /** More files that do not count, by their path relative to the tree. */
  skip?: (path: string) => boolean;
  /** Set where small files may be hashed right away. */
  reading?: FirstReading | undefined;
}

/**
 * Lists what stands at a path of the project. Throws `HashProblem` when nothing is there, when it cannot be listed, or
 * when the path or a link in the tree leads outside the project, and of what is read in passing as `hashPlans` tells. `.git` folders never
 * count.
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
    const reading = options.reading && readingOf(root, options.reading);
    const { files, read } = await listFiles({ ...options, path: clean, root, counts, follow, reading });
    return {
      ...planOf(clean, 'tree', files),
      read: { ...read, ...(reading && { algorithm: reading.algorithm }) },
    };
  } catch (error) {
    throw asProblem(clean, error);
  }
}

function planOf(path: string, kind: Plan['kind'], files: FileTable): Plan {
  return { path, kind, size: files.total, files, read: NOTHING_READ };
}

/** How a tree is read in passing; undefined where something is remembered of it, since most of it need not be read then. */
function readingOf(root: string, { algorithm, digests, onProgress }: FirstReading): Reading | undefined {
  const memory = digests?.memoryOf(root, 'tree', algorithm);
  if (memory?.isEmpty === false) return undefined;
  let keptAt = Date.now();
  return {
    algorithm,
    onStep: (read, listed) => {
      onProgress?.({ done: read.bytes, files: { done: read.files } });
      if (Date.now() - keptAt < KEEP_MS) return;
      keptAt = Date.now();
      void memory?.keep(listed(), { whole: false });
    },
  };
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
