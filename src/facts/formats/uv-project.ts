import { expandGroups } from './dependency-groups.js';
import type { Problem } from './manifest.js';
import { ALWAYS, type Marker, parseMarker } from './marker-syntax.js';
import { normalizeName } from './pep508.js';
import { isTable, parseToml, strings, type TomlTable, type TomlText, tableAt } from './toml.js';
import { tablesOf, text } from './toml-lock.js';

/** A requirement string of a pyproject.toml, before uv's sources are applied. */
export interface WrittenRequirement {
  text: string;
  line: number;
  extra?: string | undefined;
  group?: string | undefined;
  /** The Python versions that the groups which hold it are for (`[tool.uv.dependency-groups]`). */
  python?: readonly string[] | undefined;
}

/** One entry of `[tool.uv.sources]`. */
export interface SourceEntry {
  table: TomlTable;
  marker: Marker;
  extra?: string | undefined;
  group?: string | undefined;
}

/** What uv reads of a pyproject.toml (or of a script's own metadata). */
export interface UvManifest {
  /** Whether it has a `[project]` table: a workspace's root may have none. */
  isProject: boolean;
  name: string | undefined;
  version: string | undefined;
  /** Keys of `[project]` that are computed when the package is built. */
  dynamic: readonly string[];
  /** Whether uv builds and installs it: it names a build system, or says so. */
  isPackage: boolean;
  python: { value: string; line: number } | undefined;
  /** `[project]` dependencies and extras. */
  requirements: readonly WrittenRequirement[];
  extras: readonly string[];
  groups: ReadonlyMap<string, readonly WrittenRequirement[]>;
  sources: ReadonlyMap<string, readonly SourceEntry[]>;
  /** Addresses of named indexes. */
  indexes: ReadonlyMap<string, string>;
  /** Globs of the workspace's members; undefined when it is no workspace's root. */
  workspace: { members: readonly string[]; exclude: readonly string[] } | undefined;
  /** `[tool.uv]`, for what concerns the lock as a whole. */
  settings: TomlTable;
  /** What keeps it from being read in full. */
  problems: readonly string[];
  line(path: readonly string[]): number;
}

/** Reads what uv reads of a pyproject.toml. Throws `CannotTell` when it is no TOML. */
export function parseUvManifest(content: string): UvManifest {
  const toml = parseToml(content);
  const { data } = toml;
  const project = tableAt(data, 'project');
  const settings = tableAt(data, 'tool', 'uv') ?? {};
  const problems: Problem[] = [];
  const extras = tableAt(data, 'project', 'optional-dependencies') ?? {};
  const requirements = [
    ...written(toml, ['project', 'dependencies'], project?.dependencies),
    ...Object.entries(extras).flatMap(([extra, items]) =>
      written(toml, ['project', 'optional-dependencies', extra], items, { extra: normalizeName(extra) }),
    ),
  ];
  return {
    ...common(toml, settings),
    isProject: project !== undefined,
    name: name(project?.name),
    version: text(project?.version),
    dynamic: strings(project?.dynamic),
    isPackage: typeof settings.package === 'boolean' ? settings.package : isTable(data['build-system']),
    python: pythonOf(toml, ['project', 'requires-python'], project?.['requires-python']),
    requirements,
    extras: Object.keys(extras).map(normalizeName),
    groups: readGroups(toml, settings, problems),
    problems: problems.map(({ message }) => message),
  };
}

/** Reads the metadata of a single-file script; `line` is where it begins in the script. */
export function parseUvScript(content: string, line: number): UvManifest {
  const toml = parseToml(content);
  const settings = tableAt(toml.data, 'tool', 'uv') ?? {};
  const shift = (at: number) => at + line - 1;
  const read = common(toml, settings);
  const python = pythonOf(toml, ['requires-python'], toml.data['requires-python']);
  return {
    ...read,
    isProject: false,
    name: undefined,
    version: undefined,
    dynamic: [],
    isPackage: false,
    python: python && { ...python, line: shift(python.line) },
    requirements: written(toml, ['dependencies'], toml.data.dependencies).map((one) => ({
      ...one,
      line: shift(one.line),
    })),
    extras: [],
    groups: new Map(),
    problems: [],
    line: (path) => shift(read.line(path)),
  };
}

function common(toml: TomlText, settings: TomlTable) {
  const workspace = tableAt(settings, 'workspace');
  return {
    sources: new Map(
      Object.entries(tableAt(settings, 'sources') ?? {}).map(([key, value]) => [
        normalizeName(key),
        (Array.isArray(value) ? tablesOf(value) : isTable(value) ? [value] : []).map(sourceEntry),
      ]),
    ),
    indexes: new Map(
      tablesOf(settings.index).flatMap(({ name, url }) =>
        typeof name === 'string' && typeof url === 'string' ? [[name, url] as const] : [],
      ),
    ),
    workspace: workspace && { members: strings(workspace.members), exclude: strings(workspace.exclude) },
    settings,
    line: toml.line,
  };
}

function name(value: unknown): string | undefined {
  return typeof value === 'string' ? normalizeName(value) : undefined;
}

function pythonOf(toml: TomlText, path: string[], value: unknown): UvManifest['python'] {
  return typeof value === 'string' ? { value, line: toml.line(path) } : undefined;
}

function written(
  toml: TomlText,
  path: string[],
  items: unknown,
  more: Pick<WrittenRequirement, 'extra' | 'group'> = {},
): WrittenRequirement[] {
  return strings(items).map((item) => ({
    text: item,
    line: toml.lineOf(path, item.split(/["'\\]/, 1)[0]!),
    ...more,
  }));
}

function sourceEntry(table: TomlTable): SourceEntry {
  const marker = text(table.marker);
  return {
    table,
    marker: (marker === undefined ? undefined : parseMarker(marker).marker) ?? ALWAYS,
    extra: name(table.extra),
    group: name(table.group),
  };
}

/**
 * The dependency groups, with the Python versions that uv's settings tie to those through which a requirement comes; the
 * older `dev-dependencies` are part of the group `dev`. Source: uv, crates/uv-workspace/src/dependency_groups.rs.
 */
function readGroups(
  toml: TomlText,
  settings: TomlTable,
  problems: Problem[],
): Map<string, WrittenRequirement[]> {
  const ranges = new Map(
    Object.entries(tableAt(settings, 'dependency-groups') ?? {}).flatMap(([key, setting]) =>
      isTable(setting) && typeof setting['requires-python'] === 'string'
        ? [[normalizeName(key), setting['requires-python']] as const]
        : [],
    ),
  );
  const groups = new Map<string, WrittenRequirement[]>();
  for (const [group, items] of expandGroups(toml, problems))
    groups.set(
      group,
      items.map(({ text, line, through }) => {
        const python = through.flatMap((one) => ranges.get(one) ?? []);
        return { text, line, group, ...(python.length > 0 ? { python } : {}) };
      }),
    );
  const older = settings['dev-dependencies'];
  if (Array.isArray(older))
    groups.set('dev', [
      ...(groups.get('dev') ?? []),
      ...written(toml, ['tool', 'uv', 'dev-dependencies'], older, { group: 'dev' }),
    ]);
  return groups;
}
