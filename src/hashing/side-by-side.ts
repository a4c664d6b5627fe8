import { BLOCK, WIDEST } from './block.js';
import { compareBytes } from './byte-order.js';
import { type Files, FileTable, type TreeFile } from './file-table.js';
import type { LockEntry } from './lock-file.js';
import { sortedFiles } from './tree-hash.js';

/** What is compared: entries of files and folders, or of objects and prefixes in the same form. */
export type Comparable = Omit<LockEntry, 'algorithm'> & { algorithm: string };

/** A file of one state of a lock. */
export interface Located {
  path: string;
  /** The same for the same content. */
  content: string;
  empty: boolean;
}

/** The same path in two states: one of the two may have nothing there. */
export interface Pair<T> {
  before: T | undefined;
  after: T | undefined;
}

/** Goes through two lists, each in the order of the bytes of its paths, side by side. */
export function* sideBySide<T extends { path: string }>(
  before: Iterable<T>,
  after: Iterable<T>,
): Generator<Pair<T>> {
  const [left, right] = [before[Symbol.iterator](), after[Symbol.iterator]()];
  let [a, b] = [left.next(), right.next()];
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareBytes(a.value.path, b.value.path);
    yield { before: order <= 0 ? a.value : undefined, after: order >= 0 ? b.value : undefined };
    if (order <= 0) a = left.next();
    if (order >= 0) b = right.next();
  }
}

/** The files that differ between two states of a tree, side by side. */
export function* differingFiles(before: Files, after: Files): Generator<Pair<TreeFile>> {
  if (before instanceof FileTable && after instanceof FileTable && before.width === after.width) {
    const rows = new DifferingRows(before, after);
    for (let pair = rows.next(); pair; pair = rows.next()) yield pair;
  } else
    for (const pair of sideBySide(sortedFiles(before), sortedFiles(after)))
      if (pair.before?.hash !== pair.after?.hash) yield pair;
}

/** Goes through two tables by their bytes: to make texts of what is the same takes many times as long. */
class DifferingRows {
  readonly #before: FileTable;
  readonly #after: FileTable;
  #left = Buffer.allocUnsafe(1024);
  #right = Buffer.allocUnsafe(1024);
  #i = 0;
  #j = 0;

  constructor(before: FileTable, after: FileTable) {
    this.#before = before;
    this.#after = after;
  }

  next(): Pair<TreeFile> | undefined {
    const [before, after] = [this.#before, this.#after];
    while (this.#i < before.length || this.#j < after.length) {
      const order = this.#i === before.length ? 1 : this.#j === after.length ? -1 : this.#compare();
      const [i, j] = [this.#i, this.#j];
      if (order <= 0) this.#i += 1;
      if (order >= 0) this.#j += 1;
      if (order === 0 && this.#isSame(i, j)) continue;
      return {
        before: order <= 0 ? before.file(i) : undefined,
        after: order >= 0 ? after.file(j) : undefined,
      };
    }
    return undefined;
  }

  #compare(): number {
    const [a, b] = [this.#before.block(this.#i), this.#after.block(this.#j)];
    const [row, other] = [this.#i % BLOCK, this.#j % BLOCK];
    const room = Math.max(a.pathRoom(row), b.pathRoom(other));
    if (room > this.#left.length) {
      this.#left = Buffer.allocUnsafe(room);
      this.#right = Buffer.allocUnsafe(room);
    }
    const length = a.writePath(row, this.#left, 0);
    return this.#left.compare(this.#right, 0, b.writePath(other, this.#right, 0), 0, length);
  }

  #isSame(i: number, j: number): boolean {
    const [a, b] = [this.#before.block(i).digests, this.#after.block(j).digests];
    const [at, other] = [(i % BLOCK) * WIDEST, (j % BLOCK) * WIDEST];
    for (let byte = 0; byte < this.#before.width; byte += 1)
      if (a[at + byte] !== b[other + byte]) return false;
    return true;
  }
}

/** The files that differ between two states of some entries, side by side and made one by one. */
export function* differing(
  before: readonly Comparable[],
  after: readonly Comparable[],
): Generator<Pair<Located>> {
  const [left, right] = [before, after].map((entries) =>
    [...groupsOf(entries)].map(([entry, ...inside]) => ({ path: keyOf(entry), entry, inside })),
  ) as [Group[], Group[]];
  if (!areApart([...left, ...right])) {
    for (const pair of sideBySide(filesOf(before), filesOf(after)))
      if (pair.before?.content !== pair.after?.content) yield pair;
    return;
  }
  for (const { before: old, after: now } of sideBySide(left, right)) {
    if (
      old?.entry.kind === 'tree' &&
      now?.entry.kind === 'tree' &&
      old.entry.algorithm === now.entry.algorithm
    )
      for (const pair of differingFiles(old.entry.contents ?? [], now.entry.contents ?? []))
        yield {
          before: pair.before && locatedIn(old.entry, pair.before),
          after: pair.after && locatedIn(now.entry, pair.after),
        };
    else
      for (const pair of sideBySide(old ? located(old.entry) : [], now ? located(now.entry) : []))
        if (pair.before?.content !== pair.after?.content) yield pair;
  }
}

interface Group {
  /** The key of the entry. */
  path: string;
  entry: Comparable;
  /** What else is locked inside it. */
  inside: Comparable[];
}

/** Whether each of some groups is one entry, and none lies in another's folder. */
function areApart(groups: readonly Group[]): boolean {
  const keys = [...new Set(groups.map(({ path }) => path))].sort(compareBytes);
  return (
    groups.every(({ inside }) => inside.length === 0) &&
    keys.every((key, at) => !key.endsWith('/') || !keys[at + 1]?.startsWith(key))
  );
}

/**
 * The files of some entries in the order of the bytes of their paths, each path once, and made one by one: of a large tree,
 * all of them at once would take more memory than hashing it.
 */
export function* filesOf(entries: readonly Comparable[]): Generator<Located> {
  for (const group of groupsOf(entries)) yield* group.map(located).reduce(together);
}

/** How many files there are in some entries, those of several counted once. */
export function countOf(entries: readonly Comparable[]): number {
  let count = 0;
  for (const group of groupsOf(entries)) {
    const [{ kind, contents }] = group;
    if (group.length === 1) count += kind === 'file' ? 1 : (contents?.length ?? 0);
    else for (const _ of filesOf(group)) count += 1;
  }
  return count;
}

/** Entries in the order of their files; a tree together with what is locked inside it. */
function* groupsOf(entries: readonly Comparable[]): Generator<[Comparable, ...Comparable[]]> {
  const sorted = [...entries].sort((a, b) => compareBytes(keyOf(a), keyOf(b)));
  for (let at = 0; at < sorted.length; ) {
    const outer = keyOf(sorted[at] as Comparable);
    let end = at + 1;
    while (outer.endsWith('/') && sorted[end]?.path.startsWith(outer)) end += 1;
    yield sorted.slice(at, end) as [Comparable, ...Comparable[]];
    at = end;
  }
}

function keyOf({ path, kind }: Comparable): string {
  return kind === 'tree' ? `${path}/` : path;
}

function* located({ path, kind, algorithm, hash, size, contents = [] }: Comparable): Generator<Located> {
  if (kind === 'file') yield { path, content: `${algorithm}:${hash}`, empty: size === 0 };
  else for (const file of sortedFiles(contents)) yield locatedIn({ path, algorithm }, file);
}

function locatedIn({ path, algorithm }: Pick<Comparable, 'path' | 'algorithm'>, file: TreeFile): Located {
  return { path: `${path}/${file.path}`, content: `${algorithm}:${file.hash}`, empty: file.size === 0 };
}

function* together(one: Generator<Located>, other: Generator<Located>): Generator<Located> {
  for (const { before, after } of sideBySide(one, other)) yield (after ?? before) as Located;
}
