import { entries, parseJson, property } from './json.js';
import type { LockText } from './lock.js';

/** Reads an renv.lock. Its hashes cover descriptions, not archives, so they are not counted as such. Source: renv, vignettes/lockfile.Rmd. Throws `CannotTell` when it is no JSON. */
export function parseRenvLock(content: string): LockText {
  const data = parseJson(content);
  const out: LockText = { kind: 'renv.lock', packages: [], problems: [], canHash: false };
  const packages = property(data, 'Packages');
  if (packages === undefined) out.problems.push({ message: 'it has no Packages' });
  for (const [name, entry] of entries(packages)) {
    const version = property(entry, 'Version');
    out.packages.push({ name, ...(typeof version === 'string' ? { version } : {}), ecosystem: 'r' });
  }
  return out;
}
