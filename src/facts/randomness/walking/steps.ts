import { assignmentsTo } from '../../python/assigned.js';
import type { Argument, Assignment, Call, PythonModule, Value } from '../../python/model.js';
import { nestedCalls } from '../../python/parts.js';
import type { Definition } from '../../python/python.js';
import { findDraw, findSeeder } from '../lookup.js';
import type { Scene } from '../scene.js';
import { type Reference, referencesIn } from './references.js';

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

const NO_NUMBERS: readonly number[] = [];
const NO_NAMES: readonly string[] = [];
const NO_REFERS: PlannedCall['refers'] = [];

/** What a module does, scope by scope, its names resolved once for all the runs that come through. */
export class Plan {
  readonly #scene: Scene;
  readonly #module: PythonModule;
  readonly #home: Int32Array;
  readonly #steps = new Map<number, Step[]>();
  readonly #calls: (PlannedCall | undefined)[] = [];

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
    return referencesIn(this.#scene.python, this.#module, value, this.#home[scope] ?? 0);
  }

  #add(scope: number, step: Step): void {
    const owner = this.#home[scope] ?? 0;
    const steps = this.#steps.get(owner);
    if (steps) steps.push(step);
    else this.#steps.set(owner, [step]);
  }
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
