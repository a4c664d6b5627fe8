import type { PythonModule } from '../../python/model.js';
import { bareFrame, type Frame, isMainOnly, type Scene } from '../scene.js';
import type { Way } from './events.js';
import type { Handing } from './handing.js';
import type { Objects } from './objects.js';
import { planOf, type Step } from './steps.js';

/** The modules that a run imports, each executed once. */
export class Modules {
  readonly entered = new Set<PythonModule>();

  readonly #scene: Scene;
  readonly #objects: Objects;
  readonly #handing: Handing;
  readonly #execute: (frame: Frame, way: Way, asMain: boolean) => void;
  /** Packages, and what they import, of which nothing was named so far. */
  readonly #passed = new Set<PythonModule>();

  constructor(
    scene: Scene,
    objects: Objects,
    handing: Handing,
    execute: (frame: Frame, way: Way, asMain: boolean) => void,
  ) {
    this.#scene = scene;
    this.#objects = objects;
    this.#handing = handing;
    this.#execute = execute;
  }

  /** Executes the top of a module unless that was done; `asMain`: as the script that is run. */
  enter(module: PythonModule, way: Way, asMain: boolean): void {
    const { origin, ...rest } = way;
    const frame = () => bareFrame(module, 0, this.#objects.inits, origin);
    if (!this.entered.has(module)) {
      this.entered.add(module);
      if (way.passing) this.#passed.add(module);
      this.#execute(frame(), rest, asMain);
    } else if (!way.passing && this.#passed.delete(module)) this.#handOn(frame(), rest);
  }

  /** What an import, or the running of another script, brings in. */
  import(step: Extract<Step, { kind: 'import' }>, frame: Frame, way: Way): void {
    const origin = { frame, line: step.line, by: 'import' as const };
    const inner = { ...way, depth: way.depth + 1, origin };
    for (const found of step.packages) this.enter(found, { ...inner, passing: true }, false);
    if (step.module) this.enter(step.module, inner, step.asMain ?? false);
  }

  /** What the top of a module hands on, with that of the modules that it imports, where it was only passed before. */
  #handOn(frame: Frame, way: Way): void {
    const plan = planOf(this.#scene, frame.module);
    for (const step of plan.steps(0)) {
      // It was imported, not run.
      if (isMainOnly(frame.module, step.line)) continue;
      if (step.kind === 'import') this.import(step, frame, way);
      else if (step.kind === 'call') {
        const planned = plan.call(step.index);
        if (!planned) continue;
        this.#handing.byArguments(planned, frame, way);
        const { definition } = planned;
        if (definition?.module.scopes[definition.scope]?.kind === 'class')
          this.#objects.make(definition, planned.call, frame, way);
      } else this.#handing.on(step.refers, frame, step.line);
    }
  }
}
