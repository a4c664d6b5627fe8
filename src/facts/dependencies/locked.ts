import type { Dependency } from '../dependencies.js';
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

/** Whether a lockfile fixes a package to versions of its own. */
export function isLocked({ name }: Dependency, locks: readonly Lockfile[]): boolean {
  return lockedVersions(name, locks).some(({ version, hashed }) => version !== undefined || hashed === true);
}
