import { satisfies } from '@renovatebot/pep440';
import type { Dependency, Manifest } from '../dependencies.js';
import type { LockText } from '../formats/lock.js';
import { normalizeName } from '../formats/pep508.js';
import { toPep440 } from '../formats/poetry.js';
import { type Difference, type FreshnessInput, type FreshnessRule, fresh, stale, unclear } from './rule.js';

/** The rule of formats that record nothing of their manifest: every declared runtime requirement is looked up in the lock. */
export const lookUp: FreshnessRule = ({ lock, manifests }) => {
  const differences = missing({ lock, manifests });
  const compared = {
    requirements: manifests.flatMap(({ requirements }) => requirements.filter(counts)).length,
  };
  if (differences.length > 0) return stale('declared requirements are not locked', differences, compared);
  const computed = manifests.find((manifest) => manifest.computed || manifest.problems.length > 0);
  if (computed) return unclear(`${computed.path} does not tell all that it declares`, [], compared);
  return fresh('every declared requirement is locked to a version that satisfies it', compared);
};

/** Runtime requirements that the lock does not hold, or in versions that do not satisfy them. */
export function missing({ lock, manifests }: Pick<FreshnessInput, 'lock' | 'manifests'>): Difference[] {
  return manifests.flatMap((manifest) =>
    manifest.requirements
      .filter(counts)
      .flatMap((requirement) => differenceOf(requirement, manifest, lock) ?? []),
  );
}

function counts({ group, extra, from }: Dependency): boolean {
  return group === undefined && extra === undefined && from !== 'path';
}

/** How one requirement differs from the lock; those with markers may rightly be absent. */
function differenceOf(requirement: Dependency, manifest: Manifest, lock: LockText): Difference | undefined {
  const { name, specifier, marker, from, at } = requirement;
  const entries = lock.packages.filter(
    (one) => one.name === name || normalizeName(one.name) === normalizeName(name),
  );
  const difference: Difference = { about: 'requirement', name, declared: specifier, at };
  if (entries.length === 0) return marker === undefined ? difference : undefined;
  const versions = entries.flatMap(({ version }) => version ?? []);
  if (
    versions.length === 0 ||
    from !== 'index' ||
    versions.some((version) => satisfied(version, requirement, manifest))
  )
    return undefined;
  return { ...difference, locked: versions.join(', ') };
}

function satisfied(version: string, { specifier, ecosystem }: Dependency, { kind }: Manifest): boolean {
  // Other ecosystems order versions by rules of their own; being there is all that can be said.
  if (ecosystem !== 'pypi') return true;
  const range =
    /[\^~]|^\s*v?\d/.test(specifier) && kind === 'pyproject' && !specifier.includes('~=')
      ? toPep440(specifier)
      : specifier;
  if (range === undefined || range === '' || range === '*') return true;
  try {
    // `==2.1.0` admits `2.1.0+cu121`.
    const isPlain = !range.includes('+');
    return satisfies(isPlain ? version.replace(/\+.*$/, '') : version, range, { prereleases: true });
  } catch {
    return true;
  }
}
