import { entries, parseJson, property } from './json.js';
import type { LockText } from './lock.js';
import { normalizeName } from './pep508.js';

/** A Pipfile.lock, with the hash of the Pipfile that it was made from. */
export interface PipfileLock extends LockText {
  contentHash?: string | undefined;
}

/** Reads a Pipfile.lock: every table but `_meta` is a category. Source: Pipenv, pipenv/vendor/plette/lockfiles.py. Throws `CannotTell` when it is no JSON. */
export function parsePipfileLock(content: string): PipfileLock {
  const data = parseJson(content);
  const out: PipfileLock = { kind: 'Pipfile.lock', packages: [], problems: [], canHash: true };
  const meta = property(data, '_meta');
  if (meta === undefined) out.problems.push({ message: 'it has no _meta, which every Pipfile.lock has' });
  const hash = property(property(meta, 'hash'), 'sha256');
  if (typeof hash === 'string') out.contentHash = hash;
  const requires = property(meta, 'requires');
  const python = property(requires, 'python_full_version') ?? property(requires, 'python_version');
  if (typeof python === 'string') out.python = python;
  for (const [category, table] of entries(data)) {
    if (category === '_meta') continue;
    for (const [name, entry] of entries(table)) {
      const version = property(entry, 'version');
      const hashes = property(entry, 'hashes');
      const ref = property(entry, 'ref');
      const path = property(entry, 'path');
      const hashed =
        typeof ref === 'string'
          ? /^[0-9a-f]{40}$/.test(ref)
          : typeof path === 'string'
            ? undefined
            : Array.isArray(hashes) && hashes.length > 0;
      out.packages.push({
        name: normalizeName(name),
        ...(typeof version === 'string' ? { version: version.replace(/^==/, '') } : {}),
        ecosystem: 'pypi',
        ...(hashed === undefined ? {} : { hashed }),
      });
    }
  }
  return out;
}
