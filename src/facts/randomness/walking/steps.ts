import type { Assignment, PythonModule, Value } from '../../python/model.js';
import type { Scene } from '../scene.js';

/** One thing that a scope does. */
export type Step =
  | { line: number; order: number; kind: 'import'; path: readonly string[] }
  | { line: number; order: number; kind: 'call'; index: number }
  | { line: number; order: number; kind: 'assignment'; assignment: Assignment }
  | { line: number; order: number; kind: 'value'; value: Value };

const cache = new WeakMap<PythonModule, Map<number, Step[]>>();

/** What a scope does, in the order of its lines; with the bodies of classes that stand in it. */
export function stepsOf(scene: Scene, module: PythonModule, scope: number): Step[] {
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
