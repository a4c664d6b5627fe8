import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lockKind, readLock } from '../../src/facts/dependencies/locks.js';
import { Project } from '../../src/facts/fact.js';
import type { LockText } from '../../src/facts/formats/lock.js';
import { LOCK_FORMATS } from '../../src/facts/formats/locks.js';
import { MemorySource } from '../../src/facts/source.js';

/** True locks of every format: the file name that makes it known, and where one stands. */
const SAMPLES: [string, string][] = [
  ['uv.lock', 'uv/workspace/revision-3.lock'],
  ['poetry.lock', 'poetry/1.1/poetry.lock'],
  ['poetry.lock', 'poetry/2.5/poetry.lock'],
  ['pdm.lock', 'pdm/1.15/pdm.lock'],
  ['pdm.lock', 'pdm/full/pdm.lock'],
  ['Pipfile.lock', 'pipenv/categories/Pipfile.lock'],
  ['pylock.toml', 'pdm/pylock/pylock.toml'],
  ['conda-lock.yml', 'conda-lock/conda-lock.yml'],
  ['conda-linux-64.lock', 'conda-lock/conda-linux-64.lock'],
  ['pixi.lock', 'pixi/4/pixi.lock'],
  ['pixi.lock', 'pixi/7/pixi.lock'],
  ['renv.lock', 'renv/remotes/renv.lock'],
  ['Manifest.toml', 'julia/1.0/Manifest.toml'],
  ['Manifest.toml', 'julia/2.1/Manifest.toml'],
]; // biome-ignore format: a table reads better in rows

const bytesOf = (path: string) => new Uint8Array(readFileSync(`test/data/env/${path}`));

async function read(path: string, bytes: Uint8Array | string): Promise<LockText | undefined> {
  const kind = lockKind(path);
  if (kind === undefined) throw new Error(`${path} is no lock`);
  return readLock(new Project(new MemorySource({ [path]: bytes })), path, kind);
}

/** A lock holds packages, or says what is wrong with it, in a place that exists; a free name may turn out to be no lock. */
function isTold(path: string, lock: LockText | undefined, lines: number): void {
  if (!lock) {
    expect(LOCK_FORMATS.find((format) => format.path.test(path))).toHaveProperty('recognise');
    return;
  }
  for (const { message, line } of lock.problems) {
    expect(message).not.toBe('');
    if (line !== undefined) expect(line >= 1 && line <= lines + 1).toBe(true);
  }
  for (const { name, line } of lock.packages) {
    expect(name).not.toBe('');
    if (line !== undefined) expect(line >= 1 && line <= lines).toBe(true);
  }
}

const linesOf = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes).split(/\r\n|\n|\r/).length;

test('every format has a sample', () => {
  expect(new Set(SAMPLES.map(([path]) => lockKind(path)))).toEqual(
    new Set(LOCK_FORMATS.map(({ kind }) => kind)),
  );
});

describe.each(SAMPLES)('%s (%s)', (path, sample) => {
  const whole = bytesOf(sample);

  test('cut off anywhere', async () => {
    const all = (await read(path, whole))!.packages.length;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        const lock = await read(path, whole.subarray(0, length));
        isTold(path, lock, linesOf(whole));
        // PDM writes its packages behind the hash: cut in between, it is the whole lock of a project that needs
        // nothing. That the manifest says otherwise is for env/lock-fresh to tell.
        const isLockOfNothing = lock?.kind === 'pdm.lock' && 'contentHash' in lock && lock.contentHash;
        if (lock && lock.packages.length === 0 && all > 0 && length > 200 && !isLockOfNothing)
          expect(lock.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  test('bytes changed, taken out and put in', async () => {
    const edit = fc.record({
      at: fc.integer({ min: 0, max: whole.length }),
      out: fc.integer({ min: 0, max: 40 }),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc
          .constantFrom(
            '[[',
            ']]',
            '{',
            '}',
            '"',
            "'''",
            '\n',
            '&a',
            '*a',
            '__proto__',
            ': ',
            '- ',
            '= ',
            '\0',
          )
          .map((text) => new TextEncoder().encode(text)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let bytes = whole;
        for (const { at, out, put } of edits)
          bytes = new Uint8Array([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + out)]);
        isTold(path, await read(path, bytes), linesOf(bytes));
      }),
      { numRuns: 60 },
    );
  });

  test('spliced with another lock', async () => {
    const other = fc.constantFrom(...SAMPLES).map(([, from]) => bytesOf(from));
    const cut = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(other, cut, cut, async (second, here, there) => {
        const bytes = new Uint8Array([
          ...whole.subarray(0, Math.floor(whole.length * here)),
          ...second.subarray(Math.floor(second.length * there)),
        ]);
        isTold(path, await read(path, bytes), linesOf(bytes));
      }),
      { numRuns: 40 },
    );
  });

  test('binary, empty, huge and absent', async () => {
    for (const bytes of [
      new Uint8Array([0, 1, 2, 255]),
      new Uint8Array(0),
      new Uint8Array(33 * 1024 * 1024),
    ]) {
      const lock = await read(path, bytes);
      isTold(path, lock, 1);
      if (lock) expect(lock.packages).toEqual([]);
    }
    const kind = lockKind(path)!;
    const absent = await readLock(new Project(new MemorySource({})), path, kind);
    if (absent) expect(absent.problems).toHaveLength(1);
  });

  test('named __proto__ and constructor', async () => {
    const text = new TextDecoder().decode(whole);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      isTold(path, await read(path, text.replaceAll(/six|zlib|JSON|rlang|iniconfig/g, name)), linesOf(whole));
      expect(({} as Record<string, unknown>).version).toBeUndefined();
    }
  });
});

describe('YAML', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    .concat([...'bcdefghijk'].map((name, at) => `${name}: &${name} [${`*${'abcdefghij'[at]}, `.repeat(9)}x]`))
    .join('\n');
  test.each(['conda-lock.yml', 'pixi.lock'])('%s: aliases that multiply', async (path) => {
    for (const text of [
      `${bomb}\npackage: *k\npackages: *k\n`,
      `${bomb}\nversion: 6\npackages: [{conda: *k, name: *k}]\npackage: [{name: *k}]\nmetadata: *k\nenvironments: *k\n`,
    ]) {
      const lock = await read(path, text);
      expect(lock?.packages).toEqual([]);
      expect(lock?.problems.length).toBeGreaterThan(0);
    }
  });

  test.each(['conda-lock.yml', 'pixi.lock'])('%s: deep nesting', async (path) => {
    for (const text of ['['.repeat(50_000), '- '.repeat(5_000), '{a: '.repeat(50_000)])
      expect((await read(path, text))?.problems.length).toBeGreaterThan(0);
  });
});
