import { describe, expect, test } from 'vitest';
import { find, folder, main } from './true-locks.js';

describe('what has changed since', () => {
  const MISSING = { about: 'requirement', declared: expect.any(String) };
  test.each<[string, string, string, string, string, object[]]>([
    ['poetry/2.5', 'pyproject.toml', '"six>=1.15"', '"six>=2"', 'another range', [{ ...MISSING, name: 'six', locked: '1.17.0', at: { file: 'pyproject.toml', line: 5 } }]],
    ['poetry/2.5', 'pyproject.toml', 'pluggy = "^1.5"', 'pluggy = "^2"', 'a range in a group', [{ name: 'pluggy', locked: expect.any(String) }]],
    ['poetry/1.1', 'pyproject.toml', 'six = "^1.15"', 'six = "^1.14"', 'a range that still holds', []],
    ['poetry/1.8', 'pyproject.toml', 'python = "^3.8"', 'python = "^3.9"', 'the Python versions', []],
    ['pdm/full', 'pyproject.toml', '"six>=1.15"', '"six>=1.15", "wheel"', 'one more requirement', [{ ...MISSING, name: 'wheel' }]],
    ['pdm/workspace', 'a/pyproject.toml', 'iniconfig>=2', 'iniconfig>=1', 'a member of the workspace', []],
    ['pdm/2.12', 'pyproject.toml', '"six>=1.15"', '"six>=2"', 'an older format, by what it holds', [{ name: 'six', locked: '1.17.0' }]],
    ['pdm/lock-inputs', 'pyproject.toml', '"six>=1.15"', '"six>=2"', 'recorded inputs, by what it holds', [{ name: 'six', locked: '1.17.0' }]],
    ['pipenv/categories', 'Pipfile', 'pluggy = {version = "*"', 'pluggy = {version = ">=9"', 'a category', expect.anything() as never],
    ['conda-lock', 'environment.yml', 'zlib >=1.2,<2', 'zlib >=1.3', 'a conda spec', [{ ...MISSING, name: 'zlib', locked: '1.2.13', at: { file: 'environment.yml', line: 4 } }]],
    ['conda-lock', 'environment.yml', 'pip=24.0', 'pip=24.1', 'a fuzzy conda spec', [{ name: 'pip', locked: '24.0' }]],
    ['conda-lock', 'environment.yml', 'six>=1.15', 'six>=2', 'a spec of pip', [{ name: 'six', locked: '1.17.0' }]],
    ['pixi/6', 'pixi.toml', 'tzdata = "*"', 'tzdata = ">=2030"', 'a pixi spec on both platforms', [{ name: 'tzdata', locked: expect.stringMatching(/2024a for linux-64/), at: { file: 'pixi.toml', line: 8 } }]],
    ['pixi/7', 'pixi.toml', '"h4ab*"', '"h5*"', 'a build', [{ name: 'zlib', declared: '>=1.2,<2 h5*' }]],
    ['pixi/4', 'pixi.toml', 'zlib = "1.2.13"', 'zlib = "1.2.12"', 'another environment', [{ name: 'zlib', locked: expect.stringContaining('test on') }]],
    ['pixi/5', 'pixi.toml', '"linux-64", "win-64"', '"linux-64"', 'a platform less', [{ about: 'setting' }]],
    ['pixi/7', 'pixi.toml', '["conda-forge"]', '["bioconda", "conda-forge"]', 'a channel', [{ about: 'source', name: 'channels' }]],
    ['pixi/6', 'pixi.toml', 'test = { features', 'tests = { features', 'the name of an environment', [{ about: 'group', name: 'tests' }, { about: 'group', name: 'test' }]],
    ['pixi/6', 'pixi.toml', 'six = ">=1.15"', 'six = ">=2"', 'a spec of PyPI', [{ name: 'six' }]],
    ['renv/with-hash', 'DESCRIPTION', '1.1.0', '1.2.0', 'a version', [{ ...MISSING, name: 'dplyr', locked: '1.1.4', at: { file: 'DESCRIPTION', line: 7 } }]],
    ['renv/remotes', 'DESCRIPTION', '    rlang', '    rlang,\n    purrr', 'one more import', [{ name: 'purrr' }]],
    ['julia/2.0', 'Project.toml', 'JSON = "0.21"', 'JSON = "0.22"', 'a compat entry', [{ ...MISSING, name: 'JSON', declared: '0.22', locked: '0.21.4', at: { file: 'Project.toml', line: 3 } }]],
    ['julia/1.0', 'Project.toml', '682c06a0', '782c06a0', 'a uuid', [{ name: 'JSON' }]],
    ['julia/2.1', 'Project.toml', '[deps]\n', '[deps]\nNew = "00000000-2222-3333-4444-555555555555"\n', 'one more dependency', [{ name: 'New' }]],
  ])('%s: %s, %s to %s (%s)', async (path, file, from, to, _, differences) => {
    const files = folder(path);
    expect(files[file]).toContain(from);
    const edited = { ...files, [file]: files[file]!.replace(from, () => to) };
    const stale = (await find(edited)).main.filter(({ freshness }) => freshness?.state === 'stale');
    expect(stale.length).toBeGreaterThan(0);
    if (Array.isArray(differences))
      expect(stale.at(-1)!.freshness!.differences.slice(0, Math.max(differences.length, 0))).toMatchObject(differences);
  });

  test.each<[string, string, string, string, 'fresh' | 'unknown']>([
    ['conda-lock', 'environment.yml', 'dependencies:', '# why\ndependencies:', 'unknown'],
    ['conda-lock', 'environment.yml', '\n', '\r\n', 'fresh'],
    ['conda-lock', 'environment.yml', 'zlib >=1.2,<2', 'zlib >=1.2,<2\n  - cudatoolkit  # [win]', 'unknown'],
    ['pixi/6', 'pixi.toml', '"1.2.13"', '"1.2.*"', 'fresh'],
    ['pixi/6', 'pixi.toml', '[workspace]', '[project]', 'fresh'],
    ['renv/with-hash', 'DESCRIPTION', '    rlang', '    rlang,\n    MASS', 'unknown'],
    ['renv/with-hash', 'DESCRIPTION', '    stats', '    stats, utils, methods', 'fresh'],
    ['julia/2.0', 'Project.toml', 'JSON = "0.21"', 'JSON = "~0.21.3, 1"', 'fresh'],
    ['julia/2.0', 'Project.toml', 'JSON = "0.21"', 'JSON = "0.18 - 0.21"', 'fresh'],
    ['julia/2.0', 'Project.toml', 'JSON = "0.21"', 'JSON = "whatever"', 'fresh'],
  ])('%s: %s, %j to %j is %s', async (path, file, from, to, state) => {
    const files = folder(path);
    const edited = { ...files, [file]: files[file]!.replaceAll(from, () => to) };
    const lock = (await find(edited)).main.find((one) => one.kind !== 'conda-explicit');
    expect(lock?.freshness).toMatchObject({ state });
  });

  test.each<[string, string, string]>([
    ['a float', 'pyproject.toml', 'respect-source-order = true\nx = 1.0'],
    ['a date', 'pyproject.toml', 'respect-source-order = true\nx = 2024-01-01'],
  ])('%s among what is hashed leaves it open', async (_, file, to) => {
    const files = folder('pdm/full');
    const edited = { ...files, [file]: files[file]!.replace('respect-source-order = true', to) };
    expect((await main(edited, 'pdm.lock')).freshness).toMatchObject({ state: 'unknown', differences: [] });
  });
}); // biome-ignore format: a table reads better in rows
