import { compareBytes } from './byte-order.js';
import type { Files } from './file-table.js';
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

/** The files of two states of a tree, side by side. */
export function filesSideBySide(before: Files, after: Files) {
  return sideBySide(sortedFiles(before), sortedFiles(after));
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
  else
    for (const file of sortedFiles(contents))
      yield { path: `${path}/${file.path}`, content: `${algorithm}:${file.hash}`, empty: file.size === 0 };
}

function* together(one: Generator<Located>, other: Generator<Located>): Generator<Located> {
  for (const { before, after } of sideBySide(one, other)) yield (after ?? before) as Located;
}
