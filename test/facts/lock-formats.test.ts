import { describe, expect, test } from 'vitest';
import { parseCondaExplicit } from '../../src/facts/formats/conda-explicit.js';
import { parseCondaLock } from '../../src/facts/formats/conda-lock.js';
import { parseJuliaManifest } from '../../src/facts/formats/julia-manifest.js';
import { parsePdmLock } from '../../src/facts/formats/pdm-lock.js';
import { parsePipfileLock } from '../../src/facts/formats/pipfile-lock.js';
import { parsePixiLock } from '../../src/facts/formats/pixi-lock.js';
import { parsePoetryLock } from '../../src/facts/formats/poetry-lock.js';
import { find, folder, main } from './true-locks.js';

const HASH = 'ab'.repeat(32);
const COMMIT = '1f234e3f782b04a1fec45d7f1ef09806bd08ac19';

describe('true locks of every version', () => {
  test.each<[string, string, string | undefined, number, number, 'fresh' | 'unknown']>([
    ['poetry/1.1', 'poetry.lock', '1.1', 5, 5, 'fresh'],
    ['poetry/1.3', 'poetry.lock', '2.0', 5, 5, 'fresh'],
    ['poetry/1.8', 'poetry.lock', '2.0', 5, 5, 'fresh'],
    ['poetry/2.2', 'poetry.lock', '2.1', 6, 6, 'fresh'],
    ['poetry/2.5', 'poetry.lock', '2.1', 6, 6, 'fresh'],
    ['pdm/1.15', 'pdm.lock', '3.1', 4, 4, 'unknown'],
    ['pdm/2.12', 'pdm.lock', '4.4.1', 4, 4, 'unknown'],
    ['pdm/full', 'pdm.lock', '4.5.1', 6, 6, 'fresh'],
    ['pdm/static-urls', 'pdm.lock', '4.5.1', 5, 5, 'fresh'],
    ['pdm/lock-inputs', 'pdm.lock', '4.5.1', 4, 4, 'unknown'],
    ['pdm/workspace', 'pdm.lock', '4.5.1', 6, 5, 'fresh'],
    ['pdm/pylock', 'pylock.toml', '1.0', 5, 5, 'fresh'],
    ['pipenv/categories', 'Pipfile.lock', '6', 4, 4, 'fresh'],
    ['conda-lock', 'conda-lock.yml', '1', 6, 6, 'fresh'],
    ['conda-lock', 'conda-linux-64.lock', undefined, 3, 3, 'fresh'],
    ['pixi/4', 'pixi.lock', '4', 7, 7, 'fresh'],
    ['pixi/5', 'pixi.lock', '5', 7, 7, 'fresh'],
    ['pixi/6', 'pixi.lock', '6', 7, 7, 'fresh'],
    ['pixi/7', 'pixi.lock', '7', 7, 7, 'fresh'],
    ['renv/with-hash', 'renv.lock', undefined, 2, 0, 'fresh'],
    ['renv/remotes', 'renv.lock', undefined, 2, 0, 'fresh'],
    ['julia/1.0', 'Manifest.toml', '1.0', 4, 2, 'fresh'],
    ['julia/2.0', 'Manifest.toml', '2.0', 4, 2, 'fresh'],
    ['julia/2.1', 'Manifest.toml', '2.1', 4, 2, 'fresh'],
  ])('%s: %s of format %s', async (path, name, version, total, hashed, state) => {
    const files = folder(path);
    const lock = await main(files, name);
    expect(lock.problems).toEqual([]);
    expect(lock.version).toBe(version);
    expect(lock.packages).toHaveLength(total);
    expect(lock.packages.filter((one) => one.hashed === true)).toHaveLength(hashed);
    expect(lock.packages.filter((one) => one.hashed === false)).toEqual([]);
    expect(lock.freshness).toMatchObject({ state, differences: [] });
    const lines = files[name]!.split('\n');
    for (const { line } of lock.packages)
      expect(lines[line! - 1]).toMatch(/^(?:\[\[.*package|\[\[(?:deps\.)?\w+\]\]|- \w+:| {4,8}"\w+": \{|https|# pip )/);
  }); // biome-ignore format: a table reads better in rows
});

describe('what carries a hash', () => {
  test('Poetry: commits, folders, and places where older formats keep hashes', () => {
    const entry = (name: string, more: string) => `[[package]]\nname = "${name}"\nversion = "1"\n${more}\n`;
    const { packages } = parsePoetryLock(
      [
        entry('a', `files = [{file = "a.whl", hash = "sha256:${HASH}"}, {file = "a.tgz"}]`),
        entry('b', `[package.source]\ntype = "git"\nresolved_reference = "${COMMIT}"`),
        entry('c', '[package.source]\ntype = "git"\nresolved_reference = "main"'),
        entry('d', 'files = []\n[package.source]\ntype = "directory"'),
        entry('e', 'files = []'),
        entry('F_g', ''),
        `[metadata]\nlock-version = "1.0"\n[metadata.hashes]\nF_g = ["${HASH}"]\n`,
      ].join('\n'),
    );
    expect(packages.map(({ name, hashed, line }) => [name, hashed, line])).toEqual([
      ['a', false, 1],
      ['b', true, 6],
      ['c', false, 13],
      ['d', undefined, 20],
      ['e', false, 27],
      ['f-g', true, 32],
    ]);
  });

  test('PDM: commits and folders', () => {
    const { packages } = parsePdmLock(
      `[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "a"\nrevision = "${COMMIT}"\n[[package]]\nname = "b"\nrevision = "main"\n[[package]]\nname = "c"\npath = "./c"\n[[package]]\nname = "d"\nversion = "1"\n`,
    );
    expect(packages.map(({ hashed, line }) => [hashed, line])).toEqual([
      [true, 3],
      [false, 6],
      [undefined, 9],
      [false, 12],
    ]);
  });

  test('Pipenv: commits, paths and bare versions', () => {
    const { packages } = parsePipfileLock(
      `{"_meta": {},\n"default": {\n"a": {"ref": "${COMMIT}"},\n"b": {"ref": "main"}, "c": {"path": "."},\n"D.e": {"version": "==1"}}}`,
    );
    expect(packages.map(({ name, hashed, line }) => [name, hashed, line])).toEqual([
      ['a', true, 3],
      ['b', false, 4],
      ['c', undefined, 4],
      ['d-e', false, 5],
    ]);
  });

  test('conda explicit files: md5, sha256, none; what pip installs; no password in a message', () => {
    const at = 'https://conda.anaconda.org/conda-forge/noarch';
    const { packages, problems } = parseCondaExplicit(
      `@EXPLICIT\n${at}/a-1-0.conda#${'a'.repeat(32)}\n${at}/b-1-0.conda#sha256:${HASH}\n${at}/c-1-0.tar.bz2\n# pip d @ https://x.org/d-2.0-py3-none-any.whl --hash=sha256:${HASH}\n# pip e @ https://x.org/e-2.0-py3-none-any.whl\nhttps://me:secret@x.org/f\n`,
    );
    expect(packages.map(({ name, version, hashed, line }) => [name, version, hashed, line])).toEqual([
      ['a', '1', true, 2],
      ['b', '1', true, 3],
      ['c', '1', false, 4],
      ['d', '2.0', true, 5],
      ['e', '2.0', false, 6],
    ]);
    expect(problems).toMatchObject([{ line: 7 }]);
    expect(problems[0]!.message).not.toContain('secret');
  });

  test('conda-lock: numbers as written, virtual packages without artefact, commits', () => {
    const { packages, python } = parseCondaLock(
      `version: 1\nmetadata: {sources: []}\npackage:\n- {name: python, version: 3.10, manager: conda, hash: {md5: ${'a'.repeat(32)}}}\n- {name: __osx, version: 1, manager: conda}\n- {name: T_x, version: 2.0, manager: pip, url: 'git+https://x.org/t@${COMMIT}', hash: {}}\n- {name: u, version: 1, manager: pip, hash: {}}\n`,
    );
    expect(python).toBe('3.10');
    expect(packages.map(({ name, version, hashed }) => [name, version, hashed])).toEqual([
      ['python', '3.10', true],
      ['__osx', '1', undefined],
      ['t-x', '2.0', true],
      ['u', '1', false],
    ]);
  });

  test('pixi: source packages and folders have none, addresses do', () => {
    const { packages } = parsePixiLock(
      `version: 7\nenvironments: {}\npackages:\n- conda: .\n  name: own\n- conda: https://x.org/noarch/a-1-0.conda\n- pypi: ./folder\n  name: b\n- pypi: https://x.org/c.whl\n  name: c\n- pypi: git+https://x.org/d.git#${COMMIT}\n  name: d\n`,
    );
    expect(packages.map(({ name, hashed }) => [name, hashed])).toEqual([
      ['own', undefined],
      ['a', false],
      ['b', undefined],
      ['c', false],
      ['d', true],
    ]);
  });

  test('Julia: what ships with Julia and folders have no tree, repositories must', () => {
    const { packages } = parseJuliaManifest(
      'manifest_format = "2.0"\n[[deps.A]]\nuuid = "1"\nversion = "1.11.0"\n[[deps.B]]\nuuid = "2"\nrepo-url = "https://x.org"\n[[deps.C]]\nuuid = "3"\npath = "C"\n',
    );
    expect(packages.map(({ name, hashed }) => [name, hashed])).toEqual([
      ['A', undefined],
      ['B', false],
      ['C', undefined],
    ]);
  });
});

describe('locks of no known format', () => {
  test.each<[string, string]>([
    ['poetry.lock', '[metadata]\nlock-version = "3.0"\n'],
    ['poetry.lock', '[[package]]\nname = "a"\nversion = "1"\n'],
    ['uv.lock', 'version = 1\n[manifest]\nmembers = ["a", "b"]\n'],
    ['pdm.lock', '[metadata]\nlock_version = "5.0"\n'],
    ['pdm.lock', ''],
    ['Pipfile.lock', '{}'],
    ['conda-lock.yml', 'version: 2\nmetadata: {}\npackage: []\n'],
    ['conda-lock.yml', 'version: 1\nmetadata: {}\n'],
    ['conda-lock.yml', 'version: 1\nmetadata: {}\npackage:\n'],
    ['pixi.lock', 'version: 6\nenvironments: {}\npackages:\n'],
    ['pixi.lock', 'version: 8\nenvironments: {}\npackages: []\n'],
    ['pixi.lock', ''],
    ['renv.lock', '{"R": {}}'],
    ['Manifest.toml', 'manifest_format = "3.0"\n[deps]\n'],
  ])('%s: %j has a problem', async (path, text) => {
    const { all } = await find({ [path]: text });
    expect(all[0]?.problems.length).toBeGreaterThan(0);
  });

  test.each<[string, string, number]>([
    ['poetry.lock', '[metadata]\nx = \n', 2],
    ['Pipfile.lock', '{\n"_meta": {}\n"default": 1}', 3],
    ['conda-lock.yml', 'version: 1\npackage: [\n  a: b: c\n', 3],
  ])('%s: %j tells the line', async (path, text, line) => {
    const { all } = await find({ [path]: text });
    expect(all[0]?.problems).toMatchObject([{ line }]);
  });

  test('a Manifest.toml of another tool and a text without @EXPLICIT are none', async () => {
    const { all } = await find({ 'Manifest.toml': '[package]\nname = "x"\n', 'spec.txt': 'a==1\n' });
    expect(all).toEqual([]);
  });
});
