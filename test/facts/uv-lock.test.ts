import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { Project } from '../../src/facts/fact.js';
import { findInlineScript } from '../../src/facts/formats/inline-script.js';
import { parsePylock } from '../../src/facts/formats/pylock.js';
import { parseUvLock } from '../../src/facts/formats/uv-lock.js';
import { parseUvManifest } from '../../src/facts/formats/uv-project.js';
import type { Freshness } from '../../src/facts/freshness/rule.js';
import { lockfiles } from '../../src/facts/lockfiles.js';
import { MemorySource } from '../../src/facts/source.js';

const data = (path: string) => readFileSync(`test/data/env/uv/${path}`, 'utf8');
const REVISIONS = ['revision-0', 'revision-1', 'revision-2', 'revision-3', 'revision-5'];
const WORKSPACE = {
  'pyproject.toml': data('workspace/pyproject.toml'),
  'parts/a/pyproject.toml': data('workspace/parts/a/pyproject.toml'),
};

async function freshness(files: Record<string, string>, lock = 'uv.lock'): Promise<Freshness | undefined> {
  const found = await new Project(new MemorySource(files)).get(lockfiles);
  return found.all.find(({ path }) => path === lock)?.freshness;
}

function edited(from: string, to: string): Record<string, string> {
  expect(WORKSPACE['pyproject.toml']).toContain(from);
  return { ...WORKSPACE, 'pyproject.toml': WORKSPACE['pyproject.toml'].replace(from, to) };
}

describe.each(REVISIONS)('a lock of %s', (name) => {
  const lock = data(`workspace/${name}.lock`);

  test('tells the project, its members and what it holds', () => {
    const read = parseUvLock(lock);
    expect(read.problems).toEqual([]);
    expect(read.members).toEqual(['.', 'parts/a']);
    expect(read.python).toBe('>=3.9');
    expect(read.projects.map((one) => one.name)).toEqual(['demo-proj', 'part-a']);
    expect(read.packages.filter(({ hashed }) => hashed).map((one) => one.name)).toEqual(
      expect.arrayContaining(['idna', 'iniconfig', 'six']),
    );
    expect(read.packages.filter(({ hashed }) => hashed === false)).toEqual([]);
  });

  test('belongs to the manifest that it was made from', async () => {
    expect(await freshness({ ...WORKSPACE, 'uv.lock': lock })).toMatchObject({
      state: 'fresh',
      compared: { requirements: 8, groups: 3, extras: 1, members: 2, constraints: 1 },
    });
  });

  test.each([
    [
      'six >= 1.15',
      'six >= 1.16',
      { name: 'six', declared: '>= 1.16, < 2', locked: '>=1.15,<2 (locked at 1.17.0)' },
    ],
    ['"idna>3"', '"idna>3,<3.5"', { name: 'idna', declared: '>3,<3.5' }],
    ['"six==1.*"', '"six==1.*", "idna"', { name: 'test: idna' }],
    ['requires-python = ">=3.9"', 'requires-python = ">=3.10"', { name: 'requires-python', locked: '>=3.9' }],
    ["< '3.13'", "< '3.12'", { name: 'iniconfig' }],
  ])('does not after %s became %s', async (from, to, difference) => {
    expect(await freshness({ ...edited(from, to), 'uv.lock': lock })).toMatchObject({
      state: 'stale',
      differences: [difference],
    });
  });

  test('cut off or spoilt it is read in part, refused or told as a problem', () => {
    fc.assert(
      fc.property(
        fc.nat(lock.length),
        fc.nat(lock.length),
        fc.constantFrom('', '"', '[', '\0', '= 1\n', '{}'),
        (start, end, put) => {
          const text = lock.slice(0, Math.min(start, end)) + put + lock.slice(Math.max(start, end));
          try {
            const read = parseUvLock(text);
            expect(Array.isArray(read.packages)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(CannotTell);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a lock without metadata', () => {
  const lock = data('workspace/without-metadata.lock');

  test('is compared by names and versions', async () => {
    expect(await freshness({ ...WORKSPACE, 'uv.lock': lock })).toMatchObject({ state: 'fresh' });
  });

  test('is never called stale for what it does not record', async () => {
    const files = edited('  "part-a",\n', '  "part-a",\n  "idna",\n');
    expect(await freshness({ ...files, 'uv.lock': lock })).toMatchObject({ state: 'fresh' });
    const fewer = edited('Fast = ["idna>3"]', '');
    expect(await freshness({ ...fewer, 'uv.lock': lock })).toMatchObject({ state: 'unknown' });
  });

  test('is stale where a version does not satisfy', async () => {
    const files = edited('six >= 1.15, < 2', 'six >= 5');
    expect(await freshness({ ...files, 'uv.lock': lock })).toMatchObject({
      state: 'stale',
      differences: [
        { name: 'six', declared: '>= 5', locked: '1.17.0', at: { file: 'pyproject.toml', line: 6 } },
      ],
    });
  });
});

describe('what cannot be told', () => {
  const lock = data('workspace/revision-3.lock');

  test.each<[string, Record<string, string>, RegExp]>([
    ['dependencies that are computed', edited('version = "0.1"', 'version = "0.1"\ndynamic = ["dependencies"]'), /computes its dependencies/],
    ['a group that includes itself', edited('empty = []', 'empty = [{ include-group = "empty" }]'), /includes itself/],
    ['two groups that are one', edited('empty = []', 'empty = []\nEMPTY = []'), /the same by name/],
    ['a group of another kind', edited('empty = []', 'empty = [1]'), /neither a requirement/],
    ['an override for one package alone', edited('[tool.uv]\n', '[tool.uv]\noverride-dependencies = [{ package = "six" }]\n'), /not understood/],
    ['a setting of another kind', edited('[tool.uv]\n', '[tool.uv]\nresolution = { mode = "x" }\n'), /not understood/],
  ])('%s', async (_, files, reason) => {
    expect(await freshness({ ...files, 'uv.lock': lock })).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(reason),
    });
  });

  test('a lock beside no manifest, or outside uv\'s hands', async () => {
    expect(await freshness({ 'uv.lock': lock })).toBeUndefined();
    const files = edited('[tool.uv]\n', '[tool.uv]\nmanaged = false\n');
    expect(await freshness({ ...files, 'uv.lock': lock })).toMatchObject({ state: 'unknown' });
  });
}); // biome-ignore format: a table reads better in rows

describe('sources', () => {
  const project = (sources: string, more = '') =>
    `[project]\nname = "p"\nversion = "1"\ndependencies = ["torch>=2"]\n\n[tool.uv.sources]\n${sources}\n${more}`;
  const lock = (requires: string) =>
    `version = 1\nrevision = 3\nrequires-python = ">=3.10"\n\n[[package]]\nname = "p"\nversion = "1"\nsource = { virtual = "." }\ndependencies = [{ name = "torch" }]\n\n[package.metadata]\nrequires-dist = [${requires}]\n\n[[package]]\nname = "torch"\nversion = "2.4.0"\nsource = { registry = "https://pypi.org/simple" }\n`;
  const COMMIT = 'a'.repeat(40);

  test.each<[string, string, string, string]>([
    ['a commit', `torch = { git = "https://example.org/t.git", rev = "${COMMIT}" }`, `{ name = "torch", git = "https://example.org/t.git?rev=${COMMIT}" }`, 'fresh'],
    ['another commit', `torch = { git = "https://example.org/t.git", rev = "${COMMIT}" }`, `{ name = "torch", git = "https://example.org/t.git?rev=main" }`, 'stale'],
    ['a branch with a slash, and a folder', 'torch = { git = "https://example.org/t", branch = "a/b", subdirectory = "x" }', '{ name = "torch", git = "https://example.org/t?subdirectory=x&branch=a%2Fb" }', 'fresh'],
    ['a path', 'torch = { path = "./libs/torch", editable = true }', '{ name = "torch", editable = "libs/torch" }', 'fresh'],
    ['an archive', 'torch = { url = "https://example.org/t.whl" }', '{ name = "torch", url = "https://example.org/t.whl" }', 'fresh'],
    ['no source any more', '', '{ name = "torch", git = "https://example.org/t" }', 'stale'],
  ])('%s', async (_, sources, requires, state) => {
    const files = { 'pyproject.toml': project(sources), 'uv.lock': lock(requires) };
    expect(await freshness(files)).toMatchObject({ state });
  });

  test('an index for some platforms, and the usual one for the rest', async () => {
    const index = '[[tool.uv.index]]\nname = "cpu"\nurl = "https://example.org/cpu/"\nexplicit = true\n';
    const manifest = project(`torch = [{ index = "cpu", marker = "sys_platform != 'darwin'" }]`, index);
    const requires = `{ name = "torch", marker = "sys_platform == 'darwin'", specifier = ">=2" }, { name = "torch", marker = "sys_platform != 'darwin'", specifier = ">=2", index = "https://example.org/cpu" }`;
    expect(await freshness({ 'pyproject.toml': manifest, 'uv.lock': lock(requires) })).toMatchObject({ state: 'fresh' });
    const other = requires.replace('org/cpu', 'org/gpu');
    expect(await freshness({ 'pyproject.toml': manifest, 'uv.lock': lock(other) })).toMatchObject({
      state: 'stale',
      differences: [{ about: 'source', name: 'torch' }],
    });
  });
}); // biome-ignore format: a table reads better in rows

describe('the lock of a script', () => {
  const [script, lock] = [data('train.py'), data('train.py.lock')];

  test('is held against the block in the script', async () => {
    const files = { 'train.py': script, 'train.py.lock': lock };
    expect(await freshness(files, 'train.py.lock')).toMatchObject({
      state: 'fresh',
      compared: { requirements: 1 },
    });
    const changed = { ...files, 'train.py': script.replace('six>=1.15', 'six>=1.16') };
    expect(await freshness(changed, 'train.py.lock')).toMatchObject({
      state: 'stale',
      differences: [{ name: 'six', at: { file: 'train.py', line: 3 } }],
    });
  });

  test.each<[string, string | undefined]>([
    ['# /// script\n# dependencies = []\n# ///\n', 'dependencies = []'],
    ['x = 1\n# /// script\n# a = 1\n#\n# b = 2\n# ///\n', 'a = 1\n\nb = 2'],
    ['# /// script\n# a = 1\n', undefined],
    ['# /// script\n# a = 1\n# ///\n\n# /// script\n# a = 1\n# ///\n', undefined],
    ['# /// other\n# a = 1\n# ///\n', undefined],
  ])('the block of %j', (code, toml) => {
    expect(findInlineScript(code)?.toml).toBe(toml);
  });
});

test('readers of any text throw nothing but CannotTell', () => {
  const unit = fc.constantFrom(
    '[', ']', '[[package]]', '=', '"', '\n', 'name', 'version', '1', '{', '}', ',', 'metadata', 'requires-dist', 'source', 'virtual',
    '[manifest]', '[tool.uv]', '[project]', 'dependencies', '__proto__', '[package.metadata]', '[[packages]]', 'marker', "'",
  ); // biome-ignore format: a table reads better in rows
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      for (const read of [parseUvLock, parseUvManifest, parsePylock]) {
        try {
          read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CannotTell);
        }
      }
    }),
  );
});
