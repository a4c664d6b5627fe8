import { numberValue } from './literals.js';
import type { Argument, Value } from './model.js';

/** Past this many, the tables are emptied: hostile input must not fill the memory. */
const MOST_KEPT = 50_000;
const LONGEST_KEPT = 40;
/** Calls with a small number share their values over all modules. */
const MOST_CALLS = 4096;

const names = new Map<string, Value>();
const strings = new Map<string, Value>();
const numbers = new Map<string, Value>();
const calls: Value[] = [];
/** Positional arguments of shared values. */
const positional = new Map<Value, Argument>();
const singles = new WeakMap<Argument, Argument[]>();

/** Values are never changed, so equal ones are one object: a large project has millions of them. */
export function nameValue(path: string): Value {
  return shared(names, path, (text) => ({ kind: 'name', path: text }));
}

export function stringValue(value: string): Value {
  if (value.length > LONGEST_KEPT) return { kind: 'string', value };
  return shared(strings, value, (text) => ({ kind: 'string', value: text }));
}

export function sharedNumber(text: string): Value {
  return text.length > LONGEST_KEPT ? numberValue(text) : shared(numbers, text, numberValue);
}

/** The value of a call of its module, by index. */
export function callValue(call: number): Value {
  if (call >= MOST_CALLS) return { kind: 'call', call };
  let value = calls[call];
  if (!value) {
    value = { kind: 'call', call };
    calls[call] = value;
    positional.set(value, { value });
  }
  return value;
}

/** The same text as one string. */
export function sharedText(text: string): string {
  const value = text.length > LONGEST_KEPT ? undefined : stringValue(text);
  return value?.kind === 'string' ? value.value : text;
}

/** A positional argument. */
export function positionalArgument(value: Value): Argument {
  return positional.get(value) ?? { value };
}

/** An argument list of one positional argument, shared where its value is. Argument lists are never changed. */
export function singleArgument(argument: Argument): Argument[] {
  if (positional.get(argument.value) !== argument) return [argument];
  let list = singles.get(argument);
  if (!list) {
    list = [argument];
    singles.set(argument, list);
  }
  return list;
}

function shared(table: Map<string, Value>, text: string, make: (text: string) => Value): Value {
  let value = table.get(text);
  if (!value) {
    if (table.size >= MOST_KEPT) {
      for (const old of table.values()) positional.delete(old);
      table.clear();
    }
    // A copy: a slice would keep the whole source that it is taken from.
    const copy = text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
    value = make(copy);
    table.set(copy, value);
    positional.set(value, { value });
  }
  return value;
}
