import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { parsePylock } from '../../src/facts/formats/pylock.js';

const REAL = readFileSync('test/data/env/uv/pylock.toml', 'utf8');
const HEAD = 'lock-version = "1.0"\ncreated-by = "x"\n';
const HASH = `hashes = { sha256 = "${'ab'.repeat(32)}" }`;
const COMMIT = 'c'.repeat(40);
const one = (body: string) => parsePylock(`${HEAD}[[packages]]\nname = "A_b"\nversion = "1"\n${body}\n`);

test('what uv exported', () => {
  const read = parsePylock(REAL);
  expect(read).toMatchObject({
    version: '1.0',
    createdBy: 'uv',
    python: '>=3.10',
    problems: [],
    extras: [],
    groups: [],
  });
  expect(read.packages.filter(({ hashed }) => hashed !== true)).toEqual([]);
  expect(read.packages.every(({ line }) => line !== undefined && line > 3)).toBe(true);
  expect(read.entries.filter(({ marker }) => marker).map(({ name }) => name)).toContain('python-dateutil');
});

describe('families', () => {
  test.each<[string, string, boolean | undefined]>([
    [`wheels = [{ name = "a.whl", url = "https://x.org/a.whl", ${HASH} }]`, 'files', true],
    [`sdist = { name = "a.tar.gz", ${HASH} }\nwheels = [{ name = "a.whl", hashes = {} }]`, 'files', false],
    ['wheels = []', 'files', false],
    [`archive = { url = "https://x.org/a.zip", ${HASH} }`, 'archive', true],
    [`vcs = { type = "git", url = "https://x.org/a", commit-id = "${COMMIT}" }`, 'vcs', true],
    ['vcs = { type = "git", url = "https://x.org/a", requested-revision = "main" }', 'vcs', false],
    ['directory = { path = ".", editable = true }', 'directory', undefined],
  ])('%s', (body, family, hashed) => {
    const read = one(body);
    expect(read.problems).toEqual([]);
    expect(read.entries).toMatchObject([{ name: 'a-b', version: '1', family }]);
    expect(read.packages[0]?.hashed).toBe(hashed);
  });
});

describe('problems', () => {
  test.each<[string, string, RegExp, number | undefined]>([
    ['another major version', 'lock-version = "2.0"\ncreated-by = "x"\npackages = []\n', /lock-version 2\.0/, undefined],
    ['nobody made it', 'lock-version = "1.0"\npackages = []\n', /created-by/, undefined],
    ['no packages', HEAD, /packages is missing/, undefined],
    ['no source', `${HEAD}[[packages]]\nname = "a"\n`, /a names no source/, 3],
    ['two sources', `${HEAD}[[packages]]\nname = "a"\nvcs = {}\nwheels = []\n`, /vcs and wheels/, 3],
    ['no name', `${HEAD}[[packages]]\nversion = "1"\n`, /without a name/, 3],
    ['a marker that is none', `${HEAD}[[packages]]\nname = "a"\nwheels = []\nmarker = "os_name ="\n`, /marker/, 3],
  ])('%s', (_, text, message, line) => {
    expect(parsePylock(text).problems).toMatchObject([{ message: expect.stringMatching(message), ...(line && { line }) }]);
  });

  test('a newer minor version is read', () => {
    expect(parsePylock('lock-version = "1.1"\ncreated-by = "x"\npackages = []\n').problems).toEqual([]);
  });
}); // biome-ignore format: a table reads better in rows

test('a real file cut off or spoilt is read in part, refused or told as a problem', () => {
  fc.assert(
    fc.property(
      fc.nat(REAL.length),
      fc.nat(REAL.length),
      fc.constantFrom('', '"', ']', '\0', '{'),
      (a, b, put) => {
        const text = REAL.slice(0, Math.min(a, b)) + put + REAL.slice(Math.max(a, b));
        try {
          expect(Array.isArray(parsePylock(text).packages)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(CannotTell);
        }
      },
    ),
    { numRuns: 60 },
  );
});
