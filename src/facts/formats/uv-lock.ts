import type { LockText } from './lock.js';
import { isTable, parseToml, strings, tableAt } from './toml.js';
import { allHashed, locked, tablesOf, text } from './toml-lock.js';

/** A uv.lock, with the paths of the workspace members that it was made from. */
export interface UvLock extends LockText {
  /** Folders of the project and its members, relative to the lock. */
  members: readonly string[];
}

/**
 * Reads a uv.lock. Source: uv, crates/uv-resolver/src/lock/mod.rs. Throws `CannotTell` when it is no TOML.
 */
export function parseUvLock(content: string): UvLock {
  const { data } = parseToml(content);
  const out: UvLock = { kind: 'uv.lock', packages: [], problems: [], canHash: true, members: [] };
  if (data.version !== 1) {
    out.problems.push({ message: `lock format ${String(data.version)} is not known (1 is)` });
    return out;
  }
  out.version = `1.${typeof data.revision === 'number' ? data.revision : 0}`;
  if (typeof data['requires-python'] === 'string') out.python = data['requires-python'];
  const named = strings(tableAt(data, 'manifest')?.members);
  const members: string[] = [];
  for (const entry of tablesOf(data.package)) {
    const name = text(entry.name);
    if (name === undefined) continue;
    const source = isTable(entry.source) ? entry.source : {};
    const folder = text(source.editable) ?? text(source.virtual) ?? text(source.directory);
    if (folder !== undefined) {
      if (named.length === 0 ? folder === '.' : named.includes(name)) members.push(folder);
      out.packages.push(locked(name, text(entry.version), undefined));
      continue;
    }
    const git = text(source.git);
    const artefacts = [...(isTable(entry.sdist) ? [entry.sdist] : []), ...tablesOf(entry.wheels)];
    const hashed = git === undefined ? allHashed(artefacts) : /#[0-9a-f]{40}$/.test(git);
    out.packages.push(locked(name, text(entry.version), hashed ?? false));
  }
  return { ...out, members };
}
