import { InvalidArgumentError } from 'commander';
import { UserError } from '../../errors.js';
import type { Source } from '../../facts/source.js';
import type { EngineOptions } from '../../hashing/engine.js';
import type { LockRequest } from '../../hashing/lock.js';
import type { LockEntry } from '../../hashing/lock-file.js';
import { hashShard, type ShardNumber } from '../../hashing/shard.js';
import { readShard, writeShard } from '../../hashing/shard-file.js';
import { mergeShards } from '../../hashing/shard-merge.js';
import { assertWritable } from '../files.js';
import { bytes } from '../progress.js';
import { outsideHint, refuseProblems } from './problems.js';

/** The most parts of one lock. */
const MOST_SHARDS = 100_000;

/** Reads `2/8`. Throws `InvalidArgumentError` for anything else, such as a part beyond the last. */
export function shardNumber(text: string): ShardNumber {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || of === undefined || index < 1 || index > of || of > MOST_SHARDS)
    throw new InvalidArgumentError('It is `i/n`, counted from 1, as in 2/8.');
  return { index, of };
}

/** Hashes one part of what is asked for into a file of its own, and returns what to say of it. Throws `UserError`. */
export async function lockShard(
  store: Source,
  requests: readonly LockRequest[],
  number: ShardNumber,
  { output, ...options }: EngineOptions & { output?: string | undefined },
): Promise<string> {
  const { index, of } = number;
  const target = output ?? `repro.lock.shard-${index}-of-${of}`;
  await assertWritable(target, store.root);
  const { shard, problems } = await hashShard(store, requests, number, options);
  refuseProblems(problems, `${target} is not written`, await outsideHint(store, problems));
  await writeShard(target, shard);
  let [count, total] = [0, 0];
  for (const files of shard.hashed) {
    count += files.length;
    for (const { size } of files) total += size;
  }
  return `shard ${index}/${of}  ${count} ${count === 1 ? 'file' : 'files'}, ${bytes(total)}\nwrote ${target}\n`;
}

/** The entries that the named shard files make up. Throws `UserError`. */
export async function mergedEntries(
  store: Source,
  files: readonly string[],
  options: { manifests?: boolean | undefined },
): Promise<LockEntry[]> {
  if (files.length === 0) throw new UserError('--merge needs the files of all shards');
  const shards = files.map((file) => ({ file, shard: readShard(file) }));
  return mergeShards(store, shards, options);
}
