import type { LoaderUse } from './model.js';
import { argumentOf, placeOf, type Scene, written } from './scene.js';
import { Tracer } from './trace.js';
import { isRecorded, type Walked } from './walking/events.js';

/** The data loaders of a run that start workers, with what seeds those. */
export function loadersOf(scene: Scene, { calls, seeds, draws }: Walked): LoaderUse[] {
  const tracer = new Tracer(scene);
  const managed = seeds.some(({ name, call, frame }) => {
    const workers = argumentOf(call, 'workers');
    return /seed_everything$/.test(name) && workers !== undefined && tracer.truth(workers, frame) === true;
  });
  const seeded = seeds.some(
    ({ fixes, value, active }) => fixes.includes('torch') && active === 'on' && isRecorded(value),
  );
  // What nobody in sight calls, such as `__getitem__`, is what the workers call.
  const drawsNumpy = draws.some(
    ({ dormant, certainty, found: { row, framework } }) =>
      dormant && certainty !== 'possible' && (row.stream ?? framework.stream) === 'numpy',
  );
  return calls.flatMap(({ call, frame, name }): LoaderUse[] => {
    if (!name || !/^torch(?:_geometric\.loader|\.utils\.data)(?:\.\w+)*\.DataLoader$/.test(name)) return [];
    const workers = argumentOf(call, 'num_workers', name.startsWith('torch.') ? 5 : undefined);
    const spread = call.args.some((argument) => argument.name === '**');
    if (!workers) return [];
    const traced = tracer.trace(workers, frame);
    if (traced.value === 0) return [];
    return [
      {
        call: `${written(frame.module, call.callee)}()`,
        at: placeOf(scene, frame.module, call.line),
        workerInit: argumentOf(call, 'worker_init_fn') !== undefined,
        generator: argumentOf(call, 'generator') !== undefined,
        managed,
        seeded,
        drawsNumpy,
        certainty: spread ? 'possible' : typeof traced.value === 'number' ? 'certain' : 'likely',
      },
    ];
  });
}
