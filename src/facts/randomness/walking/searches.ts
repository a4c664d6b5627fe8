import { once } from '../../once.js';
import { assignmentsTo } from '../../python/assigned.js';
import type { Call, PythonModule, Value } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { argumentOf, type Frame } from '../scene.js';
import type { Traced, Tracer } from '../trace.js';
import { literalDict } from '../tracing/dicts.js';

/** Searches that set the parameters of the estimator they are handed. Source: scikit-learn and scikit-optimize, API. */
const SEARCH =
  /^(?:GridSearchCV|RandomizedSearchCV|HalvingGridSearchCV|HalvingRandomSearchCV|TuneGridSearchCV|TuneSearchCV|BayesSearchCV|OptunaSearchCV)$/;
const GRIDS = ['param_grid', 'param_distributions', 'search_spaces'];

/** A seed that a grid of parameters may hold. */
export const UNREAD_GRID: Traced = { kind: 'unknown', text: 'a grid of parameters that could not be read' };

/** The search that each estimator of a module is handed to. */
const searchesOf = once((module: PythonModule) => {
  const found = new Map<Call, Call>();
  for (const search of module.calls) {
    if (!SEARCH.test(lastName(search.callee))) continue;
    const made = madeBy(module, argumentOf(search, 'estimator', 0), search.scope);
    if (made) found.set(made, search);
  }
  return found;
});

function madeBy(module: PythonModule, value: Value | undefined, scope: number): Call | undefined {
  if (value?.kind === 'call') return module.calls[value.call];
  if (value?.kind !== 'name') return undefined;
  const made = assignmentsTo(module, value.path, scope).at(-1)?.value;
  return made?.kind === 'call' ? module.calls[made.call] : undefined;
}

/**
 * The seed that a search puts into an estimator from its grid: `GridSearchCV(Forest(), {'random_state': [1]})`; unknown where
 * the grid cannot be read, undefined where it holds none.
 */
export function seedInGrid(
  tracer: Tracer,
  parameters: readonly string[],
  call: Call,
  frame: Frame,
): Traced | undefined {
  const search = searchesOf(frame.module).get(call);
  if (!search) return undefined;
  const named = GRIDS.map((name) => argumentOf(search, name)).find((value) => value !== undefined);
  const grid = named ?? argumentOf(search, undefined, 1);
  // A list of grids: each of them in turn.
  const all =
    grid?.kind === 'list'
      ? grid.items.map((item) => literalDict(item, frame))
      : [grid && literalDict(grid, frame)];
  const entries = all.includes(undefined) ? undefined : all.flatMap((one) => one ?? []);
  const entry = entries?.find(({ key }) => key?.kind === 'string' && parameters.includes(key.value));
  if (entry) return tracer.trace(entry.value, frame);
  const known = entries?.every(({ key }) => key !== undefined) ?? false;
  return known ? undefined : UNREAD_GRID;
}
