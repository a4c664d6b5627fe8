/**
 * A book is what is remembered of the files of one tree: paths, states and digests, in columns, so that hundreds of
 * thousands of them are read in one go and cost no object each. Its bytes:
 *
 *     head      512 bytes: magic, byte order, digest width, count, time, key, tree hashes, and the sha256 of all that
 *     states    5 float64 a file
 *     digests   `width` bytes a file
 *     paths     per file: bytes shared with the one before, bytes that follow (u16 each), those bytes of UTF-8
 *     sha256    of all that stands before it
 *
 * The head can be read alone: it is all that a check of an unchanged tree needs. Numbers are in the byte order of the
 * machine; a book from another one is not read.
 */
export const MAGIC = Buffer.from('repro digests 1\n', 'latin1');
export const BYTE_ORDER = 0x0a0b0c0d;
export const HEAD_BYTES = 512;
export const SUM_BYTES = 32;
export const MEMO_BYTES = 120;
export const MEMOS_AT = 96;
/** How many tree hashes a book keeps: one path may be hashed with different excludes, by our rules and by DVC's. */
export const MOST_MEMOS = 3;
/** Every so many files the whole path is written, where a search can begin. */
export const STRIDE = 64;
/** The longest path that is remembered, and the longest hash of a tree, in bytes. */
export const LONGEST_PATH = 0xffff;
export const LONGEST_HASH = 71;
/** The largest book, in bytes: about twelve million files. */
export const BOOK_LIMIT = 1024 * 1024 * 1024;

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

/** One remembered file. */
export interface Line {
  /** Bytes of UTF-8 that begin with the path, and how many they are. They are good until the next line. */
  path: Buffer;
  length: number;
  /** A column of states, and one of digests of `stride` bytes each. */
  states: Float64Array;
  digests: Buffer;
  stride: number;
  /** Where the file stands in both. */
  index: number;
}
