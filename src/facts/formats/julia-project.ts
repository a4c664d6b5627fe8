import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { isTable, parseToml, strings, tableAt } from './toml.js';

/** Packages that ship with Julia and follow its version. */
const STANDARD = new Set(
  'ArgTools Artifacts Base64 CRC32c Dates DelimitedFiles Distributed Downloads FileWatching Future InteractiveUtils LazyArtifacts LibCURL LibGit2 Libdl LinearAlgebra Logging Markdown Mmap NetworkOptions Pkg Printf Profile REPL Random SHA Serialization SharedArrays Sockets SparseArrays Statistics SuiteSparse TOML Tar Test UUIDs Unicode'.split(
    ' ',
  ),
);

/**
 * Reads a Julia Project.toml: `[deps]`, and `[extras]` by the targets that use them. A `[compat]` entry is a range
 * unless it begins with `=`. Source: Pkg.jl, docs/src/toml-files.md, docs/src/compatibility.md, docs/src/creating-packages.md.
 * Throws `CannotTell` when it is no TOML.
 */
export function parseJuliaProject(text: string): ManifestText {
  const toml = parseToml(text);
  const deps = tableAt(toml.data, 'deps');
  const compat = tableAt(toml.data, 'compat') ?? {};
  const sources = tableAt(toml.data, 'sources') ?? {};
  const out: ManifestText = { ...emptyManifest(), declares: deps !== undefined };
  const targets = Object.entries(tableAt(toml.data, 'targets') ?? {});
  const groupOf = (name: string) =>
    targets.find(([, names]) => strings(names).includes(name))?.[0] ?? 'extras';
  const add = (table: string, name: string, group?: string) => {
    if (STANDARD.has(name)) return;
    const specifier = typeof compat[name] === 'string' ? compat[name] : '';
    out.requirements.push({
      name,
      raw: name,
      specifier,
      exact: /^=\s*\d+\.\d+\.\d+$/.test(specifier),
      from: 'index',
      ecosystem: 'julia',
      ...sourceOf(sources[name]),
      ...(group === undefined ? {} : { group }),
      line: toml.line([table, name]),
    });
  };
  for (const name of Object.keys(deps ?? {})) add('deps', name);
  for (const name of Object.keys(tableAt(toml.data, 'extras') ?? {})) add('extras', name, groupOf(name));
  return out;
}

/** Where a package comes from when not from a registry. Source: Pkg.jl, docs/src/toml-files.md, "The [sources] section". */
function sourceOf(value: unknown): Partial<ManifestText['requirements'][number]> {
  if (!isTable(value)) return {};
  if (typeof value.path === 'string') return { from: 'path', exact: false, specifier: `@ ${value.path}` };
  if (typeof value.url !== 'string') return {};
  const rev = typeof value.rev === 'string' ? value.rev : '';
  return {
    from: 'vcs',
    exact: /^[0-9a-f]{40}$/.test(rev),
    specifier: `@ ${value.url}${rev ? `@${rev}` : ''}`,
  };
}
