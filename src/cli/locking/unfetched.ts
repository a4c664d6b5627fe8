import { POINTER_LIMIT } from '../../facts/formats/lfs-pointer.js';
import { firstPointer } from '../../facts/hashes/pointers.js';
import type { Source } from '../../facts/source.js';
import { type Files, FileTable } from '../../hashing/file-table.js';
import type { Lock, LockEntry } from '../../hashing/lock-file.js';
import type { Verified } from '../../hashing/lock-verify.js';
import { isBare } from '../../hashing/placeholders.js';
import { HashProblem } from '../../hashing/problem.js';
import { refuseProblems } from './problems.js';

/** How each tool puts the content in the place of its pointers. */
const FETCH = { 'Git LFS': 'git lfs pull', 'git-annex': 'git annex get' };

/**
 * Throws `UserError` when an entry that differs from the one `before` holds the pointer of Git LFS or git-annex in place of the content: recorded, it would
 * accuse everybody who has the data.
 */
export async function refuseUnfetched(
  store: Source,
  entries: readonly LockEntry[],
  before: readonly LockEntry[],
): Promise<void> {
  const known = new Map(before.map(({ path, hash }) => [path, hash]));
  const problems: { message: string }[] = [];
  let hint: string | undefined;
  for (const entry of entries.filter(({ path, hash }) => known.get(path) !== hash)) {
    const found = await unfetchedIn(store, entry);
    if (!found) continue;
    problems.push({ message: messageOf(entry, found) });
    hint ??= `fetch it first: \`${FETCH[found.tool]}\``;
  }
  refuseProblems(problems, 'repro.lock is left as it was', hint);
}

/**
 * Sorts out folders that held files when they were locked and now hold none, as where a disk is not mounted: they count
 * as gone.
 */
export function withoutEmptied(
  entries: readonly LockEntry[],
  previous: Lock | undefined,
): { entries: LockEntry[]; emptied: HashProblem[] } {
  const before = new Map(previous?.entries.map((entry) => [entry.path, entry]));
  const isEmptied = (now: LockEntry) => {
    const old = before.get(now.path);
    return old?.kind === 'tree' && old.hash !== now.hash && old.size > 0 && isBareEntry(now);
  };
  return {
    entries: entries.filter((entry) => !isEmptied(entry)),
    emptied: entries
      .filter(isEmptied)
      .map(({ path }) => new HashProblem('absent', path, emptiedMessage(path))),
  };
}

function isBareEntry({ kind, contents }: LockEntry): boolean {
  return isBare({ kind, files: contents });
}

function emptiedMessage(path: string): string {
  return `${path} holds none of the files that were locked`;
}

/** Calls what differs only because it was not fetched absent, as `repro check` does. */
export async function withUnfetched(store: Source, verified: readonly Verified[]): Promise<Verified[]> {
  const told: Verified[] = [];
  for (const one of verified) {
    const now = one.status === 'mismatch' && one.entry.kind === one.now?.kind ? one.now : undefined;
    if (now && isBareEntry(now)) {
      const { entry } = one;
      told.push({ entry, status: 'absent', message: emptiedMessage(entry.path), differences: [] });
      continue;
    }
    const found = now && (await unfetchedIn(store, now));
    told.push(
      found
        ? { entry: one.entry, status: 'absent', message: messageOf(one.entry, found), differences: [] }
        : one,
    );
  }
  return told;
}

type Unfetched = NonNullable<Awaited<ReturnType<typeof firstPointer>>>;

async function unfetchedIn(
  store: Source,
  { path, size, contents }: LockEntry,
): Promise<Unfetched | undefined> {
  return firstPointer(store, contents ? below(path, contents) : [{ path, size }]);
}

/** Those of the files that could be pointers, of which there are few in most trees. */
function* below(folder: string, files: Files) {
  const small = files instanceof FileTable ? files.measured(POINTER_LIMIT) : files;
  for (const { path, size } of small) yield { path: `${folder}/${path}`, size };
}

function messageOf(entry: LockEntry, { path, tool }: Unfetched): string {
  const message = `${path} is a ${tool} pointer: its content was not fetched`;
  return path === entry.path ? message : `${entry.path} is not whole: ${message}`;
}
