import { assignmentsTo } from '../../python/assigned.js';
import type { Value } from '../../python/model.js';
import { type Bound, type Frame, scopeChain } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { assignmentsTo as assignedIn, itemsOf } from './assignments.js';
import { look } from './look.js';
import { absent } from './members.js';
import { originOf } from './origin.js';
import { traceConfig, traceOutside } from './outside.js';
import { frameAt } from './settle.js';

/** `params['train']['seed']`: a key of a configuration file, of a dict, of the parsed command line. */
export function traceIndex(
  tracer: Tracer,
  of: Value | undefined,
  subscript: Value | undefined,
  frame: Frame,
  depth: number,
): Traced {
  if (!of || !subscript) return UNKNOWN;
  // Whoever runs the script has to give it.
  if (tracer.scene.python.qualify(frame.module, of, frame.scope) === 'sys.argv')
    return { kind: 'required', text: `sys.argv[${subscript.kind === 'number' ? subscript.text : '...'}]` };
  if (subscript.kind !== 'string') return tracer.trace(of, frame, depth + 1);
  const key = subscript.value;
  const holder = tracer.hold(of, frame, depth + 1);
  const found = holder && look(tracer, holder, key, depth + 1);
  if (found === 'absent') return absent(key);
  const traced = found?.trace();
  if (traced && traced !== UNKNOWN) return traced;
  if (holder?.kind === 'environment') return { kind: 'required', text: `${key} of the environment` };
  if (traced && holder?.kind === 'config') return traced;
  const path = keyPath(of) ?? [];
  return traceConfig(tracer, [...path, key]) ?? traceOutside(tracer, [key.replace(/^-+/, '')], frame, depth);
}

/** The entries of a dict that is written out where it can be seen. */
export function literalDict(
  value: Value,
  frame: Frame,
  depth = 0,
): { key?: Value; value: Value }[] | undefined {
  if (depth > 6) return undefined;
  if (value.kind === 'dict') return value.entries;
  if (value.kind === 'call') {
    const call = frame.module.calls[value.call];
    if (call && call.callee.kind === 'name' && call.callee.path === 'dict') {
      return call.args.map(({ name, value: inner }) =>
        name === undefined || name === '**' || name === '*'
          ? { value: inner }
          : { key: { kind: 'string' as const, value: name }, value: inner },
      );
    }
    return undefined;
  }
  if (value.kind === 'name' && !value.path.includes('.')) {
    const origin = originOf(value.path, frame);
    if (origin && origin.value !== value) {
      const entries = literalDict(origin.value, origin.frame, depth + 1);
      if (!entries) return undefined;
      const added = assignmentsTo(frame.module, value.path).flatMap((assignment) =>
        assignment.key ? [{ key: assignment.key, value: assignment.value }] : [],
      );
      return [...entries, ...added];
    }
  }
  return undefined;
}

/** What `settings['seed'] = 1` put under one of some keys of a dict, wherever the dict itself comes from. */
export function itemPut(value: Value, keys: readonly string[], frame: Frame, depth = 0): Bound | undefined {
  if (depth > 6 || value.kind !== 'name' || value.path.includes('.')) return undefined;
  for (const scope of scopeChain(frame.module, frame.scope)) {
    const put = itemsOf(frame.module, scope, value.path)
      .filter(
        ({ key, conditions }) =>
          key?.kind === 'string' && keys.includes(key.value) && conditions.length === 0,
      )
      .at(-1);
    if (put) return { value: put.value, frame: frameAt(frame, scope) };
    if (assignedIn(frame.module, scope, value.path).length > 0) break;
  }
  const origin = originOf(value.path, frame);
  return origin && origin.value !== value ? itemPut(origin.value, keys, origin.frame, depth + 1) : undefined;
}

/** The constant keys of `x['a']['b']` or `cfg.a.b`, without the variable itself. */
export function keyPath(value: Value, depth = 0): string[] | undefined {
  if (depth > 8) return undefined;
  if (value.kind === 'operation' && value.operator === 'index') {
    const [of, subscript] = value.operands;
    const inner = of ? (keyPath(of, depth + 1) ?? []) : [];
    return subscript?.kind === 'string' ? [...inner, subscript.value] : inner;
  }
  if (value.kind === 'name') {
    const parts = value.path.split('.').slice(1);
    return parts.length > 0 ? parts : undefined;
  }
  if (value.kind === 'attribute') return [...(keyPath(value.of, depth + 1) ?? []), value.name];
  return undefined;
}

/** True when a value contains a name, or an attribute or item of it. */
export function mentions(value: Value, path: string, depth = 0): boolean {
  if (depth > 8) return false;
  switch (value.kind) {
    case 'name':
      return value.path === path || path.startsWith(`${value.path}.`);
    case 'attribute':
      return mentions(value.of, path, depth + 1);
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.some((item) => mentions(item, path, depth + 1));
    case 'dict':
      return value.entries.some((entry) => mentions(entry.value, path, depth + 1));
    case 'operation':
      return value.operands.some((operand) => mentions(operand, path, depth + 1));
    default:
      return false;
  }
}
