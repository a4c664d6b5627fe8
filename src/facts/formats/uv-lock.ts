import type { LockContent, LockFormat, LockText } from './lock.js';
import type { Marker } from './marker-syntax.js';
import { normalizeName } from './pep508.js';
import { isTable, strings, type TomlTable, tableAt } from './toml.js';
import { allHashed, isCommit, locked, nameOf, parseTomlLock, tablesOf, text } from './toml-lock.js';
import { readUvRequirements, type UvRequirement, uvMarker } from './uv-requirement.js';

/** A source tree in the lock: the project, a member of its workspace, or a folder that it takes in. */
export interface UvProject {
  name: string;
  /** Its folder from the lock's; `.` for the lock's own. */
  folder: string;
  kind: 'virtual' | 'editable' | 'directory';
  /** Absent when it is computed when the package is built. */
  version?: string | undefined;
  member: boolean;
  /** Absent where the lock records no metadata at all (possible from revision 4 on). */
  metadata?:
    | { requirements: UvRequirement[]; groups: Map<string, UvRequirement[]>; extras: string[] | undefined }
    | undefined;
  /** Names that it resolved to, all groups and extras together. */
  dependencies: ReadonlySet<string>;
}

/** A uv.lock, with what it records of the manifests that it was made from. */
export interface UvLock extends LockContent {
  revision: number;
  /** Folders of the project and its members, relative to the lock. */
  members: readonly string[];
  projects: readonly UvProject[];
  /** What it records of the workspace as a whole. */
  manifest: {
    members: readonly string[];
    requirements: UvRequirement[];
    groups: Map<string, UvRequirement[]>;
    constraints: UvRequirement[];
    overrides: UvRequirement[];
    'build-constraints': UvRequirement[];
    excludes: readonly string[];
    hasMetadata: boolean;
  };
  /** `resolution-mode`, `prerelease-mode`, `fork-strategy`, `exclude-newer`: those that are not the default. */
  options: Readonly<Record<string, string>>;
  environments: { supported: readonly Marker[]; required: readonly Marker[] };
  /** Sets of extras and groups that may not be installed together, each item as `package extra name`. */
  conflicts: readonly (readonly string[])[];
}

export const uvLock: LockFormat<'uv.lock'> = {
  kind: 'uv.lock',
  // A script has its lock beside it: train.py.lock.
  path: /(?:^|\/)uv\.lock$|\.py\.lock$/,
  parse: parseUvLock,
  canHash: true,
  manifests: ['pyproject'],
};

/** Whether a lock was read as a uv.lock. */
export function isUvLock(lock: LockText): lock is LockText & UvLock {
  return lock.kind === 'uv.lock' && 'projects' in lock;
}

/**
 * Reads a uv.lock, whatever its revision. Source: uv, crates/uv-resolver/src/lock/mod.rs. Throws `CannotTell` when it
 * is no TOML.
 */
export function parseUvLock(content: string): UvLock {
  const lock = parseTomlLock(content);
  const { data } = lock;
  const revision = typeof data.revision === 'number' ? data.revision : 0;
  const out: UvLock = {
    packages: [],
    problems: [],
    version: `1.${revision}`,
    revision,
    members: [],
    projects: [],
    manifest: readManifest(tableAt(data, 'manifest') ?? {}),
    options: Object.fromEntries(
      Object.entries(tableAt(data, 'options') ?? {}).flatMap(([key, value]) =>
        typeof value === 'string'
          ? [[key, value]]
          : value instanceof Date
            ? [[key, value.toISOString()]]
            : [],
      ),
    ),
    environments: {
      supported: markers(data['supported-markers']),
      required: markers(data['required-markers']),
    },
    conflicts: readConflicts(data.conflicts, ''),
  };
  if (data.version !== 1) {
    out.problems.push({ message: `lock format ${shown(data.version)} is not known (1 is)` });
    return out;
  }
  if (typeof data['requires-python'] === 'string') out.python = data['requires-python'];
  if (data.package !== undefined && !Array.isArray(data.package))
    out.problems.push({ message: 'package is not a list of tables' });
  const projects: UvProject[] = [];
  for (const entry of lock.entries('package')) {
    const name = nameOf(entry, out);
    if (name === undefined) continue;
    const { table, line } = entry;
    const project = readProject(name, table, out);
    if (project) projects.push(project);
    out.packages.push(locked(name, text(table.version), project ? undefined : isHashed(table), line));
  }
  // uv locks the members of a workspace with all else.
  if (out.packages.length === 0 && out.problems.length === 0 && out.manifest.members.length > 0)
    out.problems.push({ message: 'it names the members of a workspace and holds no package' });
  return {
    ...out,
    projects,
    members: projects.filter(({ member }) => member).map(({ folder }) => folder),
  };
}

function shown(value: unknown): string {
  return value === undefined ? '(none)' : JSON.stringify(value).slice(0, 40);
}

function isHashed(entry: TomlTable): boolean {
  const git = isTable(entry.source) ? text(entry.source.git) : undefined;
  if (git !== undefined) return isCommit(git.split('#')[1]);
  const artefacts = [...(isTable(entry.sdist) ? [entry.sdist] : []), ...tablesOf(entry.wheels)];
  return allHashed(artefacts) ?? false;
}

function readProject(name: string, entry: TomlTable, lock: UvLock): UvProject | undefined {
  const source = isTable(entry.source) ? entry.source : {};
  const kind = (['virtual', 'editable', 'directory'] as const).find((key) => typeof source[key] === 'string');
  if (!kind) return undefined;
  const folder = source[kind] as string;
  const { members } = lock.manifest;
  const metadata = tableAt(entry, 'metadata');
  return {
    name: normalizeName(name),
    folder,
    kind,
    version: text(entry.version),
    member: members.length === 0 ? folder === '.' : members.includes(normalizeName(name)),
    metadata:
      // Up to revision 3 metadata is left out only where it is empty.
      metadata === undefined && lock.revision >= 4
        ? undefined
        : {
            requirements: readUvRequirements(metadata?.['requires-dist']),
            groups: groups(metadata?.['requires-dev'] ?? metadata?.['dependency-groups']),
            extras:
              lock.revision === 0 ? undefined : strings(metadata?.['provides-extras']).map(normalizeName),
          },
    dependencies: new Set([
      ...names(entry.dependencies),
      ...Object.values(tableAt(entry, 'optional-dependencies') ?? {}).flatMap(names),
      ...Object.values(tableAt(entry, 'dev-dependencies') ?? {}).flatMap(names),
    ]),
  };
}

function readManifest(table: TomlTable): UvLock['manifest'] {
  return {
    members: strings(table.members).map(normalizeName),
    requirements: readUvRequirements(table.requirements),
    groups: groups(table['dependency-groups']),
    constraints: readUvRequirements(table.constraints),
    overrides: readUvRequirements(table.overrides),
    'build-constraints': readUvRequirements(table['build-constraints']),
    excludes: strings(table.excludes).map(normalizeName),
    hasMetadata: tablesOf(table['dependency-metadata']).length > 0,
  };
}

function groups(value: unknown): Map<string, UvRequirement[]> {
  return new Map(
    Object.entries(isTable(value) ? value : {}).map(([name, items]) => [
      normalizeName(name),
      readUvRequirements(items),
    ]),
  );
}

/** Sets of conflicting extras and groups, in the lock or in `[tool.uv]`; items that name no package are `own`'s. */
export function readConflicts(value: unknown, own: string): string[][] {
  const sets = Array.isArray(value) ? value : [];
  return sets.map((set) =>
    tablesOf(set)
      .map(({ package: of, extra, group }) => {
        const item = text(extra) ?? text(group);
        const what =
          item === undefined
            ? 'package'
            : `${extra === undefined ? 'group' : 'extra'} ${normalizeName(item)}`;
        return `${normalizeName(text(of) ?? own)} ${what}`;
      })
      .sort(),
  );
}

function names(value: unknown): string[] {
  return tablesOf(value).flatMap(({ name }) => (typeof name === 'string' ? [normalizeName(name)] : []));
}

function markers(value: unknown): Marker[] {
  return strings(value).map(uvMarker);
}
