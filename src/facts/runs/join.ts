import { isIn } from '../paths.js';
import type { MlflowRun } from './mlflow.js';
import type { Run } from './model.js';

/** Parts of a run that TensorBoard keeps in folders of their own: Keras, Lightning, `add_hparams`, `add_scalars`. */
const PART =
  /^(?:train|training|val|valid|validation|test|eval|evaluation|tb|tensorboard|hparams?|\d{9,11}(?:\.\d+)?)$/i;

/**
 * The runs as people count them. What several tools or folders record of one run is one: event files in a run of another tool
 * or in parts of a folder, and the settings that Hydra keeps around all of it. Parents of MLflow's nested runs are marked.
 */
export function joined(runs: readonly Run[]): Run[] {
  const parents = new Set(runs.flatMap((run) => (run as MlflowRun).parent ?? []));
  const others = runs
    .filter(({ tool }) => tool !== 'hydra' && tool !== 'tensorboard')
    .map((run) => (parents.has(run.path.slice(-32)) ? { ...run, groups: true } : run));
  const events = new Map<string, Run>();
  const inOthers = new Set(others.map(({ path }) => path));
  for (const run of runs.filter(({ tool }) => tool === 'tensorboard')) {
    // A run of another tool that lies around it has read its own files, or has metrics in its own way.
    if (foldersOf(run.path).some((folder) => inOthers.has(folder))) continue;
    const slash = run.path.lastIndexOf('/');
    const whole = slash > 0 && PART.test(run.path.slice(slash + 1)) ? run.path.slice(0, slash) : run.path;
    const known = events.get(whole);
    events.set(
      whole,
      known ? both(known, run) : { ...run, path: whole, name: whole.split('/').slice(-2).join('/') },
    );
  }
  const found = [...others, ...events.values()];
  const alone: Run[] = [];
  for (const settings of runs.filter(({ tool }) => tool === 'hydra')) {
    const inside = found.filter(
      ({ path }) => path === settings.path || settings.path === '.' || isIn(path, settings.path),
    );
    if (inside.length === 0) alone.push(settings);
    for (const run of inside)
      if (run.parameters.length === 0) Object.assign(run, { parameters: settings.parameters });
  }
  // Where a tracker keeps the runs, what Hydra leaves elsewhere without results is the log of some call.
  const tracked = found.some(({ tool }) => tool !== 'lightning' && tool !== 'tensorboard');
  return [...found, ...(tracked ? alone.filter(({ metrics }) => metrics.length > 0) : alone)];
}

function both(one: Run, other: Run): Run {
  const more = <T>(a: readonly { name: string; value: T }[], b: readonly { name: string; value: T }[]) => [
    ...a,
    ...b.filter(({ name }) => !a.some((known) => known.name === name)),
  ];
  return {
    ...one,
    parameters: more(one.parameters, other.parameters),
    metrics: more(one.metrics, other.metrics),
  };
}

/** A path and the folders that it lies in. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('/'));
}
