import { CannotTell } from '../../errors.js';
import { entries, parseJson, property } from '../formats/json.js';
import { markNotFinite } from '../formats/not-finite.js';
import { readZip } from '../formats/zip.js';
import { partsOf } from '../parts.js';
import type { Source } from '../source.js';
import { decodeText } from '../text.js';
import { codeOf } from './mlflow.js';
import type { Noted, Run } from './model.js';
import { endOf, MOST_NOTED, numberIn, said, shown } from './reading.js';

/** The largest member of an archive that is unpacked, in bytes; longer logs are not read. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Reads what offline runs of Comet and ClearML leave: an archive, or ClearML's folder before it is packed. Undefined for an archive
 * of something else. Throws `CannotTell` when it cannot be read.
 */
export async function readArchive(source: Source, path: string): Promise<Run | undefined> {
  const member = await members(source, path);
  const task = await member('task.json');
  const events = await member('metrics.jsonl');
  if (task !== undefined) return clearmlRun(path, named(path, 'task.json', task), events);
  const experiment = await member('experiment.json');
  const messages = await member('messages.json');
  if (experiment === undefined || messages === undefined) return undefined;
  return cometRun(path, named(path, 'experiment.json', experiment), messages);
}

async function members(source: Source, path: string): Promise<(name: string) => Promise<string | undefined>> {
  if (!path.endsWith('.zip'))
    return async (name) => decodeText(await source.bytes(`${path}/${name}`, LARGEST)).text;
  try {
    const files = await readZip(await partsOf(source, path));
    return async (name) => {
      const entry = files.find((one) => one.name === name || one.name.endsWith(`/${name}`));
      return entry && decodeText(await entry.bytes(LARGEST)).text;
    };
  } catch (error) {
    if (error instanceof CannotTell) throw new CannotTell(`${path} cannot be read (${error.message})`);
    throw error;
  }
}

function named(path: string, name: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof CannotTell)
      throw new CannotTell(`${name} of ${path} cannot be parsed (${error.message})`);
    throw error;
  }
}

/** The lines of a log of JSON records; what does not parse, such as a last line cut short, is passed over. */
function* recordsOf(text: string): Generator<unknown> {
  for (const line of text.split('\n')) {
    if (!/^[[{]/.test(line)) continue;
    let record: unknown;
    try {
      record = parseJson(markNotFinite(line));
    } catch (error) {
      if (error instanceof CannotTell) continue;
      throw error;
    }
    yield record;
  }
}

/** Source: the messages that comet_ml 3 writes: `parameter_msg`, `metric_msg`, `git_metadata`, `file_upload` of a `git-patch`. */
function cometRun(path: string, experiment: unknown, messages: string): Run {
  const parameters = new Map<string, string>();
  const metrics = new Map<string, number>();
  let commit: string | undefined;
  let name: string | undefined;
  let dirty = false;
  for (const record of recordsOf(messages)) {
    const payload = property(record, 'payload');
    const param = property(payload, 'param');
    const metric = property(payload, 'metric');
    const key = said(property(param, 'paramName'));
    const measured = said(property(metric, 'metricName'));
    const value = numberIn(property(metric, 'metricValue'));
    if (key !== undefined && key !== 'curr_step') put(parameters, key, shown(property(param, 'paramValue')));
    // What it measures of the machine by itself.
    if (measured !== undefined && value !== undefined && !/^sys\.|^process duration$/.test(measured))
      put(metrics, measured, value);
    commit = said(property(property(payload, 'git_metadata'), 'parent')) ?? commit;
    if (property(payload, 'key') === 'Name') name = said(property(payload, 'value'));
    dirty ||= property(payload, 'upload_type') === 'git-patch';
  }
  return {
    tool: 'comet',
    name: name ?? said(property(experiment, 'offline_id')) ?? endOf(path),
    path,
    file: path,
    code: codeOf(commit, String(dirty)),
    ...noted(parameters, metrics),
  };
}

/** Source: the files that clearml 2 writes: `task.json` (`script`, `hyperparams`) and `metrics.jsonl` (a list of events a line). */
function clearmlRun(path: string, task: unknown, events: string | undefined): Run {
  const parameters = new Map<string, string>();
  const metrics = new Map<string, number>();
  for (const [section, held] of entries(property(task, 'hyperparams')))
    for (const [key, one] of entries(held))
      put(parameters, `${section}/${key}`, shown(property(one, 'value')));
  for (const record of recordsOf(events ?? ''))
    for (const event of Array.isArray(record) ? record : [record]) {
      const value = numberIn(property(event, 'value'));
      const title = said(property(event, 'metric'));
      // It measures the machine under names that begin with a colon.
      if (value !== undefined && title !== undefined && !title.startsWith(':'))
        put(metrics, `${title}/${String(property(event, 'variant'))}`, value);
    }
  const script = property(task, 'script');
  return {
    tool: 'clearml',
    name: said(property(task, 'name')) ?? endOf(path),
    path,
    file: path.endsWith('.zip') ? path : `${path}/task.json`,
    code: codeOf(said(property(script, 'version_num')), String(said(property(script, 'diff')) !== undefined)),
    ...noted(parameters, metrics),
  };
}

function put<T>(into: Map<string, T>, name: string, value: T): void {
  if (into.size < MOST_NOTED || into.has(name)) into.set(name, value);
}

function noted(
  parameters: ReadonlyMap<string, string>,
  metrics: ReadonlyMap<string, number>,
): { parameters: Noted<string>[]; metrics: Noted<number>[]; datasets: [] } {
  const list = <T>(from: ReadonlyMap<string, T>) => [...from].map(([name, value]) => ({ name, value }));
  return { parameters: list(parameters), metrics: list(metrics), datasets: [] };
}
