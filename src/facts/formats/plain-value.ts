import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { CannotTell } from '../../errors.js';
import type { YamlText } from './yaml.js';

/** A value of YAML, JSON or TOML as Python holds it: `bigint` is a whole number, `number` a float. */
export type Plain = null | boolean | bigint | number | string | readonly Plain[] | PlainMap;
/** A mapping in its written order. */
export type PlainMap = ReadonlyMap<string, Plain>;

/** Most values of one file, aliases written out. */
const MOST = 100_000;
const DEEPEST = 100;

/**
 * The data of a YAML file, whole numbers and floats kept apart, merge keys (`<<`) followed. Throws `CannotTell` when there
 * is too much of it. Source: YAML 1.2, "Core Schema"; ruamel.yaml also reads `1_000` as a number.
 */
export function plainYaml({ document }: YamlText): Plain {
  let left = MOST;
  const read = (node: unknown, depth: number): Plain => {
    if (left-- <= 0 || depth > DEEPEST) throw new CannotTell('it holds too much to be compared');
    if (isAlias(node)) return read(node.resolve(document), depth + 1);
    if (isSeq(node)) return node.items.map((item) => read(item, depth + 1));
    if (isMap(node)) {
      const map = new Map<string, Plain>();
      const merged: Plain[] = [];
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        if (key.value === '<<') merged.push(read(value, depth + 1));
        else
          map.set(
            typeof key.value === 'string' ? key.value : (key.source ?? String(key.value)),
            read(value, depth + 1),
          );
      }
      for (const more of merged.flatMap((one) => (Array.isArray(one) ? one : [one])))
        if (isPlainMap(more)) for (const [key, value] of more) if (!map.has(key)) map.set(key, value);
      return map;
    }
    if (!isScalar(node)) return null;
    const { value, source = '' } = node;
    if (typeof value === 'bigint' || typeof value === 'boolean') return value;
    if (typeof value === 'number')
      return /^[-+]?[0-9]+$/.test(source)
        ? BigInt(source.replace('+', ''))
        : /^0[xo]/.test(source)
          ? BigInt(value)
          : value;
    if (typeof value !== 'string') return null;
    return node.type === 'PLAIN' && /^[-+]?[0-9]+(?:_[0-9]+)+$/.test(source)
      ? BigInt(source.replace(/[+_]/g, ''))
      : value;
  };
  return read(document.contents, 0);
}

/** Whether a value is a mapping. */
export function isPlainMap(value: unknown): value is PlainMap {
  return value instanceof Map;
}

/** Whether a value is a list. */
export function isPlainList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Data of another parser as plain values; dates become their text. */
export function plainOfData(value: unknown, depth = 0): Plain {
  if (depth > DEEPEST) throw new CannotTell('it is nested too deeply');
  if (value === null || value === undefined) return null;
  if (
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    typeof value === 'number' ||
    typeof value === 'string'
  )
    return value;
  if (Array.isArray(value)) return value.map((item) => plainOfData(item, depth + 1));
  if (value instanceof Date) return value.toISOString();
  return new Map(Object.entries(value).map(([key, inner]) => [key, plainOfData(inner, depth + 1)]));
}

/** Whether Python calls two values equal: `1 == 1.0 == True`. */
export function isSame(a: Plain, b: Plain): boolean {
  if (isPlainList(a))
    return isPlainList(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at] as Plain));
  if (isPlainMap(a))
    return (
      isPlainMap(b) &&
      a.size === b.size &&
      [...a].every(([key, value]) => b.has(key) && isSame(value, b.get(key) as Plain))
    );
  if (isPlainList(b) || isPlainMap(b)) return false;
  const [one, other] = [a, b].map((value) => (typeof value === 'boolean' ? BigInt(value) : value));
  // A whole number and a float are compared by their worth.
  return (
    one === other ||
    (typeof one !== typeof other && isNumber(one) && isNumber(other) && Number(one) === Number(other))
  );
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Python's `str(value)` of a value that is neither list nor mapping. */
export function pythonText(value: null | boolean | bigint | number | string): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? floatText(value) : String(value);
}

/** Source: Python documentation, `float.__repr__`: the shortest digits, with an exponent below 1e-4 and from 1e16 on. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16))
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
