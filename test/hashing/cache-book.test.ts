import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBook, decodeHead } from '../../src/hashing/cache/book.js';
import { HEAD_BYTES, type Memo } from '../../src/hashing/cache/book-layout.js';
import { encodeBook } from '../../src/hashing/cache/book-writer.js';
import { Search } from '../../src/hashing/cache/rows.js';
import { type FileTable, TableBuilder } from '../../src/hashing/file-table.js';
import type { FileState } from '../../src/hashing/state.js';

interface File {
  path: string;
  state: FileState;
  /** Hexadecimal; undefined for one that is not known. */
  hash: string | undefined;
}

const key = createHash('sha256').update('a tree').digest();
const WRITTEN = 1_700_000_000_000;
const OLD = 1000;

function tableOf(files: readonly File[], width = 32): FileTable {
  const builder = new TableBuilder('/data');
  for (const { path, state, hash } of files) builder.add(path, state, undefined, hash);
  return builder.done(width);
}

function book(files: readonly File[], memos: readonly Memo[] = [], width = 32): Buffer {
  return own(Buffer.concat(encodeBook(key, { writtenAt: WRITTEN, memos }, tableOf(files, width), WRITTEN)));
}

/** So many files in the order of their names. */
function many(count: number, name: (at: number) => string): File[] {
  return Array.from({ length: count }, (_, at) => ({
    path: name(at),
    state: { size: at, mtimeMs: OLD, ctimeMs: 2, ino: 3, dev: 4 },
    hash: randomBytes(32).toString('hex'),
  }));
}

/** The same bytes at the beginning of memory of their own, as those that are read from a file. */
function own(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

const part = fc.oneof(
  fc.constantFrom('data', 'a', 'images', 'img_0001.png', 'ü', '\u{1f600}', '\uffee', ' ', 'a\nb'),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => text.isWellFormed() && !/[/\0]/.test(text)),
);
const number = fc.double({ noNaN: true });
const time = fc.double({ noNaN: true, min: 0, max: 2 * WRITTEN });
const anyFiles = (width: number) =>
  fc
    .uniqueArray(
      fc.record({
        path: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
        state: fc.record({ size: number, mtimeMs: time, ctimeMs: time, ino: number, dev: number }),
        hash: fc.option(
          fc
            .uint8Array({ minLength: width, maxLength: width })
            .map((bytes) => Buffer.from(bytes).toString('hex')),
          { nil: undefined, freq: 5 },
        ),
      }),
      { selector: ({ path }) => path, maxLength: 300 },
    )
    .map((files) => files.sort((a, b) => Buffer.from(a.path).compare(Buffer.from(b.path))));

describe('a book of digests', () => {
  test.each([16, 32])('comes back as it was written, digests of %i bytes', (width) => {
    fc.assert(
      fc.property(anyFiles(width), fc.infiniteStream(fc.nat()), (files, order) => {
        const { table } = decodeBook(book(files, [], width), key)!;
        expect(table.length).toBe(files.length);
        const search = new Search(table);
        // In order, and in any other.
        const shuffled = files.map((file) => ({ file, at: order.next().value })).sort((a, b) => a.at - b.at);
        for (const { path, state, hash } of [...files, ...shuffled.map(({ file }) => file)]) {
          const at = search.find(path);
          expect(table.path(at)).toBe(path);
          expect(table.block(at).state(at)).toEqual(state);
          // Of a file that was written just before it was read, the digest is not told.
          const safe = Math.max(state.mtimeMs, state.ctimeMs) + 4000 < WRITTEN;
          expect(table.block(at).isKnown(at) ? table.hash(at) : undefined).toBe(safe ? hash : undefined);
          expect(search.find(`${path}x`)).toBe(files.findIndex((file) => file.path === `${path}x`));
        }
        expect(table.known).toBe([...files.keys()].filter((at) => table.block(at).isKnown(at)).length);
      }),
      { numRuns: 60 },
    );
  });

  test('is what the table held when it was made, whatever threads put there afterwards', () => {
    const table = tableOf([
      ...many(20, (at) => `a${String(at).padStart(2, '0')}`),
      { ...many(1, () => 'b')[0]!, hash: undefined },
    ]);
    const pieces = encodeBook(key, { writtenAt: WRITTEN, memos: [] }, table, WRITTEN);
    table.block(20).setDigest(20, randomBytes(32));
    table.block(20).setState(20, { size: 9, mtimeMs: 9, ctimeMs: 9, ino: 9, dev: 9 });
    const read = decodeBook(own(Buffer.concat(pieces)), key)?.table;
    expect([read?.known, read?.length, read?.size(20)]).toEqual([20, 21, 0]);
  });

  test('finds files after many that are gone, and none that is not there', () => {
    const files = many(10_000, (at) => `d/${String(at).padStart(6, '0')}`);
    const search = new Search(decodeBook(book(files), key)!.table);
    for (const at of [0, 1, 63, 64, 65, 900, 899, 4999, 4998, 0, 2500, 4095, 4096, 9999, 8192])
      expect(search.find(files[at]!.path)).toBe(at);
    for (const path of ['', 'd', 'd/', 'd/000063x', 'd/9', 'e', '\u{1f600}', 'x'.repeat(70_000)])
      expect(search.find(path)).toBe(-1);
    expect(new Search(tableOf([])).find('d')).toBe(-1);
  });

  test('tells the hashes of whole trees from its head alone', () => {
    const memos = ['1', '2', '3', '4'].map((text) => ({
      fingerprint: createHash('sha256').update(text).digest(),
      hash: `${createHash('md5').update(text).digest('hex')}.dir`,
    }));
    const bytes = book([], [{ fingerprint: randomBytes(32), hash: 'x'.repeat(200) }, ...memos]);
    expect(decodeHead(bytes.subarray(0, HEAD_BYTES), key)).toEqual({
      writtenAt: WRITTEN,
      memos: memos.slice(0, 3),
    });
    expect(decodeBook(bytes, key)?.head.memos).toEqual(memos.slice(0, 3));
    expect(decodeHead(bytes, createHash('sha256').update('another tree').digest())).toBeUndefined();
  });

  test('is not believed when one bit is different, when bytes are missing, added or moved', () => {
    const files = many(200, (at) => `d/${String(at).padStart(4, '0')}`);
    const memo = { fingerprint: randomBytes(32), hash: 'f'.repeat(64) };
    const good = book(files, [memo]);
    expect(decodeBook(good, key)?.table.length).toBe(200);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(7), (at, bit) => {
        const bad = own(good);
        bad[at]! ^= 1 << bit;
        expect(decodeBook(bad, key)).toBeUndefined();
        if (at < HEAD_BYTES) expect(decodeHead(bad, key)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    for (let length = 0; length < good.length; length += 97)
      expect(decodeBook(own(good.subarray(0, length)), key)).toBeUndefined();
    const zeros = own(good).fill(0, HEAD_BYTES + 4096);
    expect(decodeBook(zeros, key)).toBeUndefined();
    expect(decodeBook(own(Buffer.concat([good, Buffer.alloc(1)])), key)).toBeUndefined();
    expect(decodeBook(Buffer.alloc(good.length), key)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => {
        expect(decodeBook(own(bytes), key)).toBeUndefined();
        const disguised = own(Buffer.concat([good.subarray(0, HEAD_BYTES), bytes]));
        expect(decodeBook(disguised, key)).toBeUndefined();
      }),
    );
  });

  test('whose checksums are right and whose columns are not is not believed either', () => {
    const files = many(70, (at) => `d/${String(at).padStart(4, '0')}`);
    const good = book(files);
    const signed = (change: (bytes: Buffer) => void) => {
      const bytes = own(good);
      change(bytes);
      createHash('sha256')
        .update(bytes.subarray(0, HEAD_BYTES - 32))
        .digest()
        .copy(bytes, HEAD_BYTES - 32);
      const end = bytes.length - 32;
      createHash('sha256').update(bytes.subarray(0, end)).digest().copy(bytes, end);
      return bytes;
    };
    expect(
      decodeBook(
        signed(() => {}),
        key,
      )?.table.length,
    ).toBe(70);
    for (let at = 16; at < 64; at += 1)
      for (const value of [0x40, 0xff]) {
        const read = decodeBook(
          signed((bytes) => {
            bytes[at]! ^= value;
          }),
          key,
        );
        // The time, and what is not used, may say anything.
        if (!(at >= 32 && at < 40) && at < 44) expect([at, value, read]).toEqual([at, value, undefined]);
      }
    fc.assert(
      fc.property(fc.integer({ min: HEAD_BYTES, max: good.length - 33 }), fc.nat(255), (at, value) => {
        const read = decodeBook(
          signed((bytes) => {
            bytes[at] = value;
          }),
          key,
        );
        if (read) {
          expect([...read.table].length).toBe(70);
          new Search(read.table).find('d/0069');
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('takes less than 100 bytes a file', () => {
    const files = many(
      20_000,
      (at) =>
        `images/${String(Math.floor(at / 1000)).padStart(3, '0')}/sample-${String(at).padStart(6, '0')}.jpg`,
    );
    expect(book(files).length / files.length).toBeLessThan(100);
  });
});
