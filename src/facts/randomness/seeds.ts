import type { SeedUse } from './model.js';
import { placeOf, type Scene, written } from './scene.js';
import { plain } from './source-use.js';
import type { Walked } from './walking/events.js';

/** The places where a run sets a seed or hands one over; an explicit `None` for an estimator is no seed. */
export function seedsOf(scene: Scene, { seeds, draws }: Walked): SeedUse[] {
  const found: SeedUse[] = seeds
    .filter(({ value }) => value.text !== 'the library’s fixed default')
    .map(({ frame, call, value, fixes, certainty, active }) => ({
      call: `${written(frame.module, call.callee)}()`,
      at: placeOf(scene, frame.module, call.line),
      value:
        active === 'off' && value.kind !== 'varying' ? { ...plain(value), kind: value.kind } : plain(value),
      sources: [...fixes],
      // Varying only in a mode that is off by default.
      certainty: active === 'off' && value.kind === 'varying' ? ('possible' as const) : certainty,
    }));
  for (const { own, frame, call, certainty, found: row } of draws) {
    if (!own || row.row.carrier || certainty === 'possible') continue;
    if (own.nothing === 'written') continue;
    found.push({
      call: `${written(frame.module, call.callee)}()`,
      at: placeOf(scene, frame.module, call.line),
      value: plain(own),
      sources: [row.framework.id],
      ...(own.kind === 'none' && { handed: true }),
      certainty,
    });
  }
  return found;
}
