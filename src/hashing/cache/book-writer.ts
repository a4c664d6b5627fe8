import { createHash } from 'node:crypto';
import { STATE } from '../state.js';
import {
  BYTE_ORDER,
  HEAD_BYTES,
  type Head,
  LITTLE,
  type Line,
  LONGEST_HASH,
  LONGEST_PATH,
  MAGIC,
  MEMO_BYTES,
  MEMOS_AT,
  MOST_MEMOS,
  STRIDE,
  SUM_BYTES,
} from './book-layout.js';

/** The bytes of a book, in pieces. `lines` come in the byte order of their paths; `width` is that of a digest in bytes. */
export function encodeBook(
  key: Buffer,
  { writtenAt, memos }: Head,
  lines: Iterable<Line>,
  width: number,
): Uint8Array[] {
  const states = new Rows(STATE * 8);
  const digests = new Rows(width);
  const paths = new Column();
  const before = Buffer.alloc(LONGEST_PATH);
  let numbers: { of: Float64Array | undefined; bytes: Uint8Array } = { of: undefined, bytes: before };
  let lengthBefore = 0;
  let count = 0;
  for (const line of lines) {
    const { path, length, index } = line;
    const most = count % STRIDE === 0 ? 0 : Math.min(lengthBefore, length);
    let shared = 0;
    while (shared < most && path[shared] === before[shared]) shared += 1;
    paths.pushU16(shared);
    paths.pushU16(length - shared);
    paths.push(path, shared, length);
    for (let at = shared; at < length; at += 1) before[at] = path[at] as number;
    lengthBefore = length;
    if (numbers.of !== line.states) {
      const { buffer, byteOffset, byteLength } = line.states;
      numbers = { of: line.states, bytes: new Uint8Array(buffer, byteOffset, byteLength) };
    }
    states.push(numbers.bytes, index * STATE * 8);
    digests.push(line.digests, index * line.stride);
    count += 1;
  }
  const pieces: Uint8Array[] = [headBytes(key, { writtenAt, memos }, count, width)];
  pieces.push(...states.pieces(), ...digests.pieces(), ...paths.pieces());
  const sum = createHash('sha256');
  for (const piece of pieces) sum.update(piece);
  return [...pieces, sum.digest()];
}

function headBytes(key: Buffer, { writtenAt, memos }: Head, count: number, width: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  const numbers = new DataView(head.buffer, head.byteOffset);
  const kept = memos.filter(({ hash }) => hash.length <= LONGEST_HASH).slice(0, MOST_MEMOS);
  MAGIC.copy(head);
  numbers.setUint32(16, BYTE_ORDER, LITTLE);
  numbers.setUint32(20, width, LITTLE);
  numbers.setFloat64(24, count, LITTLE);
  numbers.setFloat64(32, writtenAt, LITTLE);
  numbers.setUint32(40, kept.length, LITTLE);
  key.copy(head, 64);
  for (const [at, { fingerprint, hash }] of kept.entries()) {
    const start = MEMOS_AT + at * MEMO_BYTES;
    fingerprint.copy(head, start);
    head[start + 32] = hash.length;
    head.write(hash, start + 33, 'latin1');
  }
  const sumAt = HEAD_BYTES - SUM_BYTES;
  createHash('sha256').update(head.subarray(0, sumAt)).digest().copy(head, sumAt);
  return head;
}

/** So many rows that follow each other are worth a view. */
const WORTH_VIEW = 64;

/**
 * A column of rows of one length. Rows that follow each other where they come from are not copied: of a whole tree, copies would
 * take as much memory as its table.
 */
class Rows {
  readonly #width: number;
  readonly #column = new Column();
  #from: Uint8Array | undefined;
  #begin = 0;
  #end = 0;

  /** `width` is the length of a row in bytes. */
  constructor(width: number) {
    this.#width = width;
  }

  /** Takes the row that begins at a place of some bytes, which must not change until all is written. */
  push(bytes: Uint8Array, at: number): void {
    if (bytes !== this.#from || at !== this.#end) {
      this.#flush();
      this.#from = bytes;
      this.#begin = at;
    }
    this.#end = at + this.#width;
  }

  pieces(): Uint8Array[] {
    this.#flush();
    this.#from = undefined;
    return this.#column.pieces();
  }

  #flush(): void {
    if (!this.#from) return;
    if (this.#end - this.#begin < WORTH_VIEW * this.#width)
      this.#column.push(this.#from, this.#begin, this.#end);
    else this.#column.view(this.#from.subarray(this.#begin, this.#end));
  }
}

/** Bytes that grow without being copied. */
class Column {
  readonly #full: Uint8Array[] = [];
  #piece = Buffer.allocUnsafeSlow(64 * 1024);
  #used = 0;

  push(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.#makeRoom(length);
    // Of short pieces, a view costs more than the copy.
    if (length > 256) this.#piece.set(bytes.subarray(from, to), this.#used);
    else for (let at = 0; at < length; at += 1) this.#piece[this.#used + at] = bytes[from + at] as number;
    this.#used += length;
  }

  pushU16(number: number): void {
    this.#makeRoom(2);
    this.#piece[this.#used] = number & 0xff;
    this.#piece[this.#used + 1] = number >> 8;
    this.#used += 2;
  }

  /** Takes bytes as they are, without a copy. */
  view(bytes: Uint8Array): void {
    if (this.#used > 0) this.#full.push(this.#piece.subarray(0, this.#used));
    this.#full.push(bytes);
    this.#piece = this.#piece.subarray(this.#used);
    this.#used = 0;
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#piece.length) return;
    this.#full.push(this.#piece.subarray(0, this.#used));
    this.#piece = Buffer.allocUnsafeSlow(Math.max(1024 * 1024, length));
    this.#used = 0;
  }

  pieces(): Uint8Array[] {
    return [...this.#full, this.#piece.subarray(0, this.#used)];
  }
}
