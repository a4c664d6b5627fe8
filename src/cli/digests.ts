import { DigestCache } from '../hashing/cache/cache.js';
import { cachePath } from '../hashing/cache/folder.js';

/** What is remembered of the data below a real path; not believed with `--no-cache`. */
export function digestsFor(root: string, cache: boolean | undefined): DigestCache {
  const folder = cachePath({ env: process.env, platform: process.platform });
  return new DigestCache({ root, folder, believe: cache !== false });
}
