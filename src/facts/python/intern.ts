import { numberValue } from './literals.js';
import type { Argument, Value } from './model.js';

/** Past this many, the tables are emptied: hostile input must not fill the memory. */
const MOST_KEPT = 50_000;
const LONGEST_KEPT = 40;
/** Calls with a small number share their values over all modules. */
const MOST_CALLS = 4096;

/** A value that is shared, with what is made of it alone, once somebody asks. */
interface Shared {
  value: Value;
  /** An argument list of it as the one positional argument. */
  alone?: Argument[];
}
type Table = Map<string, Shared>;

const names: Table = new Map();
const strings: Table = new Map();
const numbers: Table = new Map();
const calls: Shared[] = [];

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
  calls[call] ??= { value: { kind: 'call', call } };
  return calls[call].value;
}

/** The same text as one string. */
export function sharedText(text: string): string {
  const value = text.length > LONGEST_KEPT ? undefined : stringValue(text);
  return value?.kind === 'string' ? value.value : text;
}

/** A positional argument; shared where its value is. */
export function positionalArgument(value: Value): Argument {
  const kept = keptOf(value);
  return kept ? aloneOf(kept)[0]! : { value };
}

/** An argument list of one argument; shared where that is. Argument lists are never changed. */
export function singleArgument(argument: Argument): Argument[] {
  const alone = keptOf(argument.value)?.alone;
  return alone?.[0] === argument ? alone : [argument];
}

function aloneOf(kept: Shared): Argument[] {
  kept.alone ??= [{ value: kept.value }];
  return kept.alone;
}

/** Where a value is kept; undefined for one that is not shared. */
function keptOf(value: Value): Shared | undefined {
  const kept =
    value.kind === 'name'
      ? names.get(value.path)
      : value.kind === 'string'
        ? strings.get(value.value)
        : value.kind === 'number'
          ? numbers.get(value.text)
          : value.kind === 'call'
            ? calls[value.call]
            : undefined;
  return kept?.value === value ? kept : undefined;
}

function shared(table: Table, text: string, make: (text: string) => Value): Value {
  const known = table.get(text);
  if (known) return known.value;
  if (table.size >= MOST_KEPT) table.clear();
  const copy = ownCopy(text);
  const value = make(copy);
  table.set(copy, { value });
  return value;
}

/** The same text without the whole source that a slice would keep, in one byte a character where that is enough. */
function ownCopy(text: string): string {
  if (text.length < 13) return text;
  const encoding = /^[\x20-\x7e]*$/.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}
