import { entries, property } from '../formats/json.js';
import { readWandbLog } from '../formats/wandb-log.js';
import { partsOf } from '../parts.js';
import { inFolder } from '../paths.js';
import { entriesIfAny, type Source } from '../source.js';
import type { Noted, Run } from './model.js';
import { dataAt, endOf, flatten, MOST_NOTED, numbersOf, said, shown, textAt } from './reading.js';

/**
 * Reads one run of Weights & Biases; undefined for one that recorded nothing: the files that an online run leaves, and what they lack from its log. Throws `CannotTell`
 * when a file of it does not parse. Source: wandb, sdk/wandb_settings.py, `files_dir`; before 0.10 the files lay in the folder itself.
 */
export async function readWandbRun(source: Source, folder: string): Promise<Run | undefined> {
  const names = (await entriesIfAny(source, folder)).map(({ name }) => name);
  const files = names.includes('files') ? `${folder}/files` : folder;
  const inFiles = files === folder ? names : (await entriesIfAny(source, files)).map(({ name }) => name);
  const log = names.find((name) => /^run-[\w-]+\.wandb$/.test(name));
  // It ended before anything was recorded.
  if (
    log === undefined &&
    !inFiles.some((name) => /^(?:wandb-metadata\.json|config\.yaml|wandb-summary\.json)$/.test(name))
  )
    return undefined;
  const metadata = await dataAt(source, files, 'wandb-metadata.json');
  const config = await dataAt(source, files, 'config.yaml');
  const summary = await dataAt(source, files, 'wandb-summary.json');
  let commit = said(property(property(metadata, 'git'), 'commit'));
  let parameters = configOf(config);
  let metrics = numbersOf(summary);
  let unfinished = /^(?:killed|failed|crashed)$/.test(String(property(metadata, 'state')));
  let problem: string | undefined;
  const lacks = commit === undefined || config === undefined || metrics.length === 0;
  if (log !== undefined && lacks) {
    const found = await readWandbLog(await partsOf(source, inFolder(folder, log)));
    commit ??= found.commit;
    if (config === undefined)
      parameters = flatten(Object.fromEntries([...found.config].map(([name, json]) => [name, parsed(json)])));
    if (metrics.length === 0)
      metrics = [...found.metrics].slice(0, MOST_NOTED).map(([name, value]) => ({ name, value }));
    unfinished ||= found.exitCode !== 0;
    problem = found.partial;
  }
  const dirty = inFiles.includes('diff.patch')
    ? ((await textAt(source, `${files}/diff.patch`)) ?? 'x').trim() !== ''
    : undefined;
  return {
    tool: 'wandb',
    name: endOf(folder),
    path: folder,
    file: inFiles.includes('wandb-metadata.json')
      ? `${files}/wandb-metadata.json`
      : log
        ? `${folder}/${log}`
        : folder,
    code:
      commit === undefined
        ? undefined
        : { kind: 'commit', id: commit, ...(dirty === undefined ? {} : { dirty }) },
    parameters,
    metrics,
    datasets: [],
    unfinished,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** `lr: {desc: null, value: 0.1}`; what begins with `_wandb` or is `wandb_version` is the tool's own. */
function configOf(config: unknown): Noted<string>[] {
  const own = entries(config).filter(([name]) => !name.startsWith('_wandb') && name !== 'wandb_version');
  return flatten(
    Object.fromEntries(
      own.map(([name, held]) => [
        name,
        property(held, 'value') === undefined ? held : property(held, 'value'),
      ]),
    ),
  );
}

/** A value of the log. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // A long value is cut; what there is of it is shown.
    return shown(json);
  }
}
