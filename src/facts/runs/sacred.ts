import { entries, property } from '../formats/json.js';
import { folderOf } from '../paths.js';
import { entriesIfAny, type Source } from '../source.js';
import type { Noted, Run, RunCode } from './model.js';
import { dataAt, endOf, flatten, MOST_NOTED, numberIn, numbersOf, said } from './reading.js';

/**
 * Reads one run of Sacred's FileStorageObserver; undefined for a folder that is none. Throws `CannotTell` when a file of it does not
 * parse. Source: sacred, observers/file_storage.py.
 */
export async function readSacredRun(source: Source, folder: string): Promise<Run | undefined> {
  const run = await dataAt(source, folder, 'run.json');
  if (run === undefined) return undefined;
  const status = property(run, 'status');
  const metrics: Noted<number>[] = [];
  for (const [name, held] of entries(await dataAt(source, folder, 'metrics.json')).slice(0, MOST_NOTED)) {
    const values = property(held, 'values');
    const last: unknown = Array.isArray(values) ? values.at(-1) : undefined;
    const value = typeof last === 'object' ? property(last, 'value') : last;
    // A null stands for what is no number.
    if (Array.isArray(values)) metrics.push({ name, value: numberIn(value) ?? Number.NaN });
  }
  // Before it had metrics, and where they are few, people keep them under `info`.
  if (metrics.length === 0) metrics.push(...numbersOf(lastOfEach(await dataAt(source, folder, 'info.json'))));
  metrics.push(...numbersOf({ result: property(run, 'result') }));
  return {
    tool: 'sacred',
    name: endOf(folder),
    path: folder,
    file: `${folder}/run.json`,
    code: await codeOf(source, folder, property(run, 'experiment')),
    parameters: flatten(await dataAt(source, folder, 'config.json')),
    metrics,
    datasets: [],
    unfinished: status !== 'COMPLETED',
  };
}

/** A history stands for its last number. */
function lastOfEach(info: unknown): unknown {
  return Object.fromEntries(
    entries(info).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  );
}

/** The commit of the repository, else the sources that it keeps beside its runs. */
async function codeOf(source: Source, folder: string, experiment: unknown): Promise<RunCode | undefined> {
  const repositories = property(experiment, 'repositories');
  const [first] = Array.isArray(repositories) ? repositories : [];
  const commit = said(property(first, 'commit'));
  const dirty = property(first, 'dirty');
  if (commit !== undefined)
    return { kind: 'commit', id: commit, ...(typeof dirty === 'boolean' ? { dirty } : {}) };
  const sources = property(experiment, 'sources');
  const kept = `${folderOf(folder)}/_sources`.replace(/^\//, '');
  if (Array.isArray(sources) && sources.length > 0 && (await entriesIfAny(source, kept)).length > 0)
    return { kind: 'kept', how: `its sources are kept in ${kept}` };
  return undefined;
}
