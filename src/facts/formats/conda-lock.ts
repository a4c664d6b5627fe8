import { entries, property } from './json.js';
import type { LockText } from './lock.js';
import { normalizeName } from './pep508.js';
import { parseYaml } from './yaml.js';

/** A conda-lock.yml, with the files that it was made from. */
export interface CondaLock extends LockText {
  /** Paths relative to the lock. */
  sources: readonly string[];
}

/** Reads a conda-lock.yml. Source: conda-lock, conda_lock/lockfile/v1/models.py. Throws `CannotTell` when it is no YAML. */
export function parseCondaLock(content: string): CondaLock {
  const data = parseYaml(content).data();
  const sources = property(property(data, 'metadata'), 'sources');
  const out: CondaLock = {
    kind: 'conda-lock',
    packages: [],
    problems: [],
    canHash: true,
    sources: Array.isArray(sources) ? sources.filter((path) => typeof path === 'string') : [],
  };
  const list = property(data, 'package');
  if (!Array.isArray(list)) out.problems.push({ message: 'it has no list of packages' });
  for (const entry of Array.isArray(list) ? list : []) {
    const name = property(entry, 'name');
    if (typeof name !== 'string') continue;
    const version = property(entry, 'version');
    const isPip = property(entry, 'manager') === 'pip';
    if (name === 'python' && version !== undefined) out.python = String(version);
    out.packages.push({
      name: isPip ? normalizeName(name) : name.toLowerCase(),
      ...(version === undefined ? {} : { version: String(version) }),
      ecosystem: isPip ? 'pypi' : 'conda',
      hashed: entries(property(entry, 'hash')).length > 0,
    });
  }
  return out;
}
