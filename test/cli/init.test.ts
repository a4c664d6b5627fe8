import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { yamlDocument } from '../../src/config/yaml-document.js';
import { filesOf, folderWith, repro } from '../support/cli.js';

const PROJECT = {
  'src/train.py': [
    'import numpy as np',
    'import pandas as pd',
    'from sklearn.ensemble import RandomForestClassifier',
    '',
    'if __name__ == "__main__":',
    '    np.random.seed(1)',
    '    frame = pd.read_csv("data/claims.csv")',
    '    RandomForestClassifier(random_state=1).fit(frame, frame)',
    '',
  ].join('\n'),
  'data/claims.csv': 'a,b\n1,2\n',
  'metrics.json': '{"recall": 0.9}\n',
};

describe('repro init', () => {
  test('declares what it finds, in a config that repro check takes', async () => {
    const cwd = await folderWith(PROJECT);
    const { exitCode, stdout, stderr } = await repro(['init', '--yes'], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('wrote repro.config.yaml with 1 entry point, 1 dataset, 1 metrics file');
    const text = (await filesOf(cwd))['repro.config.yaml']!;
    expect(text).toContain('# yaml-language-server: $schema=');
    expect(yamlDocument('x', text).value).toMatchObject({
      version: 1,
      project: { entrypoints: { train: 'src/train.py' } },
      data: [{ path: 'data/claims.csv' }],
      metrics: [{ file: 'metrics.json' }],
    });
    expect([0, 1]).toContain((await repro(['check'], { cwd })).exitCode);
    expect((await repro(['lock'], { cwd })).exitCode).toBe(0);
  });

  test('leaves out what a config cannot name', async () => {
    const odd = Object.fromEntries(Object.entries(PROJECT).map(([path, text]) => [`~${path}`, text]));
    const cwd = await folderWith({ ...PROJECT, ...odd, 'src/train\\b.py': PROJECT['src/train.py'] });
    const { exitCode, stderr } = await repro(['init', '--yes'], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(yamlDocument('x', (await filesOf(cwd))['repro.config.yaml']!).value).toMatchObject({
      project: { entrypoints: { train: 'src/train.py' } },
      data: [{ path: 'data/claims.csv' }],
      metrics: [{ file: 'metrics.json' }],
    });
  });

  test('keeps what is locked when it writes the config anew', async () => {
    const cwd = await folderWith({ ...PROJECT, 'images/a.png': 'a', 'images/b.tmp': 'b' });
    await repro(['init', '--yes'], { cwd });
    expect((await repro(['lock', 'images', '--exclude', '*.tmp'], { cwd })).exitCode).toBe(0);
    expect((await repro(['lock'], { cwd })).exitCode).toBe(0);
    const lock = (await filesOf(cwd))['repro.lock'];
    const again = await repro(['init', '--yes', '--force'], { cwd });
    expect(again.stdout).toContain('2 datasets');
    expect(yamlDocument('x', (await filesOf(cwd))['repro.config.yaml']!).value).toMatchObject({
      data: [{ path: 'data/claims.csv' }, { path: 'images', exclude: ['*.tmp'] }],
    });
    expect((await repro(['lock'], { cwd })).exitCode).toBe(0);
    expect((await filesOf(cwd))['repro.lock']).toBe(lock);
  }, 60_000);

  test('names entry points of one role after their files, else after their folders', async () => {
    const text = PROJECT['src/train.py'];
    const cwd = await folderWith({
      ...PROJECT,
      'bio/train.py': text,
      'chem/train.py': text,
      'train_b.py': text,
    });
    expect((await repro(['init', '--yes'], { cwd })).exitCode).toBe(0);
    const { value } = yamlDocument('x', (await filesOf(cwd))['repro.config.yaml']!);
    expect((value as { project: { entrypoints: unknown } }).project.entrypoints).toEqual({
      train: 'bio/train.py',
      'train-chem': 'chem/train.py',
      'train-src': 'src/train.py',
      train_b: 'train_b.py',
    });
  });

  test('takes of what a pattern may mean only what looks like data', async () => {
    const cwd = await folderWith({
      ...PROJECT,
      'src/all.py': 'import pandas as pd\nfor name in NAMES:\n    pd.read_csv("lessons/" + name)\n',
      'lessons/README.md': '# x\n',
      'lessons/01.md': '# x\n',
      'lessons/rows.csv': 'a\n1\n',
    });
    expect((await repro(['init', '--yes'], { cwd })).exitCode).toBe(0);
    const { value } = yamlDocument('x', (await filesOf(cwd))['repro.config.yaml']!);
    expect((value as { data: { path: string }[] }).data.map(({ path }) => path)).toEqual([
      'data/claims.csv',
      'lessons/rows.csv',
    ]);
  });

  test('proposes data that git does not keep and large data files, but no secrets, caches or results', async () => {
    const big = 'a,b\n'.repeat(300_000);
    const cwd = await folderWith({
      ...PROJECT,
      '.gitignore': '/data/raw/*\n!.gitkeep\n/store\n/datasets\n',
      'data/raw/.gitkeep': '',
      'data/raw/2024.parquet': 'x',
      'data/raw/deep/2025.parquet': 'x',
      'data/cache/x.parquet': 'x',
      'datasets/.cache/y.csv': 'x',
      'store/ignored.csv': 'x',
      'src/eval.py': 'import pandas as pd\npd.read_csv("store/ignored.csv")\npd.read_csv("gone.csv")\n',
      'big.csv': big,
      'tests/big.csv': big,
      'misc/screenshot.png': big,
      'data/scan.png': big,
      'results/big.csv': big,
      'secrets.csv': big,
      'known.csv': big,
      MD5SUMS: `${'0'.repeat(32)}  known.csv\n`,
    });
    await rm(join(cwd, '.git'), { recursive: true });
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
    ])
      execFileSync('git', args, { cwd });
    expect((await repro(['init', '--yes'], { cwd })).exitCode).toBe(0);
    const { value } = yamlDocument('x', (await filesOf(cwd))['repro.config.yaml']!);
    expect((value as { data: { path: string }[] }).data.map(({ path }) => path)).toEqual([
      'big.csv',
      'data/claims.csv',
      'data/raw',
      'data/scan.png',
      'store/ignored.csv',
    ]);
  });

  test('works on an empty folder, and on one given by path', async () => {
    const cwd = await folderWith({ 'inner/x.txt': '' });
    expect((await repro(['init', 'inner', '-y'], { cwd })).exitCode).toBe(0);
    expect(Object.keys(await filesOf(cwd))).toEqual(['inner/repro.config.yaml', 'inner/x.txt']);
    expect((await repro(['check'], { cwd: join(cwd, 'inner') })).stderr).toBe('');
  });

  test('never overwrites without --force', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': 'mine: [\n' });
    expect(await repro(['init', '--yes'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: 'error: there is already a config: repro.config.yaml\n  hint: --force overwrites it',
    });
    expect(await filesOf(cwd)).toEqual({ 'repro.config.yaml': 'mine: [\n' });
    expect((await repro(['init', '--yes', '--force'], { cwd })).exitCode).toBe(0);
    expect((await filesOf(cwd))['repro.config.yaml']).toContain('version: 1');
  });

  test.each([
    ['.repro.yaml', 'version: 1\n', '.repro.yaml'],
    ['pyproject.toml', '[tool.repro]\nversion = 1\n', '[tool.repro] in pyproject.toml'],
  ])('never writes a second config beside %s', async (name, text, shown) => {
    const cwd = await folderWith({ [name]: text });
    expect(await repro(['init', '--yes', '--force'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: `error: there is already a config: ${shown}\n  hint: remove it first`,
    });
    expect(Object.keys(await filesOf(cwd))).toEqual([name]);
  });

  test('does not ask where nobody can answer', async () => {
    const cwd = await folderWith(PROJECT);
    expect(await repro(['init'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: 'error: there is no terminal to ask on\n  hint: add --yes to take everything that is found',
    });
  });
});
