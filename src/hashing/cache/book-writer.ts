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
): Buffer[] {
  const states = new Column();
  const digests = new Column();
  const paths = new Column();
  const before = Buffer.alloc(LONGEST_PATH);
  const header = Buffer.alloc(4);
  let length = 0;
  let count = 0;
  for (const line of lines) {
    const { path, index } = line;
    const most = count % STRIDE === 0 ? 0 : Math.min(length, path.length);
    let shared = 0;
    while (shared < most && path[shared] === before[shared]) shared += 1;
    header.writeUInt16LE(shared, 0);
    header.writeUInt16LE(path.length - shared, 2);
    paths.push(header);
    paths.push(path, shared, path.length);
    path.copy(before, shared, shared);
    length = path.length;
    const from = line.states.byteOffset + index * STATE * 8;
    states.push(new Uint8Array(line.states.buffer, from, STATE * 8));
    digests.push(line.digests, index * line.stride, index * line.stride + width);
    count += 1;
  }
  const pieces = [headBytes(key, { writtenAt, memos }, count, width)];
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

/** Bytes that grow without being copied. */
class Column {
  readonly #full: Buffer[] = [];
  #piece = Buffer.allocUnsafeSlow(64 * 1024);
  #used = 0;

  push(bytes: Uint8Array, from = 0, to = bytes.length): void {
    if (this.#used + to - from > this.#piece.length) {
      this.#full.push(this.#piece.subarray(0, this.#used));
      this.#piece = Buffer.allocUnsafeSlow(Math.max(1024 * 1024, to - from));
      this.#used = 0;
    }
    this.#piece.set(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to), this.#used);
    this.#used += to - from;
  }

  pieces(): Buffer[] {
    return [...this.#full, this.#piece.subarray(0, this.#used)];
  }
}
