import { join } from 'node:path';
import { CannotTell } from '../../errors.js';
import type { Listing } from '../source.js';
import type { Listed } from './list.js';
import { LARGE_FROM, type Submodule, type TrackedFile } from './model.js';
import { filtersOf, objectSizes } from './objects.js';
import { type OpenGit, openGit } from './run.js';

/** Tracked files that are large on disk; where one is not on disk, its object is asked. */
export async function largeFiles(
  repository: OpenGit,
  listing: Listing,
  listed: readonly Listed[],
): Promise<TrackedFile[]> {
  const objects = new Map(listed.map(({ bytes, object }) => [bytes.toString('utf8'), object]));
  const tracked = listing.files.filter(({ tracked, kind }) => tracked && kind !== 'other');
  const big = tracked.filter(
    ({ kind, size }) => kind === 'missing' || (kind === 'file' && size >= LARGE_FROM),
  );
  const sizes = await objectSizes(
    repository,
    big.flatMap(({ path }) => objects.get(path) ?? []),
  );
  const filters = await filtersOf(
    repository,
    big.map(({ path }) => path),
  );
  const files: TrackedFile[] = [];
  for (const { path, kind, size } of big) {
    const stored = sizes.get(objects.get(path) ?? '');
    // Files may be committed before the rule that sends them to LFS; then the object is no pointer but the content.
    const lfs = filters.get(path) === 'lfs' && (stored === undefined || stored <= 1024);
    const known = kind === 'file' ? size : stored;
    if (known === undefined || known >= LARGE_FROM) files.push({ path, size: known, lfs });
  }
  return files.sort((a, b) => (b.size ?? 0) - (a.size ?? 0) || (a.path < b.path ? -1 : 1));
}

/** The submodules of the project, and whether each is at its recorded commit. What they configure is disarmed too. */
export async function submodulesOf(root: string, listed: readonly Listed[]): Promise<Submodule[]> {
  const found: Submodule[] = [];
  for (const { bytes, mode, object } of listed) {
    if (mode !== '160000') continue;
    const path = bytes.toString('utf8');
    try {
      const inner = await openGit(join(root, path));
      if (inner?.prefix !== '') found.push({ path, state: 'missing' });
      else {
        const head = (await inner.text(['rev-parse', '--verify', '--quiet', 'HEAD'])).trim();
        found.push({ path, state: head === object ? 'ok' : head === '' ? 'missing' : 'differs' });
      }
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      found.push({ path, state: 'missing' });
    }
  }
  return found;
}
