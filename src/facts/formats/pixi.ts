import { isExactCondaVersion } from './conda-spec.js';
import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { isExact, normalizeName, parseUrl } from './pep508.js';
import { isTable, parseToml, type TomlTable, type TomlText, tableAt } from './toml.js';

/** Reads a pixi.toml. Source: https://pixi.sh/latest/reference/pixi_manifest/. Throws `CannotTell` when it is no TOML. */
export function parsePixi(text: string): ManifestText {
  const out = emptyManifest();
  pixiTables(parseToml(text), [], out);
  return out;
}

/** The dependency tables of a pixi manifest below `path`: its own, and those of its features as groups. */
export function pixiTables(toml: TomlText, path: string[], out: ManifestText): void {
  const base = path.length === 0 ? toml.data : tableAt(toml.data, ...path);
  if (!base) return;
  readTables(toml, path, base, undefined, out);
  for (const [name, feature] of Object.entries(tableAt(base, 'feature') ?? {})) {
    if (isTable(feature)) readTables(toml, [...path, 'feature', name], feature, name, out);
  }
}

function readTables(
  toml: TomlText,
  path: string[],
  base: TomlTable,
  group: string | undefined,
  out: ManifestText,
): void {
  for (const [key, ecosystem] of [
    ['dependencies', 'conda'],
    ['pypi-dependencies', 'pypi'],
  ] as const) {
    const table = tableAt(base, key);
    if (!table) continue;
    if (group === undefined) out.declares = true;
    for (const [written, value] of Object.entries(table)) {
      const line = toml.line([...path, key, written]);
      const version = typeof value === 'string' ? value : isTable(value) ? value.version : undefined;
      const specifier = typeof version === 'string' ? version : '';
      if (key === 'dependencies' && written === 'python') {
        if (specifier !== '' && specifier !== '*')
          out.python.push({ value: specifier, exact: isExactCondaVersion(specifier, 2), line });
        continue;
      }
      const { from, exact } = origin(value, specifier, ecosystem);
      out.requirements.push({
        name: ecosystem === 'pypi' ? normalizeName(written) : written.toLowerCase(),
        raw: `${written} = "${specifier}"`,
        specifier,
        exact,
        from,
        ecosystem,
        ...(group === undefined ? {} : { group }),
        line,
      });
    }
  }
}

function origin(
  value: unknown,
  specifier: string,
  ecosystem: 'pypi' | 'conda',
): { from: 'index' | 'vcs' | 'url' | 'path'; exact: boolean } {
  if (isTable(value)) {
    if (typeof value.path === 'string') return { from: 'path', exact: false };
    if (typeof value.git === 'string')
      return { from: 'vcs', exact: typeof value.rev === 'string' && /^[0-9a-f]{40}$/i.test(value.rev) };
    if (typeof value.url === 'string') return { from: 'url', exact: parseUrl(value.url).exact };
  }
  return {
    from: 'index',
    exact: ecosystem === 'conda' ? isExactCondaVersion(specifier) : isExact(specifier),
  };
}
