import type { Dependency, Manifest } from '../dependencies.js';
import { admitsVersion } from '../formats/admits-version.js';
import type { LockText } from '../formats/lock.js';
import { canHold, pythonRange } from '../formats/marker-logic.js';
import { ALWAYS, type Marker, parseMarker } from '../formats/marker-syntax.js';
import { normalizeName } from '../formats/pep508.js';
import type { Clause } from '../formats/specifiers.js';
import { Comparison } from './comparison.js';
import type { Difference, FreshnessRule } from './rule.js';

/** The rule of formats that record nothing of their manifest: every declared runtime requirement is looked up in the lock. */
export const lookUp: FreshnessRule = ({ lock, manifests }) => {
  const comparison = new Comparison();
  for (const manifest of manifests) {
    lookUpRequirements(comparison, lock, manifest.requirements.filter(isRuntime).map(withManifest(manifest)));
    if (manifest.computed || manifest.problems.length > 0)
      comparison.leaveOpen(`${manifest.path} does not tell all that it declares`);
  }
  return comparison.result();
};

function isRuntime({ group, extra }: Dependency): boolean {
  return group === undefined && extra === undefined;
}

/** A requirement to be looked up, in the manifest that says how its specifier is meant. */
export interface Wanted {
  requirement: Dependency;
  manifest: Manifest;
}

/** Pairs requirements with their manifest. */
export function withManifest(manifest: Manifest): (requirement: Dependency) => Wanted {
  return (requirement) => ({ requirement, manifest });
}

/** For which environments a lock was made. */
export interface Scope {
  /** The Python versions; those that the lock names when absent. */
  python?: readonly Clause[];
  /** The environments among all; every one when absent. */
  within?: Marker | undefined;
  /** Whether it holds what any of these environments needs; else what the one needs in which it was made, which is not known. */
  universal?: boolean;
  /** Names that something else decides on, such as an override. */
  skip?: ReadonlySet<string>;
}

/** Formats that hold what every platform needs. */
const UNIVERSAL: ReadonlySet<LockText['kind']> = new Set(['uv.lock', 'poetry.lock']);

/**
 * Looks requirements up in a lock: each must be there in a version that satisfies it. One whose marker can hold in none
 * of the lock's environments may be absent; and one whose marker holds in some of them, where the lock is for one of
 * them alone.
 */
export function lookUpRequirements(
  comparison: Comparison,
  lock: LockText,
  wanted: readonly Wanted[],
  {
    python = pythonRange(lock.python),
    within = ALWAYS,
    universal = UNIVERSAL.has(lock.kind),
    skip = new Set(),
  }: Scope = {},
): void {
  const versions = versionsByName(lock);
  for (const { requirement, manifest } of wanted) {
    const { name, specifier, from, at } = requirement;
    if (from === 'path' || skip.has(name)) continue;
    comparison.compared.requirements++;
    const found = versions.get(normalizeName(name));
    const difference: Difference = { about: 'requirement', name, declared: specifier, at };
    if (!found) {
      const marker = requirement.marker === undefined ? ALWAYS : parseMarker(requirement.marker).marker;
      if (marker && mustBeThere(marker, { python, within, universal })) comparison.differ(difference);
      continue;
    }
    if (from !== 'index' || found.length === 0) continue;
    if (found.every((version) => admitsVersion(requirement, manifest.kind, version) === false))
      comparison.differ({ ...difference, locked: [...new Set(found)].join(' and ') });
  }
}

/** The versions in which a lock holds each package, by normalised name; none for one that has no version there. */
export function versionsByName({ packages }: Pick<LockText, 'packages'>): ReadonlyMap<string, string[]> {
  const versions = new Map<string, string[]>();
  for (const { name, version } of packages) {
    const key = normalizeName(name);
    const known = versions.get(key) ?? [];
    if (version !== undefined) known.push(version);
    versions.set(key, known);
  }
  return versions;
}

function mustBeThere(
  marker: Marker,
  { python, within, universal }: Required<Pick<Scope, 'python' | 'universal'>> & { within: Marker },
): boolean {
  if (marker === ALWAYS) return true;
  return universal
    ? canHold(marker, python, within) === true
    : canHold({ type: 'not', of: [marker] }, python, within) === false;
}
