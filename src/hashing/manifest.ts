import { createHash } from 'node:crypto';
import { CannotTell } from '../errors.js';
import { compareBytes } from './byte-order.js';
import { type Files, TableBuilder, UNSEEN } from './file-table.js';
import { hashBytes } from './hasher.js';
import type { LockEntry } from './lock-file.js';
import type { Store } from './tree.js';
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
  if (entry.manifest === undefined) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await store.bytes(entry.manifest, MANIFEST_LIMIT);
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
  return hashBytes(bytes, entry.algorithm) === entry.hash ? parseManifest(bytes) : undefined;
}

/** Reads `<hash> <size> <path>` lines; undefined when one of them is something else, or not in order. */
function parseManifest(bytes: Uint8Array): Files | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new TableBuilder(undefined);
  let before = '';
  for (let at = 0; at < buffer.length; ) {
    const end = buffer.indexOf(10, at);
    const [, hash, size, name] =
      /^([0-9a-f]+) ([0-9]{1,15}) ([^\0]+)$/.exec(
        buffer.toString('utf8', at, end < 0 ? buffer.length : end),
      ) ?? [];
    if (end < 0 || hash === undefined || size === undefined || name === undefined) return undefined;
    const path = unescapeName(name);
    if (compareBytes(before, path) >= 0) return undefined;
    files.add(path, { ...UNSEEN, size: Number(size) }, undefined, hash);
    before = path;
    at = end + 1;
  }
  return files.done();
}
