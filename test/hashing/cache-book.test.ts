import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBook, decodeHead } from '../../src/hashing/cache/book.js';
import { HEAD_BYTES, type Line, type Memo } from '../../src/hashing/cache/book-layout.js';
import { encodeBook } from '../../src/hashing/cache/book-writer.js';
import { STATE } from '../../src/hashing/state.js';

interface File {
  path: string;
  state: number[];
  digest: Buffer;
}

const key = createHash('sha256').update('a tree').digest();
const WRITTEN = 1_700_000_000_000;

function* linesOf(files: readonly File[], width: number): Generator<Line> {
  const states = new Float64Array(files.flatMap(({ state }) => state));
  const digests = Buffer.concat(files.map(({ digest }) => digest));
  for (const [index, { path }] of files.entries())
    yield { path: Buffer.from(path), length: Buffer.byteLength(path), states, digests, stride: width, index };
}

function book(files: readonly File[], memos: readonly Memo[] = [], width = 32): Buffer {
  const bytes = Buffer.concat(encodeBook(key, { writtenAt: WRITTEN, memos }, linesOf(files, width), width));
  return own(bytes);
}

/** The same bytes at the beginning of memory of their own, as those that are read from a file. */
function own(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

const part = fc.oneof(
  fc.constantFrom('data', 'a', 'images', 'img_0001.png', 'ü', '\u{1f600}', '\uffee', ' ', 'a\nb'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed()),
);
const anyFiles = (width: number) =>
  fc
    .uniqueArray(
      fc.record({
        path: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
        state: fc.array(fc.double({ noNaN: true }), { minLength: STATE, maxLength: STATE }),
        digest: fc.uint8Array({ minLength: width, maxLength: width }).map((bytes) => Buffer.from(bytes)),
      }),
      { selector: ({ path }) => path, maxLength: 300 },
    )
    .map((files) => files.sort((a, b) => Buffer.from(a.path).compare(Buffer.from(b.path))));

describe('a book of digests', () => {
  test.each([16, 32])('comes back as it was written, digests of %i bytes', (width) => {
    fc.assert(
      fc.property(anyFiles(width), fc.infiniteStream(fc.nat()), (files, order) => {
        const read = decodeBook(book(files, [], width), key)!;
        expect(read.length).toBe(files.length);
        expect([...read.lines()].length).toBe(files.length);
        // In order, and in any other.
        const shuffled = files.map((file) => ({ file, at: order.next().value })).sort((a, b) => a.at - b.at);
        for (const { path, state, digest } of [...files, ...shuffled.map(({ file }) => file)]) {
          const at = read.find(path);
          expect(read.digestAt(at).equals(digest)).toBe(true);
          expect([...read.states.subarray(at * STATE, (at + 1) * STATE)]).toEqual(state);
          expect(read.find(`${path}x`)).toBe(files.findIndex((file) => file.path === `${path}x`));
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([16, 32])(
    'takes rows from several tables, with and without gaps, digests of %i bytes',
    (width) => {
      fc.assert(
        fc.property(fc.array(fc.nat(3), { maxLength: 400 }), (gaps) => {
          const tables = [0, 1].map((nth) => ({
            states: Float64Array.from({ length: 1700 * STATE }, (_, at) => at + nth * 0.5),
            digests: randomBytes(1700 * 32),
          }));
          let index = 0;
          const lines: Line[] = gaps.map((gap, nth) => {
            // Mostly the next row, of the same table.
            index += gap === 3 && nth % 90 < 10 ? 4 : 1;
            const { states, digests } = tables[Math.floor(nth / 150) % 2]!;
            const path = Buffer.from(String(nth).padStart(4, '0'));
            return { path, length: path.length, states, digests, stride: 32, index };
          });
          const bytes = Buffer.concat(encodeBook(key, { writtenAt: WRITTEN, memos: [] }, lines, width));
          const read = decodeBook(own(bytes), key)!;
          expect(read.length).toBe(lines.length);
          for (const [nth, { states, digests, index: from, path }] of lines.entries()) {
            const at = read.find(path.toString());
            expect(at).toBe(nth);
            expect(read.digestAt(at).equals(digests.subarray(from * 32, from * 32 + width))).toBe(true);
            expect([...read.states.subarray(at * STATE, (at + 1) * STATE)]).toEqual([
              ...states.subarray(from * STATE, (from + 1) * STATE),
            ]);
          }
        }),
        { numRuns: 40 },
      );
    },
  );

  test('finds files after many that are gone, and none that is not there', () => {
    const files = Array.from({ length: 5000 }, (_, at) => ({
      path: `d/${String(at).padStart(6, '0')}`,
      state: [at, 1, 2, 3, 4],
      digest: randomBytes(32),
    }));
    const read = decodeBook(book(files), key)!;
    for (const at of [0, 1, 63, 64, 65, 900, 899, 4999, 4998, 0, 2500])
      expect(read.find(files[at]!.path)).toBe(at);
    for (const path of ['', 'd', 'd/', 'd/000063x', 'd/9', 'e', '\u{1f600}', 'x'.repeat(70_000)])
      expect(read.find(path)).toBe(-1);
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
    const files = Array.from({ length: 200 }, (_, at) => ({
      path: `d/${String(at).padStart(4, '0')}`,
      state: [at, 1, 2, 3, 4],
      digest: randomBytes(32),
    }));
    const memo = { fingerprint: randomBytes(32), hash: 'f'.repeat(64) };
    const good = book(files, [memo]);
    expect(decodeBook(good, key)?.length).toBe(200);
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
    const files = Array.from({ length: 70 }, (_, at) => ({
      path: `d/${String(at).padStart(4, '0')}`,
      state: [at, 1, 2, 3, 4],
      digest: randomBytes(32),
    }));
    const good = book(files);
    const paths = HEAD_BYTES + 70 * (STATE * 8 + 32);
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
      )?.length,
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
      fc.property(fc.integer({ min: paths, max: good.length - 33 }), fc.nat(255), (at, value) => {
        const read = decodeBook(
          signed((bytes) => {
            bytes[at] = value;
          }),
          key,
        );
        if (read) {
          expect([...read.lines()].length).toBe(70);
          read.find('d/0069');
        }
      }),
    );
  });

  test('takes less than 100 bytes a file', () => {
    const files = Array.from({ length: 20_000 }, (_, at) => ({
      path: `images/${String(Math.floor(at / 1000)).padStart(3, '0')}/sample-${String(at).padStart(6, '0')}.jpg`,
      state: [at, 1, 2, 3, 4],
      digest: randomBytes(32),
    }));
    expect(book(files).length / files.length).toBeLessThan(100);
  });
});
