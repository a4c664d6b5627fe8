import { createHash } from 'node:crypto';
import type { HashProblem } from './digest.js';
import {
  asHashProblem,
  counted,
  type LockRequest,
  mergedRequests,
  type OnHashed,
  planRequest,
} from './lock.js';
import type { LockAlgorithm } from './lock-file.js';
import { byBytes, escapeName, hashPlan, type Plan, type Store, type TreeFile } from './tree.js';

/** Which part of the files one machine hashes: `index` from 1 to `of`. */
export interface ShardNumber {
  index: number;
  of: number;
}

/** A dataset that several machines hash together, as each of them found it. */
export interface ShardEntry {
  path: string;
  kind: 'file' | 'tree';
  algorithm: LockAlgorithm;
  exclude: readonly string[];
  /** How many files the whole dataset has. */
  files: number;
  /** Bytes of the whole dataset. */
  size: number;
  /** Digest of the sizes and names of all its files (see `listingOf`): equal when all machines found the same. */
  listing: string;
}

/** What one machine found. */
export interface Shard extends ShardNumber {
  /** All datasets, sorted by path. */
  entries: readonly ShardEntry[];
  /** The files that this machine hashed, for each entry; the path of an entry that is a file itself is empty. */
  hashed: readonly (readonly TreeFile[])[];
}

/** What opening a file costs, in bytes that could be read meanwhile: many small files are work too. */
const COST_OF_A_FILE = 64 * 1024;

/**
 * Hashes one part of the files of some datasets. All parts together are all files, each once, whoever computes them:
 * the files in the order of their paths, cut into stretches of about equal weight. What cannot be listed or hashed is
 * told in `problems`.
 */
export async function hashShard(
  store: Store,
  requests: readonly LockRequest[],
  { index, of }: ShardNumber,
  { onProgress = () => {} }: { onProgress?: OnHashed } = {},
): Promise<{ shard: Shard; problems: HashProblem[] }> {
  const problems: HashProblem[] = [];
  const found: { request: LockRequest; planned: Plan }[] = [];
  for (const request of mergedRequests(requests).sort(byBytes)) {
    try {
      found.push({ request, planned: await planRequest(store, request) });
    } catch (error) {
      problems.push(asHashProblem(error));
    }
  }
  const parts = partOf(
    found.map(({ planned }) => planned),
    { index, of },
  );
  const progress = counted(parts, onProgress);
  const hashed: (readonly TreeFile[])[] = [];
  for (const [at, part] of parts.entries()) {
    const algorithm = found[at]?.request.algorithm ?? 'sha256';
    try {
      // What is measured and hashed here is the part alone, so its own tree hash is of no use.
      const result =
        part.files.length > 0 ? await hashPlan(store, part, algorithm, progress, () => '') : undefined;
      const files =
        result?.kind === 'file' ? [{ path: '', hash: result.hash, size: result.size }] : result?.files;
      hashed.push(files ?? []);
    } catch (error) {
      problems.push(asHashProblem(error));
    }
  }
  const entries = found.map(({ request, planned }) => shardEntry(request, planned));
  return { shard: { index, of, entries, hashed }, problems };
}

function shardEntry(
  { path, exclude = [], algorithm = 'sha256' }: LockRequest,
  { kind, files, size }: Plan,
): ShardEntry {
  return { path, kind, algorithm, exclude, files: files.length, size, listing: listingOf(files) };
}

/** The sha256 of a line `<size> <path>` for each file, in the byte order of the paths, which are escaped as in `treeHash`. */
export function listingOf(files: readonly { path: string; size: number }[]): string {
  const total = createHash('sha256');
  for (const { path, size } of [...files].sort(byBytes)) total.update(`${size} ${escapeName(path)}\n`);
  return total.digest('hex');
}

/** The plans with the files of one part only. A file belongs to the stretch in which its middle lies. */
function partOf(plans: readonly Plan[], { index, of }: ShardNumber): Plan[] {
  const weight = ({ size }: { size: number }) => size + COST_OF_A_FILE;
  const total = plans.reduce((sum, { files }) => files.reduce((all, file) => all + weight(file), sum), 0);
  let before = 0;
  return plans.map((one) => {
    const files = one.files.filter((file) => {
      const middle = before + weight(file) / 2;
      before += weight(file);
      return Math.min(of - 1, Math.floor((middle / total) * of)) === index - 1;
    });
    return { ...one, files, size: files.reduce((sum, { size }) => sum + size, 0) };
  });
}
