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
    expect(stdout).toContain('wrote repro.config.yaml with 1 entry point, 1 data file, 1 metrics file');
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
