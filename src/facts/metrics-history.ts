import { datasets as datasetsFact } from './datasets.js';
import { defineFact, type Project } from './fact.js';
import { files as filesFact, isTest } from './files.js';
import { type OpenGit, openGit } from './git/run.js';
import { type Git, git as gitFact } from './git.js';
import { sameCode } from './metrics/same-code.js';
import { metrics as metricsFact } from './metrics.js';
import { baseName } from './paths.js';
import { type Python, python as pythonFact } from './python/python.js';
import { randomness as randomnessFact } from './randomness.js';

/** A file on which results depend, and that changed after they were recorded. */
export interface LaterChange {
  path: string;
  kind: 'code' | 'parameters' | 'data';
  /** The change is not committed. */
  uncommitted: boolean;
}

/** When one metrics file was recorded, and what has changed since. */
export interface RecordedAt {
  path: string;
  /** Whether the config or dvc.yaml declares it. */
  declared: boolean;
  /** `untracked`: git does not keep it. `modified`: it differs from the commit. `cut`: the history does not go back far enough. */
  state: 'committed' | 'modified' | 'untracked' | 'cut';
  /** Full hash of the last commit that changed it. */
  commit?: string;
  /** Sorted by path. */
  changed: readonly LaterChange[];
}

/** How the recorded results stand to the history of the code, the parameters and the data. */
export interface MetricsHistory {
  /** Whether there is a history at all. */
  hasHistory: boolean;
  files: readonly RecordedAt[];
  /** How many files were watched for later changes. */
  watched: number;
}

/** The most metrics files whose history is asked for; each costs a walk through the history. */
const MOST_FILES = 20;
const PARAMETERS =
  /(^|\/)(params|hparams|hyperparams|hyperparameters|config|configs|conf|settings)(\.[\w-]+)?\.(ya?ml|json|toml|ini|cfg|gin)$|(^|\/)(conf|configs?|hparams)\/.*\.(ya?ml|json|toml|gin|py)$|\.gin$/i;
/** Files that record which data a project has. */
const POINTER = /\.dvc$|(^|\/)repro\.lock$/;
const CODE = /\.(py|ipynb|R|jl|Rmd|qmd)$/i;

/** For each recorded metrics file: the commit that recorded it, and which inputs of a run changed afterwards. */
export const metricsHistory = defineFact<MetricsHistory>({
  name: 'metricsHistory',
  timeLimitMs: 300_000,
  async collect(project) {
    const [{ files }, git] = await Promise.all([project.get(metricsFact), project.get(gitFact)]);
    const { root } = project.source;
    const repository = root === undefined || git.kind !== 'ok' ? undefined : await openGit(root);
    if (!repository || git.kind !== 'ok') return { hasHistory: false, files: [], watched: 0 };
    const kinds = await inputsOf(project);
    const recorded: RecordedAt[] = [];
    const changes = new Map<string, Promise<LaterChange[]>>();
    const known = files.filter(({ status, sure }) => status === 'ok' && sure).slice(0, MOST_FILES);
    for (const { path } of known) kinds.delete(path);
    for (const { path, by } of known) {
      const declared = by !== 'found';
      recorded.push({ declared, ...(await recordedAt(repository, git, path, kinds, changes)) });
    }
    return { hasHistory: true, files: recorded, watched: kinds.size };
  },
});

async function recordedAt(
  repository: OpenGit,
  git: Extract<Git, { kind: 'ok' }>,
  path: string,
  kinds: ReadonlyMap<string, LaterChange['kind']>,
  changes: Map<string, Promise<LaterChange[]>>,
): Promise<Omit<RecordedAt, 'declared'>> {
  const { staged, unstaged } = git.status;
  const commit = (await repository.text(['rev-list', '-1', 'HEAD', '--', `:(literal)${path}`])).trim();
  if (commit === '') return { path, state: 'untracked', changed: [] };
  // The commit at which a shallow history ends holds every file, whoever wrote it.
  if (git.shallow && (await isFirst(repository, commit))) return { path, state: 'cut', commit, changed: [] };
  if ([...staged, ...unstaged].some((change) => change.path === path))
    return { path, state: 'modified', commit, changed: [] };
  let committed = changes.get(commit);
  if (!committed) {
    committed = changedSince(repository, commit, kinds);
    changes.set(commit, committed);
  }
  const known = new Set((await committed).map((change) => change.path));
  const local = [...staged, ...unstaged].flatMap((change): LaterChange[] => {
    const kind = kinds.get(change.path);
    if (change.what === 'added' && POINTER.test(change.path)) return [];
    return kind && !known.has(change.path) ? [{ path: change.path, kind, uncommitted: true }] : [];
  });
  const changed = [...(await committed), ...local].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { path, state: 'committed', commit, changed };
}

async function isFirst(repository: OpenGit, commit: string): Promise<boolean> {
  const line = await repository.text(['rev-list', '--parents', '-1', commit]);
  return line.trim().split(' ').length === 1;
}

async function changedSince(
  repository: OpenGit,
  commit: string,
  kinds: ReadonlyMap<string, LaterChange['kind']>,
): Promise<LaterChange[]> {
  const text = await repository.text([
    'diff', '--name-status', '-z', '--no-renames', '--no-ext-diff', '--relative', '--ignore-submodules', commit, 'HEAD', '--', '.',
  ]); // biome-ignore format: one command, one line
  const fields = text.split('\0');
  const changed = fields.flatMap((path, at): LaterChange[] => {
    const kind = at % 2 === 1 ? kinds.get(path) : undefined;
    // Data that is recorded for the first time need not have changed.
    if (!kind || (fields[at - 1] === 'A' && POINTER.test(path))) return [];
    return [{ path, kind, uncommitted: false }];
  });
  const code = changed.flatMap(({ path, kind }) => (kind === 'code' ? [path] : []));
  const same = await sameCode(repository, commit, code);
  return changed.filter(({ path }) => !same.has(path));
}

/**
 * The files that a run depends on: the modules that the entry points reach (all code where none is known), files of
 * parameters, and data that the code reads or a pointer declares. Tests and documentation do not move results.
 */
async function inputsOf(project: Project): Promise<Map<string, LaterChange['kind']>> {
  const [{ own }, python, { entrypoints }, datasets] = await Promise.all([
    project.get(filesFact),
    project.get(pythonFact),
    project.get(randomnessFact),
    project.get(datasetsFact),
  ]);
  const entries = entrypoints
    .filter(({ role, example }) => !example && (role === 'train' || role === 'evaluate'))
    .map(({ path }) => path);
  const reached = entries.length > 0 ? reachedFrom(python, entries) : undefined;
  const data = new Set(
    datasets.uses.flatMap(({ access, matches, fixedBy }) =>
      access === 'read' && fixedBy !== 'produced' ? matches : [],
    ),
  );
  const kinds = new Map<string, LaterChange['kind']>();
  for (const { path } of own) {
    if (isTest(path) || /^docs?\//i.test(path)) continue;
    if (data.has(path) || POINTER.test(path)) kinds.set(path, 'data');
    else if (PARAMETERS.test(path) && !/^repro\.config/.test(baseName(path))) kinds.set(path, 'parameters');
    else if (CODE.test(path) && (!reached || reached.has(path))) kinds.set(path, 'code');
  }
  return kinds;
}

function reachedFrom(python: Python, entries: readonly string[]): Set<string> {
  const reached = new Set(entries);
  for (const path of reached) {
    const module = python.get(path);
    for (const next of module ? python.importsOf(module) : []) reached.add(next);
  }
  return reached;
}
