import { isLocked } from '../facts/dependencies/locked.js';
import type { Dependency, Manifest } from '../facts/dependencies.js';
import { evaluateMarker, parseMarker } from '../facts/formats/markers.js';
import type { Installed } from '../facts/installed.js';
import type { Lockfile } from '../facts/lockfiles.js';
import { folderOf } from '../facts/paths.js';
import { admitsVersion } from './admits.js';
import type { KnownVersions } from './model.js';

/** A version for a requirement and where it is known from, or why there is none. */
export type Chosen = { version: string; source: string; why?: undefined } | { why: string };

/** Where versions of packages are known from, best first: locks and freezes of the project, then what is installed. */
export function knownVersions(locks: readonly Lockfile[], { environment }: Installed): KnownVersions[] {
  const locked = locks.map(
    ({ path, packages }): KnownVersions => ({
      source: path,
      folder: folderOf(path),
      packages: packages.flatMap(({ name, version, ecosystem }) =>
        version === undefined || (ecosystem !== 'pypi' && ecosystem !== 'conda')
          ? []
          : [{ name, version, ecosystem }],
      ),
    }),
  );
  if (!environment) return locked;
  const { name, python, packages } = environment;
  const minor = python?.split('.').slice(0, 2).join('.');
  return [
    ...locked,
    {
      source: environment.from === 'project' ? name : `the active environment ${name}`,
      folder: '',
      markers: {
        extra: '',
        ...(python === undefined ? {} : { python_full_version: python }),
        ...(minor === undefined ? {} : { python_version: minor }),
      },
      packages: packages.flatMap(({ name, version, ecosystem, editable, commit, imports }) => {
        const origin = editable ? 'a folder' : commit === undefined ? undefined : `commit ${commit}`;
        const one = { name, version, ecosystem, ...(origin === undefined ? {} : { origin }) };
        // Conda installs what PyPI has under the same name; a library that is no Python code is another thing.
        return ecosystem === 'conda' && imports.length > 0
          ? [one, { ...one, ecosystem: 'pypi' as const }]
          : [one];
      }),
    },
  ];
}

/** Whether a lock of this manifest, or of the way in which the project is installed, fixes the package already. */
export function isFixed(one: Dependency, { path }: Manifest, locks: readonly Lockfile[]): boolean {
  return isLocked(
    one,
    locks.filter((lock) => lock.main || lock.manifests.includes(path)),
  );
}

/**
 * The version that a requirement is to be pinned to: the first known one that it admits. A marker must be known to hold
 * where the version is known from: what is installed for other reasons may not suit the platform that it names.
 */
export function chooseVersion(
  one: Dependency,
  manifest: Manifest,
  known: readonly KnownVersions[],
  platform: Readonly<Record<string, string>>,
): Chosen {
  const reasons: string[] = [];
  const folder = folderOf(manifest.path);
  for (const { source, folder: scope, packages, markers } of known) {
    if (source === manifest.path || !(scope === '' || folder === scope || folder.startsWith(`${scope}/`)))
      continue;
    const found = packages.filter(({ name, ecosystem }) => name === one.name && ecosystem === one.ecosystem);
    const versions = [...new Set(found.map(({ version }) => version))];
    const [version] = versions;
    const origin = found.find((candidate) => candidate.origin !== undefined)?.origin;
    if (version === undefined) continue;
    if (versions.length > 1) reasons.push(`${source} has several versions: ${versions.join(', ')}`);
    else if (origin !== undefined) reasons.push(`in ${source} it was installed from ${origin}`);
    else if (holds(one.marker, markers && { ...platform, ...markers }) !== true)
      reasons.push(`its marker (${one.marker}) may not hold where ${source} holds`);
    else {
      const admitted = admitsVersion(one, manifest.kind, version);
      if (admitted) return { version, source };
      reasons.push(
        admitted === undefined
          ? `it cannot be told whether ${one.specifier} admits ${version} of ${source}`
          : `${source} has ${version}, which ${one.specifier} leaves out`,
      );
    }
  }
  return { why: reasons.join('; ') || 'no installed or locked version is known' };
}

/** Whether a marker holds; undefined when that cannot be told, as of a lock that serves several environments. */
function holds(marker: string | undefined, environment: Readonly<Record<string, string>> | undefined) {
  if (marker === undefined) return true;
  const { marker: parsed } = parseMarker(marker);
  return parsed && environment && evaluateMarker(parsed, environment);
}
