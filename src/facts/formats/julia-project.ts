import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { parseToml, tableAt } from './toml.js';

/** Packages that ship with Julia and follow its version. */
const STANDARD = new Set(
  'Base64 Dates DelimitedFiles Distributed Downloads FileWatching InteractiveUtils LibGit2 Libdl LinearAlgebra Logging Markdown Mmap Pkg Printf Profile REPL Random SHA Serialization SharedArrays Sockets SparseArrays Statistics TOML Test UUIDs Unicode'.split(
    ' ',
  ),
);

/** Reads a Julia Project.toml; a `[compat]` entry is a range unless it begins with `=`. Source: Pkg.jl, docs/src/compatibility.md. Throws `CannotTell` when it is no TOML. */
export function parseJuliaProject(text: string): ManifestText {
  const toml = parseToml(text);
  const deps = tableAt(toml.data, 'deps');
  const compat = tableAt(toml.data, 'compat') ?? {};
  const out: ManifestText = { ...emptyManifest(), declares: deps !== undefined };
  for (const name of Object.keys(deps ?? {})) {
    if (STANDARD.has(name)) continue;
    const specifier = typeof compat[name] === 'string' ? compat[name] : '';
    out.requirements.push({
      name,
      raw: name,
      specifier,
      exact: /^=\s*\d+\.\d+\.\d+$/.test(specifier),
      from: 'index',
      ecosystem: 'julia',
      line: toml.line(['deps', name]),
    });
  }
  return out;
}
