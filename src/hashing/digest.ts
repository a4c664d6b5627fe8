import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * How bytes become a hash. `md5-dos2unix` is what DVC 2 recorded: md5 after CRLF became LF in what looks like text
 * (dvc-data, src/dvc_data/hashfile/hash.py and istextfile.py).
 */
export type Algorithm = 'sha256' | 'md5' | 'md5-dos2unix';

/** Lower-case hexadecimal digits of a digest of each algorithm. */
export const DIGITS: Readonly<Record<Algorithm, number>> = { sha256: 64, md5: 32, 'md5-dos2unix': 32 };

/** Why something could not be hashed. */
export type HashProblemKind = 'absent' | 'unreadable' | 'changed' | 'outside';

/** A file or folder that could not be hashed: `path` is relative to the root of the project. */
export class HashProblem extends Error {
  override readonly name = 'HashProblem';
  readonly kind: HashProblemKind;
  readonly path: string;

  constructor(kind: HashProblemKind, path: string, message: string) {
    super(message);
    this.kind = kind;
    this.path = path;
  }
}

export interface FileDigest {
  /** Lower-case hexadecimal. */
  hash: string;
  /** Bytes. */
  size: number;
}

/** DVC decides about text chunk by chunk, so the buffer has the size of its chunk. */
const CHUNK = 1024 * 1024;
/** Bytes between two turns of the event loop, so that time limits and progress stay alive. */
const BREATH = 64 * CHUNK;

let shared: Buffer | undefined;

/** The hash of bytes in memory, in lower-case hexadecimal. */
export function hashBytes(bytes: Uint8Array, algorithm: Algorithm): string {
  const hasher = new Hasher(algorithm);
  for (let at = 0; at < bytes.byteLength; at += CHUNK) hasher.update(bytes.subarray(at, at + CHUNK));
  return hasher.digest();
}

/**
 * The hash of a file on disk, in constant memory. `real` is its absolute path with links resolved, `path` how it is
 * called in messages. Throws `HashProblem` when it is absent, unreadable, not a regular file, or changes meanwhile.
 */
export async function hashFile(
  real: string,
  path: string,
  algorithm: Algorithm,
  onBytes: (bytes: number) => void = () => {},
): Promise<FileDigest> {
  const descriptor = openRegular(real, path);
  // Taken for as long as this file is read: another file hashed at the same time gets a buffer of its own.
  const buffer = shared ?? Buffer.allocUnsafeSlow(CHUNK);
  shared = undefined;
  try {
    const before = fstatSync(descriptor, { bigint: true });
    if (!before.isFile()) throw new HashProblem('unreadable', path, `${path} is not a regular file`);
    const hasher = new Hasher(algorithm);
    let size = 0;
    let breath = BREATH;
    for (;;) {
      const length = fill(descriptor, buffer);
      if (length === 0) break;
      hasher.update(buffer.subarray(0, length));
      size += length;
      onBytes(length);
      if (BigInt(size) > before.size) break;
      if (size >= breath) {
        breath += BREATH;
        await new Promise((resume) => setImmediate(resume));
      }
    }
    const after = fstatSync(descriptor, { bigint: true });
    // The change time moves with every write, and when the file is replaced or removed under its name.
    const same =
      before.size === after.size &&
      before.mtimeNs === after.mtimeNs &&
      before.ctimeNs === after.ctimeNs &&
      BigInt(size) === before.size;
    if (!same) throw new HashProblem('changed', path, `${path} changed while it was read`);
    return { hash: hasher.digest(), size };
  } catch (error) {
    throw asProblem(path, error);
  } finally {
    shared = buffer;
    closeSync(descriptor);
  }
}

/** Opens without following a last link and without waiting for a pipe: the file may have been swapped meanwhile. */
function openRegular(real: string, path: string): number {
  try {
    return openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw asProblem(path, error);
  }
}

/** Reads until the buffer is full or the file ends. */
function fill(descriptor: number, buffer: Buffer): number {
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

/** Any error as a `HashProblem` about this path. */
export function asProblem(path: string, error: unknown): HashProblem {
  if (error instanceof HashProblem) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new HashProblem('absent', path, `${path} does not exist`);
  const reason = { EACCES: 'permission denied', EPERM: 'permission denied', ELOOP: 'a link' }[code ?? ''];
  return new HashProblem('unreadable', path, `${path} cannot be read (${reason ?? code ?? String(error)})`);
}

class Hasher {
  readonly #hash: Hash;
  readonly #unix: boolean;

  constructor(algorithm: Algorithm) {
    this.#hash = createHash(algorithm === 'sha256' ? 'sha256' : 'md5');
    this.#unix = algorithm === 'md5-dos2unix';
  }

  /** Takes a chunk of 1 MiB, or the last one. */
  update(chunk: Uint8Array): void {
    this.#hash.update(this.#unix && isText(chunk) ? withoutCarriageReturns(chunk) : chunk);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
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
