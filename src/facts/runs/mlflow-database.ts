import { CannotTell } from '../../errors.js';
import { isSqlite, openSqlite, type SqliteFile } from '../formats/sqlite.js';
import type { SqliteValue } from '../formats/sqlite-record.js';
import { partsOf } from '../parts.js';
import type { Source } from '../source.js';
import { codeOf, datasetOf, type MlflowRun } from './mlflow.js';
import type { Noted, RunDataset } from './model.js';
import { endOf, MOST_NOTED, said, shown } from './reading.js';
import { evenly } from './sample.js';

/** Runs whose names are held while the sample is drawn. */
const MOST_IDS = 1_000_000;

interface Collected {
  row: SqliteValue[];
  tags: Map<string, string>;
  parameters: Noted<string>[];
  metrics: Noted<number>[];
  datasets: RunDataset[];
}

/** Runs of a database, and how many there are. */
export interface DatabaseRuns {
  runs: MlflowRun[];
  total: number;
}

/**
 * Reads the runs of a tracking database of MLflow; of more than `most` an even sample. Undefined for another kind of database.
 * Throws `CannotTell` when it is one of MLflow and broken. Source: mlflow, store/tracking/dbmodels/models.py.
 */
export async function readMlflowDatabase(
  source: Source,
  path: string,
  most: number,
): Promise<DatabaseRuns | undefined> {
  const file = await partsOf(source, path);
  if (!isSqlite(await file.read(0, 16))) return undefined;
  const database = await openSqlite(file, await walOf(source, path));
  const { tables } = database;
  if (
    !['runs', 'params', 'tags', 'experiments'].every((name) => tables.has(name)) ||
    !tables.get('runs')!.includes('run_uuid')
  )
    return undefined;
  const ids: string[] = [];
  for await (const rows of database.rows('runs', ['run_uuid', 'lifecycle_stage']))
    for (const [id, stage] of rows)
      if (typeof id === 'string' && stage !== 'deleted' && ids.length < MOST_IDS) ids.push(id.slice(0, 64));
  const wanted = new Map<string, Collected>(
    evenly(ids, most).map((id) => [
      id,
      { row: [], tags: new Map(), parameters: [], metrics: [], datasets: [] },
    ]),
  );
  const parents = await collect(database, wanted);
  return { total: ids.length, runs: [...wanted].map(([id, one]) => runOf(path, id, one, parents.has(id))) };
}

/** The log beside a database that was not closed. */
async function walOf(source: Source, path: string) {
  try {
    return await partsOf(source, `${path}-wal`);
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** Fills in what the tables say of the wanted runs; returns the runs that others name as their parent. */
async function collect(database: SqliteFile, wanted: ReadonlyMap<string, Collected>): Promise<Set<string>> {
  const parents = new Set<string>();
  const each = async (
    table: string,
    columns: readonly string[],
    take: (run: Collected | undefined, values: SqliteValue[]) => void,
  ) => {
    if (!database.tables.has(table)) return;
    for await (const rows of database.rows(table, columns))
      for (const [id, ...values] of rows) take(typeof id === 'string' ? wanted.get(id) : undefined, values);
  };
  await each('runs', ['run_uuid', 'name', 'status', 'source_version'], (run, values) => {
    if (run) run.row = values;
  });
  await each('tags', ['run_uuid', 'key', 'value'], (run, [key, value]) => {
    if (typeof key !== 'string' || typeof value !== 'string') return;
    if (key === 'mlflow.parentRunId' && parents.size < MOST_IDS) parents.add(value);
    if (run && key.startsWith('mlflow.') && run.tags.size < MOST_NOTED) run.tags.set(key, value);
  });
  await each('params', ['run_uuid', 'key', 'value'], (run, [key, value]) => {
    if (run && typeof key === 'string' && run.parameters.length < MOST_NOTED)
      run.parameters.push({ name: key, value: shown(value) });
  });
  // Older stores have no table of the latest values.
  const metrics = database.tables.has('latest_metrics') ? 'latest_metrics' : 'metrics';
  await each(metrics, ['run_uuid', 'key', 'value', 'is_nan'], (run, [key, value, isNan]) => {
    if (!run || typeof key !== 'string' || typeof value !== 'number') return;
    const noted = { name: key, value: isNan === 1 ? Number.NaN : value };
    const same = run.metrics.findIndex(({ name }) => name === key);
    if (same >= 0) run.metrics[same] = noted;
    else if (run.metrics.length < MOST_NOTED) run.metrics.push(noted);
  });
  const used = new Map<string, Collected[]>();
  await each('inputs', ['destination_id', 'source_id', 'source_type'], (run, [id, type]) => {
    if (!run || typeof id !== 'string' || type !== 'DATASET') return;
    const users = used.get(id);
    if (users) users.push(run);
    else used.set(id, [run]);
  });
  if (used.size === 0 || !database.tables.has('datasets')) return parents;
  for await (const rows of database.rows('datasets', ['dataset_uuid', 'name', 'digest', 'dataset_source']))
    for (const [id, name, digest, from] of rows) {
      const dataset = datasetOf(name, digest, from);
      for (const run of (dataset && used.get(String(id))) ?? []) run.datasets.push(dataset!);
    }
  return parents;
}

function runOf(path: string, id: string, { row, tags, ...noted }: Collected, groups: boolean): MlflowRun {
  const [name, status, version] = row;
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return {
    tool: 'mlflow',
    name: said(name) ?? tags.get('mlflow.runName') ?? endOf(id),
    path: `${path}#${id}`,
    file: path,
    code: codeOf(
      tags.get('mlflow.source.git.commit') ?? tags.get('mlflow.git.commit') ?? said(version),
      tags.get('mlflow.git.dirty'),
    ),
    parameters: noted.parameters.sort(byName),
    metrics: noted.metrics.sort(byName),
    datasets: noted.datasets,
    unfinished: status !== 'FINISHED',
    groups,
    parent: tags.get('mlflow.parentRunId'),
    deleted: false,
  };
}
