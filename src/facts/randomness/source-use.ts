import { type DrawVerdict, judgedOf } from './judge.js';
import { skippedBy } from './mending/existing.js';
import { mendOf } from './mending/mend.js';
import type { Judged, Surroundings } from './mending/model.js';
import { isShared } from './mending/seeding.js';
import { pathOf } from './mending/way.js';
import type { SeedValue, SourceUse } from './model.js';
import { placeOf, type Scene, written } from './scene.js';
import type { Traced } from './trace.js';
import type { SeedEvent } from './walking/events.js';

/** Each source of a run as reports tell it: its state, the draw that decides it, the way there and the mend. */
export function sourcesOf(around: Surroundings, all: readonly DrawVerdict[], trains: boolean): SourceUse[] {
  const found = judgedOf(all, trains);
  const unseeded = found
    .filter(({ source, state }) => state === 'unfixed' && isShared(source))
    .flatMap(({ draws }) => draws);
  return found.map((judged) => sourceUse({ ...around, unseeded }, judged));
}

function sourceUse(around: Surroundings, judged: Judged): SourceUse {
  const { scene } = around;
  const { source, state, deciding, first } = judged;
  const { draw, seed } = first;
  const { module } = draw.frame;
  const places = new Set(deciding.map((other) => `${other.draw.frame.module.path}:${other.draw.call.line}`));
  const at = placeOf(scene, module, draw.call.line);
  const call = `${written(module, draw.call.callee)}()`;
  const { text, edits } = mendOf(around, judged);
  return {
    source,
    state,
    at,
    call,
    more: places.size - 1,
    certainty: draw.certainty,
    ...(seed
      ? { seeded: seededBy(scene, seed) }
      : draw.own
        ? { seeded: { at, call, value: plain(draw.own) } }
        : {}),
    path: pathOf(scene, draw.frame, { line: draw.call.line, text: call }),
    mend: text,
    edits: [...edits],
  };
}

function seededBy(scene: Scene, seed: SeedEvent): NonNullable<SourceUse['seeded']> {
  const { frame, call, value } = seed;
  const off = value.kind === 'none' ? undefined : skippedBy(scene, seed);
  return {
    at: placeOf(scene, frame.module, call.line),
    call: `${written(frame.module, call.callee)}()`,
    value: plain(value),
    ...(off && { skippedAt: placeOf(scene, off.at.module, off.condition.line) }),
  };
}

/** A seed's value without the constant. */
export function plain({ kind, text }: Traced): SeedValue {
  return { kind, text };
}
