import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import { runs as runsFact } from '../../src/facts/runs.js';
import { FolderSource } from '../../src/facts/source.js';
import { eventFile, field, wandbLog } from '../support/messages.js';
import { git, repository, temporaryFolder, write } from '../support/repository.js';
import { checkNamed, verify } from '../support/verify.js';
import { zip } from '../support/zip.js';

const HEAD = '1f0c3f4b5d6e7a8b9c0d1e2f3a4b5c6d7e8f9a0b';

/** A run of MLflow's file store. */
function mlflow(
  id: number,
  parts: Readonly<Record<string, string>>,
  meta = 'status: 3\n',
): Record<string, string> {
  const folder = `mlruns/0/${id.toString(16).padStart(32, '0')}`;
  return {
    'mlruns/0/meta.yaml': "experiment_id: '0'\n",
    [`${folder}/meta.yaml`]: `run_name: run-${id}\n${meta}`,
    ...Object.fromEntries(Object.entries(parts).map(([path, text]) => [`${folder}/${path}`, text])),
  };
}

const whole = {
  'params/lr': '0.1',
  'metrics/loss': '1 0.5 0\n2 0.25 1\n',
  'tags/mlflow.source.git.commit': HEAD,
};
const dvclive = { 'dvclive/metrics.json': '{"auc": 0.93, "step": 4}', 'dvclive/params.yaml': 'lr: 0.1\n' };
const comet = zip({
  'experiment.json': '{"offline_id": "0123456789abcdef0123456789abcdef"}',
  'messages.json': [
    { payload: { param: { paramName: 'lr', paramValue: 0.1 } }, type: 'parameter_msg' },
    { payload: { metric: { metricName: 'loss', metricValue: 0.5, step: 1 } }, type: 'metric_msg' },
    { payload: { metric: { metricName: 'sys.cpu.percent.avg', metricValue: 12 } }, type: 'metric_msg' },
  ].map((one) => JSON.stringify(one)).join('\n'),
}); // biome-ignore format: one message a line

verify(checkNamed('tracking/runs'), {
  skip: {
    'nothing is recorded': { files: { 'train.py': '' }, message: 'no runs on disk' },
    'a run of W&B that ended before it began': { files: { 'wandb/run-20240501_120000-abc/logs/debug.log': 'x' } },
    'another database': { files: { 'app.sqlite': 'SQLite format 2' } },
    'records in the tests of a tool': { files: Object.fromEntries(Object.entries(mlflow(1, {})).map(([path, text]) => [`tests/${path}`, text])) },
  },
  pass: {
    'DVCLive, in git beside the code': { files: dvclive, data: { tools: ['dvclive'], runs: 1, complete: 1 } },
    'what Hydra leaves of other calls beside a tracker': {
      files: { ...dvclive, 'logs/clean/1/.hydra/config.yaml': 'step: clean\n' },
      data: { tools: ['dvclive', 'hydra'], runs: 1 },
    },
    'Sacred without a repository keeps its sources': {
      files: {
        'runs/1/run.json': '{"status": "COMPLETED", "result": 0.5, "experiment": {"sources": [["a.py", "_sources/a_1.py"]], "repositories": []}}',
        'runs/1/config.json': '{"lr": 0.1}',
        'runs/_sources/a_1.py': '',
      },
    },
  },
  unknown: {
    'commits without a repository to look into': { files: mlflow(1, whole), message: 'cannot be looked up' },
    'Aim, which keeps its runs in RocksDB': { files: { '.aim/meta/chunks/abcdef/CURRENT': 'x' }, message: 'RocksDB' },
    'a database cut off': { files: { 'mlflow.db': readFileSync('test/data/runs/mlflow.db').subarray(0, 5000) }, message: 'broken SQLite database' },
    'settings nested beyond measure': {
      files: { 'runs/1/run.json': '['.repeat(100_000), 'runs/1/config.json': '{}' },
      message: 'nested too deeply',
    },
  },
  warn: {
    'TensorBoard keeps curves only': {
      files: { 'runs/a/events.out.tfevents.1700000000.host': eventFile([['loss', 0.5]]) },
      score: 1 / 3,
      findings: [
        'runs/a/events.out.tfevents.1700000000.host TensorBoard run runs/a names no commit of its code',
        'TensorBoard run runs/a records no parameters',
      ],
    },
    'one run of two lacks parameters and commit': {
      files: { ...dvclive, ...mlflow(2, { 'metrics/loss': '1 0.5 0\n' }) },
      score: 4 / 6,
      findings: ['MLflow run run-2 names no commit', 'MLflow run run-2 records no parameters'],
      message: '1 of 2 runs carry',
    },
    'what several runs lack is told once': {
      files: { ...mlflow(1, { 'params/lr': '1' }), ...mlflow(2, { 'params/lr': '1' }), ...mlflow(3, { 'params/lr': '1' }) },
      findings: [
        /run-1 names no commit of its code; so do mlruns\/0\/0+2 and mlruns\/0\/0+3$/,
        /run-1 records no metrics; so do/,
      ],
    },
    'a run that crashed has no metrics to show': {
      files: mlflow(1, { 'params/lr': '0.1' }, 'status: 4\n'),
      findings: ['names no commit'],
    },
    'deleted runs do not count': {
      files: { ...mlflow(1, { 'params/lr': '0.1', 'metrics/auc': '1 1 1\n' }), ...mlflow(2, {}, 'lifecycle_stage: deleted\n') },
      data: { read: 1 },
    },
    'a parent of nested runs holds no results itself': {
      files: { ...mlflow(1, {}), ...mlflow(2, { ...whole, 'tags/mlflow.parentRunId': '1'.padStart(32, '0') }) },
      findings: ['run-1 names no commit'],
    },
    'Hydra keeps the settings, a table of Lightning the results': {
      files: {
        'outputs/2024-05-01/12-00-00/.hydra/config.yaml': 'model:\n  lr: 0.1\n',
        'outputs/2024-05-01/12-00-00/csv/version_0/metrics.csv': 'epoch,step,val/acc\n0,10,0.5\n1,20,0.75\n',
        'outputs/2024-05-01/12-00-00/csv/version_0/hparams.yaml': '{}\n',
      },
      findings: ['Lightning run csv/version_0 names no commit'],
      score: 2 / 3,
    },
    'parts of a Keras run are one': {
      files: {
        'logs/fit/1/train/events.out.tfevents.1.v2': eventFile([['epoch_loss', 1]]),
        'logs/fit/1/validation/events.out.tfevents.2.v2': eventFile([['epoch_loss', 2]]),
      },
      data: { runs: 1 },
    },
    'a version of Lightning with a name of its own': {
      files: { 'logs/small/hparams.yaml': 'lr: 0.1\n', 'logs/small/metrics.csv': 'epoch,loss\n1,0.5\n' },
      findings: ['Lightning run logs/small names no commit'],
    },
    'numbers that Sacred keeps under info': {
      files: { 'runs/3/run.json': '{"status": "COMPLETED"}', 'runs/3/config.json': '{"lr": 1}', 'runs/3/info.json': '{"loss": [0.5, 0.25]}' },
      findings: ['Sacred run 3 names no commit'],
    },
    'an archive of Comet': {
      files: { '.cometml-runs/0123456789abcdef0123456789abcdef.zip': comet },
      findings: ['Comet run 0123456789abcdef0123456789abcdef names no commit'],
    },
    'a broken record beside a good one': {
      files: { ...dvclive, 'tb/events.out.tfevents.1.host': 'not at all' },
      findings: ['tb/events.out.tfevents.1.host cannot be read (it is no event file of TensorBoard)'],
    },
  },
  fail: {
    'MLflow with neither': { files: mlflow(1, { 'metrics/auc': '1 nan 1\n' }), findings: ['names no commit', 'records no parameters'] },
    'an offline run of W&B that was given nothing': {
      files: { 'wandb/offline-run-20240501_120000-abc/run-abc.wandb': wandbLog(field(17, field(1, 'abc')), field(18, field(2, 1))) },
      findings: ['W&B run offline-run-20240501_120000-abc names no commit', 'records no parameters', 'records no metrics'],
    },
  },
}); // biome-ignore format: cases

/** The runs of a folder. */
async function runsOf(root: string) {
  return new Project(await FolderSource.open(root)).get(runsFact);
}

describe('runs on disk', () => {
  test('are seen though git ignores them, and tied to commits of the repository', async () => {
    const root = await repository({ '.gitignore': 'mlruns/\n', 'train.py': '' });
    const head = await git(root, 'rev-parse', 'HEAD');
    await write(root, {
      ...mlflow(1, { ...whole, 'tags/mlflow.source.git.commit': head }),
      ...mlflow(2, whole),
    });
    await write(root, mlflow(3, { ...whole, 'tags/mlflow.source.git.commit': `${head}^{tree}\n--batch` }));
    const { runs } = await runsOf(root);
    expect(runs.map(({ name, commit }) => [name, commit])).toEqual([
      ['run-1', 'present'],
      ['run-2', 'absent'],
      ['run-3', 'absent'],
    ]);
    expect(runs[0]).toMatchObject({
      parameters: [{ name: 'lr', value: '0.1' }],
      metrics: [{ name: 'loss', value: 0.25 }],
    });
  });

  test('in a clone whose history is cut an absent commit is unknown', async () => {
    const origin = await repository({ 'train.py': '' });
    await git(origin, 'commit', '-q', '--allow-empty', '-m', 'second');
    const root = join(await temporaryFolder(), 'clone');
    await git(origin, 'clone', '-q', '--depth', '1', `file://${origin}`, root);
    await write(root, mlflow(1, whole));
    expect((await runsOf(root)).runs[0]).toMatchObject({ commit: 'unknown' });
  });

  test('a database tells parents, datasets and failed runs', async () => {
    const root = await temporaryFolder();
    await write(root, { 'mlflow.db': readFileSync('test/data/runs/mlflow.db') });
    const { runs, total } = await runsOf(root);
    expect(total).toBe(31);
    expect(runs[0]).toMatchObject({
      name: 'run-1',
      groups: true,
      datasets: [{ name: 'claims', digest: 'c0ffee' }],
    });
    expect(runs[6]).toMatchObject({ name: 'run-7', code: undefined });
    expect(runs.find(({ name }) => name === 'crashed')).toMatchObject({ unfinished: true });
    expect(runs.some(({ name }) => name === 'gone')).toBe(false);
  });

  test('digests are held against those that the project records', async () => {
    const root = await temporaryFolder();
    const input = { 'inputs/a/meta.yaml': 'source_id: d1\nsource_type: DATASET\n' };
    const digest = '9'.repeat(32);
    await write(root, {
      ...mlflow(1, { ...whole, ...input }),
      'mlruns/0/datasets/d1/meta.yaml': `name: claims\ndigest: '${digest}'\nsource: '{"uri": "/home/someone/project/data/claims.csv"}'\n`,
      'data/claims.csv.dvc': `outs:\n- md5: ${digest}\n  hash: md5\n  path: claims.csv\n`,
    });
    expect((await runsOf(root)).runs[0]!.datasets).toMatchObject([{ name: 'claims', agrees: true }]);
  });

  test('links out of the project are not followed', async () => {
    const outside = await temporaryFolder();
    await write(outside, mlflow(1, whole));
    const root = await temporaryFolder();
    await write(root, { 'wandb/run-20240501_120000-abc/files/config.yaml': 'lr: {value: 1}\n' });
    await symlink(join(outside, 'mlruns'), join(root, 'mlruns'));
    await symlink(
      join(outside, 'mlruns/0/meta.yaml'),
      join(root, 'wandb/run-20240501_120000-abc/files/wandb-summary.json'),
    );
    const { runs } = await runsOf(root);
    expect(runs.map(({ tool, metrics }) => [tool, metrics])).toEqual([['wandb', []]]);
  });

  test('of thousands an even share is read, and that is told', async () => {
    const root = await temporaryFolder();
    const many: Record<string, string> = {};
    for (let id = 0; id < 900; id++) Object.assign(many, mlflow(id, { 'params/lr': '1' }));
    await write(root, many);
    const { runs, total } = await runsOf(root);
    expect(total).toBe(900);
    expect(runs).toHaveLength(400);
    expect(runs.at(-1)!.name).toBe('run-897');
  });

  test('names with control characters are names', async () => {
    const root = await temporaryFolder();
    await write(root, mlflow(1, { ...whole, 'params/a\u001b[31m\nb': 'x' }, 'status: 3\n'));
    expect((await runsOf(root)).runs[0]!.parameters.map(({ name }) => name)).toContain('a\u001b[31m\nb');
  });
});
