import type { Call, PythonModule } from '../python/model.js';
import type { Definition } from '../python/python.js';
import { type Bound, type Frame, isMainOnly, type Scene } from './scene.js';
import { Calling } from './walking/calling.js';
import type { DrawEvent, SeedEvent, Walked, Way } from './walking/events.js';
import { Followed } from './walking/followed.js';
import { bind, isRegistered, isSelfCheck } from './walking/functions.js';
import { Handing } from './walking/handing.js';
import { Later } from './walking/later.js';
import { Modules } from './walking/modules.js';
import { Objects } from './walking/objects.js';
import { Recorder } from './walking/recorder.js';
import { planOf } from './walking/steps.js';
import { wrappersOf } from './walking/wrappers.js';

const LIMIT_FRAMES = 6000;
const LIMIT_DEPTH = 80;
const NO_BINDINGS: ReadonlyMap<string, Bound> = new Map();
const START: Way = { depth: 0, deferred: false, elsewhere: false };

/**
 * Follows a program from an entry point through the project's own functions, classes and modules: a small interpreter that
 * goes through the steps of one frame after the other. What a call does, what is handed on, what objects there are and
 * what counts as a draw or a seeding is decided beside it.
 */
export class Walk implements Walked {
  readonly assignments: Walked['assignments'] = [];

  readonly #scene: Scene;
  readonly #recorder: Recorder;
  readonly #followed = new Followed();
  readonly #later = new Later();
  readonly #objects: Objects;
  readonly #handing: Handing;
  readonly #calling: Calling;
  readonly #modules: Modules;
  #frames = 0;
  #cut = false;

  constructor(scene: Scene) {
    const enter = this.#enter.bind(this);
    this.#scene = scene;
    this.#recorder = new Recorder(scene);
    this.#objects = new Objects(scene, enter);
    this.#handing = new Handing(scene, this.#objects, this.#later, enter);
    this.#calling = new Calling(scene, this.#recorder, this.#objects, this.#handing, enter);
    this.#modules = new Modules(scene, this.#objects, this.#handing, this.#execute.bind(this));
  }

  get draws(): DrawEvent[] {
    return this.#recorder.draws;
  }

  get seeds(): SeedEvent[] {
    return this.#recorder.seeds;
  }

  get calls(): Walked['calls'] {
    return this.#calling.calls;
  }

  get modules(): Set<PythonModule> {
    return this.#modules.entered;
  }

  get truncated(): boolean {
    return this.#cut || this.#calling.truncated;
  }

  /** Runs a module as a script, or the function of it that an installed command calls. */
  run(entry: PythonModule, command?: string): Walked {
    this.#modules.enter(entry, START, true);
    const called = command === undefined ? undefined : planOf(this.#scene, entry).named(command);
    if (called) this.#enter(called, undefined, undefined, { ...START, depth: 1 });
    for (let at = 0; at < entry.scopes.length; at++) {
      if (isRegistered(entry, at))
        this.#enter({ module: entry, scope: at }, undefined, undefined, { ...START, depth: 1 });
    }
    for (const { definition, way } of this.#later.rest(this.#scene, this.#objects))
      this.#enter(definition, undefined, undefined, way);
    return this;
  }

  /** Executes the steps of one scope in order; classes that stand in it are part of it. */
  #execute(frame: Frame, way: Way, asMain: boolean): void {
    if (++this.#frames > LIMIT_FRAMES || way.depth > LIMIT_DEPTH) {
      this.#cut = true;
      return;
    }
    const { module } = frame;
    const isImported = frame.scope === 0 && !asMain;
    const done = new Set<number>();
    const plan = planOf(this.#scene, module);
    for (const step of plan.steps(frame.scope)) {
      if (isImported && isMainOnly(module, step.line)) continue;
      if (step.kind === 'import') this.#modules.import(step, frame, way);
      else if (step.kind === 'call') this.#calling.make(plan, step.index, frame, way, done);
      else {
        if (step.kind === 'assignment') this.assignments.push({ assignment: step.assignment, frame });
        if (!way.passing) this.#handing.on(step.refers, frame, step.line);
      }
    }
  }

  /** Goes into a function, or makes an object of a class: its `__init__` now, its other methods when called, or at the end. */
  #enter(definition: Definition, call: Call | undefined, caller: Frame | undefined, way: Way): void {
    const { module, scope } = definition;
    const target = module.scopes[scope];
    if (!target) return;
    const origin = call && caller ? ({ frame: caller, line: call.line, by: 'value' } as const) : way.origin;
    if (!this.#modules.entered.has(module)) {
      const by = origin && { ...origin, by: 'import' as const };
      this.#modules.enter(module, { ...way, depth: way.depth + 1, origin: by }, false);
    }
    if (target.kind === 'class') {
      this.#objects.make(definition, call, caller, way);
      return;
    }
    if (this.#followed.isRunning(definition) || isSelfCheck(definition)) return;
    const owner =
      module.scopes[target.parent]?.kind === 'class' ? { module, scope: target.parent } : undefined;
    const self = target.parameters[0]?.name;
    const isInit = target.name === '__init__';
    if (owner && call && self === 'self' && !isInit && !this.#objects.isMade(owner)) {
      // The object is not made yet, or out of sight: its method runs some time.
      const { elsewhere, domain } = way;
      this.#later.put({ definition, elsewhere, origin: origin && { ...origin, by: 'method' }, domain });
      return;
    }
    if (!this.#followed.isWorth(definition, call !== undefined)) return;
    const isMethod = owner !== undefined && (self === 'self' || self === 'cls' || self === 'mcs');
    const frame: Frame = {
      module,
      scope,
      bindings: call && caller ? bind(target.parameters.slice(isMethod ? 1 : 0), call, caller) : NO_BINDINGS,
      caller,
      via: call,
      origin: call ? undefined : origin,
      made: this.#objects.inits,
    };
    if (isMethod && isInit) this.#objects.inits.set(`${module.path}#${target.parent}`, frame);
    const before = this.#recorder.dependent;
    this.#followed.during(
      definition,
      () => {
        for (const wrapper of wrappersOf(this.#scene, definition))
          this.#enter(wrapper, undefined, undefined, { ...way, origin });
        this.#execute(frame, { ...way, depth: way.depth + 1, origin: undefined }, true);
      },
      () => this.#recorder.dependent > before,
    );
  }
}
