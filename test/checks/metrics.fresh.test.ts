import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import type { Facts } from '../../src/facts/index.js';
import { metricsHistory } from '../../src/facts/metrics-history.js';
import { FolderSource } from '../../src/facts/source.js';
import { git, repository, temporaryFolder, write } from '../support/repository.js';
import { checkNamed } from '../support/verify.js';

const project = {
  'train.py':
    'import numpy as np\nfrom model import net\nfrom sklearn.linear_model import Ridge\nnp.random.seed(1)\nRidge().fit(np.random.rand(9, 2), net())\n',
  'model.py': 'import numpy as np\ndef net():\n    return np.random.rand(9)\n',
  'other.py': 'print(1)\n',
  'params.yaml': 'lr: 0.1\n',
  'README.md': '# A model\n',
  'metrics.json': '{"accuracy": 0.93, "f1": 0.9}\n',
};

async function judge(root: string) {
  const history = await new Project(await FolderSource.open(root)).get(metricsHistory);
  return checkNamed('metrics/fresh').run({ metricsHistory: history } as unknown as Facts, {});
}

async function commit(root: string, files: Record<string, string>) {
  await write(root, files);
  await git(root, 'add', '-A');
  await git(root, 'commit', '-qm', 'later');
}

describe('metrics/fresh', () => {
  test('pass: results and code of one commit; documentation and code that no run reaches may change', async () => {
    const root = await repository(project);
    await commit(root, { 'README.md': '# Another\n', 'other.py': 'print(2)\n', 'tests/test_a.py': '' });
    expect(await judge(root)).toMatchObject({ status: 'pass', summary: '1 metrics file as new as the code' });
  });

  test('pass: only comments, docstrings and outputs of a notebook changed', async () => {
    const cell = (outputs: object[]) =>
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [
          {
            cell_type: 'code',
            source: 'import model\nmodel.net()',
            outputs,
            execution_count: 1,
            metadata: {},
          },
        ],
      });
    const root = await repository({ ...project, 'train.ipynb': cell([]) });
    await commit(root, {
      'model.py': `"""The net."""\n${project['model.py'].replace('):', '):  # a net')}`,
      'train.ipynb': cell([{ output_type: 'stream', name: 'stdout', text: '1' }]),
    });
    expect(await judge(root)).toMatchObject({ status: 'pass' });
    await commit(root, { 'model.py': project['model.py'].replace('9', '8') });
    expect(await judge(root)).toMatchObject({ status: 'warn' });
  });

  test('warn: what a run reaches changed afterwards, committed or not', async () => {
    const root = await repository(project);
    await commit(root, { 'model.py': 'def net():\n    return 1\n' });
    await write(root, { 'params.yaml': 'lr: 0.2\n' });
    const outcome = await judge(root);
    expect(outcome).toMatchObject({ status: 'warn', ratio: 0.5 });
    expect(outcome.status === 'warn' && outcome.gaps[0]?.message).toMatch(
      /^metrics\.json was recorded in [0-9a-f]{12}; since then model\.py and params\.yaml \(not committed\) changed$/,
    );
  });

  test('pass, then warn: data is recorded for the first time, and differs later', async () => {
    const root = await repository(project);
    await write(root, { 'data.csv.dvc': 'outs:\n  - md5: 1\n    path: data.csv\n' });
    await git(root, 'add', '-A');
    expect(await judge(root)).toMatchObject({ status: 'pass' });
    await commit(root, { 'repro.lock': 'version: 1\n' });
    expect(await judge(root)).toMatchObject({ status: 'pass' });
    await commit(root, { 'metrics.json': '{"accuracy": 0.94, "f1": 0.9}\n' });
    await commit(root, { 'repro.lock': 'version: 1\ndata: {}\n' });
    const outcome = await judge(root);
    expect(outcome.status === 'warn' && outcome.gaps[0]?.message).toMatch(/since then repro\.lock changed$/);
  });

  test('pass again: the metrics were recorded anew', async () => {
    const root = await repository(project);
    await commit(root, { 'model.py': 'def net():\n    return 1\n' });
    await commit(root, { 'metrics.json': '{"accuracy": 0.94, "f1": 0.9}\n' });
    expect(await judge(root)).toMatchObject({ status: 'pass' });
  });

  test('warn: results that differ from the committed ones', async () => {
    const root = await repository(project);
    await write(root, { 'metrics.json': '{"accuracy": 0.5, "f1": 0.9}\n' });
    expect(await judge(root)).toMatchObject({
      gaps: [{ message: 'metrics.json differs from what is committed' }],
    });
  });

  test('fail: results that git does not keep', async () => {
    const { 'metrics.json': later, ...rest } = project;
    const root = await repository(rest);
    await write(root, { 'metrics.json': later });
    expect(await judge(root)).toMatchObject({
      status: 'fail',
      gaps: [{ message: 'metrics.json is in no commit' }],
    });
  });

  test('a project in a subfolder, and a name with pattern characters', async () => {
    const root = await repository({
      ...Object.fromEntries(Object.entries(project).map(([path, text]) => [`part/${path}`, text])),
      'part/results/metrics[1].json': '{"accuracy": 0.93, "f1": 0.9}\n',
      'model.py': 'x = 1\n',
    });
    await commit(root, { 'model.py': 'x = 2\n' });
    expect(await judge(join(root, 'part'))).toMatchObject({
      status: 'pass',
      summary: '2 metrics files as new as the code',
    });
  });

  test('unknown: a shallow clone knows no history', async () => {
    const origin = await repository(project);
    const root = join(await temporaryFolder(), 'clone');
    await git(origin, 'clone', '-q', '--depth', '1', `file://${origin}`, root);
    expect(await judge(root)).toMatchObject({ status: 'unknown' });
  });

  test('skip: no history', async () => {
    const root = await repository(project);
    await rm(join(root, '.git'), { recursive: true });
    expect(await judge(root)).toMatchObject({ status: 'skip' });
  });
});
