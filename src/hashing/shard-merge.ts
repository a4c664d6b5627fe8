import { UserError } from '../errors.js';
import { byBytes } from './byte-order.js';
import type { TreeFile } from './file-table.js';
import { entryOf, planRequest } from './lock.js';
import type { LockEntry } from './lock-file.js';
import type { Store } from './plan.js';
import { HashProblem } from './problem.js';
import { listingOf, type Shard, type ShardEntry } from './shard.js';
import { treeHash } from './tree-hash.js';

/** A shard and the file that it comes from. */
export interface NamedShard {
  file: string;
  shard: Shard;
}

/**
 * The entries that one machine alone would have recorded. Throws `UserError` when a shard is missing or there twice,
 * when shards are of different runs, when they do not make up their datasets, and when a dataset that lies on this
 * machine too has other files or sizes by now. A dataset that does not lie here is taken as the shards have it.
 */
export async function mergeShards(
  store: Store,
  shards: readonly NamedShard[],
  { manifests }: { manifests?: boolean | undefined } = {},
): Promise<LockEntry[]> {
  const [first] = assertComplete(shards);
  const merged: LockEntry[] = [];
  for (const [at, entry] of first.shard.entries.entries()) {
    const files = shards.flatMap(({ shard }) => [...(shard.hashed[at] ?? [])]).sort(byBytes);
    assertWhole(entry, files);
    await assertUnchanged(store, entry, files);
    const { path, kind, algorithm, exclude, size } = entry;
    const [only] = files;
    const hashed =
      kind === 'file' && only
        ? { kind, hash: only.hash, size }
        : { kind: 'tree' as const, hash: treeHash(files, algorithm), size, files };
    merged.push(entryOf({ path, exclude, algorithm }, hashed, manifests));
  }
  return merged;
}

function assertComplete(shards: readonly NamedShard[]): [NamedShard] {
  const [first] = shards;
  if (!first) throw new UserError('there are no shards to merge', { hint: 'name all of their files' });
  const { of } = first.shard;
  const known = new Map<number, NamedShard>();
  for (const one of shards) {
    const { index } = one.shard;
    if (one.shard.of !== of)
      throw new UserError(`${one.file} is one of ${one.shard.of} shards, and ${first.file} one of ${of}`);
    const twice = known.get(index);
    if (twice) throw new UserError(`shard ${index} of ${of} is there twice: ${twice.file} and ${one.file}`);
    known.set(index, one);
    assertSameRun(first, one);
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !known.has(index));
  if (missing.length > 0) {
    const named = missing.slice(0, 10).join(', ');
    throw new UserError(
      `${missing.length === 1 ? 'shard' : 'shards'} ${named}${missing.length > 10 ? ' ...' : ''} of ${of} ${missing.length === 1 ? 'is' : 'are'} missing`,
      { hint: `\`repro lock --shard ${missing[0]}/${of}\` writes one` },
    );
  }
  return [first];
}

const WORDS: Readonly<Record<keyof ShardEntry, string>> = {
  path: 'path',
  kind: 'kind',
  algorithm: 'algorithm',
  exclude: 'excludes',
  files: 'number of files',
  size: 'size',
  listing: 'names or sizes of files',
};

function assertSameRun(a: NamedShard, b: NamedShard): void {
  const refuse = (what: string) => {
    throw new UserError(`${a.file} and ${b.file} do not belong together: ${what}`, {
      hint: 'hash all shards anew, from the same data with the same flags',
    });
  };
  const paths = ({ shard }: NamedShard) => shard.entries.map(({ path }) => path).join(', ') || 'nothing';
  if (paths(a) !== paths(b)) refuse(`one is of ${paths(a)}, the other of ${paths(b)}`);
  for (const [at, entry] of a.shard.entries.entries()) {
    const other = b.shard.entries[at] as ShardEntry;
    for (const key of Object.keys(WORDS) as (keyof ShardEntry)[]) {
      if (JSON.stringify(entry[key]) === JSON.stringify(other[key])) continue;
      const values = key === 'listing' ? '' : ` (${entry[key]} and ${other[key]})`;
      refuse(
        `${entry.path} has another ${WORDS[key]}${values}`
          .replace('another excludes', 'other excludes')
          .replace('another names', 'other names'),
      );
    }
  }
}

/** Every file of the dataset once, with the size that was listed. */
function assertWhole(entry: ShardEntry, files: readonly TreeFile[]): void {
  const { path, listing } = entry;
  const twice = files.find((file, at) => file.path === files[at + 1]?.path);
  if (twice) throw new UserError(`${path}: ${twice.path || path} was hashed by two shards`);
  if (listingOf(files) === listing && (entry.kind === 'tree' || files.length === 1)) return;
  throw new UserError(
    `${path}: the shards have hashed ${files.length} files, and they are not the ${entry.files} that were listed, in their sizes`,
    { hint: 'the data changed while it was hashed: hash all shards anew' },
  );
}

async function assertUnchanged(store: Store, entry: ShardEntry, files: readonly TreeFile[]): Promise<void> {
  let here: Awaited<ReturnType<typeof planRequest>>;
  try {
    here = await planRequest(store, entry);
  } catch (error) {
    if (error instanceof HashProblem && error.kind === 'absent' && error.path === entry.path) return;
    if (error instanceof HashProblem) throw new UserError(error.message);
    throw error;
  }
  if (here.kind === entry.kind && listingOf(here.files) === entry.listing) return;
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  const now = new Map([...here.files.measured()].map(({ path, size }) => [path, size]));
  const differing =
    [...now].find(([path, size]) => sizes.get(path) !== size)?.[0] ??
    files.find(({ path }) => !now.has(path))?.path;
  const told = (size: number | undefined) => (size === undefined ? 'absent' : `${size} bytes`);
  const example =
    differing === undefined
      ? ''
      : `: ${[entry.path, differing].filter(Boolean).join('/')} was ${told(sizes.get(differing))} and is ${told(now.get(differing))}`;
  throw new UserError(`${entry.path} has changed since it was hashed${example}`, {
    hint: 'hash all shards anew',
  });
}
