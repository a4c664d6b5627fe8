import * as crypto from 'node:crypto';
import { createRequire } from 'node:module';

/**
 * How bytes become a hash. `md5-dos2unix` is what DVC 2 recorded: md5 after CRLF became LF in what looks like text
 * (dvc-data, src/dvc_data/hashfile/hash.py and istextfile.py).
 */
export type Algorithm = 'sha256' | 'md5' | 'blake3' | 'md5-dos2unix';

/** Lower-case hexadecimal digits of a digest of each algorithm. */
export const DIGITS: Readonly<Record<Algorithm, number>> = {
  sha256: 64,
  md5: 32,
  blake3: 64,
  'md5-dos2unix': 32,
};

/** DVC decides about text chunk by chunk, so this is the size of its chunk, in bytes. */
export const CHUNK = 1024 * 1024;

/** Node has it from 20.12 on; it spares the objects of a digest, which small files would mostly be. */
const { hash: hashAtOnce } = crypto as Partial<typeof crypto>;

/** A digest under way. */
export interface Hasher {
  /** Takes the next bytes: a multiple of `CHUNK`, or the last ones. */
  update(bytes: Uint8Array): void;
  /** The digest as text of Latin-1 characters, one a byte. */
  digest(): string;
}

/** Begins a digest. Throws when the algorithm does not run on this machine. */
export function hasherOf(algorithm: Algorithm): Hasher {
  if (algorithm === 'blake3') {
    const hasher = new (blake().Blake3Hasher)();
    return {
      update: (bytes) => void hasher.update(asBuffer(bytes)),
      digest: () => hasher.digestBuffer().toString('latin1'),
    };
  }
  const hash = crypto.createHash(algorithm === 'sha256' ? 'sha256' : 'md5');
  const update =
    algorithm === 'md5-dos2unix'
      ? (bytes: Uint8Array) => {
          for (let at = 0; at < bytes.length; at += CHUNK) hash.update(unix(bytes.subarray(at, at + CHUNK)));
        }
      : (bytes: Uint8Array) => void hash.update(bytes);
  return { update, digest: () => hash.digest('binary') };
}

/** The digest of bytes in memory, as text of Latin-1 characters. Throws as `hasherOf` does. */
export function digestOf(bytes: Buffer, algorithm: Algorithm): string {
  if (algorithm === 'blake3') return blake().blake3(bytes).toString('latin1');
  if (algorithm !== 'md5-dos2unix' && hashAtOnce) return hashAtOnce(algorithm, bytes, 'binary');
  const hasher = hasherOf(algorithm);
  hasher.update(bytes);
  return hasher.digest();
}

/** The hash of bytes in memory, in lower-case hexadecimal. Throws as `hasherOf` does. */
export function hashBytes(bytes: Uint8Array, algorithm: Algorithm): string {
  return Buffer.from(digestOf(asBuffer(bytes), algorithm), 'latin1').toString('hex');
}

let loaded: typeof import('@napi-rs/blake-hash') | undefined;

/** The native module, which there is not for every machine. Loaded only when it is asked for. */
function blake(): typeof import('@napi-rs/blake-hash') {
  loaded ??= createRequire(import.meta.url)('@napi-rs/blake-hash') as typeof import('@napi-rs/blake-hash');
  return loaded;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function unix(chunk: Uint8Array): Uint8Array {
  return isText(chunk) ? withoutCarriageReturns(chunk) : chunk;
}

/** DVC 2's rule: at most 30 % of the first 512 bytes are not printable ASCII, \n, \r, \t, \f or \b, and none is NUL. */
function isText(chunk: Uint8Array): boolean {
  const head = chunk.subarray(0, 512);
  if (head.includes(0)) return false;
  let odd = 0;
  for (const byte of head) {
    const plain = (byte >= 32 && byte <= 126) || (byte >= 8 && byte <= 13 && byte !== 11);
    if (!plain) odd += 1;
  }
  return odd / Math.max(1, head.length) <= 0.3;
}

function withoutCarriageReturns(chunk: Uint8Array): Uint8Array {
  const unix = new Uint8Array(chunk.length);
  let length = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    const byte = chunk[at] as number;
    if (byte === 13 && chunk[at + 1] === 10) continue;
    unix[length] = byte;
    length += 1;
  }
  return unix.subarray(0, length);
}
