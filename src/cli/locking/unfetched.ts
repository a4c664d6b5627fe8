import { CannotTell } from '../../errors.js';
import { parseDvcFile } from '../../facts/formats/dvc.js';
import { POINTER_LIMIT } from '../../facts/formats/lfs-pointer.js';
import { firstPointer } from '../../facts/hashes/pointers.js';
import { folderOf, isWithin, resolveIn } from '../../facts/paths.js';
import { readText, type Source } from '../../facts/source.js';
import { type Files, FileTable } from '../../hashing/file-table.js';
import type { Lock, LockEntry } from '../../hashing/lock-file.js';
import type { Verified } from '../../hashing/lock-verify.js';
import { isBare } from '../../hashing/placeholders.js';
import { HashProblem } from '../../hashing/problem.js';
import { refuseProblems } from './problems.js';

/** How each tool puts the content in the place of its pointers. */
const FETCH = {
  'Git LFS': 'git lfs pull',
  'git-annex': 'git annex get',
  DVC: 'dvc pull',
  'git submodule': 'git submodule update --init',
};
/** DVC files of one folder that are looked into. */
const MOST_DVC = 200;

/**
 * Throws `UserError` when an entry that differs from the one `before` holds the pointer of Git LFS or git-annex in place of the content, a
 * DVC file without its data, or a submodule that is not there: recorded, it would accuse everybody who has the data.
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

interface Unfetched {
  path: string;
  tool: keyof typeof FETCH;
}

async function unfetchedIn(
  store: Source,
  { path, kind, size, contents }: LockEntry,
): Promise<Unfetched | undefined> {
  const files = contents ? below(path, contents) : [{ path, size }];
  const pointer = await firstPointer(store, files);
  if (pointer || kind === 'file') return pointer;
  return (
    (await withoutDvcData(store, contents ? below(path, contents) : [])) ?? (await absentModule(store, path))
  );
}

/** The first DVC file of a folder whose data is not there. */
async function withoutDvcData(
  store: Source,
  files: Iterable<{ path: string }>,
): Promise<Unfetched | undefined> {
  let seen = 0;
  for (const { path } of files) {
    if (!path.endsWith('.dvc') || seen === MOST_DVC) continue;
    seen += 1;
    try {
      const { wdir, outs } = parseDvcFile(await readText(store, path));
      for (const out of outs) {
        const inside = resolveIn(folderOf(path), `${wdir}/${out.path}`);
        if (inside !== undefined && !(await isThere(store, inside))) return { path, tool: 'DVC' };
      }
    } catch (error) {
      // What is no DVC file is data like any other.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return undefined;
}

/** The first submodule at or below a folder of which nothing was fetched. Source: git documentation, "gitmodules". */
async function absentModule(store: Source, folder: string): Promise<Unfetched | undefined> {
  let text: string;
  try {
    text = await readText(store, '.gitmodules');
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
  for (const [, path = ''] of text.matchAll(/^[ \t]*path[ \t]*=[ \t]*(.+?)[ \t]*$/gm)) {
    if (!isWithin(path, folder)) continue;
    try {
      if ((await store.entries(path)).length === 0) return { path, tool: 'git submodule' };
    } catch (error) {
      // It was removed, and its line was left.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return undefined;
}

async function isThere(store: Source, path: string): Promise<boolean> {
  try {
    await store.locate(path);
    return true;
  } catch (error) {
    if (error instanceof CannotTell) return false;
    throw error;
  }
}

/** Those of the files that could be pointers, of which there are few in most trees. */
function* below(folder: string, files: Files) {
  const small = files instanceof FileTable ? files.measured(POINTER_LIMIT) : files;
  for (const { path, size } of small) yield { path: `${folder}/${path}`, size };
}

function messageOf(entry: LockEntry, { path, tool }: Unfetched): string {
  const message =
    tool === 'DVC'
      ? `the data of ${path} was not fetched`
      : `${path} is a ${tool}${tool === 'git submodule' ? '' : ' pointer'}: its content was not fetched`;
  return path === entry.path ? message : `${entry.path} is not whole: ${message}`;
}
