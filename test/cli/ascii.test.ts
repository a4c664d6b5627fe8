import { describe, expect, test } from 'vitest';
import { folderWith, repro } from '../support/cli.js';
import { repository } from '../support/repository.js';

const ASCII = /^[\n\x20-\x7e]*$/;
const C = { LANG: 'C' };
const UTF8 = { LANG: 'C.UTF-8' };

describe('a locale that shows nothing but ASCII', () => {
  test('is followed by repro doctor, unless --no-ascii says otherwise', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': 'gate: { "mïnscore": 1 }\n' });
    const shown = await repro(['doctor'], { cwd, env: C });
    expect(shown.stdout).toMatch(ASCII);
    expect(shown.stdout).toMatch(/^\+ Node /m);
    expect(shown.stdout).toMatch(/^x repro\.config\.yaml:1:9: unknown key "m\\xefnscore"/m);
    expect(shown.stdout).toMatch(/^ {4}-> /m);
    const wanted = await repro(['doctor', '--no-ascii'], { cwd, env: C });
    expect(wanted.stdout).toContain('✗ repro.config.yaml:1:9: unknown key "mïnscore"');
    expect((await repro(['doctor', '--ascii'], { cwd, env: UTF8 })).stdout).toBe(shown.stdout);
  });

  test('is followed by repro lock', async () => {
    const cwd = await folderWith({ 'data/é.csv': 'a\n' });
    expect((await repro(['lock', 'data/é.csv'], { cwd, env: C })).stdout).toMatch(
      /^added +data\/\\xe9\.csv /,
    );
    const { stdout } = await repro(['lock', '--check'], { cwd, env: UTF8 });
    expect(stdout).toContain('data/é.csv');
    expect((await repro(['lock', '--check', '--ascii'], { cwd, env: UTF8 })).stdout).toMatch(ASCII);
  });

  test('is followed by repro init', async () => {
    const cwd = await folderWith({ 'train.py': 'import numpy\n' });
    expect((await repro(['init', '--yes', '--ascii'], { cwd })).stdout).toMatch(ASCII);
  });

  test('is followed by repro fix, but for the patch, which has to fit the file', async () => {
    const cwd = await repository({
      'requirements.txt': '# für alle\nnumpy\npandas\n',
      'é/requirements.txt': 'numpy\n',
      'uv.lock':
        'version = 1\n\n[[package]]\nname = "numpy"\nversion = "2.1.0"\nsource = { registry = "https://pypi.org/simple" }\n',
      'train.py': 'import numpy\n',
    });
    const { stdout } = await repro(['fix', 'env', '--dry-run', '--only', 'pins'], { cwd, env: C });
    const end = stdout.search(/^(?:\d+ changes?|Nothing|There is|Left)/m);
    expect(stdout.slice(end)).toMatch(ASCII);
    const unlimited = await repro(['fix', 'env', '--dry-run', '--only', 'pins'], { cwd, env: UTF8 });
    expect(unlimited.stdout.slice(0, end)).toBe(stdout.slice(0, end));
    expect(stdout).toContain(' # für alle');
    expect(stdout).toContain('\\xe9/requirements.txt: 1 requirement');
  });
});
