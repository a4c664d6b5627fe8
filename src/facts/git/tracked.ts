import { lstat } from 'node:fs/promises';
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
export async function submodulesOf(
  root: string,
  repository: OpenGit,
  listed: readonly Listed[],
): Promise<Submodule[]> {
  const links = listed.filter(({ mode }) => mode === '160000');
  if (links.length === 0) return [];
  const addresses = await addressesOf(repository);
  const found: Submodule[] = [];
  for (const { bytes, object = '' } of links) {
    const path = bytes.toString('utf8');
    const whole = repository.prefix === '' ? path : `${repository.prefix}/${path}`;
    found.push({
      path,
      recorded: object,
      state: await stateOf(join(root, path), object),
      hasAddress: addresses?.has(whole),
    });
  }
  return found;
}

async function stateOf(folder: string, recorded: string): Promise<Submodule['state']> {
  // In a folder that is not there git cannot be started at all.
  if (!(await isFolder(folder))) return 'missing';
  try {
    const inner = await openGit(folder);
    if (inner?.prefix !== '') return 'missing';
    const head = (await inner.text(['rev-parse', '--verify', '--quiet', 'HEAD'])).trim();
    return head === recorded ? 'ok' : head === '' ? 'missing' : 'differs';
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return 'unreadable';
  }
}

/** Whether a folder is there; what cannot be looked at is left to git to tell. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** Paths of the submodules for which the tracked `.gitmodules` names an address; undefined when it cannot be read. */
async function addressesOf(repository: OpenGit): Promise<Set<string> | undefined> {
  const isTracked = await repository.text(['ls-files', '-z', '--full-name', '--', ':(top).gitmodules']);
  if (isTracked === '') return new Set();
  let text: string;
  try {
    // As a blob git follows no include of it.
    text = await repository.text(['config', '--no-includes', '--blob', ':.gitmodules', '--list', '-z']);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return undefined;
  }
  const paths = new Map<string, string>();
  const named = new Set<string>();
  for (const entry of text.split('\0')) {
    const [, section = '', key, value] = /^(submodule\..*)\.(path|url)\n([\s\S]*)$/.exec(entry) ?? [];
    if (value === undefined) continue;
    if (key === 'path') paths.set(section, value);
    else if (value !== '') named.add(section);
  }
  return new Set([...paths].filter(([section]) => named.has(section)).map(([, path]) => path));
}
