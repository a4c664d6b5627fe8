import { entries, keyLines, parseJson, property } from './json.js';
import type { LockContent, LockFormat } from './lock.js';
import { normalizeName } from './pep508.js';
import { isCommit, isHash } from './toml-lock.js';

/** A Pipfile.lock, with the hash of the Pipfile that it was made from. */
export interface PipfileLock extends LockContent {
  contentHash?: string | undefined;
}

export const pipfileLock: LockFormat<'Pipfile.lock'> = {
  kind: 'Pipfile.lock',
  path: /(?:^|\/)Pipfile\.lock$/,
  parse: parsePipfileLock,
  canHash: true,
  manifests: ['pipfile'],
};

/** Reads a Pipfile.lock: every table but `_meta` is a category. Source: Pipenv, pipenv/vendor/plette/lockfiles.py. Throws `CannotTell` when it is no JSON. */
export function parsePipfileLock(content: string): PipfileLock {
  const data = parseJson(content);
  const out: PipfileLock = { packages: [], problems: [] };
  const meta = property(data, '_meta');
  if (meta === undefined) out.problems.push({ message: 'it has no _meta, which every Pipfile.lock has' });
  const spec = property(meta, 'pipfile-spec');
  if (spec !== undefined) out.version = String(spec);
  const hash = property(property(meta, 'hash'), 'sha256');
  if (typeof hash === 'string') out.contentHash = hash;
  const requires = property(meta, 'requires');
  const python = property(requires, 'python_full_version') ?? property(requires, 'python_version');
  if (typeof python === 'string') out.python = python;
  const lineOf = keyLines(content, 2);
  for (const [category, table] of entries(data)) {
    if (category === '_meta') continue;
    for (const [name, entry] of entries(table)) {
      const version = property(entry, 'version');
      const hashed = isHashed(entry);
      out.packages.push({
        name: normalizeName(name),
        ...(typeof version === 'string' ? { version: version.replace(/^={2,3}\s*/, '') } : {}),
        ecosystem: 'pypi',
        ...(hashed === undefined ? {} : { hashed }),
        line: lineOf([category, name]),
      });
    }
  }
  return out;
}

function isHashed(entry: unknown): boolean | undefined {
  const ref = property(entry, 'ref');
  if (ref !== undefined) return isCommit(ref);
  const hashes = property(entry, 'hashes');
  if (Array.isArray(hashes) && hashes.length > 0) return hashes.every(isHash);
  return property(entry, 'path') === undefined ? false : undefined;
}
