import { property } from '../formats/json.js';
import { partsOf } from '../parts.js';
import { inFolder } from '../paths.js';
import { entriesIfAny, type Source } from '../source.js';
import { decodeText } from '../text.js';
import type { Noted, Run, RunCode, RunDataset } from './model.js';
import { dataAt, endOf, MOST_NOTED, said, shown, textAt } from './reading.js';

/** States of a run that ended well: `RunStatus.FINISHED`, by number in files. Source: mlflow, entities/run_status.py. */
const FINISHED: ReadonlySet<unknown> = new Set([3, 'FINISHED']);
const SMALL = 64 * 1024;
const DEEPEST = 6;
/** A line of a metric: `timestamp value step`; the last one stands in this many bytes at the end. */
const TAIL = 512;

/** A run of MLflow with what ties it to others. */
export interface MlflowRun extends Run {
  parent?: string | undefined;
  deleted: boolean;
}

/**
 * Reads one run of MLflow's file store. Throws `CannotTell` when its meta.yaml does not parse.
 * Source: mlflow, store/tracking/file_store.py and utils/mlflow_tags.py.
 */
export async function readMlflowRun(source: Source, folder: string): Promise<MlflowRun> {
  const meta = await dataAt(source, folder, 'meta.yaml');
  const tag = async (name: string) => said(await textAt(source, `${folder}/tags/${name}`, SMALL));
  const metrics: Noted<number>[] = [];
  for (const name of await leaves(source, `${folder}/metrics`)) {
    const value = lastValue(await endOfFile(source, `${folder}/metrics/${name}`));
    if (value !== undefined) metrics.push({ name, value });
  }
  const parameters: Noted<string>[] = [];
  for (const name of await leaves(source, `${folder}/params`))
    parameters.push({ name, value: shown((await textAt(source, `${folder}/params/${name}`, SMALL)) ?? '') });
  const commit =
    (await tag('mlflow.source.git.commit')) ??
    (await tag('mlflow.git.commit')) ??
    said(property(meta, 'source_version'));
  const dirty = await tag('mlflow.git.dirty');
  return {
    tool: 'mlflow',
    name: said(property(meta, 'run_name')) ?? (await tag('mlflow.runName')) ?? endOf(folder),
    path: folder,
    file: `${folder}/meta.yaml`,
    code: codeOf(commit, dirty),
    parameters,
    metrics,
    datasets: await datasetsOf(source, folder),
    unfinished: !FINISHED.has(property(meta, 'status')),
    parent: await tag('mlflow.parentRunId'),
    deleted: property(meta, 'lifecycle_stage') === 'deleted',
  };
}

/** A commit as a tracker writes it, and whether it says that files were changed. */
export function codeOf(commit: string | undefined, dirty?: string | undefined): RunCode | undefined {
  if (commit === undefined) return undefined;
  return { kind: 'commit', id: commit, ...(dirty === undefined ? {} : { dirty: /^true$/i.test(dirty) }) };
}

/** Names of the files below a folder: a name with a slash in it is a folder there. */
async function leaves(source: Source, folder: string): Promise<string[]> {
  const found: string[] = [];
  const todo = [{ below: '', depth: 0 }];
  for (let next = todo.pop(); next && found.length < MOST_NOTED; next = todo.pop()) {
    const { below, depth } = next;
    for (const { name, kind } of await entriesIfAny(source, below === '' ? folder : `${folder}/${below}`)) {
      if (kind === 'file' && found.length < MOST_NOTED) found.push(inFolder(below, name));
      else if (kind === 'folder' && depth < DEEPEST && todo.length < MOST_NOTED)
        todo.push({ below: inFolder(below, name), depth: depth + 1 });
    }
  }
  return found.sort();
}

async function endOfFile(source: Source, path: string): Promise<string> {
  const file = await partsOf(source, path);
  return decodeText(await file.read(Math.max(0, file.size - TAIL), TAIL)).text;
}

function lastValue(text: string): number | undefined {
  const [, value] = (text.trimEnd().split('\n').at(-1) ?? '').split(' ');
  if (value === undefined) return undefined;
  if (/^nan$/i.test(value)) return Number.NaN;
  if (/^-?inf(?:inity)?$/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** `inputs/<id>/meta.yaml` names a dataset of the experiment, whose meta.yaml has name, digest and source. */
async function datasetsOf(source: Source, folder: string): Promise<RunDataset[]> {
  const found: RunDataset[] = [];
  const experiment = folder.slice(0, folder.lastIndexOf('/'));
  for (const { name } of (await entriesIfAny(source, `${folder}/inputs`)).slice(0, MOST_NOTED)) {
    const id = property(await dataAt(source, `${folder}/inputs/${name}`, 'meta.yaml'), 'source_id');
    if (typeof id !== 'string' || !/^[\w-]+$/.test(id)) continue;
    const data = await dataAt(source, `${experiment}/datasets/${id}`, 'meta.yaml');
    const dataset = datasetOf(property(data, 'name'), property(data, 'digest'), property(data, 'source'));
    if (dataset) found.push(dataset);
  }
  return found;
}

/** A dataset as MLflow records it; its source is JSON whose `uri` may be a path of this machine. */
export function datasetOf(name: unknown, digest: unknown, written: unknown): RunDataset | undefined {
  if (said(name) === undefined || said(digest) === undefined) return undefined;
  const path =
    typeof written === 'string' ? /"uri": ?"(?:file:\/\/)?([^"\\]{1,500})"/.exec(written)?.[1] : undefined;
  return { name: said(name)!, digest: said(digest)!, ...(path === undefined ? {} : { path }) };
}
