import { byBytes } from './byte-order.js';
import type { Files } from './file-table.js';
import type { LockEntry } from './lock-file.js';

/** What is compared: entries of files and folders, or of objects and prefixes in the same form. */
export type Comparable = Omit<LockEntry, 'algorithm'> & { algorithm: string };

export interface TreeDifference {
  /** Relative to the tree. */
  path: string;
  change: 'added' | 'removed' | 'changed';
}

/** How many differing files of a tree are named. */
export const MOST_DIFFERENCES = 20;

/** Files that were added, removed or changed between two states of a tree, sorted by path. */
export function differencesOf(before: Files, after: Files): TreeDifference[] {
  const old = new Map([...before].map(({ path, hash }) => [path, hash]));
  const now = new Set([...after].map(({ path }) => path));
  const differences: TreeDifference[] = [...before]
    .filter(({ path }) => !now.has(path))
    .map(({ path }) => ({ path, change: 'removed' }));
  for (const { path, hash } of after) {
    const known = old.get(path);
    if (known === undefined) differences.push({ path, change: 'added' });
    else if (known !== hash) differences.push({ path, change: 'changed' });
  }
  return differences.sort(byBytes);
}

/** A file or entry that differs between two states of the lock. */
export interface Change {
  /** Relative to the root. */
  path: string;
  change: 'added' | 'changed' | 'removed' | 'renamed';
  /** Where what is renamed was before. */
  from?: string;
}

export interface Changes {
  entries: Change[];
  /** Files of the entries that differ, sorted by path; those of an entry that was renamed as a whole are left out. */
  files: Change[];
  /** Trees that differ, of which it is not known in which files. */
  unnamed: string[];
}

interface Located {
  path: string;
  /** The same for the same content. */
  content: string;
  empty: boolean;
}

/**
 * What became of the entries `before` in `after`. A file or entry that is gone and one that is new are the same one,
 * renamed, when they have the same content: within a tree and from one entry to another. Empty files are not matched,
 * since they are all alike. Of trees, `contents` has to be there for files to be named.
 */
export function changesBetween(before: readonly Comparable[], after: readonly Comparable[]): Changes {
  const old = new Map(before.map((entry) => [entry.path, entry]));
  const now = new Map(after.map((entry) => [entry.path, entry]));
  const differs = ({ path }: Comparable) => identity(old.get(path)) !== identity(now.get(path));
  const entries = matched(before.filter(differs).map(locatedEntry), after.filter(differs).map(locatedEntry));
  const whole = new Set(
    entries.flatMap(({ path, change, from }) => (change === 'renamed' && from ? [path, from] : [])),
  );
  // Only the excludes may differ.
  const sameFiles = (path: string) => contentOf(old.get(path)) === contentOf(now.get(path));
  const unnamed = entries
    .filter(({ path, change }) => {
      const sides = [old.get(path), now.get(path)].filter((one) => one !== undefined);
      const comparable = new Set(sides.map(({ algorithm }) => algorithm)).size === 1;
      return change === 'changed' && !sameFiles(path) && !(comparable && sides.every(isListed));
    })
    .map(({ path }) => path);
  const filesOf = (side: readonly Comparable[]) =>
    side
      .filter(
        (entry) =>
          differs(entry) && !whole.has(entry.path) && !unnamed.includes(entry.path) && !sameFiles(entry.path),
      )
      .flatMap(locatedFiles);
  return { entries, files: matched(filesOf(before), filesOf(after)), unnamed };
}

function isListed({ kind, contents }: Comparable): boolean {
  return kind === 'file' || contents !== undefined;
}

function identity(entry: Comparable | undefined): string {
  return entry ? `${contentOf(entry)} ${JSON.stringify(entry.exclude ?? [])}` : '';
}

function contentOf(entry: Comparable | undefined): string {
  return entry ? `${entry.kind} ${entry.algorithm}:${entry.hash}` : '';
}

function locatedEntry(entry: Comparable): Located {
  return { path: entry.path, content: identity(entry), empty: entry.size === 0 };
}

function locatedFiles({ path, kind, algorithm, hash, size, contents = [] }: Comparable): Located[] {
  if (kind === 'file') return [{ path, content: `${algorithm}:${hash}`, empty: size === 0 }];
  return [...contents].map((file) => ({
    path: `${path}/${file.path}`,
    content: `${algorithm}:${file.hash}`,
    empty: file.size === 0,
  }));
}

function matched(before: readonly Located[], after: readonly Located[]): Change[] {
  const old = new Map(before.map((one) => [one.path, one]));
  const now = new Map(after.map((one) => [one.path, one]));
  const gone = new Map<string, Located[]>();
  for (const one of old.values()) {
    if (now.has(one.path) || one.empty) continue;
    const alike = gone.get(one.content);
    if (alike) alike.push(one);
    else gone.set(one.content, [one]);
  }
  const changes: Change[] = [];
  const moved = new Set<string>();
  for (const one of now.values()) {
    const known = old.get(one.path);
    if (known) {
      if (known.content !== one.content) changes.push({ path: one.path, change: 'changed' });
      continue;
    }
    const from = takeOrigin(gone.get(one.content), one.path);
    if (from !== undefined) moved.add(from);
    changes.push({
      path: one.path,
      ...(from === undefined ? { change: 'added' } : { change: 'renamed', from }),
    });
  }
  for (const { path } of old.values()) {
    if (!now.has(path) && !moved.has(path)) changes.push({ path, change: 'removed' });
  }
  return changes.sort(byBytes);
}

/** Of several files with the same content, the one that kept its name comes first; of very many, any. */
function takeOrigin(candidates: Located[] | undefined, path: string): string | undefined {
  if (!candidates?.length) return undefined;
  if (candidates.length > 1000) return candidates.pop()?.path;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const same = candidates.findIndex((one) => one.path.endsWith(`/${name}`) || one.path === name);
  return candidates.splice(Math.max(0, same), 1)[0]?.path;
}
