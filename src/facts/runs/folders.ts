import { CannotTell } from '../../errors.js';
import { MetricsProblem, numbersOf as numbersOfTable, readMetricsFile } from '../formats/metrics-file.js';
import { readEventFile } from '../formats/tensorboard-events.js';
import { partsOf } from '../parts.js';
import { inFolder } from '../paths.js';
import { entriesIfAny, type Source } from '../source.js';
import type { Noted, Run } from './model.js';
import { dataAt, endOf, flatten, MOST_NOTED, numbersOf, shown, textAt } from './reading.js';

/** Event files of one folder that are read, the newest first: each restart of a training writes another. */
const MOST_EVENT_FILES = 3;
const EVENTS = /tfevents\.\d/;

/** What the event files of a folder record; empty where there are none. Throws `CannotTell` when none of them can be read. */
async function eventsIn(
  source: Source,
  folder: string,
): Promise<{ parameters: Noted<string>[]; metrics: Noted<number>[]; file?: string }> {
  const names = (await entriesIfAny(source, folder)).filter(
    ({ name, kind }) => kind === 'file' && EVENTS.test(name),
  );
  const metrics = new Map<string, number>();
  const parameters = new Map<string, string>();
  const newest = names.map(({ name }) => inFolder(folder, name)).sort(byTime);
  let broken: CannotTell | undefined;
  let read = 0;
  for (const path of newest.slice(0, MOST_EVENT_FILES)) {
    try {
      const { scalars, hparams } = await readEventFile(await partsOf(source, path));
      read++;
      for (const { tag, value } of scalars) if (!metrics.has(tag)) metrics.set(tag, value);
      for (const { name, value } of hparams) if (!parameters.has(name)) parameters.set(name, shown(value));
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      broken = new CannotTell(`${path} cannot be read (${error.message})`);
    }
  }
  if (broken && read === 0) throw broken;
  return {
    metrics: [...metrics].slice(0, MOST_NOTED).map(([name, value]) => ({ name, value })),
    parameters: [...parameters].slice(0, MOST_NOTED).map(([name, value]) => ({ name, value })),
    ...(newest[0] === undefined ? {} : { file: newest[0] }),
  };
}

/** `events.out.tfevents.1700000000.host...`: the newest first. */
function byTime(a: string, b: string): number {
  const time = (path: string) => Number(/tfevents\.(\d{1,15})/.exec(path)?.[1] ?? 0);
  return time(b) - time(a) || (a < b ? -1 : 1);
}

/** A folder of TensorBoard's event files. Throws `CannotTell` when none of them can be read. */
export async function readTensorboardRun(source: Source, folder: string): Promise<Run> {
  const { file, ...noted } = await eventsIn(source, folder);
  return {
    tool: 'tensorboard',
    name: folder === '' ? '.' : endOf(folder, 2),
    path: folder === '' ? '.' : folder,
    file: file ?? folder,
    code: undefined,
    datasets: [],
    ...noted,
  };
}

/** `lightning_logs/version_0`: hyperparameters, and metrics as a table or in event files. Source: lightning, loggers/csv_logs.py. */
export async function readLightningRun(source: Source, folder: string): Promise<Run> {
  const events = await eventsIn(source, folder);
  const hparams = await dataAt(source, folder, 'hparams.yaml');
  const table = await textAt(source, `${folder}/metrics.csv`);
  return {
    tool: 'lightning',
    name: endOf(folder, 2),
    path: folder,
    file: hparams === undefined ? (events.file ?? folder) : `${folder}/hparams.yaml`,
    code: undefined,
    parameters:
      hparams === undefined
        ? events.parameters
        : [...flatten(hparams), ...events.parameters].slice(0, MOST_NOTED),
    metrics: [
      ...(table === undefined ? [] : tableOf(`${folder}/metrics.csv`, table)),
      ...events.metrics,
    ].slice(0, MOST_NOTED),
    datasets: [],
  };
}

function tableOf(path: string, text: string): Noted<number>[] {
  try {
    return numbersOfTable(readMetricsFile(text, 'csv'))
      .filter(({ key }) => !/^(?:epoch|step)$/.test(key))
      .map(({ key, value }) => ({ name: key, value }));
  } catch (error) {
    if (error instanceof MetricsProblem) throw new CannotTell(`${path} cannot be parsed (${error.message})`);
    throw error;
  }
}

/** An output folder of Hydra: the settings as they were resolved. Source: hydra, conf/hydra/output/default.yaml. */
export async function readHydraRun(source: Source, folder: string): Promise<Run> {
  const config = await dataAt(source, inFolder(folder, '.hydra'), 'config.yaml');
  const overrides = await dataAt(source, inFolder(folder, '.hydra'), 'overrides.yaml');
  const parameters = flatten(config);
  // A run without settings of its own still says so: `{}` and `[]`.
  if (parameters.length === 0 && Array.isArray(overrides) && overrides.length > 0)
    parameters.push({ name: 'overrides', value: shown(overrides) });
  return {
    tool: 'hydra',
    name: folder === '' ? '.' : endOf(folder, 2),
    path: folder === '' ? '.' : folder,
    file: inFolder(folder, '.hydra/config.yaml'),
    code: undefined,
    parameters,
    metrics: [],
    datasets: [],
  };
}

/** DVCLive's folder. It names no commit: the experiment is the commit that the folder lies in. Source: https://dvc.org/doc/dvclive/how-it-works. */
export async function readDvcliveRun(source: Source, folder: string): Promise<Run> {
  return {
    tool: 'dvclive',
    name: endOf(folder),
    path: folder,
    file: inFolder(folder, 'metrics.json'),
    code: undefined,
    parameters: flatten(await dataAt(source, folder, 'params.yaml')),
    metrics: numbersOf(await dataAt(source, folder, 'metrics.json')).filter(({ name }) => name !== 'step'),
    datasets: [],
  };
}
