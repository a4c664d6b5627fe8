import { CannotTell } from '../../errors.js';
import { byBytes } from '../../hashing/byte-order.js';
import { TableBuilder, type TreeFile } from '../../hashing/file-table.js';
import { hashBytes } from '../../hashing/hasher.js';
import { NOTHING_READ, type Plan, plan, type Store } from '../../hashing/plan.js';
import { HashProblem } from '../../hashing/problem.js';
import type { FileState } from '../../hashing/state.js';
import type { ObjectStore } from '../datasets/model.js';
import { type DvcEntry, parseDvcFolder } from '../formats/dvc-folder.js';
import type { Hashable } from './model.js';

/** The largest list of a folder that is read, in bytes: about half a million files. */
const FOLDER_LIMIT = 64 * 1024 * 1024;

/** What a store of contents holds of a dataset. */
export interface StoredObjects {
  tool: ObjectStore['tool'];
  /** The contents that are there, to be hashed; its folder counts from the root of the repository. */
  plan: Plan;
  /** What each of them must have as its hash, by its path in the plan. */
  digits: ReadonlyMap<string, string>;
  /** The files of the folder, where it is one. */
  contents?: readonly TreeFile[];
  /** Paths in the folder of the files whose content is not there. */
  missing: readonly string[];
}

/**
 * Finds a dataset in the stores of its tool, the first that holds all of it, else the first that holds some. Undefined
 * when none holds any. Throws `HashProblem` of kind `unreadable` when the list of a folder is damaged.
 */
export async function findStored(source: Store, dataset: Hashable): Promise<StoredObjects | undefined> {
  let partly: StoredObjects | undefined;
  for (const store of dataset.stores ?? []) {
    const found = await storedIn(source, store, dataset);
    if (found?.missing.length === 0) return found;
    partly ??= found;
  }
  return partly;
}

/** The files that the recorded folder has, as its declaration or the cache lists them; undefined where nothing does. */
export async function recordedContents(
  source: Store,
  dataset: Hashable,
): Promise<readonly TreeFile[] | undefined> {
  if (dataset.contents) return dataset.contents;
  if (dataset.hash.form !== 'dvc-tree') return undefined;
  for (const store of dataset.stores ?? []) {
    const list = await folderIn(source, store, dataset);
    if (list) return list.map(asFile);
  }
  return undefined;
}

async function storedIn(
  source: Store,
  store: ObjectStore,
  dataset: Hashable,
): Promise<StoredObjects | undefined> {
  const { hash } = dataset;
  const isFolder = hash.form === 'dvc-tree';
  const list = isFolder ? await folderIn(source, store, dataset) : [{ path: '', md5: hash.digits }];
  if (!list) return undefined;
  // Every object of a store begins with the same folder.
  const [folder = ''] = (store.at ?? '').split('/', 1);
  const root = list.length > 0 ? await rootOf(source, folder) : undefined;
  const there: { path: string; state: FileState; target: string | undefined }[] = [];
  const digits = new Map<string, string>();
  const missing: string[] = [];
  for (const entry of list) {
    const object = objectPath(store, hash.algorithm, entry.md5);
    if (object === undefined) return undefined;
    const below = object.slice(object.indexOf('/') + 1);
    if (digits.has(below)) continue;
    const found = await planIfAny(source, object);
    if (found === undefined) missing.push(entry.path);
    else {
      digits.set(below, entry.md5);
      const real = found.files.root;
      const target = real === `${root}/${below}` ? undefined : real;
      there.push({ path: below, state: found.files.block(0).state(0), target });
    }
  }
  if (!isFolder && there.length === 0) return undefined;
  const table = new TableBuilder(root);
  // They were found in the order of the files that they are the contents of.
  for (const { path, state, target } of there.sort(byBytes)) table.add(path, state, target);
  const files = table.done();
  return {
    tool: store.tool,
    plan: { path: folder, kind: 'tree', size: files.total, files, read: NOTHING_READ },
    digits,
    missing,
    ...(isFolder ? { contents: list.map(asFile) } : {}),
  };
}

async function rootOf(source: Store, folder: string): Promise<string | undefined> {
  try {
    return await source.locate(folder);
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** The list of a folder in the cache of DVC; undefined where it is not there. */
async function folderIn(
  source: Store,
  store: ObjectStore,
  { path, hash, contents }: Hashable,
): Promise<readonly DvcEntry[] | undefined> {
  if (contents) return contents.map((one) => ({ path: one.path, md5: one.hash }));
  const object = objectPath(store, hash.algorithm, hash.digits);
  if (object === undefined) return undefined;
  const name = `${object}.dir`;
  let bytes: Uint8Array;
  try {
    if ((await planIfAny(source, name)) === undefined) return undefined;
    bytes = await source.bytes(name, FOLDER_LIMIT);
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
  const damaged = (why: string) =>
    new HashProblem(
      'unreadable',
      path,
      `the list of the files of ${path} in the DVC cache is damaged: ${name} ${why}`,
    );
  if (hashBytes(bytes, 'md5') !== hash.digits) throw damaged('does not have the hash that it is named by');
  try {
    return parseDvcFolder(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof CannotTell) throw damaged(`cannot be read (${error.message})`);
    throw error;
  }
}

/** Source: dvc-objects, db.py (`oid_to_path`); DVC 2 kept its objects right in the cache; Git LFS, docs/spec.md. */
function objectPath({ tool, at }: ObjectStore, algorithm: string, digits: string): string | undefined {
  if (at === undefined) return undefined;
  const first = digits.slice(0, 2);
  if (tool === 'git-annex') return at;
  if (tool === 'Git LFS') return `${at}/${first}/${digits.slice(2, 4)}/${digits}`;
  return `${at}/${algorithm === 'md5' ? 'files/md5/' : ''}${first}/${digits.slice(2)}`;
}

async function planIfAny(source: Store, path: string): Promise<Plan | undefined> {
  try {
    const found = await plan(source, path);
    return found.kind === 'file' ? found : undefined;
  } catch (error) {
    // A link out of a store leads nowhere that may be read.
    if (error instanceof HashProblem) return undefined;
    throw error;
  }
}

function asFile({ path, md5 }: DvcEntry): TreeFile {
  return { path, hash: md5, size: 0 };
}
