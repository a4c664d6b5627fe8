import { isTest } from '../files.js';
import type { PythonModule } from '../python/model.js';
import { verdicts } from './judge.js';
import type { LibraryDraw } from './model.js';
import { bareFrame, placeOf, type Scene, written } from './scene.js';
import type { Walked } from './walking/events.js';
import { Recorder } from './walking/recorder.js';

/** Modules of a library that are looked through. */
const LIMIT_MODULES = 2000;

/** The draws and seedings of a module as they stand there, whoever calls them. */
export function standing(scene: Scene, module: PythonModule): Pick<Walked, 'draws' | 'seeds'> {
  const recorder = new Recorder(scene);
  const callees = scene.python.callees(module);
  for (const [index, call] of module.calls.entries()) {
    const name = callees[index];
    if (name === undefined && scene.python.callsOwn(module, index)) continue;
    const frame = bareFrame(module, call.scope);
    const way = { depth: 0, deferred: false, elsewhere: false };
    if (name !== undefined) recorder.known(name, call, frame, way);
    else recorder.method(call, frame, way);
  }
  return recorder;
}

/** Whether the project is a package for others to import. */
export function isPackage(scene: Scene): boolean {
  return scene.python.modules.some(({ path }) => path.endsWith('__init__.py') && !isTest(path));
}

/**
 * Draws of a library from shared generators in functions to which no caller can hand a seed or a generator. Initial
 * weights and dropout are left out: no library lets them be seeded but by the shared generator.
 */
export async function uncontrolled(scene: Scene): Promise<LibraryDraw[]> {
  const found: LibraryDraw[] = [];
  const modules = scene.python.modules.filter(
    ({ path, main, kind }) => !isTest(path) && !main && kind === 'module',
  );
  for (const module of modules.slice(0, LIMIT_MODULES)) {
    await new Promise((resume) => setImmediate(resume));
    const { draws } = standing(scene, module);
    const alone: Walked = {
      draws,
      seeds: [],
      calls: [],
      assignments: [],
      modules: new Set(),
      truncated: false,
    };
    for (const { draw, state } of verdicts(alone)) {
      const { row } = draw.found;
      if (state !== 'unfixed' || draw.certainty !== 'certain' || row.training || row.weak || draw.own)
        continue;
      const within = module.scopes[draw.call.scope];
      if (!within || draw.call.scope === 0 || takesSeed(module, draw.call.scope)) continue;
      found.push({
        at: placeOf(scene, module, draw.call.line),
        call: `${written(module, draw.call.callee)}()`,
        within: within.qualifiedName,
      });
    }
  }
  return found;
}

const SEEDLIKE = /seed|rng|random|generator|prng|^key$|_key$/i;

/** Whether a function, one around it, or the class that it is a method of takes something that can carry a seed. */
function takesSeed({ scopes }: PythonModule, scope: number): boolean {
  for (let at = scope; at > 0; at = scopes[at]?.parent ?? 0) {
    const here = scopes[at];
    const taking =
      here?.kind === 'class'
        ? scopes.filter(({ parent, name }) => parent === at && name === '__init__')
        : here
          ? [here]
          : [];
    if (
      taking.some(({ parameters }) =>
        parameters.some(({ name, kind }) => SEEDLIKE.test(name) || kind === 'kwargs'),
      )
    )
      return true;
  }
  return false;
}
