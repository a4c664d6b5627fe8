import type { ManifestText } from './manifest.js';
import { normalizeName, parseUrl } from './pep508.js';
import { readList } from './requirement-list.js';
import { isTable, type TomlText, tableAt } from './toml.js';

/**
 * Where uv takes a package from, whatever its requirement says: a repository, an address or a path. Of several sources
 * for several environments the least exact one counts. Source: uv, docs/concepts/projects/dependencies.md.
 */
export function uvSources(toml: TomlText, out: ManifestText): void {
  for (const [name, value] of Object.entries(tableAt(toml.data, 'tool', 'uv', 'sources') ?? {})) {
    const sources = (Array.isArray(value) ? value : [value]).filter(isTable);
    const same = out.requirements.filter((requirement) => requirement.name === normalizeName(name));
    for (const requirement of same) {
      const { exact } = requirement;
      const holds = sources.filter(
        ({ extra, group }) =>
          (typeof extra !== 'string' || normalizeName(extra) === requirement.extra) &&
          (typeof group !== 'string' || normalizeName(group) === requirement.group),
      );
      const origins = holds.map((source) => origin(source, exact));
      for (const one of origins)
        if (one && (!one.exact || one === origins[0])) Object.assign(requirement, one);
    }
  }
}

function origin(
  source: Record<string, unknown>,
  exact: boolean,
): Pick<ManifestText['requirements'][number], 'from' | 'exact'> | undefined {
  if (source.workspace === true || typeof source.path === 'string') return { from: 'path', exact };
  if (typeof source.git === 'string')
    return { from: 'vcs', exact: typeof source.rev === 'string' && /^[0-9a-f]{40}$/i.test(source.rev) };
  if (typeof source.url === 'string') return { from: 'url', exact: parseUrl(source.url).exact };
  return undefined;
}

/** Versions that uv allows of packages that something else asks for. Source: uv, docs/concepts/resolution.md, "Dependency constraints". */
export function uvLimits(toml: TomlText, out: ManifestText): void {
  const uv = tableAt(toml.data, 'tool', 'uv');
  if (!uv) return;
  const found = { requirements: [], problems: out.problems };
  for (const key of ['constraint-dependencies', 'override-dependencies'])
    readList(toml, ['tool', 'uv', key], uv[key], {}, found);
  if (found.requirements.length > 0) out.limits = [...(out.limits ?? []), ...found.requirements];
}
