import type { Config } from '../../config/load.js';
import type { Source } from '../../facts/source.js';
import type { DigestCache } from '../../hashing/cache/cache.js';
import type { Lock, LockAlgorithm } from '../../hashing/lock-file.js';
import type { ShardNumber } from '../../hashing/shard.js';
import type { HashOptions } from '../../hashing/tree.js';
import type { AsciiFlags } from '../ascii.js';
import type { ProjectFlags } from '../open.js';

/** What a config says that concerns data. */
export type DataConfig = Pick<Config, 'root' | 'settings'>;

/** The flags of `repro lock`. */
export interface Flags extends ProjectFlags, AsciiFlags {
  check?: boolean;
  update?: boolean;
  prune?: boolean;
  exclude?: string[];
  algorithm?: LockAlgorithm;
  manifests: boolean;
  shard?: ShardNumber;
  output?: string;
  merge?: boolean;
  dryRun?: boolean;
  allowEndpoint?: string[];
  format: 'text' | 'json';
  quiet?: boolean;
}

/** An opened project with what is asked of it. */
export interface Task {
  store: Source;
  config: DataConfig;
  previous: Lock | undefined;
  /** Relative to the root; with --merge the files of shards, as they were typed. */
  paths: readonly string[];
  /** The sources at stores that were typed. Nothing else is asked for when there are some, and no paths. */
  addresses: readonly string[];
  flags: Flags;
  engine: HashOptions & { digests: DigestCache };
  show: (text: string) => void;
}
