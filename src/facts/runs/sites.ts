import { inFolder } from '../paths.js';
import type { Entry } from '../source.js';
import type { RunTool } from './model.js';

/** A place that holds runs of one kind. */
export interface Site {
  kind: Exclude<RunTool, 'mlflow'> | 'mlflow' | 'mlflow-database';
  /** The folder of the store, or the file of a database. */
  path: string;
  /** Folders or files of single runs; of a database that is the file itself. */
  runs: readonly string[];
}

export interface Recognised {
  found: Site[];
  /** Names of the folders that may hold further runs. */
  enter: string[];
}

type Look = (folder: string) => Promise<readonly Entry[]>;

const RUN_ID = /^[0-9a-f]{32}$/;
/** Source: wandb, sdk/wandb_settings.py, `run_mode` and `timespec`; `dryrun` was written before 0.10. */
const WANDB_RUN = /^(?:(?:offline-)?run|dryrun)-\d{8}_\d{6}-[\w-]+$/;
const EVENTS = /tfevents\.\d/;
/** Children that are asked whether they are runs, where a folder may hold tens of thousands. */
const PROBED = 3;

/**
 * What a folder is to the tools that record runs, by the names in it. Sources: the layouts that MLflow (file_store.py), wandb,
 * DVCLive, Sacred (FileStorageObserver), Lightning (loggers), Hydra (hydra.output_subdir), Comet, ClearML, Neptune and Aim write.
 */
export async function recognise(folder: string, entries: readonly Entry[], look: Look): Promise<Recognised> {
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  const names = new Set(entries.filter(({ kind }) => kind === 'file').map(({ name }) => name));
  const has = (...wanted: string[]) => wanted.every((name) => names.has(name));
  const found: Site[] = [];
  const add = (kind: Site['kind'], runs: readonly string[], path = folder) => {
    if (runs.length > 0) found.push({ kind, path: path === '' ? '.' : path, runs });
  };
  const inside = (name: string) => inFolder(folder, name);
  let enter = folders;
  const leave = (left: readonly string[]) => {
    const gone = new Set(left);
    enter = enter.filter((name) => !gone.has(name));
  };

  if (has('meta.yaml')) {
    const runs = folders.filter((name) => RUN_ID.test(name));
    const first = runs[0] === undefined ? [] : await look(inside(runs[0]));
    if (first.some(({ name }) => name === 'meta.yaml')) {
      add('mlflow', runs.map(inside), folder.slice(0, Math.max(0, folder.lastIndexOf('/'))));
      return { found, enter: [] };
    }
  }
  for (const { name, kind } of entries)
    if (kind === 'file' && /\.(?:db|sqlite3?)$/i.test(name))
      add('mlflow-database', [inside(name)], inside(name));

  const wandb = folders.filter((name) => WANDB_RUN.test(name));
  add('wandb', wandb.map(inside));
  leave(wandb);

  const numbered = folders.filter((name) => /^\d{1,9}$/.test(name));
  if (
    numbered.length > 0 &&
    (await anyOf(numbered.slice(0, PROBED).map(inside), look, ['run.json', 'config.json']))
  ) {
    add('sacred', numbered.map(inside));
    leave([...numbered, '_sources', '_resources']);
  }
  const versions = folders.filter((name) => /^version_\d{1,9}$/.test(name));
  const lightning: string[] = [];
  if (versions.length > 0) {
    for (const name of versions.slice(0, PROBED)) {
      const own = await look(inside(name));
      if (own.some((one) => /^(?:hparams\.yaml|metrics\.csv)$/.test(one.name))) lightning.push(name);
    }
    if (lightning.length > 0) {
      add('lightning', versions.map(inside));
      leave(versions);
    }
  }
  // A version that was given a name of its own.
  if (
    has('hparams.yaml') &&
    (has('metrics.csv') || folders.includes('checkpoints') || [...names].some((name) => EVENTS.test(name)))
  )
    add('lightning', [folder]);
  if (folders.includes('.hydra')) {
    const own = await look(inside('.hydra'));
    if (own.some(({ name }) => name === 'config.yaml')) add('hydra', [folder]);
  }
  if (has('metrics.json') && (await isDvclive(folder, folders, names, look))) {
    add('dvclive', [folder]);
    leave(['plots', 'artifacts']);
  }
  if (has('task.json', 'metrics.jsonl')) add('clearml', [folder]);
  add('clearml', [...names].filter((name) => /^offline[-_]?[0-9a-f]{8,}.*\.zip$/i.test(name)).map(inside));
  for (const [name, kind] of [
    ['.cometml-runs', 'comet'],
    ['.neptune', 'neptune'],
    ['.aim', 'aim'],
  ] as const) {
    if (!folders.includes(name)) continue;
    const runs = await hiddenRuns(kind, inside(name), look);
    if (runs) add(kind, runs, inside(name));
  }
  if (!folder.split('/').includes('.cometml-runs'))
    add('comet', [...names].filter((name) => /^[0-9a-f]{32}\.zip$/.test(name)).map(inside));
  if ([...names].some((name) => EVENTS.test(name))) add('tensorboard', [folder]);
  return { found, enter };
}

async function anyOf(folders: readonly string[], look: Look, wanted: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    const names = new Set((await look(folder)).map(({ name }) => name));
    if (wanted.every((name) => names.has(name))) return true;
  }
  return false;
}

/** A folder that is called so, or one that holds the plots that only DVCLive lays out in this way. */
async function isDvclive(
  folder: string,
  folders: readonly string[],
  names: ReadonlySet<string>,
  look: Look,
): Promise<boolean> {
  if (folder === 'dvclive' || folder.endsWith('/dvclive')) return true;
  if (!folders.includes('plots')) return false;
  const plots = await look(inFolder(folder, 'plots'));
  return names.has('params.yaml') && plots.some(({ name, kind }) => name === 'metrics' && kind === 'folder');
}

/** The runs in a folder that a tool hides: archives of Comet, queues of Neptune, chunks of Aim. */
async function hiddenRuns(
  kind: 'comet' | 'neptune' | 'aim',
  folder: string,
  look: Look,
): Promise<string[] | undefined> {
  if (kind === 'comet')
    return (await look(folder))
      .filter(({ name }) => name.endsWith('.zip'))
      .map(({ name }) => `${folder}/${name}`);
  const places = kind === 'neptune' ? ['offline', 'async', 'sync'] : ['meta/chunks'];
  const runs: string[] = [];
  for (const place of places)
    for (const { name, kind: what } of await look(`${folder}/${place}`))
      if (what === 'folder') runs.push(`${folder}/${place}/${name}`);
  return runs;
}
