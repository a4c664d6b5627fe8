import type { DrawVerdict } from './judge.js';
import { pathOf } from './mending/way.js';
import type { Certainty, PathStep, Place, SeedValue, SourceState } from './model.js';
import { seedStateOf } from './reaching.js';
import { placeOf, type Scene, written } from './scene.js';
import { plain } from './source-use.js';
import type { DrawEvent, SeedEvent } from './walking/events.js';

/** One draw of a run, whole. */
export interface DrawTrace {
  at: Place;
  call: string;
  source: string;
  state: SourceState;
  certainty: Certainty;
  path: PathStep[];
  /** The seed that it is given itself. */
  own?: SeedValue;
  /** Leaving the seed out still gives a fixed one. */
  fixedDefault: boolean;
}

/** One seeding of a run, whole. */
export interface SeedTrace {
  at: Place;
  call: string;
  value: SeedValue;
  /** The shared generators that it seeds. */
  fixes: string[];
  state: SourceState;
  certainty: Certainty;
  path: PathStep[];
}

/** A draw with the way to it. */
export function drawTrace(scene: Scene, { draw, source, state }: DrawVerdict): DrawTrace {
  const { own, certainty, found } = draw;
  return {
    ...event(scene, draw),
    source,
    state,
    certainty,
    ...(own && { own: plain(own) }),
    fixedDefault: found.row.fixed === true && !own,
  };
}

/** A seeding with the way to it. */
export function seedTrace(scene: Scene, seed: SeedEvent): SeedTrace {
  const { value, fixes, certainty } = seed;
  return {
    ...event(scene, seed),
    value: plain(value),
    fixes: [...fixes],
    state: seedStateOf(seed),
    certainty,
  };
}

function event(
  scene: Scene,
  { frame, call }: DrawEvent | SeedEvent,
): { at: Place; call: string; path: PathStep[] } {
  const text = `${written(frame.module, call.callee)}()`;
  return {
    at: placeOf(scene, frame.module, call.line),
    call: text,
    path: pathOf(scene, frame, { line: call.line, text }),
  };
}

/** What several calls of a function come to again is told once. */
export function once<Item extends { at: Place; call: string; state: SourceState }>(
  items: readonly Item[],
): Item[] {
  const seen = new Set<string>();
  return items.filter(({ at, call, state }) => {
    const key = `${at.file}:${at.cell ?? 0}:${at.line}:${call}:${state}`;
    return !seen.has(key) && seen.add(key);
  });
}
