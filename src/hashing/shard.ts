import { createHash } from 'node:crypto';
import { byBytes } from './byte-order.js';
import { type Files, FileTable } from './file-table.js';
import { asHashProblem, type LockRequest, mergedRequests, planRequest } from './lock.js';
import type { LockAlgorithm } from './lock-file.js';
import type { Plan, Store } from './plan.js';
import { HashProblem } from './problem.js';
import { type HashOptions, hashPlans } from './tree.js';
import { escapeName } from './tree-hash.js';

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
  hashed: readonly Files[];
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
  options: HashOptions = {},
): Promise<{ shard: Shard; problems: HashProblem[] }> {
  const problems: HashProblem[] = [];
  const found: { request: LockRequest; planned: Plan }[] = [];
  for (const request of mergedRequests(requests).sort(byBytes)) {
    try {
      found.push({ request, planned: await planRequest(store, request, options) });
    } catch (error) {
      problems.push(asHashProblem(error));
    }
  }
  const parts = partOf(
    found.map(({ planned }) => planned),
    { index, of },
  );
  const orders = parts.map((part, at) => ({
    plan: part,
    algorithm: found[at]?.request.algorithm ?? ('sha256' as const),
    form: 'part' as const,
  }));
  const filled = orders.filter(({ plan }) => plan.files.length > 0);
  for (const result of await hashPlans(store, filled, options))
    if (result instanceof HashProblem) problems.push(result);
  const entries = found.map(({ request, planned }) => shardEntry(request, planned));
  return { shard: { index, of, entries, hashed: parts.map(({ files }) => files) }, problems };
}

function shardEntry(
  { path, exclude = [], algorithm = 'sha256' }: LockRequest,
  { kind, files, size }: Plan,
): ShardEntry {
  return { path, kind, algorithm, exclude, files: files.length, size, listing: listingOf(files) };
}

/** The sha256 of a line `<size> <path>` for each file, in the byte order of the paths, which are escaped as in `treeHash`. */
export function listingOf(files: FileTable | readonly { path: string; size: number }[]): string {
  const total = createHash('sha256');
  const sorted = files instanceof FileTable ? files.measured() : [...files].sort(byBytes);
  for (const { path, size } of sorted) total.update(`${size} ${escapeName(path)}\n`);
  return total.digest('hex');
}

/** The plans with the files of one part only. A file belongs to the stretch in which its middle lies. */
function partOf(plans: readonly Plan[], { index, of }: ShardNumber): Plan[] {
  const total = plans.reduce((sum, { files, size }) => sum + size + files.length * COST_OF_A_FILE, 0);
  let before = 0;
  return plans.map((one) => {
    let [from, to] = [0, 0];
    for (let at = 0; at < one.files.length; at += 1) {
      const weight = one.files.size(at) + COST_OF_A_FILE;
      const part = Math.min(of - 1, Math.floor(((before + weight / 2) / total) * of));
      before += weight;
      if (part < index - 1) from = at + 1;
      if (part < index) to = at + 1;
    }
    const files = one.files.part(from, Math.max(from, to));
    return { ...one, files, size: files.total };
  });
}
