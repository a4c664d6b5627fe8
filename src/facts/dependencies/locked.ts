import type { Dependencies, Dependency } from '../dependencies.js';
import type { LockedPackage } from '../formats/lock.js';
import { normalizeName } from '../formats/pep508.js';
import type { Lockfile } from '../lockfiles.js';

/** The entries of these lockfiles for a package; a Python package may be locked as a conda package of the same name. */
export function lockedVersions(name: string, locks: readonly Lockfile[]): LockedPackage[] {
  const wanted = normalizeName(name);
  return locks.flatMap(({ packages }) =>
    packages.filter(
      (one) => one.name === name || (one.ecosystem !== 'r' && normalizeName(one.name) === wanted),
    ),
  );
}

/**
 * Whether a lockfile fixes a package to versions of its own. A package without a version and without anything to hash is
 * a source tree of the repository, which is fixed with it.
 */
export function isLocked({ name }: Dependency, locks: readonly Lockfile[]): boolean {
  return lockedVersions(name, locks).some(({ version, hashed }) => version !== undefined || hashed !== false);
}

/** The locks that hold for a dependency: where several folders have lists of their own, those of its folder. */
export function locksFor(
  { at }: Dependency,
  { parts }: Pick<Dependencies, 'parts'>,
  locks: readonly Lockfile[],
): readonly Lockfile[] {
  if (parts.length < 2) return locks;
  const part = parts.find((paths) => paths.includes(at.file)) ?? [];
  return locks.filter((lock) => isTiedTo(part, lock));
}

/** Whether a lock is or was made from one of these manifests. */
export function isTiedTo(paths: readonly string[], { path, manifests }: Lockfile): boolean {
  return [path, ...manifests].some((one) => paths.includes(one));
}

/**
 * The paths of each list of packages that asks for something: one where a list stands for the whole project, and besides
 * those locks that are the only list there is, such as an renv.lock without a DESCRIPTION.
 */
export function listsToLock(
  { parts, main }: Pick<Dependencies, 'parts' | 'main'>,
  all: readonly Lockfile[],
): (readonly string[])[] {
  const asking = main.filter(({ requirements, computed }) => requirements.length > 0 || computed);
  const lists = parts.filter((paths) => asking.some(({ path }) => paths.includes(path)));
  const alone = all.filter(
    ({ path, manifests }) =>
      manifests.every((one) => one === path) &&
      manifests.length > 0 &&
      main.every((manifest) => manifest.path !== path),
  );
  return [...lists, ...alone.map(({ path }) => [path])];
}

/** Whether a lock fixes a list: one that was made from none of them, as the config may name it, stands for all. */
export function locks(
  lock: Lockfile,
  paths: readonly string[],
  lists: readonly (readonly string[])[],
): boolean {
  return isTiedTo(paths, lock) || lists.every((list) => !isTiedTo(list, lock));
}
