import { CannotTell } from '../errors.js';
import { dependencies } from './dependencies.js';
import { defineFact } from './fact.js';
import { files, isTest } from './files.js';
import type { PythonModule, Value } from './python/model.js';
import { python } from './python/python.js';
import { readText } from './source.js';
import { reportedByDefault } from './tracking/default-reports.js';
import { trains } from './trains.js';

/** A place where the code logs runs to a tracker. */
export interface Logging {
  tool: string;
  /** False for what keeps curves but no runs: TensorBoard, CSV files. */
  runs: boolean;
  /** How: `import` alone shows no logging; `default` is one that newer versions of a library no longer have. */
  by: 'call' | 'config' | 'default' | 'import';
  file: string;
  line: number;
  cell?: number | undefined;
  text: string;
}

/** Experiment tracking in code and configuration. */
export interface Tracking {
  readonly logging: readonly Logging[];
  /** The code imports a package that trains models, and trains with it. */
  readonly learns: boolean;
}

interface Row {
  tool: string;
  runs: boolean;
  packages: readonly string[];
}

/** Trackers by the packages that log to them. Source: each tool's documentation of its Python API. */
const TRACKERS: readonly Row[] = [
  { tool: 'mlflow', runs: true, packages: ['mlflow', 'kedro_mlflow'] },
  { tool: 'wandb', runs: true, packages: ['wandb'] },
  { tool: 'neptune', runs: true, packages: ['neptune', 'neptune_scale'] },
  { tool: 'comet', runs: true, packages: ['comet_ml'] },
  { tool: 'dvclive', runs: true, packages: ['dvclive'] },
  { tool: 'clearml', runs: true, packages: ['clearml', 'trains'] },
  { tool: 'aim', runs: true, packages: ['aim'] },
  { tool: 'sacred', runs: true, packages: ['sacred'] },
  { tool: 'trackio', runs: true, packages: ['trackio'] },
  { tool: 'swanlab', runs: true, packages: ['swanlab'] },
  { tool: 'guildai', runs: true, packages: ['guild'] },
  { tool: 'polyaxon', runs: true, packages: ['polyaxon'] },
  { tool: 'azureml', runs: true, packages: ['azureml.core.Run', 'azureml.core.run', 'azureml.core.Experiment', 'azureml.core.experiment'] },
  { tool: 'tensorboard', runs: false, packages: ['tensorboardX', 'tensorboard', 'tensorboard_logger', 'torch.utils.tensorboard', 'tensorflow.summary', 'flax.metrics.tensorboard', 'clu.metric_writers'] },
]; // biome-ignore format: a table reads better in rows
/** Class names by which frameworks log to a tracker: Lightning, Keras, Ray, Accelerate, Hugging Face, Ignite. */
const LOGGERS: readonly [RegExp, string, boolean][] = [
  [/MLFlow(?:Logger|Callback)|MLflow(?:Logger|Callback|Handler)\w*/, 'mlflow', true],
  [/W(?:and|AND)[bB](?:Logger|Callback|LoggerCallback|Tracker|LoggerHook|VisBackend)/, 'wandb', true],
  [/Neptune(?:Logger|Callback)/, 'neptune', true],
  [/Comet(?:Logger|MLLogger|Callback|MLTracker)/, 'comet', true],
  [/D[Vv][Cc]Live(?:Logger|Callback)/, 'dvclive', true],
  [/ClearML(?:Logger|Callback|Saver)/, 'clearml', true],
  [/Aim(?:Logger|Callback)/, 'aim', true],
  [/SwanLab(?:Logger|Callback)/, 'swanlab', true],
  [/Tensor[Bb]oard(?:Logger|Callback|Hook|VisBackend)?$|SummaryWriter/, 'tensorboard', false],
  [/CSVLogger/, 'csv', false],
];
const LEARNING =
  /^(?:torch|tensorflow|keras|jax|flax|sklearn|xgboost|lightgbm|catboost|transformers|lightning|pytorch_lightning|statsmodels|fastai|paddle|mxnet|chainer|theano|gensim|spacy|ultralytics|trl|stable_baselines3|timm|haiku|pyspark|ray)$/;
const WRITER = /^(?:SummaryWriter|FileWriter|create_file_writer|TensorBoard)$/;
const CONFIG = /\.(?:ya?ml|toml|json|gin)$/;

export const tracking = defineFact<Tracking>({
  name: 'tracking',
  timeLimitMs: 360_000,
  async collect(project) {
    const code = await project.get(python);
    const tree = await project.get(files);
    const logging: Logging[] = [];
    // The same names are called again and again.
    const rows = new Map<string, ReturnType<typeof tellingOf>>();
    let learns = false;
    // TensorFlow's summary operations write nothing until a writer is made.
    const writer = code.modules.some(({ calls }) => calls.some(({ callee }) => WRITER.test(lastOf(callee))));
    for (const module of code.modules) {
      if (isTest(module.path)) continue;
      learns ||= module.imports.some(
        ({ module: from, level, guard }) =>
          level === 0 && guard !== 'typing' && LEARNING.test(from.split('.')[0]!),
      );
      const add = (row: Pick<Row, 'tool' | 'runs'>, by: Logging['by'], line: number, text: string) => {
        const { file, line: at, cell } = code.at(module, line);
        logging.push({ tool: row.tool, runs: row.runs, by, file, line: at, cell, text });
      };
      for (const { module: from, name, level, line } of module.imports) {
        const row = level === 0 ? rowOf(name ? `${from}.${name}` : from) : undefined;
        if (row) add(row, 'import', line, name ? `from ${from} import ${name}` : `import ${from}`);
      }
      const callees = code.callees(module);
      for (const [index, call] of module.calls.entries()) {
        const name = callees[index]?.replace(/^tensorflow\.compat\.v[12]\./, 'tensorflow.');
        if (name === undefined) {
          // `importlib.import_module(found).SummaryWriter(folder)`: the module is known at run time, the class by its name.
          if (call.callee.kind === 'attribute' && call.callee.name === 'SummaryWriter')
            add({ tool: 'tensorboard', runs: false }, 'call', call.line, `${call.callee.name}()`);
          reported(call, (tool, runs, text) => add({ tool, runs }, 'call', call.line, text));
          continue;
        }
        const { row, last, logger } = rows.get(name) ?? tellingOf(name);
        if (!rows.has(name)) rows.set(name, { row, last, logger });
        if (!writer && name.startsWith('tensorflow.summary.')) continue;
        if (row && !/^(?:Settings|login|set_verbosity|finish|Table|Image|Video|Html)$/.test(last))
          add(row, 'call', call.line, `${name}()`);
        else if (logger) add({ tool: logger[1], runs: logger[2] }, 'call', call.line, `${name}()`);
        reported(call, (tool, runs, text) => add({ tool, runs }, 'call', call.line, text));
      }
    }
    // A class handed on by its path: `{'target': 'lightning.pytorch.loggers.WandbLogger'}`.
    for (const module of code.modules.filter(({ path }) => !isTest(path))) {
      const look = (value: Value, line: number) => {
        if (!MAY_HOLD_TEXT.has(value.kind)) return;
        for (const text of classPaths(value)) {
          const logger = LOGGERS.find(([pattern]) => pattern.test(text));
          if (!logger) continue;
          const { file, line: at, cell } = code.at(module, line);
          logging.push({ tool: logger[1], runs: logger[2], by: 'config', file, line: at, cell, text });
        }
      };
      for (const { value, line } of module.assignments) look(value, line);
      for (const { args, line } of module.calls) for (const { value } of args) look(value, line);
    }
    // Hydra and Lightning CLI build loggers from configuration: `_target_: ...WandbLogger`, `class_path: ...`.
    for (const { path, size, kind } of tree.own) {
      if (
        !CONFIG.test(path) ||
        size > 100_000 ||
        kind === 'missing' ||
        isTest(path) ||
        path.startsWith('.') ||
        path.includes('{{')
      )
        continue;
      try {
        for (const [index, line] of (await readText(project.source, path)).split('\n').entries()) {
          const target =
            /^\s*-?\s*["']?(?:_target_|class_path|type|_component_)["']?\s*[:=]\s*["']?([\w.]{3,200})/.exec(
              line.slice(0, 1000),
            )?.[1];
          const logger = target && LOGGERS.find(([pattern]) => pattern.test(target));
          if (logger)
            logging.push({
              tool: logger[1],
              runs: logger[2],
              by: 'config',
              file: path,
              line: index + 1,
              text: line.trim(),
            });
        }
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
      }
    }
    for (const { tool, by, trainer, settled } of reportedByDefault(code, await project.get(dependencies))) {
      const text = `${by.name} is installed, to which ${trainer} reports by default`;
      const how = settled ? 'call' : 'default';
      logging.push({ tool, runs: true, by: how, file: by.at.file, line: by.at.line, text });
    }
    return { logging, learns: learns && (await project.get(trains)) };
  },
});

/** `report_to='wandb'` of TrainingArguments, `log_with='wandb'` of Accelerator. Source: transformers and accelerate docs. */
function reported(
  call: PythonModule['calls'][number],
  add: (tool: string, runs: boolean, text: string) => void,
): void {
  for (const { name, value } of call.args) {
    if (name !== 'report_to' && name !== 'log_with') continue;
    for (const item of alternatives(value)) {
      if (item.kind !== 'string') continue;
      const tool = { comet_ml: 'comet', tensorboard: 'tensorboard' }[item.value] ?? item.value;
      const row = TRACKERS.find((one) => one.tool === tool);
      if (row) add(row.tool, row.runs, `${name}='${item.value}'`);
    }
  }
}

/** What a value is or holds, by either way of `a if test else b`. */
function alternatives(value: Value): readonly Value[] {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items;
  if (value.kind !== 'operation' || value.operator !== 'if else') return [value];
  return [value.operands[0]!, value.operands[2]!].flatMap((one) =>
    one.kind === 'list' || one.kind === 'tuple' ? one.items : [one],
  );
}

/** Kinds of values in which `classPaths` looks. */
const MAY_HOLD_TEXT: ReadonlySet<Value['kind']> = new Set(['string', 'list', 'tuple', 'dict']);

/** Strings in a value that are dotted paths of a class. */
function classPaths(value: Value): string[] {
  if (value.kind === 'string')
    return /^(?:[a-z]\w{0,60}\.){1,8}[A-Z]\w{2,60}$/.test(value.value) ? [value.value] : [];
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.flatMap(classPaths);
  return value.kind === 'dict' ? value.entries.flatMap((entry) => classPaths(entry.value)) : [];
}

function lastOf(callee: Value): string {
  if (callee.kind === 'attribute') return callee.name;
  return callee.kind === 'name' ? callee.path.slice(callee.path.lastIndexOf('.') + 1) : '';
}

/** What a full name says of a tracking tool, by its package and by its last part. */
function tellingOf(name: string) {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return { row: rowOf(name), last, logger: LOGGERS.find(([pattern]) => pattern.test(last)) };
}

function rowOf(name: string): Row | undefined {
  return TRACKERS.find(({ packages }) =>
    packages.some((from) => name === from || name.startsWith(`${from}.`)),
  );
}
