import { type Binding, Bindings } from './bindings.js';
import type { Import, PythonModule, Value } from './model.js';
import type { ModuleGraph } from './modules.js';
import type { Definition } from './python.js';

/** What a name leads to. */
type Entity =
  /** A dotted name of the standard library or of a third-party package. */
  | { kind: 'external'; name: string }
  /** A module of the project, or a folder as a package; both for a package with `__init__.py`. */
  | { kind: 'module'; module: PythonModule | undefined; folder: string | undefined }
  | { kind: 'definition'; definition: Definition }
  /** An object of a class of the project. */
  | { kind: 'instance'; definition: Definition };

/** How many aliases, re-exports and base classes are followed for one name. */
const MOST_STEPS = 24;
/** Modules whose tables of names are kept, at least: those not asked for go when twice as many are there. */
const KEPT_TABLES = 300;

/** A module's names, with what was found for them. */
interface Table {
  bindings: Bindings;
  /** Scope, then name as written; null for one that leads nowhere. */
  known: Map<number, Map<string, Entity | null>>;
}

/** Follows names through imports, aliases and simple assignments, over the modules of a project. */
export class Names {
  readonly #graph: ModuleGraph;
  #tables = new Map<PythonModule, Table>();
  #older = new Map<PythonModule, Table>();
  readonly #callees = new Map<PythonModule, readonly (string | undefined)[]>();
  /** For each call of a module, 1 where a function or class of the project is called. */
  readonly #ownCalls = new Map<PythonModule, Uint8Array>();
  readonly #texts = new Map<string, string>();
  /** Work left for the name in question: bounds cycles and hostile input. */
  #steps = 0;

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
  }

  qualify(module: PythonModule, value: Value, scope: number): string | undefined {
    const entity = this.#start(module, value, scope);
    return entity?.kind === 'external' ? entity.name : undefined;
  }

  /** For each call of a module, in their order, the full name of what it calls; found once a run. */
  callees(module: PythonModule): readonly (string | undefined)[] {
    let callees = this.#callees.get(module);
    if (!callees) {
      const own = new Uint8Array(module.calls.length);
      callees = module.calls.map(({ callee, scope }, index) => {
        const entity = this.#start(module, callee, scope);
        if (entity?.kind === 'definition') own[index] = 1;
        return entity?.kind === 'external' ? this.#interned(entity.name) : undefined;
      });
      this.#callees.set(module, callees);
      this.#ownCalls.set(module, own);
    }
    return callees;
  }

  /** Whether the call with this index calls a function or class of the project, as `define` would tell; found once a run. */
  callsOwn(module: PythonModule, index: number): boolean {
    if (!this.#ownCalls.has(module)) this.callees(module);
    return this.#ownCalls.get(module)?.[index] === 1;
  }

  /** One copy of a name that many modules use. */
  #interned(name: string): string {
    const known = this.#texts.get(name);
    if (known === undefined) this.#texts.set(name, name);
    return known ?? name;
  }

  define(module: PythonModule, value: Value, scope: number): Definition | undefined {
    const entity = this.#start(module, value, scope);
    return entity?.kind === 'definition' ? entity.definition : undefined;
  }

  /** What runs when an object of the project is called: `__call__` of its class. */
  callable(module: PythonModule, value: Value, scope: number): Definition | undefined {
    const entity = this.#start(module, value, scope);
    if (entity?.kind !== 'instance') return undefined;
    const called = this.#attribute(entity.definition, '__call__', 0);
    return called?.kind === 'definition' ? called.definition : undefined;
  }

  /** The module of the project that a name stands for: `import models`, `from pkg import models`. */
  module(module: PythonModule, value: Value, scope: number): PythonModule | undefined {
    const entity = this.#start(module, value, scope);
    return entity?.kind === 'module' ? entity.module : undefined;
  }

  starred(module: PythonModule, value: Value, scope: number): string[] {
    if (value.kind !== 'name') return [];
    const table = this.#table(module);
    const stars = table.stars.filter((star) => this.#graph.local(module, star)?.place.path === undefined);
    if (stars.length === 0) return [];
    const head = value.path.split('.', 1)[0]!;
    this.#steps = MOST_STEPS * 4;
    if (table.visible(scope, head) || this.#starred(module, head, 0)) return [];
    return stars.flatMap(({ module: from, level }) => (level > 0 ? [] : `${from}.${value.path}`)).reverse();
  }

  #start(module: PythonModule, value: Value, scope: number): Entity | undefined {
    if (value.kind !== 'name' && value.kind !== 'attribute') return undefined;
    this.#steps = MOST_STEPS * 4;
    if (value.kind === 'attribute') return this.#value(module, value, scope, 0);
    // The same names are asked for again and again.
    const { known } = this.#kept(module);
    let names = known.get(scope);
    if (!names) {
      names = new Map();
      known.set(scope, names);
    }
    let entity = names.get(value.path);
    if (entity === undefined) {
      entity = this.#value(module, value, scope, 0) ?? null;
      names.set(value.path, entity);
    }
    return entity ?? undefined;
  }

  #value(module: PythonModule, value: Value, scope: number, depth: number): Entity | undefined {
    if (depth > MOST_STEPS || this.#steps-- <= 0) return undefined;
    switch (value.kind) {
      case 'name': {
        if (!value.path.includes('.')) return this.#name(module, value.path, scope, depth + 1);
        const [head, ...rest] = value.path.split('.');
        let entity = this.#name(module, head!, scope, depth + 1);
        for (const attribute of rest) {
          if (!entity) return undefined;
          entity = this.#step(entity, attribute, depth + 1);
        }
        return entity;
      }
      case 'attribute': {
        const of = this.#value(module, value.of, scope, depth + 1);
        return of && this.#step(of, value.name, depth + 1);
      }
      case 'call':
        return this.#result(module, value.call, scope, depth + 1);
      case 'operation':
        if (!/^(if else|or|and|enter|await)$/.test(value.operator)) return undefined;
        for (const operand of value.operands) {
          const entity = this.#value(module, operand, scope, depth + 1);
          if (entity) return entity;
        }
        return undefined;
      default:
        return undefined;
    }
  }

  /** What a call gives: an object, when a class of the project is called or a function returns one. */
  #result(module: PythonModule, index: number, scope: number, depth: number): Entity | undefined {
    const call = module.calls[index];
    if (!call) return undefined;
    if (call.callee.kind === 'name' && call.callee.path === 'super') {
      const owner = this.#ownerOf(module, scope);
      const base = owner === undefined ? undefined : this.#bases(module, owner, depth)[0];
      return base && { kind: 'instance', definition: base };
    }
    const callee = this.#value(module, call.callee, scope, depth);
    if (callee?.kind !== 'definition') return undefined;
    const { definition } = callee;
    if (definition.module.scopes[definition.scope]?.kind === 'class') return { kind: 'instance', definition };
    for (const { scope: from, value } of definition.module.returns) {
      if (this.#steps <= 0) return undefined;
      if (from !== definition.scope || (value.kind !== 'call' && value.kind !== 'name')) continue;
      const entity = this.#value(definition.module, value, from, depth + 1);
      if (entity?.kind === 'instance') return entity;
    }
    return undefined;
  }

  /** The class around a scope. */
  #ownerOf(module: PythonModule, scope: number): number | undefined {
    for (let at = scope; at > 0; at = module.scopes[at]?.parent ?? -1) {
      if (module.scopes[at]?.kind === 'class') return at;
    }
    return undefined;
  }

  #name(module: PythonModule, name: string, scope: number, depth: number): Entity | undefined {
    const found = this.#table(module).visible(scope, name);
    if (found) return this.#bound(module, found.bindings, found.scope, depth);
    return this.#starred(module, name, depth);
  }

  #starred(module: PythonModule, name: string, depth: number): Entity | undefined {
    for (const statement of this.#table(module).stars) {
      if (this.#steps-- <= 0) break;
      const path = this.#graph.local(module, statement)?.place.path;
      const source = path === undefined ? undefined : this.#graph.get(path);
      if (!source || source === module || depth > MOST_STEPS) continue;
      const entity = this.#member(source, name, depth + 1);
      if (entity) return entity;
    }
    for (const { module: source } of module.runs ? this.#graph.ranBy(module) : []) {
      if (this.#steps-- <= 0 || depth > MOST_STEPS) return undefined;
      const entity = this.#member(source, name, depth + 1);
      if (entity) return entity;
    }
    return undefined;
  }

  /** A name of a module as seen from outside. */
  #member(module: PythonModule, name: string, depth: number): Entity | undefined {
    return this.#name(module, name, 0, depth);
  }

  /** Imports first (`np = None` is what is left when numpy is missing), then definitions, then assignments. */
  #bound(
    module: PythonModule,
    bindings: readonly Binding[],
    scope: number,
    depth: number,
  ): Entity | undefined {
    for (const binding of bindings) {
      if (binding.kind !== 'import' || this.#steps <= 0) continue;
      const entity = this.#imported(module, binding.statement, depth);
      if (entity) return entity;
    }
    let last: number | undefined;
    for (const binding of bindings) if (binding.kind === 'definition') last = binding.scope;
    if (last !== undefined) return { kind: 'definition', definition: { module, scope: last } };
    for (const binding of bindings) {
      if (this.#steps <= 0) return undefined;
      const entity =
        binding.kind === 'parameter'
          ? this.#parameter(module, binding, scope, depth)
          : binding.kind === 'assignment'
            ? this.#value(module, binding.assignment.value, binding.assignment.scope, depth + 1)
            : undefined;
      if (entity) return entity;
    }
    return undefined;
  }

  /** `self` and `cls` of a method, or a parameter annotated with a class of the project. */
  #parameter(
    module: PythonModule,
    { parameter, first }: Extract<Binding, { kind: 'parameter' }>,
    scope: number,
    depth: number,
  ): Entity | undefined {
    const method = module.scopes[scope];
    if (!method) return undefined;
    const isStatic = method.decorators.some(
      (value) => value.kind === 'name' && value.path === 'staticmethod',
    );
    if (first && !isStatic && module.scopes[method.parent]?.kind === 'class') {
      return { kind: 'instance', definition: { module, scope: method.parent } };
    }
    const annotation = parameter.annotation?.replace(/^(['"])(.*)\1$/, '$2');
    if (annotation === undefined || !/^[\w.]+$/.test(annotation)) return undefined;
    const type = this.#value(module, { kind: 'name', path: annotation }, method.parent, depth + 1);
    return type?.kind === 'definition' ? { kind: 'instance', definition: type.definition } : undefined;
  }

  #imported(module: PythonModule, statement: Import, depth: number): Entity | undefined {
    const found = this.#graph.local(module, statement);
    const { name, module: dotted, binds } = statement;
    if (found?.place.path === undefined) {
      if (statement.level > 0) return undefined;
      if (name !== undefined) return { kind: 'external', name: `${dotted}.${name}` };
      return { kind: 'external', name: binds === dotted.split('.')[0] ? binds : dotted };
    }
    const parts = dotted === '' ? [] : dotted.split('.');
    if (name === undefined) {
      const aliased = binds !== parts[0];
      return this.#placed(found.base, aliased ? parts : parts.slice(0, 1));
    }
    const source = this.#placed(found.base, parts);
    return source && this.#step(source, name, depth + 1, module);
  }

  #placed(base: string, parts: readonly string[]): Entity | undefined {
    const place = this.#graph.place(base, parts);
    if (!place) return undefined;
    const module = place.path === undefined ? undefined : this.#graph.get(place.path);
    return { kind: 'module', module, folder: place.folder };
  }

  /** An attribute of something. */
  #step(entity: Entity, name: string, depth: number, from?: PythonModule): Entity | undefined {
    if (depth > MOST_STEPS || this.#steps-- <= 0) return undefined;
    switch (entity.kind) {
      case 'external':
        return { kind: 'external', name: `${entity.name}.${name}` };
      case 'module': {
        // What a package imports from itself is a module in it; a script has nothing in it but what it defines.
        const isOwnPackage = entity.module === from && entity.folder !== undefined;
        const member =
          entity.module && !isOwnPackage ? this.#member(entity.module, name, depth + 1) : undefined;
        return member ?? (entity.folder === undefined ? undefined : this.#placed(entity.folder, [name]));
      }
      case 'definition':
      case 'instance':
        return this.#attribute(entity.definition, name, depth + 1);
    }
  }

  /** An attribute of a class: its own, what its methods give to `self`, or what it inherits. */
  #attribute({ module, scope }: Definition, name: string, depth: number): Entity | undefined {
    if (module.scopes[scope]?.kind !== 'class' || depth > MOST_STEPS) return undefined;
    const table = this.#table(module);
    const own = table.in(scope, name);
    const entity = own.length > 0 ? this.#bound(module, own, scope, depth) : undefined;
    if (entity) return entity;
    for (const assignment of table.attribute(scope, name)) {
      if (this.#steps <= 0) return undefined;
      const given = this.#value(module, assignment.value, assignment.scope, depth + 1);
      if (given) return given;
    }
    for (const base of this.#bases(module, scope, depth)) {
      const inherited = this.#attribute(base, name, depth + 1);
      if (inherited) return inherited;
    }
    return undefined;
  }

  #bases(module: PythonModule, scope: number, depth: number): Definition[] {
    const definition = module.scopes[scope];
    if (!definition) return [];
    return definition.bases.flatMap((base) => {
      if (this.#steps <= 0) return [];
      const entity = this.#value(module, base, definition.parent, depth + 1);
      const itself =
        entity?.kind === 'definition' &&
        entity.definition.module === module &&
        entity.definition.scope === scope;
      return entity?.kind === 'definition' && !itself ? [entity.definition] : [];
    });
  }

  #table(module: PythonModule): Bindings {
    return this.#kept(module).bindings;
  }

  #kept(module: PythonModule): Table {
    let table = this.#tables.get(module);
    if (table) return table;
    table = this.#older.get(module) ?? { bindings: new Bindings(module), known: new Map() };
    if (this.#tables.size >= KEPT_TABLES) {
      this.#older = this.#tables;
      this.#tables = new Map();
    }
    this.#tables.set(module, table);
    return table;
  }
}
