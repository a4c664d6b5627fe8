import { satisfies } from '@renovatebot/pep440';
import { CannotTell } from '../../errors.js';
import { hashBytes } from '../../hashing/digest.js';
import type { Dependency, Manifest } from '../dependencies.js';
import type { LockText } from '../formats/lock.js';
import { normalizeName } from '../formats/pep508.js';
import { toPep440 } from '../formats/poetry.js';
import { pythonJson } from '../formats/python-json.js';
import { isTable, parseToml, type TomlTable, tableAt } from '../formats/toml.js';

/** Whether a lock was made from the manifest as it is now. */
export interface Freshness {
  state: 'fresh' | 'stale' | 'unknown';
  /** What it rests on, one clause. */
  reason: string;
  /** Declared requirements that the lock does not hold or does not satisfy; `found` is absent for the former. */
  differences: readonly { requirement: Dependency; found?: string }[];
}

/** What of a lock tells its freshness. */
export interface Recorded extends LockText {
  contentHash?: string | undefined;
  recordsInputs?: boolean;
}

/**
 * Compares a lock with its manifests: by the content hash where the format has one, else (and to name the
 * differences) by looking every runtime requirement up. `text` is the manifest that the hash covers.
 */
export function freshnessOf(
  lock: Recorded,
  manifests: readonly Manifest[],
  text: string | undefined,
): Freshness {
  if (lock.problems.length > 0)
    return { state: 'unknown', reason: 'the lock could not be read', differences: [] };
  const differences = manifests.flatMap((manifest) => lookUp(manifest, lock));
  if (lock.contentHash !== undefined && text !== undefined && lock.recordsInputs !== true) {
    try {
      const hashes = contentHashes(lock.kind, text);
      if (hashes.includes(lock.contentHash.replace(/^sha256:/, '')))
        return {
          state: 'fresh',
          reason: 'the recorded content hash equals that of the manifest',
          differences: [],
        };
      // PDM's hash covered other keys before 2.16 and covers workspaces since: a mismatch alone proves nothing.
      if (hashes.length > 0 && lock.kind !== 'pdm.lock')
        return {
          state: 'stale',
          reason: 'the recorded content hash is not that of the manifest',
          differences,
        };
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  if (differences.length > 0)
    return { state: 'stale', reason: 'declared requirements are not locked', differences };
  const computed = manifests.find((manifest) => manifest.computed || manifest.problems.length > 0);
  if (computed)
    return { state: 'unknown', reason: `${computed.path} does not tell all that it declares`, differences };
  return {
    state: 'fresh',
    reason: 'every declared requirement is locked to a version that satisfies it',
    differences,
  };
}

/** The hashes that the tool may have recorded for this manifest. Throws `CannotTell` for values whose spelling is lost. */
export function contentHashes(kind: LockText['kind'], manifest: string): string[] {
  const { data } = parseToml(manifest);
  const texts =
    kind === 'poetry.lock'
      ? [pythonJson(poetryContent(data, true)), pythonJson(poetryContent(data, false))]
      : kind === 'Pipfile.lock'
        ? [pythonJson(pipfileContent(data, false), true), pythonJson(pipfileContent(data, true), true)]
        : kind === 'pdm.lock'
          ? [pythonJson(pdmContent(data))]
          : [];
  return texts.map((text) => hashBytes(new TextEncoder().encode(text), 'sha256'));
}

/** Source: Poetry, src/poetry/packages/locker.py, `_get_content_hash`; groups are covered since 2.3. */
function poetryContent(data: TomlTable, withGroups: boolean): TomlTable {
  const project = pick(tableAt(data, 'project') ?? {}, [
    'requires-python',
    'dependencies',
    'optional-dependencies',
  ]);
  const groups = withGroups ? (tableAt(data, 'dependency-groups') ?? {}) : {};
  const poetry = tableAt(data, 'tool', 'poetry') ?? {};
  const isModern = Object.keys(project).length + Object.keys(groups).length > 0;
  const relevant: Record<string, unknown> = {};
  for (const key of ['dependencies', 'source', 'extras', 'dev-dependencies', 'group']) {
    if (Object.hasOwn(poetry, key)) relevant[key] = poetry[key];
    else if (key !== 'group' && !isModern) relevant[key] = null;
  }
  if (!isModern) return relevant as TomlTable;
  return {
    ...(Object.keys(project).length > 0 ? { project } : {}),
    ...(Object.keys(groups).length > 0 ? { 'dependency-groups': groups } : {}),
    tool: { poetry: relevant as TomlTable },
  };
}

/** Source: Pipenv, pipenv/utils/pipfile.py, `calculate_hash`; names are normalised since 2026.4. */
function pipfileContent(data: TomlTable, normalised: boolean): TomlTable {
  const packages = (table: unknown): TomlTable =>
    isTable(table)
      ? Object.fromEntries(
          Object.entries(table).map(([name, value]) => [normalised ? normalizeName(name) : name, value]),
        )
      : {};
  const known = [
    'source',
    'packages',
    'dev-packages',
    'requires',
    'scripts',
    'pipfile',
    'pipenv',
    'default',
    'develop',
  ];
  const categories = Object.entries(data).filter(([name]) => !known.includes(name));
  return {
    _meta: {
      sources: data.source ?? [{ name: 'pypi', url: 'https://pypi.org/simple', verify_ssl: true }],
      requires: data.requires ?? {},
    },
    default: packages(data.packages),
    develop: packages(data['dev-packages']),
    ...Object.fromEntries(categories.map(([name, table]) => [name, packages(table)])),
  };
}

/** Source: PDM, src/pdm/project/project_file.py, `content_hash`. */
function pdmContent(data: TomlTable): TomlTable {
  const project = tableAt(data, 'project') ?? {};
  const pdm = tableAt(data, 'tool', 'pdm') ?? {};
  const dev: Record<string, unknown[]> = {};
  for (const table of [tableAt(data, 'dependency-groups'), tableAt(pdm, 'dev-dependencies')]) {
    for (const [name, items] of Object.entries(table ?? {})) {
      const group = normalizeName(name);
      if (Array.isArray(items)) dev[group] = [...(dev[group] ?? []), ...items];
    }
  }
  return {
    sources: pdm.source ?? [],
    dependencies: project.dependencies ?? [],
    'dev-dependencies': dev as TomlTable,
    'optional-dependencies': project['optional-dependencies'] ?? {},
    'requires-python': project['requires-python'] ?? '',
    resolution: pdm.resolution ?? {},
  };
}

function pick(table: TomlTable, keys: readonly string[]): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => keys.includes(key)));
}

/** Runtime requirements that the lock does not satisfy; those with markers may rightly be absent. */
function lookUp(manifest: Manifest, lock: LockText): { requirement: Dependency; found?: string }[] {
  return manifest.requirements.flatMap((requirement) => {
    const { name, group, extra, marker, from } = requirement;
    if (group !== undefined || extra !== undefined || from === 'path') return [];
    const entries = lock.packages.filter(
      (one) => one.name === name || normalizeName(one.name) === normalizeName(name),
    );
    if (entries.length === 0) return marker === undefined ? [{ requirement }] : [];
    const versions = entries.flatMap(({ version }) => version ?? []);
    if (
      versions.length === 0 ||
      from !== 'index' ||
      versions.some((version) => satisfied(version, requirement, manifest))
    )
      return [];
    return [{ requirement, found: versions.join(', ') }];
  });
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
