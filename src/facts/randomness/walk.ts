import type { Call, PythonModule } from '../python/model.js';
import type { Definition } from '../python/python.js';
import { lastName } from '../python/values.js';
import { type Bound, bareFrame, type Frame, type Origin, type Scene, written } from './scene.js';
import { Tracer } from './trace.js';
import { classesOf } from './walking/classes.js';
import type { Domain, DrawEvent, SeedEvent, Walked, Way } from './walking/events.js';
import { Followed } from './walking/followed.js';
import { bind, isAbstract, isRegistered, isSelfCheck, spawns, startedBy } from './walking/functions.js';
import { guards, isTrue } from './walking/guards.js';
import { Later } from './walking/later.js';
import { Objects } from './walking/objects.js';
import { Recorder } from './walking/recorder.js';
import type { Reference } from './walking/references.js';
import { type Plan, type PlannedCall, planOf, type Step } from './walking/steps.js';
import { configuredTargets, makesFromConfig, runsMain } from './walking/targets.js';
import { wrappersOf } from './walking/wrappers.js';

const LIMIT_FRAMES = 6000;
const LIMIT_CALLS = 60_000;
const LIMIT_DEPTH = 80;
const NO_BINDINGS: ReadonlyMap<string, Bound> = new Map();
const START: Way = { depth: 0, deferred: false, elsewhere: false };
/** Follows a program from an entry point through the project's own functions, classes and modules. */
export class Walk implements Walked {
  readonly calls: Walked['calls'] = [];
  readonly assignments: Walked['assignments'] = [];
  readonly modules = new Set<PythonModule>();
  truncated = false;

  readonly #scene: Scene;
  readonly #recorder: Recorder;
  readonly #made = new Map<string, Frame>();
  readonly #followed = new Followed();
  readonly #objects: Objects;
  readonly #later = new Later();
  readonly #forks = new WeakMap<Frame, Domain>();
  readonly #tracer: Tracer;
  /** Packages, and what they import, of which nothing was named so far. */
  readonly #passed = new Set<PythonModule>();
  #frames = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#recorder = new Recorder(scene);
    this.#tracer = new Tracer(scene);
    this.#objects = new Objects(scene, this.#enter.bind(this));
  }

  get draws(): DrawEvent[] {
    return this.#recorder.draws;
  }

  get seeds(): SeedEvent[] {
    return this.#recorder.seeds;
  }

  /** Runs a module as a script, or the function of it that an installed command calls. */
  run(entry: PythonModule, command?: string): Walked {
    this.#module(entry, START, true);
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

  #module(module: PythonModule, way: Way, asMain: boolean): void {
    const { origin, ...rest } = way;
    if (this.modules.has(module)) {
      if (!way.passing && this.#passed.delete(module))
        this.#handOn(bareFrame(module, 0, this.#made, origin), rest);
      return;
    }
    this.modules.add(module);
    if (way.passing) this.#passed.add(module);
    this.#scope(bareFrame(module, 0, this.#made, origin), rest, asMain);
  }

  /** What the top of a module hands on, with that of the modules that it imports, where it was only passed before. */
  #handOn(frame: Frame, way: Way): void {
    const { main } = frame.module;
    for (const step of planOf(this.#scene, frame.module).steps(0)) {
      // It was imported, not run.
      if (main && step.line >= main.line && step.line <= main.endLine) continue;
      if (step.kind === 'import') this.#import(step, frame, way);
      else if (step.kind === 'call') {
        const planned = planOf(this.#scene, frame.module).call(step.index);
        if (!planned) continue;
        this.#handed(planned, frame, way);
        const { definition } = planned;
        if (definition?.module.scopes[definition.scope]?.kind === 'class')
          this.#objects.make(definition, planned.call, frame, way);
      } else this.#refer(step.refers, frame, step.line, false);
    }
  }

  #import(step: Extract<Step, { kind: 'import' }>, frame: Frame, way: Way): void {
    const origin = { frame, line: step.line, by: 'import' as const };
    const inner = { ...way, depth: way.depth + 1, origin };
    for (const found of step.packages) this.#module(found, { ...inner, passing: true }, false);
    if (step.module) this.#module(step.module, inner, step.asMain ?? false);
  }

  /** Executes the steps of one scope in order; classes that stand in it are part of it. */
  #scope(frame: Frame, way: Way, asMain = true): void {
    if (++this.#frames > LIMIT_FRAMES || way.depth > LIMIT_DEPTH) {
      this.truncated = true;
      return;
    }
    const { module } = frame;
    const done = new Set<number>();
    const skipped = asMain ? undefined : module.main;
    const plan = planOf(this.#scene, module);
    for (const step of plan.steps(frame.scope)) {
      if (skipped && frame.scope === 0 && step.line >= skipped.line && step.line <= skipped.endLine) continue;
      if (step.kind === 'import') {
        this.#import(step, frame, way);
      } else if (step.kind === 'call') this.#call(plan, step.index, frame, way, done);
      else {
        if (step.kind === 'assignment') this.assignments.push({ assignment: step.assignment, frame });
        if (!way.passing) this.#refer(step.refers, frame, step.line, false);
      }
    }
  }

  #call(plan: Plan, index: number, frame: Frame, outer: Way, done: Set<number>): void {
    const planned = plan.call(index);
    if (!planned || done.has(index)) return;
    if (this.calls.length >= LIMIT_CALLS) {
      this.truncated = true;
      return;
    }
    done.add(index);
    const { call, definition, name } = planned;
    const way =
      call.apart === 'lambda'
        ? { ...outer, deferred: true }
        : call.apart === 'fork'
          ? { ...outer, domain: this.#forkIn(frame) }
          : outer;
    // What is called and its arguments are evaluated before the call.
    for (const inner of planned.nested) this.#call(plan, inner, frame, outer, done);
    this.calls.push({ call, frame, name });
    if (definition) {
      this.#offer(planned, frame, way);
      if (isAbstract(definition)) this.#method(call, frame, way);
      else this.#enter(definition, call, frame, way);
      for (const base of classesOf(this.#scene, definition.module).foreign(definition.scope))
        this.#recorder.inherited(base, call, frame, way);
    } else if (name !== undefined) this.#recorder.known(name, call, frame, way);
    else this.#method(call, frame, way);
    for (const other of planned.others) if (other !== name) this.#recorder.known(other, call, frame, way);
    if (!way.passing) this.#handed(planned, frame, way);
    const main = runsMain(name, call) ? plan.named('main') : undefined;
    if (main) this.#enter(main, call, frame, way);
    if (name !== undefined && makesFromConfig(name)) {
      for (const target of configuredTargets(this.#scene)) {
        this.#enter(target, undefined, frame, {
          ...way,
          deferred: true,
          origin: { frame, line: call.line, by: 'value' },
        });
      }
    }
  }

  /** The classes of a module that is handed on whole: what is called may make objects of them. */
  #offer({ call, refers }: PlannedCall, frame: Frame, way: Way): void {
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

  /** What the arguments of a call hand on. */
  #handed(planned: PlannedCall, frame: Frame, way: Way): void {
    const { call, name } = planned;
    for (const { argument, references } of planned.refers) {
      const elsewhere = argument.name === 'worker_init_fn';
      const given = startedBy(call);
      if (name !== undefined && spawns(name) && this.#isSure(call, frame)) {
        // The caller waits for what it spawns.
        const domain = { kind: 'spawn' as const };
        for (const reference of references)
          if ('definition' in reference) this.#enter(reference.definition, given, frame, { ...way, domain });
      } else this.#refer(references, frame, call.line, elsewhere, way, given);
    }
  }

  /** The generators that `fork_rng` copies in a frame. */
  #forkIn(frame: Frame): Domain {
    let domain = this.#forks.get(frame);
    if (!domain) {
      domain = { kind: 'fork' };
      this.#forks.set(frame, domain);
    }
    return domain;
  }

  /** Whether a call is made in a run with default arguments, for certain. */
  #isSure(call: Call, frame: Frame): boolean {
    return guards(call, frame).every((guard) => isTrue(this.#tracer, guard) === !guard.condition.negated);
  }

  /** A method of something whose class is not resolved: by the receiver's library, else by name among the classes made so far. */
  #method(call: Call, frame: Frame, way: Way): void {
    const last = lastName(call.callee);
    if (!last) return;
    this.#recorder.method(call, frame, way);
    // What Python itself calls tells nothing of the class.
    const candidates = last.startsWith('__') ? [] : this.#objects.methodsNamed(last);
    for (const definition of candidates) this.#enter(definition, call, frame, way);
    if (candidates.length === 0) this.#recorder.helper(written(frame.module, call.callee), call, frame, way);
  }

  /** Goes into a function, or makes an object of a class: its `__init__` now, its other methods when called, or at the end. */
  #enter(definition: Definition, call: Call | undefined, caller: Frame | undefined, way: Way): void {
    const { module, scope } = definition;
    const target = module.scopes[scope];
    if (!target) return;
    const origin = call && caller ? ({ frame: caller, line: call.line, by: 'value' } as const) : way.origin;
    if (!this.modules.has(module)) {
      const by = origin && { ...origin, by: 'import' as const };
      this.#module(module, { ...way, depth: way.depth + 1, origin: by }, false);
    }
    if (target.kind === 'class') {
      this.#objects.make(definition, call, caller, way);
      return;
    }
    if (this.#followed.isRunning(definition) || isSelfCheck(definition)) return;
    const owner = module.scopes[target.parent]?.kind === 'class' ? target.parent : -1;
    const self = target.parameters[0]?.name;
    if (
      owner >= 0 &&
      !this.#objects.isMade({ module, scope: owner }) &&
      call &&
      self === 'self' &&
      target.name !== '__init__'
    ) {
      // The object is not made yet, or out of sight: its method runs some time.
      this.#later.put({
        definition,
        elsewhere: way.elsewhere,
        origin: origin && { ...origin, by: 'method' },
        domain: way.domain,
      });
      return;
    }
    if (!this.#followed.isWorth(definition, call !== undefined)) return;
    const isMethod = owner >= 0 && (self === 'self' || self === 'cls' || self === 'mcs');
    const frame: Frame = {
      module,
      scope,
      bindings: call && caller ? bind(target.parameters.slice(isMethod ? 1 : 0), call, caller) : NO_BINDINGS,
      caller,
      via: call,
      origin: call ? undefined : origin,
      made: this.#made,
    };
    if (isMethod && target.name === '__init__') this.#made.set(`${module.path}#${target.parent}`, frame);
    const before = this.#recorder.dependent;
    this.#followed.during(
      definition,
      () => {
        for (const wrapper of wrappersOf(this.#scene, definition))
          this.#enter(wrapper, undefined, undefined, { ...way, origin });
        this.#scope(frame, { ...way, depth: way.depth + 1, origin: undefined });
      },
      () => this.#recorder.dependent > before,
    );
  }

  /** Functions and classes that are handed on as values: somebody will call them. */
  #refer(
    references: readonly Reference[],
    frame: Frame,
    line: number,
    elsewhere: boolean,
    way?: Way,
    call?: Call,
  ): void {
    if (references.length === 0) return;
    const origin = { frame, line, by: 'value' as const };
    for (const reference of references) {
      if ('whole' in reference) this.#whole(reference.whole, origin);
      else if (way && !elsewhere)
        this.#enter(reference.definition, call, frame, {
          ...way,
          deferred: true,
          dormant: way.dormant || reference.maybe === true,
          origin,
        });
      else {
        const isRegistered = frame.scope === 0 && frame.origin?.by === 'import';
        const one = { definition: reference.definition, elsewhere, origin };
        if (isRegistered) this.#later.register(one);
        else this.#later.put(one);
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
}
