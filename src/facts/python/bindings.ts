import type { Assignment, Import, Parameter, PythonModule } from './model.js';

/** What a name is bound to in one scope. */
export type Binding =
  | { kind: 'import'; statement: Import }
  /** A function or class: index of its own scope. */
  | { kind: 'definition'; scope: number }
  | { kind: 'parameter'; parameter: Parameter; first: boolean }
  | { kind: 'assignment'; assignment: Assignment };

/** The names bound in each scope of a module, and the attributes that methods give to `self`. */
export class Bindings {
  readonly module: PythonModule;
  /** `from x import *`. */
  readonly stars: Import[] = [];
  readonly #scopes: Map<string, Binding[]>[];
  /** Class scope, then attribute. */
  readonly #attributes = new Map<number, Map<string, Assignment[]>>();

  constructor(module: PythonModule) {
    this.module = module;
    this.#scopes = module.scopes.map(() => new Map());
    for (const statement of module.imports) {
      if (statement.name === '*') this.stars.push(statement);
      else this.#bind(statement.scope, statement.binds, { kind: 'import', statement });
    }
    module.scopes.forEach(({ name, parent, parameters }, scope) => {
      if (parent >= 0) this.#bind(parent, name, { kind: 'definition', scope });
      parameters.forEach((parameter, at) => {
        this.#bind(scope, parameter.name, { kind: 'parameter', parameter, first: at === 0 });
      });
    });
    for (const assignment of module.assignments) {
      if (assignment.key !== undefined) continue;
      const dot = assignment.target.indexOf('.');
      if (dot < 0) this.#bind(assignment.scope, assignment.target, { kind: 'assignment', assignment });
      else this.#attribute(assignment, dot);
    }
  }

  /** The bindings of a name in a scope itself. */
  in(scope: number, name: string): readonly Binding[] {
    return this.#scopes[scope]?.get(name) ?? [];
  }

  /**
   * The bindings that a name used in a scope means, and the scope that holds them: the nearest enclosing scope that
   * binds it, classes around functions left out. Source: the Python language reference, "Resolution of names".
   */
  visible(scope: number, name: string): { scope: number; bindings: readonly Binding[] } | undefined {
    const { scopes } = this.module;
    for (let at = scope; at >= 0; at = scopes[at]?.parent ?? -1) {
      if (at !== scope && scopes[at]?.kind === 'class') continue;
      const bindings = this.in(at, name);
      if (bindings.length > 0) return { scope: at, bindings };
    }
    return undefined;
  }

  /** Assignments to an attribute of `self` in the methods of a class. */
  attribute(classScope: number, name: string): readonly Assignment[] {
    return this.#attributes.get(classScope)?.get(name) ?? [];
  }

  #bind(scope: number, name: string, binding: Binding): void {
    const names = this.#scopes[scope];
    if (!names) return;
    const bindings = names.get(name);
    if (bindings) bindings.push(binding);
    else names.set(name, [binding]);
  }

  #attribute(assignment: Assignment, dot: number): void {
    const { scopes } = this.module;
    const method = scopes[assignment.scope];
    const [self] = method?.parameters ?? [];
    if (!method || !self || scopes[method.parent]?.kind !== 'class') return;
    if (assignment.target.slice(0, dot) !== self.name) return;
    const name = assignment.target.slice(dot + 1);
    let attributes = this.#attributes.get(method.parent);
    if (!attributes) {
      attributes = new Map();
      this.#attributes.set(method.parent, attributes);
    }
    const assignments = attributes.get(name);
    if (assignments) assignments.push(assignment);
    else attributes.set(name, [assignment]);
  }
}
