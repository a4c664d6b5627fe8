import type { Confidence } from '../../report/report.js';
import type { Assignment, Call, Condition, PythonModule, Value } from '../python/model.js';
import type { Definition } from '../python/python.js';
import { type Found, findDraw, findMethods, findSeeder, isSeedHelper } from './lookup.js';
import { receiverLibrary } from './receiver.js';
import {
  argumentOf,
  type Bound,
  bareFrame,
  type Frame,
  keyOf,
  lastName,
  type Scene,
  written,
} from './scene.js';
import type { DrawRow, SeederRow, Stream } from './table/row.js';
import { type Traced, Tracer } from './trace.js';
import { literalDict } from './tracing/dicts.js';
import { importedModule } from './tracing/names.js';
import { drawsWith } from './when.js';

/** A draw that a run comes to. */
export interface DrawEvent {
  kind: 'draw';
  order: number;
  found: Found<Omit<DrawRow, 'call'>>;
  /** Full name, or the method as written. */
  name: string;
  call: Call;
  frame: Frame;
  certainty: Confidence;
  /** Whether it surely happens where it stands, so that a later seeding is too late. */
  firm: boolean;
  /** In a callback, or in a method that a framework calls. */
  deferred: boolean;
  /** The seed it is given itself; undefined when none is. */
  own: Traced | undefined;
}

/** A seeding that a run comes to. */
export interface SeedEvent {
  kind: 'seed';
  order: number;
  name: string;
  call: Call;
  frame: Frame;
  fixes: readonly Stream[];
  value: Traced;
  /** `off`: not with default arguments; `maybe`: behind a condition that could not be evaluated. */
  active: 'on' | 'off' | 'maybe';
  firm: boolean;
  certainty: Confidence;
}

/** Everything a run comes to, in the order of execution as far as it can be told. */
export interface Walked {
  draws: DrawEvent[];
  seeds: SeedEvent[];
  calls: { call: Call; frame: Frame; name: string | undefined }[];
  assignments: { assignment: Assignment; frame: Frame }[];
  modules: Set<PythonModule>;
  /** The bound on frames was met. */
  truncated: boolean;
}

type Step =
  | { line: number; order: number; kind: 'import'; path: readonly string[] }
  | { line: number; order: number; kind: 'call'; index: number }
  | { line: number; order: number; kind: 'assignment'; assignment: Assignment }
  | { line: number; order: number; kind: 'value'; value: Value };

const LIMIT_FRAMES = 6000;
const LIMIT_DEPTH = 80;
const LIMIT_RUNS = 6;
const ALL: readonly Stream[] = ['python', 'numpy', 'torch', 'tensorflow'];

/** How the code of a frame is reached. */
interface Way {
  depth: number;
  /** Not surely executed where it stands: callbacks, methods that a framework calls. */
  deferred: boolean;
  /** In another process: its seeding does not reach this one. */
  elsewhere: boolean;
}

/** Follows a program from an entry point through the project's own functions, classes and modules. */
export class Walk implements Walked {
  readonly draws: DrawEvent[] = [];
  readonly seeds: SeedEvent[] = [];
  readonly calls: Walked['calls'] = [];
  readonly assignments: Walked['assignments'] = [];
  readonly modules = new Set<PythonModule>();
  truncated = false;

  readonly #scene: Scene;
  readonly #tracer: Tracer;
  /** Knows neither options nor configuration files. */
  readonly #local: Tracer;
  /** How often each function was followed. */
  readonly #seen = new Map<string, number>();
  /** Functions whose seeds or draws depend on what they are called with. */
  readonly #varied = new Set<string>();
  readonly #running = new Set<string>();
  readonly #made = new Map<string, Frame>();
  readonly #classes: Definition[] = [];
  readonly #later: { definition: Definition; elsewhere: boolean }[] = [];
  #order = 0;
  /** Counts what depends on arguments: seeds, given seeds, draws behind conditions. */
  #dependent = 0;
  #frames = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#local = new Tracer({ ...scene, options: new Map(), configs: [] });
    this.#tracer = new Tracer(scene, (stream) =>
      this.seeds.some(
        ({ fixes, active, value }) =>
          active !== 'off' && fixes.includes(stream as Stream) && isRecorded(value),
      ),
    );
  }

  /** Runs a module as a script. */
  run(entry: PythonModule): Walked {
    this.#module(entry, { depth: 0, deferred: false, elsewhere: false }, true);
    for (let at = 0; at < entry.scopes.length; at++) {
      if (isRegistered(entry, at))
        this.#enter({ module: entry, scope: at }, undefined, undefined, {
          depth: 1,
          deferred: false,
          elsewhere: false,
        });
    }
    this.#rest();
    return this;
  }

  #rest(): void {
    for (let classAt = 0, laterAt = 0; classAt < this.#classes.length || laterAt < this.#later.length; ) {
      const later = this.#later[laterAt];
      if (later) {
        laterAt++;
        this.#enter(later.definition, undefined, undefined, {
          depth: 1,
          deferred: true,
          elsewhere: later.elsewhere,
        });
        continue;
      }
      const made = this.#classes[classAt++];
      if (!made) continue;
      made.module.scopes.forEach((scope, at) => {
        if (scope.parent === made.scope && scope.kind === 'function') {
          this.#enter({ module: made.module, scope: at }, undefined, undefined, {
            depth: 1,
            deferred: true,
            elsewhere: false,
          });
        }
      });
    }
  }

  #module(module: PythonModule, way: Way, asMain: boolean): void {
    if (this.modules.has(module)) return;
    this.modules.add(module);
    this.#scope(bareFrame(module, 0, this.#made), way, asMain);
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
    for (const step of stepsOf(this.#scene, module, frame.scope)) {
      if (skipped && frame.scope === 0 && step.line >= skipped.line && step.line <= skipped.endLine) continue;
      if (step.kind === 'import') {
        for (const path of step.path) {
          const imported = this.#scene.python.get(path);
          if (imported) this.#module(imported, { ...way, depth: way.depth + 1 }, false);
        }
      } else if (step.kind === 'call') this.#call(step.index, frame, way, done);
      else if (step.kind === 'assignment') {
        this.assignments.push({ assignment: step.assignment, frame });
        this.#refer(step.assignment.value, frame, false);
      } else this.#refer(step.value, frame, false);
    }
  }

  #call(index: number, frame: Frame, way: Way, done: Set<number>): void {
    const call = frame.module.calls[index];
    if (!call || done.has(index)) return;
    done.add(index);
    // Arguments are evaluated before the call.
    for (const inner of nestedCalls(call.callee)) this.#call(inner, frame, way, done);
    for (const { value } of call.args)
      for (const inner of nestedCalls(value)) this.#call(inner, frame, way, done);

    const { python } = this.#scene;
    const definition = python.define(frame.module, call.callee, frame.scope);
    const name = definition ? undefined : python.qualify(frame.module, call.callee, frame.scope);
    this.calls.push({ call, frame, name });
    if (definition) this.#enter(definition, call, frame, way);
    else {
      if (name !== undefined) this.#known(name, call, frame, way);
      else this.#method(call, frame, way);
    }
    const init = ['worker_init_fn'];
    for (const argument of call.args) {
      this.#refer(argument.value, frame, argument.name !== undefined && init.includes(argument.name), way);
    }
    if (name !== undefined) this.#instantiate(name, frame, way);
  }

  /** A call of a library. */
  #known(name: string, call: Call, frame: Frame, way: Way): void {
    const seeder = findSeeder(name);
    if (seeder && !way.elsewhere) this.#seed(name, seeder.row, call, frame, way);
    const draw = findDraw(name);
    if (draw) this.#draw(name, draw, call, frame, way, 'certain');
    if (!seeder && !draw && !way.elsewhere && isSeedHelper(lastName(call.callee))) {
      const value = this.#tracer.trace(argumentOf(call, 'seed', 0) ?? { kind: 'other' }, frame);
      this.#push(name, ALL, value, call, frame, way, 'likely');
    }
  }

  /** A method of something whose class is not resolved: by the receiver's library, else by name among the classes made so far. */
  #method(call: Call, frame: Frame, way: Way): void {
    const last = lastName(call.callee);
    if (!last) return;
    const rows = findMethods(last);
    if (rows.length > 0) {
      const library = receiverLibrary(this.#scene, call, frame);
      const found = library
        ? rows.find(({ framework }) => framework.imports.includes(library))
        : rows.find(
            ({ framework, row }) =>
              row.clue?.some((clue) => call.args.some(({ name }) => name === clue)) &&
              frame.module.imports.some(({ module }) =>
                framework.imports.includes(module.split('.')[0] ?? ''),
              ),
          );
      if (found)
        this.#draw(
          `${last}`,
          found,
          call,
          frame,
          way,
          found.row.weak ? 'possible' : library ? 'certain' : 'likely',
        );
    }
    const candidates = this.#classes.flatMap(({ module, scope }) => {
      const at = module.scopes.findIndex(
        (inner) => inner.parent === scope && inner.name === last && inner.kind === 'function',
      );
      return at < 0 ? [] : [{ module, scope: at }];
    });
    for (const definition of candidates) this.#enter(definition, call, frame, way);
    if (candidates.length === 0 && isSeedHelper(last) && !way.elsewhere) {
      const value = this.#tracer.trace(argumentOf(call, 'seed', 0) ?? { kind: 'other' }, frame);
      this.#push(written(frame.module, call.callee), ALL, value, call, frame, way, 'likely');
    }
  }

  /** Goes into a function, or makes an object of a class: its `__init__` now, its other methods when called, or at the end. */
  #enter(definition: Definition, call: Call | undefined, caller: Frame | undefined, way: Way): void {
    const { module, scope } = definition;
    const target = module.scopes[scope];
    if (!target) return;
    if (!this.modules.has(module)) this.#module(module, { ...way, depth: way.depth + 1 }, false);
    const key = keyOf(definition);
    if (target.kind === 'class') {
      this.#class(definition, call, caller, way);
      return;
    }
    if (this.#running.has(key) || isSelfCheck(module, scope)) return;
    const owner = module.scopes[target.parent]?.kind === 'class' ? target.parent : -1;
    const made = this.#classes.some((known) => known.module === module && known.scope === owner);
    if (owner >= 0 && !made && call && target.parameters[0]?.name === 'self' && target.name !== '__init__') {
      // The object is not made yet, or out of sight: its method runs some time.
      this.#later.push({ definition, elsewhere: way.elsewhere });
      return;
    }
    const runs = this.#seen.get(key) ?? 0;
    if (runs > 0 && !(call && this.#varied.has(key) && runs < LIMIT_RUNS)) return;
    this.#seen.set(key, runs + 1);
    const isMethod =
      module.scopes[target.parent]?.kind === 'class' &&
      target.parameters[0]?.name !== undefined &&
      /^(?:self|cls|mcs)$/.test(target.parameters[0].name);
    const frame: Frame = {
      module,
      scope,
      bindings: call && caller ? bind(target.parameters.slice(isMethod ? 1 : 0), call, caller) : new Map(),
      caller,
      via: call,
      made: this.#made,
    };
    if (isMethod && target.name === '__init__') this.#made.set(`${module.path}#${target.parent}`, frame);
    const before = this.#dependent;
    this.#running.add(key);
    this.#scope(frame, { ...way, depth: way.depth + 1 });
    this.#running.delete(key);
    if (this.#dependent > before) this.#varied.add(key);
  }

  #class(
    definition: Definition,
    call: Call | undefined,
    caller: Frame | undefined,
    way: Way,
    depth = 0,
  ): void {
    const { module, scope } = definition;
    if (depth > 12) return;
    const target = module.scopes[scope];
    if (!this.#classes.some((known) => known.module === module && known.scope === scope))
      this.#classes.push(definition);
    const init = module.scopes.findIndex((inner) => inner.parent === scope && inner.name === '__init__');
    if (init >= 0) this.#enter({ module, scope: init }, call, caller, way);
    for (const base of target?.bases ?? []) {
      const parent = this.#scene.python.define(module, base, 0);
      if (parent && keyOf(parent) !== keyOf(definition))
        this.#class(parent, undefined, caller, way, depth + 1);
    }
  }

  /** Functions and classes that are handed on as values: somebody will call them. */
  #refer(value: Value, frame: Frame, elsewhere: boolean, way?: Way, depth = 0): void {
    if (depth > 6) return;
    const inner = (next: Value) => this.#refer(next, frame, elsewhere, way, depth + 1);
    switch (value.kind) {
      case 'name': {
        const definition = this.#scene.python.define(frame.module, value, frame.scope);
        if (definition) {
          if (way && !elsewhere) this.#enter(definition, undefined, frame, { ...way, deferred: true });
          else this.#later.push({ definition, elsewhere });
        } else this.#whole(value.path.replace(/\.__dict__$/, ''), frame);
        return;
      }
      case 'attribute':
        inner(value.of);
        return;
      case 'list':
      case 'tuple':
      case 'set':
        value.items.forEach(inner);
        return;
      case 'dict':
        for (const entry of value.entries) inner(entry.value);
        return;
      case 'operation':
        value.operands.forEach(inner);
        return;
      default:
    }
  }

  /** `models.__dict__[name]`, `getattr(models, name)`: any function or class of a module may be meant. */
  #whole(path: string, frame: Frame): void {
    const found = importedModule(this.#tracer, path.split('.'), frame);
    if (!found || found.rest.length > 0) return;
    found.module.scopes.forEach((scope, at) => {
      if (scope.parent === 0 && !scope.name.startsWith('_'))
        this.#later.push({ definition: { module: found.module, scope: at }, elsewhere: false });
    });
  }

  /** Classes that a configuration file names for hydra or the Lightning CLI to make. */
  #instantiate(name: string, frame: Frame, way: Way): void {
    if (
      !/^hydra\.utils\.(?:instantiate|call|get_class|get_method)$/.test(name) &&
      !/LightningCLI$/.test(name)
    )
      return;
    for (const { keys, value } of this.#scene.configs) {
      const key = keys.at(-1);
      if ((key !== '_target_' && key !== 'class_path') || typeof value !== 'string') continue;
      const at = value.lastIndexOf('.');
      const path = value.slice(0, at).replaceAll('.', '/');
      const module =
        this.#scene.python.get(`${path}.py`) ??
        this.#scene.python.get(`${path}/__init__.py`) ??
        this.#scene.python.get(`src/${path}.py`);
      const scope =
        module?.scopes.findIndex(
          (candidate) => candidate.parent === 0 && candidate.name === value.slice(at + 1),
        ) ?? -1;
      if (module && scope > 0) this.#enter({ module, scope }, undefined, frame, { ...way, deferred: true });
    }
  }

  #draw(
    name: string,
    found: Found<Omit<DrawRow, 'call'>>,
    call: Call,
    frame: Frame,
    way: Way,
    certainty: Confidence,
  ): void {
    const conditions = guards(call, frame);
    if (found.row.when !== undefined || found.row.seed || conditions.length > 0) this.#dependent++;
    // Only what the caller passed can rule a draw out: a command-line option may be given.
    if (conditions.some(({ condition, at }) => this.#local.truth(condition.test, at) === condition.negated))
      return;
    const drawn = drawsWith(found.row.when, call, frame, this.#tracer);
    if (drawn === false) return;
    const { row } = found;
    let own: Traced | undefined;
    let spread = false;
    for (const [at, parameter] of (row.seed ?? []).entries()) {
      const value = argumentOf(call, parameter, at === 0 ? row.position : undefined);
      if (value) {
        own =
          row.carrier && value.kind !== 'none'
            ? { kind: 'derived', text: parameter }
            : this.#tracer.trace(value, frame);
        break;
      }
    }
    if (!own && row.seed) {
      for (const { value } of call.args.filter((argument) => argument.name === '**')) {
        const entries = literalDict(value, frame);
        const entry = entries?.find(({ key }) => key?.kind === 'string' && row.seed?.includes(key.value));
        if (entry) own = this.#tracer.trace(entry.value, frame);
        else if (!entries || entries.some(({ key }) => key === undefined)) spread = true;
      }
      if (!own && spread)
        own = { kind: 'unknown', text: 'keyword arguments that are put together at run time' };
    }
    this.draws.push({
      kind: 'draw',
      order: this.#order++,
      found,
      name,
      call,
      frame,
      certainty: row.weak || drawn === 'maybe' ? 'possible' : certainty,
      firm: !way.deferred && !row.lazy && conditions.length === 0,
      deferred: way.deferred,
      own,
    });
  }

  #seed(name: string, row: SeederRow, call: Call, frame: Frame, way: Way): void {
    const given = argumentOf(call, row.seed, row.byKeyword ? undefined : (row.position ?? 0));
    let value: Traced;
    if (given) value = this.#tracer.trace(given, frame);
    else if (row.byKeyword && (row.otherwise ?? 'none') === 'none') return;
    else if (row.otherwise === 'fixed') value = { kind: 'default', text: 'the library’s fixed default' };
    else if (row.otherwise === 'recorded')
      value = { kind: 'recorded', text: 'a random seed that is saved with the run' };
    else value = { kind: 'none', text: 'no argument', value: null };
    if (row.otherwise === 'recorded' && value.value === true)
      value = { kind: 'recorded', text: 'a random seed that is saved with the run' };
    if (row.otherwise === 'fixed' && given && value.kind === 'none' && value.text === 'None')
      value = { kind: 'default', text: 'the library’s fixed default' };
    this.#push(name, row.fixes, value, call, frame, way, 'certain');
  }

  #push(
    name: string,
    fixes: readonly Stream[],
    value: Traced,
    call: Call,
    frame: Frame,
    way: Way,
    certainty: Confidence,
  ): void {
    if (way.elsewhere) return;
    const tests = guards(call, frame).map(({ condition, at }) => {
      const truth = this.#tracer.truth(condition.test, at);
      if (truth === undefined) return mentionsSeed(condition.test) ? 'maybe' : 'on';
      return truth === condition.negated ? 'off' : 'on';
    });
    this.#dependent++;
    this.seeds.push({
      kind: 'seed',
      order: this.#order++,
      name,
      call,
      frame,
      fixes,
      value,
      active: tests.includes('off') ? 'off' : tests.includes('maybe') ? 'maybe' : 'on',
      firm: !way.deferred,
      certainty,
    });
  }
}

/** True for a seed that is the same, or written down, in every run. */
export function isRecorded({ kind }: Traced): boolean {
  return kind !== 'none' && kind !== 'varying' && kind !== 'recorded';
}

/** The conditions under which a call is reached, with the frames that they belong to. */
function guards(call: Call, frame: Frame): { condition: Condition; at: Frame }[] {
  const found: { condition: Condition; at: Frame }[] = [];
  let at: Frame | undefined = frame;
  let current: Call | undefined = call;
  while (at && current) {
    for (const index of current.conditions) {
      const condition = at.module.conditions[index];
      if (condition && !isMainGuard(condition)) found.push({ condition, at });
    }
    current = at.via;
    at = at.caller;
  }
  return found;
}

function isMainGuard({ test }: Condition): boolean {
  return (
    test.kind === 'operation' &&
    test.operands.some((operand) => operand.kind === 'name' && operand.path === '__name__')
  );
}

function mentionsSeed(test: Value): boolean {
  switch (test.kind) {
    case 'name':
      return /seed|determin|reproduc/i.test(test.path);
    case 'string':
      return /seed|determin|reproduc/i.test(test.value);
    case 'attribute':
      return /seed|determin|reproduc/i.test(test.name) || mentionsSeed(test.of);
    case 'operation':
      return test.operands.some(mentionsSeed);
    default:
      return false;
  }
}

/** A unit test that a script carries along: `def shapes_test(): ... assert ...`. */
function isSelfCheck(module: PythonModule, scope: number): boolean {
  const target = module.scopes[scope];
  return (
    target !== undefined &&
    /^(?:test_\w+|\w+_test)$/.test(target.name) &&
    module.asserts.some((line) => line >= target.line && line <= target.endLine)
  );
}

/** Parameters to what the caller passed. */
function bind(
  parameters: readonly { name: string; kind: string }[],
  call: Call,
  caller: Frame,
): Map<string, Bound> {
  const bindings = new Map<string, Bound>();
  const normal = parameters.filter(({ kind }) => kind === 'normal' || kind === 'keyword-only');
  let at = 0;
  for (const { name, value } of call.args) {
    if (name === '*' || name === '**') {
      // What a spread fills cannot be told: the rest of the parameters is unknown.
      if (name === '*')
        for (const { name: rest } of normal.slice(at))
          bindings.set(rest, { value: { kind: 'other' }, frame: caller });
      continue;
    }
    const parameter = name ?? normal[at++]?.name;
    if (parameter !== undefined) bindings.set(parameter, { value, frame: caller });
  }
  return bindings;
}

/** A function that a decorator hands to a framework: a command, a task, a registry. */
function isRegistered(module: PythonModule, at: number): boolean {
  const scope = module.scopes[at];
  if (scope?.parent !== 0) return false;
  // Kedro calls these by their names.
  if (scope.name === 'create_pipeline' || scope.name === 'register_pipelines') return true;
  return scope.decorators.some((decorator) => {
    const value = decorator.kind === 'call' ? module.calls[decorator.call]?.callee : decorator;
    return (
      value !== undefined &&
      !/^(?:dataclass|dataclasses\.dataclass|property|staticmethod|classmethod|lru_cache|functools\.\w+|torch\.no_grad|contextmanager|contextlib\.contextmanager|overload|abstractmethod|pytest\.\w+)$/.test(
        written(module, value),
      )
    );
  });
}

const cache = new WeakMap<PythonModule, Map<number, Step[]>>();

/** What a scope does, in the order of its lines; with the bodies of classes that stand in it. */
function stepsOf(scene: Scene, module: PythonModule, scope: number): Step[] {
  let known = cache.get(module);
  if (!known) {
    known = new Map();
    cache.set(module, known);
    const home = module.scopes.map((_, at) => {
      let owner = at;
      while (module.scopes[owner]?.kind === 'class') owner = module.scopes[owner]?.parent ?? 0;
      return owner;
    });
    const add = (at: number, step: Step) => {
      const owner = home[at] ?? 0;
      const steps = known?.get(owner);
      if (steps) steps.push(step);
      else known?.set(owner, [step]);
    };
    for (const statement of module.imports) {
      const target = scene.python.resolve(module, statement);
      if (target.kind === 'local' && statement.guard !== 'typing') {
        add(statement.scope, { line: statement.line, order: 0, kind: 'import', path: [target.path] });
      }
    }
    module.calls.forEach((call, index) => {
      add(call.scope, { line: call.line, order: call.column, kind: 'call', index });
    });
    for (const assignment of module.assignments) {
      add(assignment.scope, { line: assignment.line, order: 1e6, kind: 'assignment', assignment });
    }
    for (const { scope: at, value, line } of module.returns)
      add(at, { line, order: 1e6, kind: 'value', value });
    for (const steps of known.values()) steps.sort((a, b) => a.line - b.line || a.order - b.order);
  }
  return known.get(scope) ?? [];
}

function nestedCalls(value: Value, depth = 0): number[] {
  if (depth > 30) return [];
  const inner = (next: Value) => nestedCalls(next, depth + 1);
  switch (value.kind) {
    case 'call':
      return [value.call];
    case 'attribute':
      return inner(value.of);
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.flatMap(inner);
    case 'dict':
      return value.entries.flatMap((entry) => [
        ...(entry.key ? inner(entry.key) : []),
        ...inner(entry.value),
      ]);
    case 'operation':
      return value.operands.flatMap(inner);
    default:
      return [];
  }
}
