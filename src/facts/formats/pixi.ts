import { isExactCondaVersion } from './conda-spec.js';
import type { ManifestText, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName, parseUrl } from './pep508.js';
import { isExact } from './specifiers.js';
import { isTable, parseToml, strings, type TomlTable, type TomlText, tableAt } from './toml.js';

/** Reads a pixi.toml. Source: https://pixi.sh/latest/reference/pixi_manifest/. Throws `CannotTell` when it is no TOML. */
export function parsePixi(text: string): ManifestText {
  const out = emptyManifest();
  pixiTables(parseToml(text), [], out);
  return out;
}

/**
 * The dependency tables of a pixi manifest below `path`: its own, and those of its features; a feature of the default
 * environment is for a run, others are groups. Tables of one platform count once with the general ones.
 */
export function pixiTables(toml: TomlText, path: readonly string[], out: ManifestText): void {
  const base = path.length === 0 ? toml.data : tableAt(toml.data, ...path);
  if (!base) return;
  readPlatforms(toml, path, base, undefined, out);
  const runs = defaultFeatures(base);
  for (const [name, feature] of Object.entries(tableAt(base, 'feature') ?? {})) {
    if (isTable(feature))
      readPlatforms(toml, [...path, 'feature', name], feature, runs.has(name) ? undefined : name, out);
  }
}

/** The features of the environment that `pixi run` uses. Source: pixi, docs/workspace/multi_environment.md. */
function defaultFeatures(base: TomlTable): ReadonlySet<string> {
  const environment = tableAt(base, 'environments')?.default;
  return new Set(strings(isTable(environment) ? environment.features : environment));
}

function readPlatforms(
  toml: TomlText,
  path: readonly string[],
  base: TomlTable,
  group: string | undefined,
  out: ManifestText,
): void {
  readTables(toml, path, base, { group }, out);
  for (const [platform, table] of Object.entries(tableAt(base, 'target') ?? {})) {
    if (isTable(table)) readTables(toml, [...path, 'target', platform], table, { group, platform }, out);
  }
}

function readTables(
  toml: TomlText,
  path: readonly string[],
  base: TomlTable,
  { group, platform }: { group: string | undefined; platform?: string },
  out: ManifestText,
): void {
  for (const [key, ecosystem, builds] of [
    ['dependencies', 'conda', false],
    ['pypi-dependencies', 'pypi', false],
    ['host-dependencies', 'conda', true],
    ['build-dependencies', 'conda', true],
  ] as const) {
    const table = tableAt(base, key);
    if (!table) continue;
    if (group === undefined && !builds) out.declares = true;
    const of = builds ? 'build' : group;
    const more = {
      ...(of === undefined ? {} : { group: of }),
      ...(platform === undefined ? {} : { marker: platform }),
    };
    for (const [written, value] of Object.entries(table)) {
      const line = toml.line([...path, key, written]);
      const version = typeof value === 'string' ? value : isTable(value) ? value.version : undefined;
      const specifier = typeof version === 'string' ? version : '';
      if (ecosystem === 'conda' && written === 'python') {
        if (specifier !== '' && specifier !== '*')
          out.python.push({
            value: specifier,
            exact: isExactCondaVersion(specifier, 2),
            line,
            ...(of === undefined ? {} : { group: of }),
          });
        continue;
      }
      if (typeof value !== 'string' && !isTable(value))
        out.problems.push({ message: `${written} has neither a version nor a source`, line });
      else if (ecosystem === 'pypi' && specifier !== '' && !/^[\s<>=!~*]/.test(specifier))
        out.problems.push({ message: `${written}: "${specifier}" is no version specifier`, line });
      out.requirements.push({
        name: ecosystem === 'pypi' ? normalizeName(written) : written.toLowerCase(),
        raw: `${written} = ${typeof value === 'string' ? `"${specifier}"` : '{...}'}`,
        specifier,
        ...origin(value, specifier, ecosystem),
        ecosystem,
        ...more,
        line,
      });
    }
  }
}

/** Where a package comes from. Source: pixi, docs/reference/pixi_manifest.md, "Version Specification". */
function origin(
  value: unknown,
  specifier: string,
  ecosystem: 'pypi' | 'conda',
): Pick<Requirement, 'from' | 'exact' | 'extras'> & { specifier?: string } {
  if (isTable(value)) {
    const extras = strings(value.extras).map(normalizeName);
    const more = extras.length > 0 ? { extras } : {};
    if (typeof value.path === 'string')
      return { from: 'path', exact: false, specifier: `@ ${value.path}`, ...more };
    if (typeof value.git === 'string') {
      const reference = [value.rev, value.tag, value.branch].find((one) => typeof one === 'string');
      const address = `git+${value.git.replace(/^git\+/, '')}${reference === undefined ? '' : `@${String(reference)}`}`;
      const exact = typeof value.rev === 'string' && /^[0-9a-f]{40}$/i.test(value.rev);
      return { ...parseUrl(address), exact, ...more };
    }
    if (typeof value.url === 'string') return { ...parseUrl(value.url), ...more };
    const built = ecosystem === 'conda' && typeof value.build === 'string' && /^[\w.]+$/.test(value.build);
    return {
      from: 'index',
      exact: exactHere(specifier, ecosystem) || (built && /^=*\s*\d[\w.]*$/.test(specifier)),
      ...more,
    };
  }
  return { from: 'index', exact: exactHere(specifier, ecosystem) };
}

function exactHere(specifier: string, ecosystem: 'pypi' | 'conda'): boolean {
  return ecosystem === 'conda' ? isExactCondaVersion(specifier) : isExact(specifier);
}
