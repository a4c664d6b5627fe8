import { assignmentsTo } from '../../python/assigned.js';
import type { Argument, Assignment, Call, PythonModule, Value } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import { findDraw, findSeeder } from '../lookup.js';
import type { Scene } from '../scene.js';
import { isSelfCheck } from './functions.js';

/** What a name that is handed on means: a function or class, or any of those in a module (`models.__dict__[name]`). */
export type Reference =
  /** `maybe`: one side of a conditional expression, `f if x else g`. */
  { definition: Definition; maybe?: boolean } | { whole: PythonModule };

/** One thing that a scope does. */
export type Step =
  | {
      line: number;
      order: number;
      kind: 'import';
      packages: readonly PythonModule[];
      module?: PythonModule | undefined;
      /** Run as a script (`%run`), not imported. */
      asMain?: boolean;
    }
  | { line: number; order: number; kind: 'call'; index: number }
  | { line: number; order: number; kind: 'assignment'; assignment: Assignment; refers: readonly Reference[] }
  | { line: number; order: number; kind: 'value'; refers: readonly Reference[] };

/** A call with what its names lead to. */
export interface PlannedCall {
  call: Call;
  /** The function or class of the project that is called. */
  definition: Definition | undefined;
  /** The full name of what is called outside of the project. */
  name: string | undefined;
  /** What else is called by the same words: `for fix in (random.seed, np.random.seed): fix(1)`. */
  others: readonly string[];
  /** The calls that its callee and arguments are made of, outermost only. */
  nested: readonly number[];
  /** The arguments that hand functions, classes or modules on. */
  refers: readonly { argument: Argument; references: readonly Reference[] }[];
}

/** What is known of a class. */
interface ClassInfo {
  methods: Definition[];
  bases?: readonly Definition[];
  lineage?: readonly Definition[];
  foreign?: readonly string[];
}

/** Ancestors of one class that are followed. */
const MOST_ANCESTORS = 40;
const NO_NUMBERS: readonly number[] = [];
const NO_NAMES: readonly string[] = [];
const NO_DEFINITIONS: readonly Definition[] = [];
const NO_REFERENCES: readonly Reference[] = [];
const NO_REFERS: PlannedCall['refers'] = [];

/** What a module does, scope by scope, its names resolved once for all the runs that come through. */
export class Plan {
  readonly #scene: Scene;
  readonly #module: PythonModule;
  readonly #home: Int32Array;
  readonly #steps = new Map<number, Step[]>();
  readonly #calls: (PlannedCall | undefined)[] = [];
  #classes: Map<number, ClassInfo> | undefined;
  readonly #wrappers = new Map<number, readonly Definition[]>();
  readonly #selfChecks = new Map<number, boolean>();

  constructor(scene: Scene, module: PythonModule) {
    this.#scene = scene;
    this.#module = module;
    // A class stands before what is in it.
    this.#home = Int32Array.from(module.scopes, (_, at) => at);
    module.scopes.forEach(({ kind, parent }, at) => {
      if (kind === 'class') this.#home[at] = this.#home[parent] ?? 0;
    });
    for (const statement of module.imports) {
      if (statement.guard === 'typing') continue;
      const { packages, named } = scene.python.importedBy(module, statement);
      if (packages.length === 0 && !named) continue;
      this.#add(statement.scope, { line: statement.line, order: 0, kind: 'import', packages, module: named });
    }
    for (const { module: ran, line, asMain } of scene.python.ranBy(module))
      this.#add(0, { line, order: 0, kind: 'import', packages: [], module: ran, asMain });
    module.calls.forEach((call, index) => {
      this.#add(call.scope, { line: call.line, order: call.column, kind: 'call', index });
    });
    for (const assignment of module.assignments) {
      const { scope, line, value } = assignment;
      const refers = this.#references(value, scope);
      this.#add(scope, { line, order: 1e6, kind: 'assignment', assignment, refers });
    }
    for (const { scope, value, line } of module.returns) {
      const refers = this.#references(value, scope);
      if (refers.length > 0) this.#add(scope, { line, order: 1e6, kind: 'value', refers });
    }
    for (const steps of this.#steps.values()) steps.sort((a, b) => a.line - b.line || a.order - b.order);
  }

  /** What a scope does, in the order of its lines; with the bodies of classes that stand in it. */
  steps(scope: number): readonly Step[] {
    return this.#steps.get(scope) ?? [];
  }

  call(index: number): PlannedCall | undefined {
    const known = this.#calls[index];
    if (known) return known;
    const call = this.#module.calls[index];
    if (!call) return undefined;
    const { python } = this.#scene;
    const scope = this.#home[call.scope] ?? 0;
    const definition =
      python.define(this.#module, call.callee, scope) ?? python.callable(this.#module, call.callee, scope);
    const nested = [...nestedCalls(call.callee), ...call.args.flatMap(({ value }) => nestedCalls(value))];
    // `models.__dict__[name](width=2)`: what is called is one of those in the module.
    const chosen: Argument[] = call.callee.kind === 'operation' ? [{ value: call.callee }] : [];
    const refers = [...chosen, ...call.args].flatMap((argument) => {
      // `make_features(globals())`: the function finds what is in the module by itself.
      const references =
        definition && this.#isGlobals(argument.value)
          ? [{ whole: this.#module }]
          : this.#references(argument.value, call.scope);
      return references.length > 0 ? [{ argument, references }] : [];
    });
    const planned: PlannedCall = {
      call,
      definition,
      name: definition
        ? undefined
        : (python.qualify(this.#module, call.callee, scope) ??
          python
            .starred(this.#module, call.callee, scope)
            .find((name) => findDraw(name) !== undefined || findSeeder(name) !== undefined)),
      others: definition ? NO_NAMES : this.#loopedOver(call),
      nested: nested.length > 0 ? nested : NO_NUMBERS,
      refers: refers.length > 0 ? refers : NO_REFERS,
    };
    this.#calls[index] = planned;
    return planned;
  }

  /** The function or class that a name at the top of the module means. */
  named(name: string): Definition | undefined {
    return this.#scene.python.define(this.#module, { kind: 'name', path: name }, 0);
  }

  /** Methods of a class of this module. */
  methods(scope: number): readonly Definition[] {
    return this.#classInfo(scope).methods;
  }

  /** The classes of the project that a class of this module is made of: itself first, each once. */
  lineage(scope: number): readonly Definition[] {
    const info = this.#classInfo(scope);
    if (!info.lineage) {
      const all: Definition[] = [{ module: this.#module, scope }];
      for (let at = 0; at < all.length && all.length < MOST_ANCESTORS; at++) {
        const { module, scope: of } = all[at]!;
        for (const base of planOf(this.#scene, module).#bases(of)) {
          if (!all.some((other) => other.module === base.module && other.scope === base.scope))
            all.push(base);
        }
      }
      info.lineage = all;
    }
    return info.lineage;
  }

  /** Full names of the classes of libraries that a class of this module is made of: `transformers.Trainer`. */
  foreign(scope: number): readonly string[] {
    const info = this.#classInfo(scope);
    info.foreign ??= this.lineage(scope).flatMap(({ module, scope: of }) => {
      const { bases = [], parent = 0 } = module.scopes[of] ?? {};
      return bases.slice(0, MOST_ANCESTORS).flatMap((base) => {
        const at = Math.max(parent, 0);
        if (this.#scene.python.define(module, base, at)) return [];
        return this.#scene.python.qualify(module, base, at) ?? [];
      });
    });
    return info.foreign;
  }

  /** Whether a scope is a unit test that the module carries along. */
  isSelfCheck(scope: number): boolean {
    let known = this.#selfChecks.get(scope);
    if (known === undefined) {
      known = isSelfCheck(this.#module, scope);
      this.#selfChecks.set(scope, known);
    }
    return known;
  }

  /** The functions of the project that decorators put around a function of this module, outermost first. */
  wrappers(scope: number): readonly Definition[] {
    let known = this.#wrappers.get(scope);
    if (!known) {
      const { decorators = [], parent = 0 } = this.#module.scopes[scope] ?? {};
      const found = decorators.slice(0, MOST_ANCESTORS).flatMap((decorator) => {
        const value = decorator.kind === 'call' ? this.#module.calls[decorator.call]?.callee : decorator;
        const maker = value && this.#scene.python.define(this.#module, value, Math.max(parent, 0));
        return maker ? planOf(this.#scene, maker.module).#inner(maker.scope) : [];
      });
      known = found.length > 0 ? found : NO_DEFINITIONS;
      this.#wrappers.set(scope, known);
    }
    return known;
  }

  /** The functions that a function makes. */
  #inner(scope: number): Definition[] {
    const { scopes } = this.#module;
    if (scopes[scope]?.kind !== 'function') return [];
    const end = scopes[scope]?.endLine ?? 0;
    const found: Definition[] = [];
    const inside = new Set([scope]);
    for (let at = scope + 1; at < scopes.length && (scopes[at]?.line ?? 0) <= end; at++) {
      const inner = scopes[at]!;
      if (inner.kind !== 'function' || !inside.has(inner.parent)) continue;
      inside.add(at);
      found.push({ module: this.#module, scope: at });
    }
    return found;
  }

  #bases(scope: number): readonly Definition[] {
    const info = this.#classInfo(scope);
    if (!info.bases) {
      const { bases = [], parent = 0 } = this.#module.scopes[scope] ?? {};
      info.bases = bases.slice(0, MOST_ANCESTORS).flatMap((base) => {
        const found = this.#scene.python.define(this.#module, base, Math.max(parent, 0));
        return found?.module.scopes[found.scope]?.kind === 'class' ? [found] : [];
      });
    }
    return info.bases;
  }

  #classInfo(scope: number): ClassInfo {
    if (!this.#classes) {
      this.#classes = new Map();
      for (const [at, { kind, parent }] of this.#module.scopes.entries()) {
        if (kind !== 'function') continue;
        let info = this.#classes.get(parent);
        if (!info) {
          info = { methods: [] };
          this.#classes.set(parent, info);
        }
        info.methods.push({ module: this.#module, scope: at });
      }
    }
    let info = this.#classes.get(scope);
    if (!info) {
      info = { methods: [] };
      this.#classes.set(scope, info);
    }
    return info;
  }

  /** The functions of libraries over which a loop goes that binds the name of a callee. */
  #loopedOver({ callee, scope }: Call): readonly string[] {
    if (callee.kind !== 'name' || callee.path.includes('.')) return NO_NAMES;
    const [bound] = assignmentsTo(this.#module, callee.path, scope);
    const over =
      bound?.value.kind === 'operation' && bound.value.operator === 'iterate'
        ? bound.value.operands[0]
        : undefined;
    if (over?.kind !== 'tuple' && over?.kind !== 'list') return NO_NAMES;
    return over.items.flatMap((item) => this.#scene.python.qualify(this.#module, item, scope) ?? []);
  }

  #isGlobals(value: Value): boolean {
    const call = value.kind === 'call' ? this.#module.calls[value.call] : undefined;
    return call?.callee.kind === 'name' && call.callee.path === 'globals' && call.args.length === 0;
  }

  #references(value: Value, scope: number): readonly Reference[] {
    const names = namesIn(value);
    if (names.length === 0) return NO_REFERENCES;
    const { python } = this.#scene;
    const from = this.#home[scope] ?? 0;
    const maybe = value.kind === 'operation' && value.operator === 'if else' ? { maybe: true } : {};
    const found: Reference[] = [];
    for (const name of names) {
      const definition = python.define(this.#module, name, from);
      const whole = definition ? undefined : python.namedModule(this.#module, withoutDict(name), from);
      if (definition) found.push({ definition, ...maybe });
      else if (whole) found.push({ whole });
    }
    return found.length > 0 ? found : NO_REFERENCES;
  }

  #add(scope: number, step: Step): void {
    const owner = this.#home[scope] ?? 0;
    const steps = this.#steps.get(owner);
    if (steps) steps.push(step);
    else this.#steps.set(owner, [step]);
  }
}

/** `models` of `models.__dict__`. */
function withoutDict(name: Extract<Value, { kind: 'name' }>): Value {
  return name.path.endsWith('.__dict__') ? { kind: 'name', path: name.path.slice(0, -9) } : name;
}

const plans = new WeakMap<PythonModule, Plan>();

/** The plan of a module, made on first use. */
export function planOf(scene: Scene, module: PythonModule): Plan {
  let plan = plans.get(module);
  if (!plan) {
    plan = new Plan(scene, module);
    plans.set(module, plan);
  }
  return plan;
}

/** The calls that are made to have a value, outermost only. */
export function nestedCalls(value: Value, depth = 0): number[] {
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

/** The names that a value is made of; those inside calls are the calls' own. */
export function namesIn(value: Value, depth = 0): Extract<Value, { kind: 'name' }>[] {
  if (depth > 6) return [];
  const inner = (next: Value) => namesIn(next, depth + 1);
  switch (value.kind) {
    case 'name':
      return [value];
    case 'attribute':
      return inner(value.of);
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.flatMap(inner);
    case 'dict':
      return value.entries.flatMap((entry) => inner(entry.value));
    case 'operation':
      return value.operands.flatMap(inner);
    default:
      return [];
  }
}
