import { stringify } from 'yaml';
import { hasMoreParts } from '../yaml-parts.js';
import { byBytes } from './byte-order.js';
import type { Files } from './file-table.js';
import { byAddress, type SourceEntry, type SourceFile } from './lock-sources.js';

/** The algorithms by which datasets can be locked; the first one is taken unless another is asked for. */
export const LOCK_ALGORITHMS = ['sha256', 'md5', 'blake3'] as const;
export type LockAlgorithm = (typeof LOCK_ALGORITHMS)[number];

/** What repro.lock records of one file or folder. */
export interface LockEntry {
  /** Relative to the root, with forward slashes. */
  path: string;
  kind: 'file' | 'tree';
  algorithm: LockAlgorithm;
  /** Lower-case hexadecimal: the digest of the file, or the tree hash (see `treeHash`). */
  hash: string;
  /** Bytes. */
  size: number;
  /** How many files a tree has. */
  count?: number;
  /** Globs, relative to the tree, of files that do not count. */
  exclude?: readonly string[];
  /** Every file of a tree; it stands in repro.lock itself for trees of at most `MOST_CONTENTS` files. */
  contents?: Files;
  /** The side file that lists the files of a larger tree, relative to the root (see `manifestPath`). */
  manifest?: string;
  /** Line in repro.lock, from 1; absent before it is written. */
  line?: number;
}

/** The content of repro.lock: entries sorted by path, sources by address. */
export interface Lock {
  version: 1;
  entries: readonly LockEntry[];
  /** Datasets at object stores and on the web. */
  sources?: readonly SourceEntry[];
}

export const LOCK_FILE = 'repro.lock';
/** A tree of more files has them listed in a side file. */
export const MOST_CONTENTS = 1000;
/** The largest repro.lock that is read, in bytes. */
export const LOCK_LIMIT = 128 * 1024 * 1024;
/** The most lines of it, and commas: each part of a YAML text takes about a kilobyte of memory while it is read. */
const MOST_PARTS = 1_000_000;

/** Why a text is too large for a repro.lock; undefined when it is not. */
export function problemOfLength(text: string): string | undefined {
  if (Buffer.byteLength(text) > LOCK_LIMIT) return `is larger than ${LOCK_LIMIT / 1024 ** 2} MB`;
  return hasMoreParts(text, MOST_PARTS) ? `has more than ${MOST_PARTS} lines or items` : undefined;
}

const HEADER = '# Hashes of the datasets, written by `repro lock`. To bring it up to date, run that again.\n';

/** The text of repro.lock: sorted, without dates, one block an entry, so that merges stay small. */
export function formatLock({ entries, sources = [] }: Lock): string {
  // Maps, since keys of an object that look like numbers would move to the front.
  const data = new Map([...entries].sort(byBytes).map((entry) => [entry.path, fieldsOf(entry)]));
  const lock = new Map<string, unknown>([
    ['version', 1],
    ['data', data],
  ]);
  if (sources.length > 0)
    lock.set(
      'sources',
      new Map([...sources].sort(byAddress).map((entry) => [entry.address, fieldsOf(entry)])),
    );
  return HEADER + stringify(lock, { lineWidth: 0, aliasDuplicateObjects: false });
}

function fieldsOf(entry: LockEntry | SourceEntry): Map<string, unknown> {
  const fields = new Map<string, unknown>([
    ['kind', entry.kind],
    ['hash', `${entry.algorithm}:${entry.hash}`],
    ['size', entry.size],
  ]);
  if ('version' in entry && entry.version !== undefined) fields.set('version', entry.version);
  if (entry.count !== undefined) fields.set('files', entry.count);
  if (entry.exclude?.length) fields.set('exclude', [...entry.exclude]);
  if (entry.manifest !== undefined) fields.set('manifest', entry.manifest);
  else if (entry.contents?.length && entry.contents.length <= MOST_CONTENTS) {
    const lines: readonly SourceFile[] = [...entry.contents].sort(byBytes);
    fields.set(
      'contents',
      new Map(
        lines.map(({ path, hash, size, version }) => [
          path,
          version === undefined ? `${hash} ${size}` : `${hash} ${size} ${version}`,
        ]),
      ),
    );
  }
  return fields;
}

/** True for a relative path with forward slashes that stays inside: no `..`, no drive, not absolute. */
export function isInside(path: string): boolean {
  return (
    path !== '' &&
    !/^(\/|[A-Za-z]:)|[\\\0]/.test(path) &&
    path.split('/').every((part) => part !== '..' && part !== '.' && part !== '')
  );
}
