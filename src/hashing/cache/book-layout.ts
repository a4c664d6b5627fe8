/**
 * A book is what is remembered of the files of one tree: the blocks of its table as they stand in memory, so that hundreds of
 * thousands of files are written and read in one go and cost no object each. Its bytes:
 *
 *     head      512 bytes: magic, byte order, digest width, count, time, key, tree hashes, and the sha256 of all that
 *     blocks    each: files, folders, bytes of the shape, nothing (u32 each), then shape, digests and known ones as in
 *               `BlockMemory`, each filled up to a multiple of 8 bytes
 *     sha256    of all that stands before it
 *
 * The head can be read alone: it is all that a check of an unchanged tree needs. Numbers are in the byte order of the
 * machine; a book from another one is not read.
 */
export const MAGIC = Buffer.from('repro digests 2\n', 'latin1');
export const BYTE_ORDER = 0x0a0b0c0d;
export const HEAD_BYTES = 512;
export const BLOCK_HEAD_BYTES = 16;
export const SUM_BYTES = 32;
export const MEMO_BYTES = 120;
export const MEMOS_AT = 96;
/** How many tree hashes a book keeps: one path may be hashed with different excludes, by our rules and by DVC's. */
export const MOST_MEMOS = 3;
/** The longest hash of a tree, in bytes. */
export const LONGEST_HASH = 71;
/** The largest book, in bytes: about ten million files. */
export const BOOK_LIMIT = 1024 * 1024 * 1024;

/** How many bytes fill up so many to a multiple of 8, where columns of the longest numbers may begin. */
export function fillOf(bytes: number): number {
  return -bytes & 7;
}

/** Whether this machine writes the lowest byte of a number first. */
export const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The hash of a whole tree whose files are all in the states of which `fingerprint` is the digest. */
export interface Memo {
  /** 32 bytes. */
  fingerprint: Buffer;
  /** As the lock or DVC writes it. */
  hash: string;
}

export interface Head {
  /** Milliseconds since 1970. All states in the book are older. */
  writtenAt: number;
  memos: readonly Memo[];
}
