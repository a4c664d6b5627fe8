import { entries, keyLines, parseJson, property } from './json.js';
import type { LockContent, LockFormat } from './lock.js';

/** An renv.lock. Its hashes cover fields of a package's DESCRIPTION, not archives: they count as none. Source: renv, R/hash.R. */
export const renvLock: LockFormat<'renv.lock'> = {
  kind: 'renv.lock',
  path: /(?:^|\/)renv\.lock$/,
  parse: parseRenvLock,
  canHash: false,
  manifests: ['r-description'],
};

/** Reads an renv.lock. Source: renv, vignettes/lockfile.Rmd. Throws `CannotTell` when it is no JSON. */
export function parseRenvLock(content: string): LockContent {
  const data = parseJson(content);
  const out: LockContent = { packages: [], problems: [] };
  const packages = property(data, 'Packages');
  if (packages === undefined) out.problems.push({ message: 'it has no Packages, which every renv.lock has' });
  const lineOf = keyLines(content, 2);
  for (const [key, entry] of entries(packages)) {
    const name = property(entry, 'Package');
    const version = property(entry, 'Version');
    out.packages.push({
      name: typeof name === 'string' ? name : key,
      ...(typeof version === 'string' ? { version } : {}),
      ecosystem: 'r',
      line: lineOf(['Packages', key]),
    });
  }
  return out;
}
