import { isTool } from '../facts/dependencies/groups.js';
import { isLocked } from '../facts/dependencies/locked.js';
import type { Dependency, Manifest } from '../facts/dependencies.js';
import { admitsVersion } from '../facts/formats/admits-version.js';
import { parseMarker } from '../facts/formats/marker-syntax.js';
import { type Environment, evaluateMarker } from '../facts/formats/markers.js';
import type { Installed } from '../facts/installed.js';
import type { Lockfile } from '../facts/lockfiles.js';
import { baseName, folderOf, isWithin } from '../facts/paths.js';
import type { KnownPackage, KnownVersions } from './model.js';

/** A version for a requirement and where it is known from, or why there is none. */
export type Chosen = { version: string; source: string; why?: undefined } | { why: string };

/** Where versions of packages are known from, best first: locks and freezes of the project, then what is installed. */
export function knownVersions(locks: readonly Lockfile[], { environment }: Installed): KnownVersions[] {
  const locked = locks.map(
    ({ path, packages }): KnownVersions => ({
      source: path,
      folder: folderOf(path),
      packages: byName(
        packages.flatMap(({ name, version, ecosystem }) =>
          version === undefined || (ecosystem !== 'pypi' && ecosystem !== 'conda')
            ? []
            : [{ name, version, ecosystem }],
        ),
      ),
    }),
  );
  if (!environment) return locked;
  const { name, from, markers, packages } = environment;
  return [
    ...locked,
    {
      source: from === 'project' ? name : `the active environment ${name}`,
      folder: '',
      active: from === 'shell',
      markers,
      packages: byName(
        packages.flatMap(({ name, version, ecosystem, editable, commit, imports }) => {
          const origin = editable ? 'a folder' : commit === undefined ? undefined : `commit ${commit}`;
          const one = { name, version, ecosystem, ...(origin === undefined ? {} : { origin }) };
          // Conda installs what PyPI has under the same name; a library that is no Python code is another thing.
          return ecosystem === 'conda' && imports.length > 0
            ? [one, { ...one, ecosystem: 'pypi' as const }]
            : [one];
        }),
      ),
    },
  ];
}

/** Why the installed environment is not taken to be the one that these manifests describe; undefined when it may be. */
export function refusedEnvironment(installed: Installed, main: readonly Manifest[]): string | undefined {
  const known = knownVersions([], installed);
  const reasons = main.flatMap((manifest) => sourcesFor(manifest, known).refused);
  // Without a list nothing ties an environment to the project but its place.
  return main.length === 0 && known[0]?.active
    ? `${known[0].source} may be made for something else`
    : reasons[0];
}

/** Whether a lock of this manifest, or of the way in which the project is installed, fixes the package already. */
export function isFixed(one: Dependency, { path }: Manifest, locks: readonly Lockfile[]): boolean {
  return isLocked(
    one,
    locks.filter((lock) => lock.main || lock.manifests.includes(path)),
  );
}

/** What may tell the versions of one manifest, and why the rest may not. */
export interface Sources {
  usable: readonly KnownVersions[];
  refused: readonly string[];
}

/**
 * The sources that hold for a manifest. One that has something else than the manifest asks for was not made from it, and one
 * that disagrees with a better one is left out: a mixture is a set of versions that nobody has ever run. An environment that only happens to be active must hold
 * at least half of the list.
 */
export function sourcesFor({ path, kind, requirements }: Manifest, known: readonly KnownVersions[]): Sources {
  const folder = folderOf(path);
  const usable: KnownVersions[] = [];
  const refused: string[] = [];
  const listed = requirements.filter(
    ({ name, from, group, extra }) =>
      from === 'index' && group === undefined && extra === undefined && !isTool(name),
  );
  for (const source of known) {
    if (!isWithin(folder, source.folder) || source.source === path) continue;
    const held = listed
      .filter(({ marker }) => holds(marker, source.markers) !== false)
      .map((one) => ({ one, versions: versionsIn(source, one) }));
    const present = held.filter(({ versions }) => versions.length > 0);
    const [first, ...more] = present.filter(
      ({ one, versions }) =>
        (one.marker === undefined || source.markers !== undefined) &&
        versions.every((version) => admitsVersion(one, kind, version) === false),
    );
    if (first) {
      const { name, specifier, at } = first.one;
      const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
      refused.push(
        `${source.source} was not made from this list: it has ${name} ${first.versions.join(', ')}, line ${at.line} of ${baseName(path)} asks for ${specifier}${others}`,
      );
    } else if (source.active && (present.length === 0 || 2 * present.length < held.length))
      refused.push(`${source.source} has ${present.length} of ${held.length} packages of this list`);
    else {
      const other = disagreement(source, usable, listed);
      if (other === undefined) usable.push(source);
      else refused.push(other);
    }
  }
  return { usable, refused };
}

/**
 * Whether a version was built from a working tree or a nightly branch: a development release, or a local part other than
 * those by which indexes of accelerator builds mark theirs. Source: PEP 440, "Local version identifiers".
 */
function isOwnBuild(version: string): boolean {
  const [release = '', local] = version.split('+');
  return /\.?dev\d*$/i.test(release) || (local !== undefined && !/^(?:cu|cpu|rocm|xpu)/i.test(local));
}

/** What a source has otherwise than one that comes before it. */
function disagreement(
  source: KnownVersions,
  before: readonly KnownVersions[],
  listed: readonly Dependency[],
): string | undefined {
  for (const one of listed) {
    const own = versionsIn(source, one);
    const other = before.find((known) => {
      const theirs = versionsIn(known, one);
      return own.length > 0 && theirs.length > 0 && !own.some((version) => theirs.includes(version));
    });
    if (other)
      return `${source.source} has ${one.name} ${own.join(', ')} and ${other.source} ${versionsIn(other, one).join(', ')}`;
  }
  return undefined;
}

/**
 * The version that a requirement is to be pinned to: the first known one that it admits. A marker must be known to hold
 * where the version is known from: what is installed for other reasons may not suit the platform that it names.
 */
export function chooseVersion(one: Dependency, { kind }: Manifest, { usable, refused }: Sources): Chosen {
  const reasons: string[] = [];
  for (const known of usable) {
    const { source, markers } = known;
    const versions = versionsIn(known, one);
    const [version] = versions;
    if (version === undefined) continue;
    const origin = knownIn(known, one).find((candidate) => candidate.origin !== undefined)?.origin;
    if (versions.length > 1) reasons.push(`${source} has several versions: ${versions.join(', ')}`);
    else if (origin !== undefined) reasons.push(`in ${source} it was installed from ${origin}`);
    else if (isOwnBuild(version)) reasons.push(`${version} of ${source} is a build that no index keeps`);
    else if (holds(one.marker, markers) !== true)
      reasons.push(`its marker (${one.marker}) may not hold where ${source} holds`);
    else {
      if (admitsVersion(one, kind, version)) return { version, source };
      reasons.push(`it cannot be told whether ${one.specifier} admits ${version} of ${source}`);
    }
  }
  const unknown = ['no installed or locked version is known', ...refused];
  return { why: (reasons.length > 0 ? reasons : unknown).join('; ') };
}

function versionsIn(known: KnownVersions, one: Dependency): string[] {
  return [...new Set(knownIn(known, one).map(({ version }) => version))];
}

function knownIn({ packages }: KnownVersions, { name, ecosystem }: Dependency): KnownPackage[] {
  return (packages.get(name) ?? []).filter((known) => known.ecosystem === ecosystem);
}

function byName(packages: readonly KnownPackage[]): Map<string, KnownPackage[]> {
  const found = new Map<string, KnownPackage[]>();
  for (const one of packages) {
    const same = found.get(one.name);
    if (same) same.push(one);
    else found.set(one.name, [one]);
  }
  return found;
}

/** Whether a marker holds; undefined when that cannot be told, as of a lock that serves several environments. */
function holds(marker: string | undefined, environment: Environment | undefined): boolean | undefined {
  if (marker === undefined) return true;
  const { marker: parsed } = parseMarker(marker);
  return parsed && environment && evaluateMarker(parsed, environment);
}
