import { CannotTell } from '../../errors.js';
import { isPlainList, isPlainMap, type Plain, type PlainMap, pythonText } from '../formats/plain-value.js';

/** How `${dict}` is written out in a command: the section `parsing` of .dvc/config. */
export interface ParsingConfig {
  bool: 'store_true' | 'boolean_optional';
  list: 'nargs' | 'append';
}

/** `${…}`, the shortest, not after a backslash. */
const PLACE = /(?<!\\)\$\{([^}\n]{0,500})\}/g;
const LONGEST = 100_000;

/** The expression of a text that is nothing but one `${…}`. */
export function wholeExpression(text: string): string | undefined {
  const [match, more] = text.matchAll(PLACE);
  return match && !more && match[0] === text ? match[1] : undefined;
}

/**
 * The value of `${train.lr}` or `${models[0]}`. Throws `CannotTell` where the context has none.
 * Source: dvc, dvc/parsing/context.py (`select`).
 */
export function select(context: PlainMap, expression: string): Plain {
  let at: Plain = context;
  for (const raw of expression.replaceAll('[', '.').replaceAll(']', '').split('.')) {
    const key = raw.trim();
    const next: Plain | undefined = isPlainMap(at)
      ? at.get(key)
      : isPlainList(at) && /^-?\d+$/.test(key)
        ? at.at(Number(key))
        : undefined;
    if (next === undefined) throw new CannotTell(`\${${expression}} is set nowhere`);
    at = next;
  }
  return at;
}

/** A value with every `${…}` in it replaced. Throws `CannotTell` as `select` does, and for what cannot be put into a text. */
export function interpolated(value: Plain, context: PlainMap, key: string, config: ParsingConfig): Plain {
  if (isPlainList(value)) return value.map((item) => interpolated(item, context, key, config));
  if (isPlainMap(value))
    return new Map(
      [...value].map(([name, inner]) => [
        String(interpolated(name, context, key, config)),
        interpolated(inner, context, key, config),
      ]),
    );
  if (typeof value !== 'string') return value;
  const whole = wholeExpression(value);
  if (whole !== undefined) return single(select(context, whole), key, whole);
  const text = value.replace(PLACE, (_, expression: string) =>
    textIn(single(select(context, expression), key, expression), config),
  );
  if (text.length > LONGEST) throw new CannotTell('a template becomes too long');
  return text.replaceAll('\\${', '${');
}

function single(value: Plain, key: string, expression: string): Plain {
  if (isPlainList(value) || (isPlainMap(value) && key !== 'cmd'))
    throw new CannotTell(`\${${expression}} is a list or a mapping, and stands where a single value must`);
  return value;
}

/** A value inside of a text. Source: dvc, dvc/parsing/interpolate.py (`to_str`). */
function textIn(value: Plain, config: ParsingConfig): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (isPlainList(value)) throw new CannotTell('a list stands in a text');
  return isPlainMap(value) ? optionsText(flat(value), config) : pythonText(value);
}

function flat(map: PlainMap, prefix = ''): [string, Plain][] {
  return [...map].flatMap(([key, value]) =>
    isPlainMap(value) ? flat(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value] as [string, Plain]],
  );
}

function optionsText(entries: readonly [string, Plain][], { bool, list }: ParsingConfig): string {
  const out: string[] = [];
  for (const [key, value] of entries) {
    if (value === true) out.push(`--${key}`);
    else if (value === false) {
      if (bool === 'boolean_optional') out.push(`--no-${key}`);
    } else if (isPlainList(value)) {
      for (const [at, item] of value.entries()) {
        if (isPlainList(item) || isPlainMap(item)) throw new CannotTell(`a list in ${key} holds lists`);
        const text = typeof item === 'string' ? quoted(item) : pythonText(item);
        out.push(list === 'append' || at === 0 ? `--${key} ${text}` : text);
      }
    } else if (!isPlainMap(value))
      out.push(`--${key} ${typeof value === 'string' ? quoted(value) : pythonText(value)}`);
  }
  return out.join(' ');
}

/** Source: Python documentation, `shlex.quote`. */
function quoted(text: string): string {
  if (text === '') return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
