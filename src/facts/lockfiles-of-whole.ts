import type { Fact, Project } from './fact.js';
import type { Lockfile, Lockfiles } from './lockfiles.js';
import { climb, isIn } from './paths.js';

/** What tells how a lock of the whole stands to its manifests, for one whose freshness nobody has asked for yet. */
type Judge = (whole: Project, lock: Lockfile) => Promise<Lockfile['freshness']>;

/**
 * The locks of a repository that lock a part of it, such as the uv.lock in the root of a workspace, with paths as they
 * are seen from the part. Whether they are fresh is decided for all of their manifests, as their tools decide it.
 */
export async function locksOfWhole(
  project: Project,
  fact: Fact<Lockfiles>,
  judge: Judge,
): Promise<Lockfile[]> {
  const { part } = project;
  if (!part) return [];
  const { whole, folder } = part;
  const isMine = (path: string) => (folder === '' ? !path.includes('/') : isIn(path, folder));
  const outside = (await whole.get(fact)).all.filter(
    ({ path, marked, manifests }) =>
      marked &&
      manifests.some(isMine) &&
      // A lock that stands in the part and locks nothing else is the part's own.
      (!isMine(path) || !manifests.every(isMine)),
  );
  return Promise.all(
    outside.map(async (lock): Promise<Lockfile> => {
      const freshness = lock.freshness ?? (await judge(whole, lock));
      return {
        ...lock,
        path: climb(folder, lock.path),
        manifests: lock.manifests.map((path) => climb(folder, path)),
        main: false,
        ...(freshness && {
          freshness: {
            ...freshness,
            differences: freshness.differences.map((difference) => ({
              ...difference,
              at: { ...difference.at, file: climb(folder, difference.at.file) },
            })),
          },
        }),
      };
    }),
  );
}
