import type { Call, PythonModule, Value } from '../../python/model.js';
import type { Python } from '../../python/python.js';
import { ownerOf } from '../../python/values.js';

/** How many steps lead from an object to the call that made it. */
const DEEPEST = 24;

/** A call that made an object, with the full name of what it calls. */
export interface Maker {
  name: string;
  call: Call;
}

/**
 * The calls of libraries that an object comes from, nearest first: through assignments in the scopes around its use,
 * `with … as`, subscripts, attributes and chains of methods. Empty where the source does not tell.
 */
export function makersOf(python: Python, module: PythonModule, value: Value, scope: number): Maker[] {
  const found: Maker[] = [];
  follow(python, module, value, scope, DEEPEST, found);
  return found;
}

function follow(
  python: Python,
  module: PythonModule,
  value: Value,
  scope: number,
  steps: number,
  found: Maker[],
): void {
  if (steps <= 0) return;
  if (value.kind === 'call') {
    const call = module.calls[value.call];
    const name = python.callees(module)[value.call];
    if (call && name !== undefined) {
      found.push({ name, call });
      return;
    }
  }
  const from = sourceOf(module, value, scope);
  if (from) follow(python, module, from.value, from.scope, steps - 1, found);
}

/** What a value is made of, one step back. */
function sourceOf(
  module: PythonModule,
  value: Value,
  scope: number,
): { value: Value; scope: number } | undefined {
  if (value.kind === 'attribute') return { value: value.of, scope };
  if (value.kind === 'call') {
    const call = module.calls[value.call];
    const on = call && ownerOf(call.callee);
    return on && { value: on, scope: call.scope };
  }
  if (value.kind === 'operation') {
    const [first] = value.operands;
    return first && /^(?:index|enter|await|unpack)$/.test(value.operator)
      ? { value: first, scope }
      : undefined;
  }
  if (value.kind !== 'name') return undefined;
  const assigned = assignedTo(module, value.path, scope);
  const dot = value.path.lastIndexOf('.');
  if (assigned || dot < 0) return assigned;
  return { value: { kind: 'name', path: value.path.slice(0, dot) }, scope };
}

/** The last assignment to a name in the nearest scope that has one; `self.x` in any method of the module. */
function assignedTo(module: PythonModule, path: string, scope: number) {
  const all = module.assignments.filter(({ target, key }) => target === path && key === undefined);
  if (path.startsWith('self.')) return all.at(-1);
  for (let at = scope; at >= 0; at = module.scopes[at]?.parent ?? -1) {
    const own = all.filter((one) => one.scope === at);
    if (own.length > 0) return own.at(-1);
    if (module.scopes[at]?.parameters.some(({ name }) => name === path)) return undefined;
  }
  return undefined;
}
