import type { DrawVerdict } from './judge.js';
import { pathOf } from './mending/way.js';
import type { EstimatorUse } from './model.js';
import { placeOf, type Scene, written } from './scene.js';
import { SPREAD } from './walking/recorder.js';
import { UNREAD_GRID } from './walking/searches.js';
import { SET_LATER } from './walking/set-later.js';

/** Estimators by place. */
export type EstimatorSink = Map<string, EstimatorUse>;

const RANK = { missing: 0, unknown: 1, global: 2, given: 3 } as const;

/** Adds the estimators, splitters and samplers of a run; where runs differ, the worse counts. */
export function collectEstimators(scene: Scene, all: readonly DrawVerdict[], sink: EstimatorSink): void {
  for (const { draw, state: stands } of all) {
    const { row } = draw.found;
    const parameter = row.seed?.[0];
    if (!row.estimator || row.fixed || parameter === undefined || draw.certainty === 'possible') continue;
    const { module } = draw.frame;
    const at = placeOf(scene, module, draw.call.line);
    const own = draw.own;
    const given = own !== undefined && own.kind !== 'none';
    const state: EstimatorUse['state'] = given
      ? own === SPREAD || own === SET_LATER || own === UNREAD_GRID
        ? 'unknown'
        : 'given'
      : stands === 'fixed'
        ? 'global'
        : 'missing';
    const key = `${at.file}:${at.cell ?? 0}:${at.line}:${draw.call.column}`;
    const before = sink.get(key);
    if (before && RANK[before.state] <= RANK[state]) continue;
    const call = `${written(module, draw.call.callee)}()`;
    sink.set(key, {
      call,
      at,
      path: pathOf(scene, draw.frame, { line: draw.call.line, text: call }),
      parameter,
      state,
      ...(own?.kind === 'none' && own.nothing !== 'written' && { handed: true }),
      certainty: own ? 'likely' : draw.certainty,
    });
  }
}
