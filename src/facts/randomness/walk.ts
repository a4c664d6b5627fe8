import type { Call, PythonModule } from '../python/model.js';
import type { Definition } from '../python/python.js';
import { lastName } from '../python/values.js';
import { type Bound, bareFrame, type Frame, type Origin, type Scene, written } from './scene.js';
import { Tracer } from './trace.js';
import { type Classes, classesOf } from './walking/classes.js';
import type { Domain, DrawEvent, SeedEvent, Walked, Way } from './walking/events.js';
import { bind, isAbstract, isRegistered, isSelfCheck, spawns, startedBy } from './walking/functions.js';
import { guards, isTrue } from './walking/guards.js';
import { Recorder } from './walking/recorder.js';
import type { Reference } from './walking/references.js';
import { type Plan, type PlannedCall, planOf, type Step } from './walking/steps.js';
import { configuredTargets, makesFromConfig, runsMain } from './walking/targets.js';
import { wrappersOf } from './walking/wrappers.js';

const LIMIT_FRAMES = 6000;
const LIMIT_CALLS = 60_000;
const LIMIT_DEPTH = 80;
const LIMIT_RUNS = 6;
/** How often a function was followed, in a mark's lowest bits. */
const RUNS = 15;
const RUNNING = 16;
/** A function whose seeds or draws depend on what it is called with. */
const VARIED = 32;
/** A class of which an object was made. */
const MADE = 64;
/** A class whose methods somebody may call. */
const LISTED = 128;
const NO_BINDINGS: ReadonlyMap<string, Bound> = new Map();
const START: Way = { depth: 0, deferred: false, elsewhere: false };
const DORMANT: Way = { depth: 1, deferred: true, dormant: true, elsewhere: false };

/** A function or class that somebody will call some time. */
interface Later {
  definition: Definition;
  elsewhere: boolean;
  origin: Origin | undefined;
  /** The part of the run in which it was made or handed on, where that is known. */
  domain?: Way['domain'];
}

/** Follows a program from an entry point through the project's own functions, classes and modules. */
export class Walk implements Walked {
  readonly calls: Walked['calls'] = [];
  readonly assignments: Walked['assignments'] = [];
  readonly modules = new Set<PythonModule>();
  truncated = false;

  readonly #scene: Scene;
  readonly #recorder: Recorder;
  /** For each scope of a module, how often it was followed, and the marks below. */
  readonly #progress = new Map<PythonModule, Uint8Array>();
  readonly #made = new Map<string, Frame>();
  readonly #classes: Omit<Later, 'elsewhere'>[] = [];
  /** Methods of the classes made so far, by name. */
  readonly #methods = new Map<string, Definition[]>();
  readonly #later: Later[] = [];
  /** What modules hand on while they are imported, such as a registry's classes: nearer ways to them are told first. */
  readonly #registered: Later[] = [];
  readonly #forks = new WeakMap<Frame, Domain>();
  readonly #tracer: Tracer;
  /** Packages, and what they import, of which nothing was named so far. */
  readonly #passed = new Set<PythonModule>();
  #frames = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#recorder = new Recorder(scene);
    this.#tracer = new Tracer(scene);
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
    this.#rest();
    return this;
  }

  /** What was put off, and the methods that nobody was seen to call. */
  #rest(): void {
    for (let classAt = 0, laterAt = 0, registeredAt = 0; ; ) {
      const later = this.#later[laterAt] ?? this.#registered[registeredAt];
      if (later) {
        if (laterAt < this.#later.length) laterAt++;
        else registeredAt++;
        this.#enter(later.definition, undefined, undefined, {
          depth: 1,
          deferred: true,
          elsewhere: later.elsewhere,
          origin: later.origin,
          domain: later.domain,
        });
        continue;
      }
      const made = this.#classes[classAt++];
      if (!made) return;
      for (const method of this.#classesOf(made.definition).methods(made.definition.scope)) {
        this.#enter(method, undefined, undefined, {
          ...DORMANT,
          origin: made.origin,
          domain: made.domain,
        });
      }
    }
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
          this.#class(definition, planned.call, frame, way);
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
      for (const base of this.#classesOf(definition).foreign(definition.scope))
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
          this.#class({ module: reference.whole, scope }, undefined, frame, {
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
    const candidates = last.startsWith('__') ? [] : (this.#methods.get(last) ?? []);
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
      this.#class(definition, call, caller, way);
      return;
    }
    const marks = this.#marks(module);
    const mark = marks[scope] ?? 0;
    if ((mark & RUNNING) !== 0 || isSelfCheck(definition)) return;
    const owner = module.scopes[target.parent]?.kind === 'class' ? target.parent : -1;
    const self = target.parameters[0]?.name;
    const made = owner >= 0 && ((marks[owner] ?? 0) & MADE) !== 0;
    if (owner >= 0 && !made && call && self === 'self' && target.name !== '__init__') {
      // The object is not made yet, or out of sight: its method runs some time.
      this.#later.push({
        definition,
        elsewhere: way.elsewhere,
        origin: origin && { ...origin, by: 'method' },
        domain: way.domain,
      });
      return;
    }
    const runs = mark & RUNS;
    if (runs > 0 && !(call && (mark & VARIED) !== 0 && runs < LIMIT_RUNS)) return;
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
    marks[scope] = (mark + 1) | RUNNING;
    for (const wrapper of wrappersOf(this.#scene, definition))
      this.#enter(wrapper, undefined, undefined, { ...way, origin });
    this.#scope(frame, {
      ...way,
      depth: way.depth + 1,
      origin: undefined,
    });
    marks[scope]! &= ~RUNNING;
    if (this.#recorder.dependent > before) marks[scope]! |= VARIED;
  }

  #marks(module: PythonModule): Uint8Array {
    let marks = this.#progress.get(module);
    if (!marks) {
      marks = new Uint8Array(module.scopes.length);
      this.#progress.set(module, marks);
    }
    return marks;
  }

  #classesOf({ module }: Definition): Classes {
    return classesOf(this.#scene, module);
  }

  #add(definition: Definition, origin: Origin | undefined, { passing = false, domain }: Way): void {
    const marks = this.#marks(definition.module);
    marks[definition.scope]! |= MADE;
    if (passing || (marks[definition.scope]! & LISTED) !== 0) return;
    marks[definition.scope]! |= LISTED;
    this.#classes.push({ definition, origin, domain });
    for (const method of this.#classesOf(definition).methods(definition.scope)) {
      const name = method.module.scopes[method.scope]?.name ?? '';
      const same = this.#methods.get(name);
      if (same) same.push(method);
      else this.#methods.set(name, [method]);
    }
  }

  /** Makes an object: its `__init__` now, with those of its base classes, and what a dataclass runs after it. */
  #class({ module, scope }: Definition, call: Call | undefined, caller: Frame | undefined, way: Way): void {
    const origin: Origin | undefined =
      call && caller
        ? { frame: caller, line: call.line, by: 'method' }
        : way.origin && { ...way.origin, by: 'method' };
    let given = call;
    for (const part of classesOf(this.#scene, module).lineage(scope)) {
      this.#add(part, origin, way);
      for (const method of this.#classesOf(part).methods(part.scope)) {
        const name = part.module.scopes[method.scope]?.name;
        if (name !== '__init__' && name !== '__post_init__') continue;
        // The arguments go to the first one there is.
        const named = name === '__init__' ? given : undefined;
        if (name === '__init__') given = undefined;
        this.#enter(method, named, caller, named ? way : { ...way, origin });
      }
    }
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
        (isRegistered ? this.#registered : this.#later).push({
          definition: reference.definition,
          elsewhere,
          origin,
        });
      }
    }
  }

  /** `models.__dict__[name]`, `getattr(models, name)`: any function or class of a module may be meant. */
  #whole(module: PythonModule, origin: Origin): void {
    module.scopes.forEach((scope, at) => {
      if (scope.parent === 0 && !scope.name.startsWith('_'))
        this.#later.push({ definition: { module, scope: at }, elsewhere: false, origin });
    });
  }
}
