import { parseRequirement } from './pep508.js';
import { isTable, strings, type TomlTable, type TomlText, tableAt } from './toml.js';

/** One dependency of a pixi feature. */
export interface PixiDependency {
  name: string;
  ecosystem: 'conda' | 'pypi';
  /** As written; empty for any version. */
  version: string;
  build?: string | undefined;
  /** From a folder, repository or address: which version that has is not in the manifest. */
  isSource: boolean;
  /** Holds under a condition that is not judged here, so it may be absent. */
  isConditional: boolean;
  /** The platform selector of its table (`linux`, `osx-arm64`, `unix`); absent for all. */
  target?: string | undefined;
  line: number;
}

/** One environment of a pixi workspace. */
export interface PixiWorkspaceEnvironment {
  name: string;
  platforms: readonly string[];
  dependencies: readonly PixiDependency[];
  /** Addresses of its channels in order; undefined where features or priorities have a say. */
  channels: readonly string[] | undefined;
  line: number;
}

/** A pixi workspace: platforms by name with their conda subdirs, and its environments. */
export interface PixiWorkspace {
  /** The conda platform (`linux-64`) of each named platform. */
  subdirs: ReadonlyMap<string, string>;
  environments: readonly PixiWorkspaceEnvironment[];
  /** Environments made of features that are declared nowhere in these tables (extras and groups of a package). */
  unknown: ReadonlySet<string>;
}

interface Feature {
  platforms: readonly string[] | undefined;
  hasChannels: boolean;
  dependencies: PixiDependency[];
}

/**
 * Reads the environments of a pixi workspace below `path` (empty in a pixi.toml, `tool.pixi` in a pyproject.toml).
 * Source: https://pixi.sh/latest/reference/pixi_manifest/.
 */
export function readPixiWorkspace(toml: TomlText, path: readonly string[]): PixiWorkspace | undefined {
  const base = path.length === 0 ? toml.data : tableAt(toml.data, ...path);
  const workspace = base && (tableAt(base, 'workspace') ?? tableAt(base, 'project'));
  if (!base || !workspace) return undefined;
  const subdirs = platformsOf(workspace.platforms);
  const all = [...subdirs.keys()];
  const standard = readFeature(toml, path, base, undefined);
  if (path.length > 0) standard.dependencies.push(...packageDependencies(toml));
  const features = new Map<string, Feature>();
  for (const [name, table] of Object.entries(tableAt(base, 'feature') ?? {}))
    if (isTable(table))
      features.set(name, readFeature(toml, [...path, 'feature', name], table, table.platforms));
  const unknown = new Set<string>();
  const named = tableAt(base, 'environments') ?? {};
  const environments = Object.entries({ default: [], ...named }).map(([name, value]) => {
    const names = strings(isTable(value) ? value.features : value);
    const isAlone = isTable(value) && value['no-default-feature'] === true;
    const own = isTable(value)
      ? [readFeature(toml, [...path, 'environments', name], value, value.platforms)]
      : [];
    if (names.some((feature) => !features.has(feature) && feature !== 'default')) unknown.add(name);
    const used = [...(isAlone ? [] : [standard]), ...names.flatMap((one) => features.get(one) ?? []), ...own];
    const platforms = all.filter((one) =>
      used.every(
        (feature) => feature.platforms?.some((two) => two === one || subdirs.get(one) === two) ?? true,
      ),
    );
    const dependencies = used.flatMap((feature) => feature.dependencies);
    const channels = used.some((one) => one.hasChannels) ? undefined : channelsOf(workspace.channels);
    return { name, platforms, dependencies, channels, line: toml.line([...path, 'environments', name]) };
  });
  return { subdirs, environments, unknown };
}

/** Platforms are names, or tables with a name of their own. */
function platformsOf(value: unknown): Map<string, string> {
  const out = new Map<string, string>();
  for (const one of Array.isArray(value) ? value : []) {
    if (typeof one === 'string') out.set(one, one);
    else if (isTable(one) && typeof one.platform === 'string')
      out.set(typeof one.name === 'string' ? one.name : one.platform, one.platform);
  }
  return out;
}

/** Source: conda, docs/source/user-guide/concepts/channels.md: a name stands for a channel of anaconda.org. */
function channelsOf(value: unknown): string[] | undefined {
  const names = Array.isArray(value) ? value : [];
  if (names.some((one) => typeof one !== 'string')) return undefined;
  return strings(names).map((one) =>
    tidyChannel(one.includes('://') ? one : `https://conda.anaconda.org/${one}`),
  );
}

/** The address of a channel as it is compared. */
export function tidyChannel(address: string): string {
  return address.replace(/\/+$/, '');
}

function readFeature(toml: TomlText, path: readonly string[], table: TomlTable, platforms: unknown): Feature {
  const dependencies = readTables(toml, path, table, undefined);
  for (const [target, own] of Object.entries(tableAt(table, 'target') ?? {}))
    if (isTable(own)) dependencies.push(...readTables(toml, [...path, 'target', target], own, target));
  return {
    hasChannels: Array.isArray(table.channels),
    platforms: Array.isArray(platforms) ? [...platformsOf(platforms).keys()] : undefined,
    dependencies,
  };
}

function readTables(
  toml: TomlText,
  path: readonly string[],
  table: TomlTable,
  target: string | undefined,
): PixiDependency[] {
  return (['dependencies', 'host-dependencies', 'build-dependencies', 'pypi-dependencies'] as const).flatMap(
    (key) =>
      Object.entries(tableAt(table, key) ?? {}).map(([name, value]) => {
        const fields: TomlTable = isTable(value) ? value : {};
        const version = typeof value === 'string' ? value : fields.version;
        return {
          name,
          ecosystem: key === 'pypi-dependencies' ? ('pypi' as const) : ('conda' as const),
          version: typeof version === 'string' ? version : '',
          build: typeof fields.build === 'string' ? fields.build : undefined,
          isSource: ['path', 'git', 'url'].some((one) => Object.hasOwn(fields, one)),
          isConditional: ['when', 'env-markers', 'markers'].some((one) => Object.hasOwn(fields, one)),
          target,
          line: toml.line([...path, key, name]),
        };
      }),
  );
}

/** The package's own requirements belong to the default feature. */
function packageDependencies(toml: TomlText): PixiDependency[] {
  const project = tableAt(toml.data, 'project');
  return strings(project?.dependencies).flatMap((written) => {
    const { requirement } = parseRequirement(written);
    if (!requirement) return [];
    return {
      name: requirement.name,
      ecosystem: 'pypi' as const,
      version: requirement.from === 'index' ? requirement.specifier : '',
      isSource: requirement.from !== 'index',
      isConditional: requirement.marker !== undefined,
      line: toml.lineOf(['project', 'dependencies'], written),
    };
  });
}
