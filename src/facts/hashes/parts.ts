import { climb, isIn } from '../paths.js';
import type { Hashes, HashResult } from './model.js';

/** What the rest of a repository keeps when each of the other projects answers for the data in its own folder. */
export function withoutParts(hashes: Hashes, folders: readonly string[]): Hashes {
  const isTheirs = ({ path }: HashResult) => folders.some((folder) => isIn(path, folder));
  return { ...hashes, results: hashes.results.filter((result) => !isTheirs(result)) };
}

/**
 * What a project has, with what the rest of its repository records of data in its folder, such as a lock in the root. Paths
 * count from the project; the place of the record leads up to it.
 */
export function withRecordsOf(rest: Hashes, own: Hashes, folder: string): Hashes {
  const lent = rest.results
    .filter(({ path }) => isIn(path, folder))
    .map((result) => ({
      ...result,
      path: result.path.slice(folder.length + 1),
      at: { ...result.at, file: climb(folder, result.at.file) },
    }));
  const isRecorded = (path: string) =>
    lent.some((one) => one.path === path || isIn(one.path, path) || isIn(path, one.path));
  return {
    ...own,
    results: [...own.results, ...lent],
    unhashed: own.unhashed.filter(({ path }) => path === undefined || !isRecorded(path)),
    unrecorded: own.unrecorded.filter(({ path }) => !isRecorded(path)),
  };
}
