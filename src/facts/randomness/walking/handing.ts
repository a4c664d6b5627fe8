import type { Call, PythonModule } from '../../python/model.js';
import type { Frame, Origin, Scene } from '../scene.js';
import { Tracer } from '../trace.js';
import type { Enter, Way } from './events.js';
import { spawns, startedBy } from './functions.js';
import { guards, isTrue } from './guards.js';
import type { Later } from './later.js';
import type { Objects } from './objects.js';
import type { Reference } from './references.js';
import type { PlannedCall } from './steps.js';

/** Functions, classes and modules that are handed on as values: whoever gets them may call them. */
export class Handing {
  readonly #tracer: Tracer;
  readonly #objects: Objects;
  readonly #later: Later;
  readonly #enter: Enter;

  constructor(scene: Scene, objects: Objects, later: Later, enter: Enter) {
    this.#tracer = new Tracer(scene);
    this.#objects = objects;
    this.#later = later;
    this.#enter = enter;
  }

  /** What an assignment, a return or a call at a line hands on to nobody in sight runs some time. */
  on(references: readonly Reference[], frame: Frame, line: number, elsewhere = false): void {
    if (references.length === 0) return;
    const origin = { frame, line, by: 'value' as const };
    const isRegistered = frame.scope === 0 && frame.origin?.by === 'import';
    for (const reference of references) {
      if ('whole' in reference) this.#whole(reference.whole, origin);
      else {
        const one = { definition: reference.definition, elsewhere, origin };
        if (isRegistered) this.#later.register(one);
        else this.#later.put(one);
      }
    }
  }

  /** What the arguments of a call hand on is called by the callee, if at all; nobody sees when. */
  byArguments({ call, name, refers }: PlannedCall, frame: Frame, way: Way): void {
    for (const { argument, references } of refers) {
      const given = startedBy(call);
      if (name !== undefined && spawns(name) && this.#isSure(call, frame)) {
        // The caller waits for what it spawns.
        const domain = { kind: 'spawn' as const };
        for (const reference of references)
          if ('definition' in reference) this.#enter(reference.definition, given, frame, { ...way, domain });
      } else if (argument.name === 'worker_init_fn') this.on(references, frame, call.line, true);
      else this.#toCallee(references, call, given, frame, way);
    }
  }

  /** The classes of a module that is handed on whole: what is called may make objects of them. */
  wholeTo({ call, refers }: PlannedCall, frame: Frame, way: Way): void {
    const origin = { frame, line: call.line, by: 'value' as const };
    for (const reference of refers.flatMap(({ references }) => references)) {
      if (!('whole' in reference)) continue;
      reference.whole.scopes.forEach(({ kind, parent }, scope) => {
        if (kind === 'class' && parent === 0)
          this.#objects.make({ module: reference.whole, scope }, undefined, frame, {
            ...way,
            deferred: true,
            origin,
          });
      });
    }
  }

  #toCallee(
    references: readonly Reference[],
    { line }: Call,
    given: Call | undefined,
    frame: Frame,
    way: Way,
  ): void {
    const origin = { frame, line, by: 'value' as const };
    for (const reference of references) {
      if ('whole' in reference) this.#whole(reference.whole, origin);
      else {
        const dormant = way.dormant || reference.maybe === true;
        this.#enter(reference.definition, given, frame, { ...way, deferred: true, dormant, origin });
      }
    }
  }

  /** `models.__dict__[name]`, `getattr(models, name)`: any function or class of a module may be meant. */
  #whole(module: PythonModule, origin: Origin): void {
    module.scopes.forEach((scope, at) => {
      if (scope.parent === 0 && !scope.name.startsWith('_'))
        this.#later.put({ definition: { module, scope: at }, elsewhere: false, origin });
    });
  }

  /** Whether a call is made in a run with default arguments, for certain. */
  #isSure(call: Call, frame: Frame): boolean {
    return guards(call, frame).every((guard) => isTrue(this.#tracer, guard) === !guard.condition.negated);
  }
}
