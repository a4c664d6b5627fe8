import { byBytes } from './byte-order.js';
import type { Files } from './file-table.js';
import {
  type Comparable,
  countOf,
  differing,
  differingFiles,
  type Located,
  type Pair,
  sideBySide,
} from './side-by-side.js';

export type { Comparable } from './side-by-side.js';

export interface TreeDifference {
  /** Relative to the tree. */
  path: string;
  change: 'added' | 'removed' | 'changed';
}

/** How many differing files of a tree are named. */
export const MOST_DIFFERENCES = 20;

/** The first files that were added, removed or changed between two states of a tree, in the byte order of their paths. */
export function differencesOf(before: Files, after: Files): TreeDifference[] {
  const differences: TreeDifference[] = [];
  for (const { before: old, after: now } of differingFiles(before, after)) {
    const change = !old ? 'added' : !now ? 'removed' : 'changed';
    differences.push({ path: (now ?? old)?.path ?? '', change });
    if (differences.length === MOST_DIFFERENCES) break;
  }
  return differences;
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
  /**
   * Files of the entries that differ, sorted by path; those of an entry that was renamed as a whole are left out. They are
   * made as they are asked for, since they may be millions.
   */
  files: Iterable<Change>;
  /** How many files there are of each kind of change. */
  counts: Record<Change['change'], number>;
  /** Trees that differ, of which it is not known in which files. */
  unnamed: string[];
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
  const located = (side: readonly Comparable[]) => side.filter(differs).map(locatedEntry).sort(byBytes);
  const [left, right] = [located(before), located(after)];
  const { changes } = matched(() => sideBySide(left, right));
  const entries = [...changes()];
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
  const compared = (side: readonly Comparable[]) =>
    side.filter(
      (entry) =>
        differs(entry) && !whole.has(entry.path) && !unnamed.includes(entry.path) && !sameFiles(entry.path),
    );
  const [gone, come] = [compared(before), compared(after)];
  const pairs = () => differing(gone, come);
  if (gone.length === 0 || come.length === 0) {
    // Data that is locked for the first time: nothing of it can be matched.
    const counts = { added: countOf(come), changed: 0, removed: countOf(gone), renamed: 0 };
    const files = () => changesOf(pairs(), new Map(), new Set());
    return { entries, files: { [Symbol.iterator]: files }, counts, unnamed };
  }
  const { counts, changes: files } = matched(pairs);
  return { entries, files: { [Symbol.iterator]: files }, counts, unnamed };
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

/**
 * How two states differ, of which `pairs` goes through the paths from the beginning each time. What is gone is kept in memory,
 * and what is new only where it was renamed.
 */
function matched(pairs: () => Iterable<Pair<Located>>): {
  counts: Changes['counts'];
  changes: () => Generator<Change>;
} {
  const counts = { added: 0, changed: 0, removed: 0, renamed: 0 };
  const gone = new Map<string, string[]>();
  for (const { before, after } of pairs()) {
    if (!before) counts.added += 1;
    else if (after) counts.changed += before.content === after.content ? 0 : 1;
    else {
      counts.removed += 1;
      if (before.empty) continue;
      const alike = gone.get(before.content);
      if (alike) alike.push(before.path);
      else gone.set(before.content, [before.path]);
    }
  }
  const origins = new Map<string, string>();
  const moved = new Set<string>();
  if (gone.size > 0 && counts.added > 0)
    for (const { before, after } of pairs()) {
      const from =
        before || !after || after.empty ? undefined : takeOrigin(gone.get(after.content), after.path);
      if (from === undefined || !after) continue;
      origins.set(after.path, from);
      moved.add(from);
    }
  counts.added -= moved.size;
  counts.removed -= moved.size;
  counts.renamed = moved.size;
  return { counts, changes: () => changesOf(pairs(), origins, moved) };
}

function* changesOf(
  pairs: Iterable<Pair<Located>>,
  origins: ReadonlyMap<string, string>,
  moved: ReadonlySet<string>,
): Generator<Change> {
  for (const { before, after } of pairs) {
    if (before && after) {
      if (before.content !== after.content) yield { path: after.path, change: 'changed' };
    } else if (after) {
      const from = origins.get(after.path);
      yield { path: after.path, ...(from === undefined ? { change: 'added' } : { change: 'renamed', from }) };
    } else if (before && !moved.has(before.path)) yield { path: before.path, change: 'removed' };
  }
}

/** Of several files with the same content, the one that kept its name comes first; of very many, any. */
function takeOrigin(candidates: string[] | undefined, path: string): string | undefined {
  if (!candidates?.length) return undefined;
  if (candidates.length > 1000) return candidates.pop();
  const name = path.slice(path.lastIndexOf('/') + 1);
  const same = candidates.findIndex((one) => one.endsWith(`/${name}`) || one === name);
  return candidates.splice(Math.max(0, same), 1)[0];
}
