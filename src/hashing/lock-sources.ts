import { byBytes } from './byte-order.js';
import type { TreeFile } from './file-table.js';

/**
 * The algorithms by which a dataset at a store can be recorded, with the hexadecimal digits of their digests. Those after
 * the first two are checksums that stores keep: they tell an accident, not an attack.
 */
export const SOURCE_DIGITS = { sha256: 64, md5: 32, crc64nvme: 16, crc32c: 8, crc32: 8 } as const;
export type SourceAlgorithm = keyof typeof SOURCE_DIGITS;

/** One object below a prefix; `path` is its key without the prefix. */
export interface SourceFile extends TreeFile {
  /** Bare digits of a sha256, else `algorithm:digits` (see `writtenDigest`). */
  hash: string;
  /** The version of the object, in a bucket that keeps versions. */
  version?: string | undefined;
}

/** What repro.lock records of a dataset at a store. */
export interface SourceEntry {
  /** `s3://bucket/key`, `s3://bucket/prefix/` or `https://host/path`. */
  address: string;
  kind: 'object' | 'prefix';
  algorithm: SourceAlgorithm;
  /** The digest of the object; of a prefix, the sha256 that `treeHash` makes of its files. */
  hash: string;
  /** Bytes. */
  size: number;
  /** The version of the object, in a bucket that keeps versions. */
  version?: string | undefined;
  /** How many objects lie below a prefix. */
  count?: number;
  /** Globs, relative to the prefix, of objects that do not count. */
  exclude?: readonly string[];
  contents?: readonly SourceFile[];
  /** The side file that lists the objects of a larger prefix. */
  manifest?: string;
  /** Line in repro.lock, from 1; absent before it is written. */
  line?: number;
}

/** Orders entries by their address, by bytes. */
export function byAddress(a: SourceEntry, b: SourceEntry): number {
  return byBytes({ path: a.address }, { path: b.address });
}

/** A digest as the files of a prefix have it: those of a sha256 as in local folders, so that both have the same tree hash. */
export function writtenDigest(algorithm: SourceAlgorithm, digits: string): string {
  return algorithm === 'sha256' ? digits : `${algorithm}:${digits}`;
}

/** Undoes `writtenDigest`; undefined for anything else. */
export function readDigest(text: string): { algorithm: SourceAlgorithm; digits: string } | undefined {
  const [, name = 'sha256', digits = ''] = /^(?:([a-z0-9]+):)?([0-9a-f]+)$/.exec(text) ?? [];
  const length = Object.hasOwn(SOURCE_DIGITS, name) ? SOURCE_DIGITS[name as SourceAlgorithm] : undefined;
  return digits.length === length ? { algorithm: name as SourceAlgorithm, digits } : undefined;
}

/** The parts of a prefix that may be any text but what would lead elsewhere. */
export function isKeyBelow(path: string): boolean {
  return (
    path !== '' && !path.includes('\0') && path.split('/').every((part) => part !== '.' && part !== '..')
  );
}
