import type { Run, Runs, RunTool } from '../../facts/runs.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, skip, unknown } from '../check.js';

type Told = Runs['runs'][number];
type Part = 'code' | 'parameters' | 'metrics';

const PARTS: readonly Part[] = ['code', 'parameters', 'metrics'];
const NAMES: Readonly<Record<RunTool, string>> = {
  mlflow: 'MLflow', wandb: 'W&B', dvclive: 'DVCLive', sacred: 'Sacred', comet: 'Comet', clearml: 'ClearML', neptune: 'Neptune', aim: 'Aim',
  lightning: 'Lightning', hydra: 'Hydra', tensorboard: 'TensorBoard',
}; // biome-ignore format: a table reads better in rows
/** What keeps curves or settings of a run and was never meant to keep the rest. */
const IN_PART: ReadonlySet<RunTool> = new Set(['tensorboard', 'lightning', 'hydra']);
const BESIDE =
  'Log the run to a tracker that keeps it too, such as MLflow or W&B, or write it to a file of the run\u2019s folder.';
/** The mend for what a run lacks, in the words of its tool. */
const MENDS: Readonly<Record<RunTool, Partial<Record<Part, string>>>> = {
  mlflow: {
    code: 'Install GitPython and start the training as a script inside the repository, or call `mlflow.set_tag("mlflow.source.git.commit", commit)`: notebooks record none.',
    parameters: 'Call `mlflow.log_params(...)`, or `mlflow.autolog()` before training.',
    metrics: 'Call `mlflow.log_metric(...)`, or `mlflow.autolog()` before training.',
  },
  wandb: {
    code: 'Run inside the git work tree and leave WANDB_DISABLE_GIT unset.',
    parameters: 'Give the settings to `wandb.init(config=...)`.',
    metrics: 'Call `wandb.log({...})` or set `run.summary[...]`.',
  },
  dvclive: {
    code: 'Commit the dvclive folder with the code, or leave `save_dvc_exp` on so that DVC keeps the experiment in git.',
    parameters: 'Call `live.log_params({...})`.',
    metrics: 'Call `live.log_metric(...)`.',
  },
  sacred: {
    code: 'Run inside the git work tree with GitPython installed, and leave `save_git_info` on.',
    parameters: 'Declare the settings in an `@ex.config` function.',
    metrics: 'Call `_run.log_scalar(...)`, or return the result from the main function.',
  },
  comet: {
    code: 'Run inside the git work tree and leave `log_git_metadata` on.',
    parameters: 'Call `experiment.log_parameters({...})`.',
    metrics: 'Call `experiment.log_metric(...)`.',
  },
  clearml: {
    code: 'Run inside the git work tree: `Task.init` then records commit and changes.',
    parameters: 'Call `task.connect(settings)`.',
    metrics: 'Call `task.get_logger().report_scalar(...)`.',
  },
  neptune: {},
  aim: {},
  lightning: {
    code: BESIDE,
    parameters: 'Call `self.save_hyperparameters()` in the LightningModule.',
    metrics: 'Call `self.log(...)` in the LightningModule.',
  },
  hydra: { code: BESIDE, parameters: 'Declare the settings in the config of `@hydra.main`.', metrics: 'Write the results to a metrics file in the output folder, or log them to a tracker.' },
  tensorboard: {
    code: BESIDE,
    parameters: 'Call `writer.add_hparams(...)`, or log the run to a tracker that keeps parameters.',
    metrics: 'Call `writer.add_scalar(...)`.',
  },
}; // biome-ignore format: a table reads better in rows

export default defineCheck({
  id: 'tracking/runs',
  title: 'Each run on disk carries its commit, parameters and metrics',
  severity: 'advised',
  why: 'A result can be made again only when its record says which code and which settings gave it. A commit that is not in the repository cannot be checked out by anybody.',
  fix: 'Start runs inside the git work tree after committing, and log settings and results: `mlflow.log_params(...)`, `wandb.init(config=...)`.',
  source: 'https://mlflow.org/docs/latest/ml/tracking/',
  examples: {
    pass: {
      files: {
        'dvclive/metrics.json': '{"auc": 0.93}\n',
        'dvclive/params.yaml': 'lr: 0.1\n',
      },
    },
    fail: {
      files: {
        'mlruns/0/meta.yaml': "experiment_id: '0'\n",
        'mlruns/0/0123456789abcdef0123456789abcdef/meta.yaml': 'run_name: first\nstatus: 3\n',
        'mlruns/0/0123456789abcdef0123456789abcdef/metrics/loss': '1700000000000 0.25 1\n',
      },
    },
  },
  needs: ['runs'],
  run({ runs: { runs, stores, total, problems } }) {
    const tools = [...new Set(stores.map(({ tool }) => tool))].sort();
    const broken = problems.filter(({ bound }) => !bound);
    const unreadable = stores.filter((store) => store.unreadable !== undefined);
    const notes = [
      ...(runs.length < total ? [`${runs.length} of ${total} runs were read, evenly spread`] : []),
      ...problems.filter(({ bound }) => bound).map(({ path, message }) => `${path}: ${message}`),
      ...unreadable.map(({ path, unreadable: why }) => `${path}: ${why}`),
    ];
    if (runs.length === 0) {
      if (broken.length > 0)
        return unknown(broken[0]!.message, { evidence: notes, gaps: broken.map(unread), data: { tools } });
      if (unreadable.length > 0)
        return unknown(unreadable[0]!.unreadable!, { evidence: notes, data: { tools } });
      return skip('no runs on disk');
    }
    const complete = runs.filter((run) => PARTS.every((part) => carries(run, part) !== false));
    const untold = complete.filter(({ commit }) => commit === 'unknown');
    const shares = runs.map(
      (run) => PARTS.filter((part) => carries(run, part) !== false).length / PARTS.length,
    );
    const ratio = shares.reduce((sum, share) => sum + share, 0) / runs.length;
    const told = {
      evidence: [...notes, ...runs.slice(0, 3).map(line), ...otherData(runs)],
      data: {
        tools,
        runs: total,
        read: runs.length,
        complete: complete.length,
        dirty: runs.filter(isDirty).length,
      },
    };
    const gaps = [...lacking(runs), ...broken.map(unread)];
    const summary = `${complete.length} of ${count(runs.length, 'run')} ${runs.length === 1 ? 'carries' : 'carry'} commit, parameters and metrics`;
    if (complete.length === runs.length && broken.length === 0) {
      if (untold.length > 0)
        return unknown(
          `the ${untold.length === 1 ? 'commit' : 'commits'} of ${count(untold.length, 'run')} cannot be looked up: there is no repository here, or its history is cut`,
          told,
        );
      return pass(summary, told);
    }
    const named = runs.filter(({ tool }) => !IN_PART.has(tool));
    if (
      named.length === runs.length &&
      !runs.some((run) => run.code !== undefined || run.parameters.length > 0)
    )
      return fail('no run carries a commit or parameters', gaps, told);
    return partial(summary, gaps, { ...told, ratio });
  },
});

/** Whether a run carries a part; undefined where what is absent says nothing. */
function carries(run: Told, part: Part): boolean | undefined {
  const has =
    part === 'code'
      ? run.code !== undefined && run.commit !== 'absent'
      : part === 'parameters'
        ? run.parameters.length > 0
        : run.metrics.length > 0;
  if (has) return true;
  if (run.problem !== undefined && run.commit !== 'absent') return undefined;
  if (run.groups && part !== 'code') return undefined;
  return run.unfinished && part === 'metrics' ? undefined : false;
}

/** One gap for each tool and each thing that its runs lack, at the first of them. */
function lacking(runs: readonly Told[]): Gap[] {
  const groups = new Map<string, { first: Told; part: Part; absent: boolean; others: string[] }>();
  for (const run of runs)
    for (const part of PARTS) {
      if (carries(run, part) !== false) continue;
      const absent = part === 'code' && run.commit === 'absent';
      const key = `${run.tool} ${part}${absent ? ' absent' : ''}`;
      const known = groups.get(key);
      if (known) known.others.push(run.path);
      else groups.set(key, { first: run, part, absent, others: [] });
    }
  return [...groups].map(([key, { first, part, absent, others }]) => {
    const lack = absent
      ? `names commit ${commitOf(first)}, which is not in this repository`
      : {
          code: 'names no commit of its code',
          parameters: 'records no parameters',
          metrics: 'records no metrics',
        }[part];
    const more =
      others.length === 0 ? '' : `; so ${others.length === 1 ? 'does' : 'do'} ${listed(others, 3)}`;
    return {
      message: `${NAMES[first.tool]} run ${first.name} ${lack}${more}`,
      at: { file: first.file },
      key,
      ...(absent
        ? {
            confidence: 'likely' as const,
            fix: 'Push the commit, or run again from one that stays: amended and squashed commits go away.',
          }
        : { fix: MENDS[first.tool][part] }),
    };
  });
}

function commitOf({ code }: Run): string {
  return code?.kind === 'commit' ? code.id.slice(0, 12) : '';
}

function isDirty({ code }: Run): boolean {
  return code?.kind === 'commit' && code.dirty === true;
}

function unread({ path, message }: { path: string; message: string }): Gap {
  return {
    message: message.includes(path) ? message : `${path} cannot be read: ${message}`,
    at: { file: path },
    confidence: 'likely',
    fix: 'Restore the record from a copy, or remove it if the run is of no use.',
  };
}

function line(run: Told): string {
  const code =
    run.code === undefined
      ? 'no commit'
      : run.code.kind === 'kept'
        ? run.code.how
        : `commit ${commitOf(run)}${run.code.dirty ? ' with changes' : ''}`;
  return `${run.path}: ${code}, ${count(run.parameters.length, 'parameter')}, ${count(run.metrics.length, 'metric')}`;
}

/** Runs that read other data than the project records now. */
function otherData(runs: readonly Told[]): string[] {
  const differ = runs.filter(({ datasets }) => datasets.some(({ agrees }) => agrees === false));
  return differ.length === 0
    ? []
    : [
        `${count(differ.length, 'run')} read other data than the project records now, such as ${differ[0]!.path}`,
      ];
}
