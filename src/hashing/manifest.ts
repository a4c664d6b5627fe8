import { createHash } from 'node:crypto';
import { CannotTell } from '../errors.js';
import { compareBytes } from './byte-order.js';
import { type Files, TableBuilder, type TreeFile } from './file-table.js';
import { hashBytes } from './hasher.js';
import type { LockAlgorithm, LockEntry } from './lock-file.js';
import { readDigest, type SourceEntry, type SourceFile } from './lock-sources.js';
import type { Store } from './plan.js';
import { UNSEEN } from './state.js';
import { unescapeName } from './tree-hash.js';

/** The folder beside repro.lock that holds the manifests. */
export const MANIFESTS = 'repro.lock.d';
/** The largest manifest that is read, in bytes: about five million files. */
const MANIFEST_LIMIT = 1024 * 1024 * 1024;

/**
 * Where the files of a large tree are listed: `repro.lock.d/<name>-<digits>.tsv`, with the path made fit for any file
 * system and the first digits of its sha256, so that no two paths share a manifest.
 */
export function manifestPath(path: string): string {
  const name = path.replace(/[^A-Za-z0-9.-]+/g, '_').slice(-80);
  return `${MANIFESTS}/${name}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}.tsv`;
}

/**
 * The files of a locked tree: those in repro.lock, else those of its manifest. Undefined when neither lists them, or
 * when the manifest is not the one that this entry was written with: a hash of another state would name wrong files.
 */
export async function contentsOf(store: Store, entry: LockEntry): Promise<Files | undefined> {
  if (entry.contents ?? (entry.kind === 'tree' && entry.count === 0)) return entry.contents ?? [];
  const bytes = await manifestBytes(store, entry, entry.algorithm);
  if (!bytes) return undefined;
  const files = new TableBuilder(undefined);
  let before = '';
  for (const line of linesOf(bytes, HEXADECIMAL)) {
    if (!line || compareBytes(before, line.path) >= 0) return undefined;
    files.add(line.path, { ...UNSEEN, size: line.size }, undefined, line.hash);
    before = line.path;
  }
  return files.done();
}

/** The objects below a locked prefix; undefined as for `contentsOf`. A manifest does not tell their versions. */
export async function objectsOf(
  store: Store,
  entry: SourceEntry,
): Promise<readonly SourceFile[] | undefined> {
  if (entry.contents) return entry.contents;
  const bytes = await manifestBytes(store, entry, 'sha256');
  if (!bytes) return undefined;
  const objects: SourceFile[] = [];
  for (const line of linesOf(bytes, WORD)) {
    if (!line || !readDigest(line.hash)) return undefined;
    objects.push(line);
  }
  return objects;
}

/** The manifest of an entry, if it is the one that the entry was written with. */
async function manifestBytes(
  store: Store,
  { manifest, hash }: Pick<LockEntry, 'manifest' | 'hash'>,
  algorithm: LockAlgorithm,
): Promise<Uint8Array | undefined> {
  if (manifest === undefined) return undefined;
  try {
    const bytes = await store.bytes(manifest, MANIFEST_LIMIT);
    return hashBytes(bytes, algorithm) === hash ? bytes : undefined;
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** The bytes that a digest may be written with. */
const HEXADECIMAL = bytesOf('0123456789abcdef');
const WORD = bytesOf('0123456789abcdefghijklmnopqrstuvwxyz:');
const DECIMAL = bytesOf('0123456789');
const LINE_FEED = 10;
const SPACE = 32;

function bytesOf(text: string): Uint8Array {
  const allowed = new Uint8Array(256);
  for (const byte of Buffer.from(text)) allowed[byte] = 1;
  return allowed;
}

/**
 * The `<hash> <size> <path>` lines of a manifest, with hashes of the bytes that are allowed; undefined, at the end, for one that is
 * something else.
 */
function* linesOf(bytes: Uint8Array, allowed: Uint8Array): Generator<TreeFile | undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const end = buffer.indexOf(LINE_FEED, at);
    const line = end < 0 ? undefined : lineIn(buffer, at, end, allowed);
    yield line;
    if (!line) return;
    at = end + 1;
  }
}

/** The line between two places. Read by its bytes, which takes half as long as by an expression. */
function lineIn(bytes: Buffer, from: number, end: number, allowed: Uint8Array): TreeFile | undefined {
  let hashEnd = from;
  while (allowed[bytes[hashEnd] as number] === 1) hashEnd += 1;
  let sizeEnd = hashEnd + 1;
  let size = 0;
  for (; DECIMAL[bytes[sizeEnd] as number] === 1; sizeEnd += 1)
    size = size * 10 + (bytes[sizeEnd] as number) - 48;
  const digits = sizeEnd - hashEnd - 1;
  if (hashEnd === from || bytes[hashEnd] !== SPACE || digits < 1 || digits > 15) return undefined;
  if (bytes[sizeEnd] !== SPACE || sizeEnd + 1 >= end) return undefined;
  const path = bytes.toString('utf8', sizeEnd + 1, end);
  if (path.includes('\0')) return undefined;
  return { path: unescapeName(path), size, hash: bytes.toString('latin1', from, hashEnd) };
}
