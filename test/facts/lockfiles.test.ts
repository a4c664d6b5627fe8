import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { Project } from '../../src/facts/fact.js';
import { isCondaExplicit, parseCondaExplicit } from '../../src/facts/formats/conda-explicit.js';
import { parseCondaLock } from '../../src/facts/formats/conda-lock.js';
import { isJuliaManifest, parseJuliaManifest } from '../../src/facts/formats/julia-manifest.js';
import { parsePdmLock } from '../../src/facts/formats/pdm-lock.js';
import { parsePipfileLock } from '../../src/facts/formats/pipfile-lock.js';
import { parsePixiLock } from '../../src/facts/formats/pixi-lock.js';
import { parsePoetryLock } from '../../src/facts/formats/poetry-lock.js';
import { parsePylock } from '../../src/facts/formats/pylock.js';
import { parseRenvLock } from '../../src/facts/formats/renv-lock.js';
import { parseUvLock } from '../../src/facts/formats/uv-lock.js';
import { type Lockfiles, lockfiles } from '../../src/facts/lockfiles.js';
import { MemorySource } from '../../src/facts/source.js';

const data = (path: string) => readFileSync(`test/data/env/${path}`, 'utf8');
const HASH = 'ab'.repeat(32);

async function find(files: Record<string, string>): Promise<Lockfiles> {
  return new Project(new MemorySource(files)).get(lockfiles);
}

describe('locks that the tools wrote', () => {
  test.each<[string, Record<string, string>, string]>([
    ['uv', { 'pyproject.toml': data('uv/pyproject.toml'), 'uv.lock': data('uv/uv.lock') }, 'uv.lock'],
    [
      'Poetry',
      { 'pyproject.toml': data('poetry/pyproject.toml'), 'poetry.lock': data('poetry/poetry.lock') },
      'poetry.lock',
    ],
    [
      'Pipenv',
      { Pipfile: data('pipenv/Pipfile'), 'Pipfile.lock': data('pipenv/Pipfile.lock') },
      'Pipfile.lock',
    ],
    [
      'pip-tools',
      {
        'requirements.in': data('pip-tools/requirements.in'),
        'requirements.txt': data('pip-tools/requirements.txt'),
      },
      'requirements.txt',
    ],
    [
      'PEP 751',
      { 'pyproject.toml': data('uv/pyproject.toml'), 'pylock.toml': data('uv/pylock.toml') },
      'pylock.toml',
    ],
  ])('%s: marked, hashed, fresh, with the indirect packages', async (_, files, path) => {
    const { main } = await find(files);
    expect(main).toMatchObject([
      { path, marked: true, problems: [], freshness: { state: 'fresh', differences: [] } },
    ]);
    const names = main[0]!.packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['requests', 'certifi', 'urllib3']));
    expect(main[0]!.packages.filter(({ hashed }) => hashed === false)).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    [
      'Poetry',
      {
        'pyproject.toml': data('poetry/pyproject.toml').replace('requests = "^2.31"', 'requests = "^2.30"'),
        'poetry.lock': data('poetry/poetry.lock'),
      },
    ],
    [
      'Pipenv',
      {
        Pipfile: data('pipenv/Pipfile').replace('>=2.31', '>=2.30'),
        'Pipfile.lock': data('pipenv/Pipfile.lock'),
      },
    ],
  ])('%s: a changed manifest is stale by its hash', async (_, files) => {
    expect((await find(files)).main).toMatchObject([
      { freshness: { state: 'stale', reason: expect.stringContaining('content hash') } },
    ]);
  });

  test.each<[string, string, object]>([
    ['one that is not locked', '"scipy"', { name: 'scipy' }],
    ['one that is locked too low', '"certifi>=3000"', { name: 'certifi', locked: expect.any(String) }],
  ])('uv: %s is stale', async (_, requirement, difference) => {
    const manifest = data('uv/pyproject.toml').replace(
      'dependencies = [',
      `dependencies = [${requirement}, `,
    );
    const { main } = await find({ 'pyproject.toml': manifest, 'uv.lock': data('uv/uv.lock') });
    expect(main).toMatchObject([{ freshness: { state: 'stale', differences: [difference] } }]);
  });

  test('a compiled file without hashes is marked all the same', async () => {
    const { main } = await find({ 'requirements.txt': data('pip-tools/compiled-by-uv.txt') });
    expect(main).toMatchObject([{ marked: true, manifests: ['requirements.txt'] }]);
    expect(main[0]!.packages.every(({ hashed }) => hashed === false)).toBe(true);
  });
});

describe('formats', () => {
  test('uv: a version that is not known, a commit, the project itself', () => {
    expect(parseUvLock('version = 2\n').problems).toHaveLength(1);
    const commit = 'a'.repeat(40);
    const read = parseUvLock(
      `version = 1\n[[package]]\nname = "x"\nsource = { editable = "." }\n[[package]]\nname = "y"\nversion = "1"\nsource = { git = "https://x.org/y?rev=main#${commit}" }\n[[package]]\nname = "z"\nversion = "1"\nsource = { registry = "https://x.org" }\nwheels = [{ url = "https://x.org/z.whl" }]\n`,
    );
    expect(read.members).toEqual(['.']);
    expect(read.packages.map(({ name, hashed }) => [name, hashed])).toEqual([
      ['x', undefined],
      ['y', true],
      ['z', false],
    ]);
  });

  test('conda explicit files are known by their content', () => {
    const text = `# platform: linux-64\n@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/linux-64/python-3.10.4-h1_0.conda#${'a'.repeat(32)}\nhttps://conda.anaconda.org/x/noarch/a-b-1.0-py_0.tar.bz2\nnonsense\n`;
    expect(isCondaExplicit(text)).toBe(true);
    expect(isCondaExplicit('a==1\n# @EXPLICIT\n')).toBe(false);
    expect(parseCondaExplicit(text)).toMatchObject({
      python: '3.10.4',
      packages: [
        { name: 'python', hashed: true },
        { name: 'a-b', version: '1.0', hashed: false },
      ],
      problems: [{ line: 5 }],
    });
  });

  test('renv and Julia', () => {
    expect(
      parseRenvLock(
        '{"R": {"Version": "4.3"}, "Packages": {"dplyr": {"Package": "dplyr", "Version": "1.1.0"}}}',
      ).packages,
    ).toMatchObject([{ name: 'dplyr', version: '1.1.0', ecosystem: 'r' }]);
    const julia =
      'julia_version = "1.10.0"\nmanifest_format = "2.0"\n[[deps.Flux]]\nuuid = "x"\nversion = "0.14.1"\ngit-tree-sha1 = "' +
      HASH +
      '"\n';
    expect(isJuliaManifest(julia)).toBe(true);
    expect(parseJuliaManifest(julia).packages).toMatchObject([
      { name: 'Flux', version: '0.14.1', ecosystem: 'julia', hashed: true },
    ]);
  });

  test('PEP 751: another major version is a problem', () => {
    expect(parsePylock('lock-version = "2.0"\ncreated-by = "x"\npackages = []\n').problems).toHaveLength(1);
  });

  test('readers of any text throw nothing but CannotTell', () => {
    const readers = [
      parseUvLock,
      parsePoetryLock,
      parsePdmLock,
      parsePylock,
      parsePipfileLock,
      parseCondaLock,
      parseCondaExplicit,
      parsePixiLock,
      parseRenvLock,
      parseJuliaManifest,
    ];
    const unit = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '=',
      '"',
      ':',
      '\n',
      'package',
      'packages',
      'version',
      'name',
      '1',
      ',',
      '-',
      ' ',
      '__proto__',
      '_meta',
      '&',
      '*',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' }), fc.json()), (text) => {
        for (const read of readers) {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(CannotTell);
          }
        }
      }),
    );
  });

  test.each(['['.repeat(100_000), '{"a":'.repeat(100_000), `x = ${'['.repeat(100_000)}`])(
    'deep nesting ends early (%#)',
    (text) => {
      for (const read of [parseUvLock, parsePipfileLock, parseCondaLock])
        expect(() => read(text)).toThrow(CannotTell);
    },
  );
});
