import type { Argument, Call, Value } from './model.js';

/** A literal as plain data: string, number, boolean, null for None, arrays and objects of them; undefined for anything else. */
export function literal(value: Value | undefined): unknown {
  switch (value?.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'none':
      return null;
    case 'list':
    case 'tuple':
    case 'set': {
      const items = value.items.map(literal);
      return items.includes(undefined) ? undefined : items;
    }
    case 'dict': {
      const object: Record<string, unknown> = Object.create(null);
      for (const { key, value: entry } of value.entries) {
        const name = literal(key);
        const held = literal(entry);
        if ((typeof name !== 'string' && typeof name !== 'number') || held === undefined) return undefined;
        object[name] = held;
      }
      return object;
    }
    default:
      return undefined;
  }
}

/** The number of a literal; undefined for anything else and for one that JavaScript cannot hold. */
export function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'number' && !Number.isNaN(value.value) ? value.value : undefined;
}

/** The last part of what is called: `seed` of `np.random.seed`; empty where a result or subscript is called. */
export function lastName(callee: Value): string {
  if (callee.kind === 'attribute') return callee.name;
  return callee.kind === 'name' ? callee.path.slice(callee.path.lastIndexOf('.') + 1) : '';
}

/** What a name or attribute is a member of: `np.random` of `np.random.seed`; undefined where that is a plain name, or no name at all. */
export function ownerOf(value: Value): Value | undefined {
  if (value.kind === 'attribute') return value.of;
  if (value.kind !== 'name') return undefined;
  const at = value.path.lastIndexOf('.');
  return at < 0 ? undefined : { kind: 'name', path: value.path.slice(0, at) };
}

/** The argument with this keyword, or else at this position (from 0) among the plain positional ones before any `*spread`. */
export function argument(call: Call, keyword: string, position?: number): Argument | undefined {
  const named = call.args.find(({ name }) => name === keyword);
  if (named || position === undefined) return named;
  const spread = call.args.findIndex(({ name }) => name === '*');
  const before = spread < 0 ? call.args : call.args.slice(0, spread);
  return before.filter(({ name }) => name === undefined)[position];
}
