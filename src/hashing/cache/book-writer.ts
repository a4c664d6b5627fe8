import { createHash } from 'node:crypto';
import type { Block } from '../block.js';
import type { FileTable } from '../file-table.js';
import { isSafeRow } from '../state.js';
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
  MOST_MEMOS,
  SUM_BYTES,
} from './book-layout.js';

/**
 * The bytes of a book of a table, in pieces, most of which are the table's own memory. Digests of files that were not old enough
 * when they were read, from `readAt` on (milliseconds since 1970), are not told.
 */
export function encodeBook(key: Buffer, head: Head, table: FileTable, readAt: number): Uint8Array[] {
  const pieces: Uint8Array[] = [headBytes(key, head, table.length, table.width)];
  for (const block of table.blocks) {
    const { rows, folders, shape, digests } = block.memory;
    const head = new DataView(new ArrayBuffer(BLOCK_HEAD_BYTES));
    for (const [at, number] of [rows, folders, shape.length].entries())
      head.setUint32(at * 4, number, LITTLE);
    const good = goodIn(block, readAt);
    // While threads still fill it, what is written must be what was summed up.
    const columns = block.isWhole() ? [shape, digests] : [shape.slice(), digests.slice()];
    for (const column of [new Uint8Array(head.buffer), ...columns, good])
      pieces.push(column, new Uint8Array(fillOf(column.length)));
  }
  const sum = createHash('sha256');
  for (const piece of pieces) sum.update(piece);
  return [...pieces, sum.digest()];
}

/** One byte a file: whether its digest is known and can be believed later. */
function goodIn(block: Block, readAt: number): Uint8Array {
  const good = new Uint8Array(block.rows);
  for (let row = 0; row < block.rows; row += 1)
    good[row] = Number(block.isKnown(row) && isSafeRow(block.states, row, readAt));
  return good;
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
