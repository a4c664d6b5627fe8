import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import { type Runs, runs as runsFact } from '../../src/facts/runs.js';
import { FolderSource } from '../../src/facts/source.js';
import { git, repository } from '../support/repository.js';

/** A training that logs the same run to each tool, as each documents it. */
const SCRIPT = `
import os, sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
tool = sys.argv[1]
losses = [1.0, 0.5, 0.25]
settings = {"lr": 0.1, "depth": 3}

if tool.startswith("mlflow"):
    import mlflow
    from mlflow.data.http_dataset_source import HTTPDatasetSource
    from mlflow.data.meta_dataset import MetaDataset

    where = "file:" + os.path.abspath("mlruns") if tool == "mlflow-folder" else "sqlite:///mlflow.db"
    mlflow.set_tracking_uri(where)
    mlflow.set_experiment("demo")
    with mlflow.start_run(run_name="outer"):
        for name in ("one", "two"):
            with mlflow.start_run(run_name=name, nested=True):
                mlflow.log_params(settings)
                for step, loss in enumerate(losses):
                    mlflow.log_metric("loss", loss, step=step)
                mlflow.log_metric("val/nan", float("nan"))
                source = HTTPDatasetSource("https://example.org/claims.csv")
                mlflow.log_input(MetaDataset(source=source, name="claims", digest="c0ffee"), context="training")
    with mlflow.start_run(run_name="gone") as run:
        pass
    mlflow.delete_run(run.info.run_id)
elif tool == "tensorboard":
    from tensorboardX import SummaryWriter

    with SummaryWriter("runs/a") as writer:
        for step, loss in enumerate(losses):
            writer.add_scalar("loss", loss, step)
        writer.add_histogram("weights", losses, 0)
        writer.add_hparams(settings, {"best": 0.25})
elif tool == "dvclive":
    from dvclive import Live

    with Live(save_dvc_exp=False, dvcyaml=None) as live:
        live.log_params(settings)
        for loss in losses:
            live.log_metric("loss", loss)
            live.next_step()
elif tool == "wandb":
    import wandb

    run = wandb.init(mode="offline", config=settings)
    for loss in losses:
        run.log({"loss": loss})
    run.finish()
`;

let head: string;
let found: Runs;

beforeAll(async () => {
  const root = await repository({ 'train.py': SCRIPT, '.gitignore': 'mlruns\nmlflow.db\nruns\nwandb\n' });
  head = await git(root, 'rev-parse', 'HEAD');
  for (const tool of ['mlflow-folder', 'mlflow-database', 'tensorboard', 'dvclive', 'wandb'])
    await execa(
      join(tool === 'dvclive' ? inject('bin') : inject('bins').trackers, 'python'),
      ['train.py', tool],
      {
        cwd: root,
        env: { WANDB_SILENT: 'true', DVC_NO_ANALYTICS: '1', GIT_PYTHON_REFRESH: 'quiet' },
      },
    );
  found = await new Project(await FolderSource.open(root)).get(runsFact);
}, 600_000);

const of = (tool: string, from: RegExp = /./) =>
  found.runs.filter((run) => run.tool === tool && from.test(run.path));

describe('runs that real tools wrote are read back', () => {
  test('nothing went wrong', () => expect(found.problems).toEqual([]));

  test.each([
    ['the folder store', /^mlruns\//],
    ['the database', /^mlflow\.db#/],
  ])('MLflow: %s', (_, from) => {
    const runs = of('mlflow', from);
    expect(runs.map(({ name }) => name).sort()).toEqual(['one', 'outer', 'two']);
    expect(runs.find(({ name }) => name === 'outer')).toMatchObject({ groups: true, metrics: [] });
    for (const run of runs.filter(({ name }) => name !== 'outer'))
      expect(run).toMatchObject({
        code: { kind: 'commit', id: head },
        commit: 'present',
        unfinished: false,
        parameters: [
          { name: 'depth', value: '3' },
          { name: 'lr', value: '0.1' },
        ],
        metrics: [
          { name: 'loss', value: 0.25 },
          { name: 'val/nan', value: Number.NaN },
        ],
        datasets: [{ name: 'claims', digest: 'c0ffee' }],
      });
  });

  test('TensorBoard: scalars and hyperparameters are one run', () => {
    expect(of('tensorboard')).toHaveLength(1);
    const [run] = of('tensorboard');
    expect(run!.metrics).toEqual(
      expect.arrayContaining([
        { name: 'loss', value: 0.25 },
        { name: 'best', value: 0.25 },
      ]),
    );
    expect(run!.parameters).toEqual(
      expect.arrayContaining([
        { name: 'lr', value: '0.1' },
        { name: 'depth', value: '3' },
      ]),
    );
  });

  test('DVCLive', () => {
    expect(of('dvclive')).toMatchObject([
      {
        code: undefined,
        parameters: [
          { name: 'lr', value: '0.1' },
          { name: 'depth', value: '3' },
        ],
        metrics: [{ name: 'loss', value: 0.25 }],
      },
    ]);
  });

  test('W&B, offline: all of it stands in the log', () => {
    const [run] = of('wandb');
    expect(run).toMatchObject({
      code: { kind: 'commit', id: head },
      commit: 'present',
      unfinished: false,
      metrics: [{ name: 'loss', value: 0.25 }],
    });
    expect(run!.parameters).toEqual(
      expect.arrayContaining([
        { name: 'lr', value: '0.1' },
        { name: 'depth', value: '3' },
      ]),
    );
  });
});
