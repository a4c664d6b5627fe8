import { createHash } from 'node:crypto';
import { BLOCK, Block, layout, WIDEST } from '../block.js';
import { FileTable } from '../file-table.js';
import {
  BLOCK_HEAD_BYTES,
  BYTE_ORDER,
  fillOf,
  HEAD_BYTES,
  type Head,
  LITTLE,
  LONGEST_HASH,
  MAGIC,
  MEMO_BYTES,
  MEMOS_AT,
  type Memo,
  MOST_MEMOS,
  SUM_BYTES,
} from './book-layout.js';

/** A decoded book. */
export interface Book {
  head: Head;
  /** The files with their states then. Of some of them the digest is not known. */
  table: FileTable;
}

/** The head of a book; undefined when it is not whole, of another kind, or of something else than `key` (32 bytes). */
export function decodeHead(bytes: Buffer, key: Buffer): Head | undefined {
  return headOf(bytes, key)?.head;
}

/** A book, in the memory of its bytes; undefined when they are anything but those that `encodeBook` made for this key. */
export function decodeBook(bytes: Buffer, key: Buffer): Book | undefined {
  const found = headOf(bytes, key);
  const end = bytes.length - SUM_BYTES;
  if (!found || end < HEAD_BYTES) return undefined;
  const sum = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!sum.equals(bytes.subarray(end)) || bytes.byteOffset % 8 !== 0) return undefined;
  const blocks: Block[] = [];
  for (let at = HEAD_BYTES; at < end; ) {
    const one = blockAt(bytes.subarray(0, end), at);
    // Files are found by their numbers, so that only the last block may be short.
    if (!one || (blocks.at(-1)?.rows ?? BLOCK) < BLOCK) return undefined;
    blocks.push(one.block);
    at = one.end;
  }
  const table = new FileTable(undefined, blocks);
  table.width = found.width;
  return table.length === found.count ? { head: found.head, table } : undefined;
}

/** The block that begins at a place of some bytes, and where it ends; undefined when it is not well made. The memory stays theirs. */
function blockAt(bytes: Buffer, begin: number): { block: Block; end: number } | undefined {
  if (begin + BLOCK_HEAD_BYTES > bytes.length) return undefined;
  const head = new DataView(bytes.buffer, bytes.byteOffset + begin, BLOCK_HEAD_BYTES);
  const [rows, folders, length] = [0, 4, 8].map((place) => head.getUint32(place, LITTLE)) as [
    ...[number, number, number],
  ];
  let at = begin + BLOCK_HEAD_BYTES;
  const column = (length: number) => {
    const from = at;
    at += length + fillOf(length);
    return bytes.subarray(from, from + length);
  };
  const memory = {
    rows,
    folders,
    shape: column(length),
    digests: column(rows * WIDEST),
    known: column(rows),
  };
  if (rows === 0 || rows > BLOCK || folders > rows || at > bytes.length) return undefined;
  if (layout(rows, folders).text > length) return undefined;
  const block = new Block(memory);
  return block.isWellMade() ? { block, end: at } : undefined;
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
