import { once } from '../once.js';
import type { Call, PythonModule, Value } from '../python/model.js';
import { partsOf } from '../python/parts.js';

/** Where a value stands. */
export interface Use {
  /** What the value is a part of, from the outside in; the value itself is not among them. */
  within: readonly Value[];
  place:
    | { kind: 'assignment'; target: string; keyed: boolean }
    /** An argument of a call, or what its method is called on. */
    | { kind: 'argument' | 'object'; call: number }
    | { kind: 'returned' }
    | { kind: 'test' };
  scope: number;
  line: number;
}

/** Where the calls and names of a module are used; made once, in one walk over its values. */
export interface Uses {
  /** By index of the call. */
  calls: ReadonlyMap<number, Use>;
  /** By dotted name as written. */
  names: ReadonlyMap<string, readonly Use[]>;
  /** Scopes in which `name.sort()` is called, by name. */
  sorts: ReadonlyMap<string, readonly number[]>;
  /** Sets that are written out: `{'a', 'b'}`, comprehensions in braces. */
  sets: readonly { value: Value; use: Use }[];
}

/** Values nest no deeper in code that people write. */
const DEEPEST = 60;

/** Where each call and name of a module is used. */
export const usesOf = once(collect);

function collect(module: PythonModule): Uses {
  const calls = new Map<number, Use>();
  const names = new Map<string, Use[]>();
  const sorts = new Map<string, number[]>();
  const sets: { value: Value; use: Use }[] = [];
  const walk = (value: Value, use: Use): void => {
    if (use.within.length > DEEPEST) return;
    if (value.kind === 'call') {
      // What a comprehension goes through is bound to its names, too; the place of the whole says more.
      if (!calls.has(value.call) || isInComprehension(use)) calls.set(value.call, use);
      return;
    }
    if (value.kind === 'name') {
      const there = names.get(value.path);
      if (there) there.push(use);
      else names.set(value.path, [use]);
      return;
    }
    if (value.kind === 'set') sets.push({ value, use });
    const inner = { ...use, within: [...use.within, value] };
    for (const part of partsOf(value)) walk(part, inner);
  };
  for (const [index, { callee, args, scope, line }] of module.calls.entries()) {
    if (callee.kind === 'name' && callee.path.endsWith('.sort')) {
      const name = callee.path.slice(0, -'.sort'.length);
      const there = sorts.get(name);
      if (there) there.push(scope);
      else sorts.set(name, [scope]);
    }
    walk(callee, { within: [], place: { kind: 'object', call: index }, scope, line });
    for (const { value } of args)
      walk(value, { within: [], place: { kind: 'argument', call: index }, scope, line });
  }
  for (const { target, key, value, scope, line } of module.assignments)
    walk(value, { within: [], place: { kind: 'assignment', target, keyed: key !== undefined }, scope, line });
  for (const { value, scope, line } of module.returns)
    walk(value, { within: [], place: { kind: 'returned' }, scope, line });
  for (const { test, line } of module.conditions)
    walk(test, { within: [], place: { kind: 'test' }, scope: 0, line });
  return { calls, names, sorts, sets };
}

function isInComprehension({ within }: Use): boolean {
  return within.some((one) => one.kind === 'operation' && one.operator === 'comprehension');
}

/** The last part of what is called, as written: `listdir` of `os.listdir`. */
export function lastWord({ callee }: Call): string {
  if (callee.kind === 'name') return callee.path.slice(callee.path.lastIndexOf('.') + 1);
  return callee.kind === 'attribute' ? callee.name : '';
}

/** Whether a name, or an attribute of it, stands anywhere in a value; arguments of calls are looked into. */
export function mentions(module: PythonModule, value: Value, name: string, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (value.kind === 'name') return value.path === name || value.path.startsWith(`${name}.`);
  if (value.kind === 'call') {
    const call = module.calls[value.call];
    return (
      call !== undefined &&
      (mentions(module, call.callee, name, depth + 1) ||
        call.args.some((argument) => mentions(module, argument.value, name, depth + 1)))
    );
  }
  return partsOf(value).some((part) => mentions(module, part, name, depth + 1));
}
