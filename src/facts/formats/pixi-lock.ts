import { property } from './json.js';
import type { LockText } from './lock.js';
import { normalizeName } from './pep508.js';
import { parseYaml } from './yaml.js';

/** Reads a pixi.lock of formats 4 to 7. Source: pixi, docs/workspace/lock_file.md. Throws `CannotTell` when it is no YAML. */
export function parsePixiLock(content: string): LockText {
  const data = parseYaml(content).data();
  const out: LockText = { kind: 'pixi.lock', packages: [], problems: [], canHash: true };
  const version = property(data, 'version');
  if (version !== undefined) out.version = String(version);
  const list = property(data, 'packages');
  if (!Array.isArray(list)) out.problems.push({ message: 'it has no list of packages' });
  for (const entry of Array.isArray(list) ? list : []) {
    const kind = property(entry, 'kind');
    const conda = property(entry, 'conda') ?? (kind === 'conda' ? property(entry, 'url') : undefined);
    const pypi = property(entry, 'pypi') ?? (kind === 'pypi' ? property(entry, 'url') : undefined);
    const hashed = property(entry, 'sha256') !== undefined || property(entry, 'md5') !== undefined;
    if (typeof conda === 'string') {
      const file = /([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)$/.exec(conda);
      const name = property(entry, 'name') ?? file?.[1];
      const found = property(entry, 'version') ?? file?.[2];
      if (typeof name !== 'string') continue;
      if (name === 'python' && found !== undefined) out.python = String(found);
      out.packages.push({
        name: name.toLowerCase(),
        ...(found === undefined ? {} : { version: String(found) }),
        ecosystem: 'conda',
        hashed,
      });
    } else if (typeof pypi === 'string') {
      const name = property(entry, 'name');
      const found = property(entry, 'version');
      if (typeof name !== 'string') continue;
      const commit = /#[0-9a-f]{40}$/.test(pypi);
      const isAddress = /^(?:git\+|https?:)/.test(pypi);
      out.packages.push({
        name: normalizeName(name),
        ...(found === undefined ? {} : { version: String(found) }),
        ecosystem: 'pypi',
        ...(isAddress ? { hashed: hashed || commit } : {}),
      });
    }
  }
  return out;
}
