import { createHash } from 'node:crypto';
import { WIDEST } from '../block.js';
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
  type Memo,
  MOST_MEMOS,
  STRIDE,
  SUM_BYTES,
} from './book-layout.js';

/** The head of a book; undefined when it is not whole, of another kind, or of something else than `key` (32 bytes). */
export function decodeHead(bytes: Buffer, key: Buffer): Head | undefined {
  return headOf(bytes, key)?.head;
}

/** A book; undefined when its bytes are anything but those that `encodeBook` made for this key. */
export function decodeBook(bytes: Buffer, key: Buffer): Book | undefined {
  const found = headOf(bytes, key);
  if (!found) return undefined;
  const { head, count, width } = found;
  const statesEnd = HEAD_BYTES + count * STATE * 8;
  const digestsEnd = statesEnd + count * width;
  const end = bytes.length - SUM_BYTES;
  if (digestsEnd > end) return undefined;
  const sum = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!sum.equals(bytes.subarray(end)) || bytes.byteOffset % 8 !== 0) return undefined;
  const states = new Float64Array(bytes.buffer, bytes.byteOffset + HEAD_BYTES, count * STATE);
  const paths = bytes.subarray(digestsEnd, end);
  const starts = startsOf(paths, count);
  return starts && new Book(head, states, bytes.subarray(statesEnd, digestsEnd), width, paths, starts);
}

function headOf(bytes: Buffer, key: Buffer): { head: Head; count: number; width: number } | undefined {
  if (bytes.length < HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const sumAt = HEAD_BYTES - SUM_BYTES;
  const sum = createHash('sha256').update(bytes.subarray(0, sumAt)).digest();
  if (!sum.equals(bytes.subarray(sumAt, HEAD_BYTES))) return undefined;
  const numbers = new DataView(bytes.buffer, bytes.byteOffset);
  if (numbers.getUint32(16, LITTLE) !== BYTE_ORDER || !bytes.subarray(64, 96).equals(key)) return undefined;
  const width = numbers.getUint32(20, LITTLE);
  const count = numbers.getFloat64(24, LITTLE);
  const writtenAt = numbers.getFloat64(32, LITTLE);
  const memoCount = numbers.getUint32(40, LITTLE);
  if (width === 0 || width > WIDEST || memoCount > MOST_MEMOS || !isCount(count)) return undefined;
  const memos = Array.from({ length: memoCount }, (_, nth) => memoAt(bytes, MEMOS_AT + nth * MEMO_BYTES));
  return { head: { writtenAt, memos }, count, width };
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

function memoAt(bytes: Buffer, at: number): Memo {
  const end = at + 33 + Math.min(LONGEST_HASH, bytes[at + 32] as number);
  return {
    fingerprint: Buffer.from(bytes.subarray(at, at + 32)),
    hash: bytes.toString('latin1', at + 33, end),
  };
}

/** Where every `STRIDE`th path begins; undefined when the column is not well made. */
function startsOf(paths: Buffer, count: number): Uint32Array | undefined {
  const starts = new Uint32Array(Math.ceil(count / STRIDE));
  let at = 0;
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 4 > paths.length) return undefined;
    const shared = u16(paths, at);
    const rest = u16(paths, at + 2);
    if (index % STRIDE === 0) {
      if (shared !== 0) return undefined;
      starts[index / STRIDE] = at;
    }
    if (shared > length || shared + rest > LONGEST_PATH) return undefined;
    length = shared + rest;
    at += 4 + rest;
  }
  return at === paths.length ? starts : undefined;
}

function u16(bytes: Buffer, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

/** A decoded book. Searching is fast when it goes in the order of the paths, and right in any. */
export class Book {
  readonly head: Head;
  readonly states: Float64Array;
  readonly digests: Buffer;
  /** Bytes of each digest. */
  readonly width: number;
  readonly #paths: Buffer;
  readonly #starts: Uint32Array;
  // The path under the cursor.
  readonly #current = Buffer.allocUnsafe(LONGEST_PATH);
  readonly #wanted = Buffer.allocUnsafe(LONGEST_PATH + 4);
  #length = 0;
  #index = -1;
  #next = 0;

  constructor(
    head: Head,
    states: Float64Array,
    digests: Buffer,
    width: number,
    paths: Buffer,
    starts: Uint32Array,
  ) {
    this.head = head;
    this.states = states;
    this.digests = digests;
    this.width = width;
    this.#paths = paths;
    this.#starts = starts;
  }

  get length(): number {
    return this.states.length / STATE;
  }

  /** Where a path stands; -1 when it is not in the book. */
  find(path: string): number {
    // Three bytes of UTF-8 at most for each unit of UTF-16.
    if (path.length > LONGEST_PATH / 3 && Buffer.byteLength(path) > LONGEST_PATH) return -1;
    const wanted = this.#wanted.subarray(0, this.#wanted.write(path));
    let order = this.#index < 0 ? 1 : this.#compare(wanted);
    if (order < 0) order = this.#seek(wanted);
    for (let steps = 0; order > 0; steps += 1) {
      if (steps === 2 * STRIDE) {
        order = this.#seek(wanted);
        continue;
      }
      if (!this.#step()) return -1;
      order = this.#compare(wanted);
    }
    return order === 0 ? this.#index : -1;
  }

  /** All lines, in their order. */
  *lines(): Generator<Line> {
    const { states, digests, width: stride } = this;
    this.#rewind(0);
    while (this.#step())
      yield { path: this.#current, length: this.#length, states, digests, stride, index: this.#index };
  }

  /** The digest of a line. The bytes are the book's own. */
  digestAt(index: number): Buffer {
    return this.digests.subarray(index * this.width, (index + 1) * this.width);
  }

  /** How a path stands to the one under the cursor: 0 when equal, above 0 when it comes later. */
  #compare(wanted: Buffer): number {
    return wanted.compare(this.#current, 0, this.#length);
  }

  /** Moves the cursor to the last start that is not after `wanted`, and says how that stands to it. */
  #seek(wanted: Buffer): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      this.#rewind(middle);
      this.#step();
      if (this.#compare(wanted) < 0) high = middle - 1;
      else low = middle;
    }
    this.#rewind(low);
    return this.#step() ? this.#compare(wanted) : -1;
  }

  #rewind(start: number): void {
    this.#index = start * STRIDE - 1;
    this.#next = this.#starts[start] ?? 0;
    this.#length = 0;
  }

  #step(): boolean {
    if (this.#index + 1 >= this.length) return false;
    const at = this.#next;
    const rest = u16(this.#paths, at + 2);
    const shared = u16(this.#paths, at);
    this.#paths.copy(this.#current, shared, at + 4, at + 4 + rest);
    this.#length = shared + rest;
    this.#next = at + 4 + rest;
    this.#index += 1;
    return true;
  }
}
