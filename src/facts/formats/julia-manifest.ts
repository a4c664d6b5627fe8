import type { LockText } from './lock.js';
import { isTable, parseToml, tableAt } from './toml.js';
import { tablesOf, text } from './toml-lock.js';

/** Whether a text is a manifest of Julia's package manager: many tools call a file Manifest.toml. */
export function isJuliaManifest(content: string): boolean {
  return /^\s*\[\[(?:deps\.)?[A-Za-z]/m.test(content) && /^\s*uuid\s*=/m.test(content);
}

/** Reads a Julia Manifest.toml of formats 1 and 2. Source: Pkg.jl, docs/src/toml-files.md. Throws `CannotTell` when it is no TOML. */
export function parseJuliaManifest(content: string): LockText {
  const { data } = parseToml(content);
  const out: LockText = { kind: 'Manifest.toml', packages: [], problems: [], canHash: true };
  out.version = text(data.manifest_format) ?? '1.0';
  const deps = tableAt(data, 'deps') ?? data;
  for (const [name, value] of Object.entries(deps)) {
    for (const entry of tablesOf(value)) {
      if (!isTable(entry) || text(entry.uuid) === undefined) continue;
      const version = text(entry.version);
      out.packages.push({
        name,
        ...(version === undefined ? {} : { version }),
        ecosystem: 'julia',
        // Packages that ship with Julia have neither version nor tree.
        ...(version === undefined ? {} : { hashed: text(entry['git-tree-sha1']) !== undefined }),
      });
    }
  }
  return out;
}
