import type { Value } from './model.js';

const NO_VALUES: readonly Value[] = [];
const MOST_CALL_LEVELS = 30;
const MOST_NAME_LEVELS = 6;

/** The values that a value is directly made of: items, entries, operands, the owner of an attribute; the arguments of a call are its own. */
export function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'attribute':
      return [value.of];
    case 'list':
    case 'tuple':
    case 'set':
      return value.items;
    case 'dict':
      return value.entries.flatMap((entry) => (entry.key ? [entry.key, entry.value] : [entry.value]));
    case 'operation':
      return value.operands;
    default:
      return NO_VALUES;
  }
}

/** Indexes of the calls that are made to have a value, outermost only. */
export function nestedCalls(value: Value, depth = 0): number[] {
  if (depth > MOST_CALL_LEVELS) return [];
  if (value.kind === 'call') return [value.call];
  return partsOf(value).flatMap((part) => nestedCalls(part, depth + 1));
}

/** The names that a value is made of; those inside calls are the calls' own, and keys of dicts hand nothing on. */
export function namesIn(value: Value, depth = 0): Extract<Value, { kind: 'name' }>[] {
  if (depth > MOST_NAME_LEVELS) return [];
  if (value.kind === 'name') return [value];
  const parts = value.kind === 'dict' ? value.entries.map((entry) => entry.value) : partsOf(value);
  return parts.flatMap((part) => namesIn(part, depth + 1));
}
