import type { RandomAccess } from './random-access.js';

/** Frames that are looked at; SQLite folds its log into the database after a thousand. */
const MOST_FRAMES = 100_000;

/**
 * Where a write-ahead log keeps newer pages than the database: page number to the place of its bytes. Only what a finished
 * transaction wrote counts; what an earlier use of the log left behind has other salts. Empty for what is no log of this page size.
 * Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
 */
export async function walPages(wal: RandomAccess, pageSize: number): Promise<Map<number, number>> {
  const pages = new Map<number, number>();
  const header = await wal.read(0, 32);
  if (header.byteLength < 32) return pages;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0) >>> 1 !== 0x377f0682 >>> 1 || view.getUint32(8) !== pageSize) return pages;
  const salts = [view.getUint32(16), view.getUint32(20)];
  let pending = new Map<number, number>();
  for (let frame = 0; frame < MOST_FRAMES; frame++) {
    const at = 32 + frame * (24 + pageSize);
    const head = await wal.read(at, 24);
    if (head.byteLength < 24 || at + 24 + pageSize > wal.size) break;
    const fields = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (fields.getUint32(8) !== salts[0] || fields.getUint32(12) !== salts[1]) break;
    pending.set(fields.getUint32(0), at + 24);
    if (fields.getUint32(4) === 0) continue;
    for (const [page, place] of pending) pages.set(page, place);
    pending = new Map();
  }
  return pages;
}
