import type { Value } from './model.js';

type Name = Extract<Value, { kind: 'name' }>;

const NO_VALUES: readonly Value[] = [];
const NO_CALLS: readonly number[] = [];
const NO_NAMES: readonly Name[] = [];
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
export function nestedCalls(value: Value, depth = 0): readonly number[] {
  if (depth > MOST_CALL_LEVELS) return NO_CALLS;
  if (value.kind === 'call') return [value.call];
  const parts = partsOf(value);
  return parts.length === 0 ? NO_CALLS : parts.flatMap((part) => nestedCalls(part, depth + 1));
}

/** The names that a value is made of; those inside calls are the calls' own, and keys of dicts hand nothing on. */
export function namesIn(value: Value, depth = 0): readonly Name[] {
  if (depth > MOST_NAME_LEVELS) return NO_NAMES;
  if (value.kind === 'name') return [value];
  const parts = value.kind === 'dict' ? value.entries.map((entry) => entry.value) : partsOf(value);
  return parts.length === 0 ? NO_NAMES : parts.flatMap((part) => namesIn(part, depth + 1));
}
