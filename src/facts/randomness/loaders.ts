import type { Call } from '../python/model.js';
import { pathOf } from './mending/way.js';
import type { LoaderUse } from './model.js';
import { argumentOf, type Frame, placeOf, type Scene, written } from './scene.js';
import { Tracer } from './trace.js';
import { classesOf } from './walking/classes.js';
import { isRecorded, type Walked } from './walking/events.js';

const LOADER = /^torch(?:_geometric\.(?:loader|data)|\.utils\.data)(?:\.\w+)*\.DataLoader$/;

/** The data loaders of a run that start workers, with what seeds those. */
export function loadersOf(scene: Scene, { calls, seeds, draws }: Walked): LoaderUse[] {
  const tracer = new Tracer(scene);
  const managed = seeds.some(({ name, call, frame }) => {
    const workers = argumentOf(call, 'workers');
    return /seed_everything$/.test(name) && workers !== undefined && tracer.truth(workers, frame) === true;
  });
  const recorded = seeds.filter(({ fixes, value }) => fixes.includes('torch') && isRecorded(value));
  const seeded = recorded.some(({ active }) => active === 'on')
    ? true
    : recorded.some(({ active }) => active === 'maybe')
      ? 'maybe'
      : false;
  // What nobody in sight calls, such as `__getitem__`, is what the workers call.
  const drawsNumpy = draws.some(
    ({ dormant, certainty, found: { row, framework } }) =>
      dormant && certainty !== 'possible' && (row.stream ?? framework.stream) === 'numpy',
  );
  return calls.flatMap(({ call, frame, name: called }): LoaderUse[] => {
    const name = called ?? baseOf(scene, call, frame);
    if (name === undefined) return [];
    if (called !== undefined && !LOADER.test(name)) return [];
    const workers = argumentOf(call, 'num_workers', called?.startsWith('torch.') ? 5 : undefined);
    // A class between may give what the call does not.
    const spread = called === undefined || call.args.some((argument) => argument.name === '**');
    if (!workers) return [];
    const traced = tracer.trace(workers, frame);
    if (traced.value === 0) return [];
    const text = `${written(frame.module, call.callee)}()`;
    return [
      {
        call: text,
        path: pathOf(scene, frame, { line: call.line, text }),
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

/** The loader of a library that the class of the project which is called is made of. */
function baseOf(scene: Scene, call: Call, { module, scope }: Frame): string | undefined {
  const definition = scene.python.define(module, call.callee, scope);
  if (definition?.module.scopes[definition.scope]?.kind !== 'class') return undefined;
  return classesOf(scene, definition.module)
    .foreign(definition.scope)
    .find((name) => LOADER.test(name));
}
