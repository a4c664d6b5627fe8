import { CannotTell } from '../../errors.js';
import { isTable } from './toml.js';

/**
 * The text of Python's `json.dumps(value, sort_keys=True)`, by which Poetry, PDM and Pipenv hash their manifests.
 * Throws `CannotTell` for what it would write differently or not at all: numbers but for `bigint`, and dates.
 * Source: https://docs.python.org/3/library/json.html.
 */
export function pythonJson(value: unknown, compact = false): string {
  const [comma, colon] = compact ? [',', ':'] : [', ', ': '];
  const write = (item: unknown): string => {
    if (item === null || item === undefined) return 'null';
    if (typeof item === 'boolean') return String(item);
    if (typeof item === 'string') return quoted(item);
    if (typeof item === 'bigint') return String(item);
    // 1.0 reads as the whole number 1: where it matters, readers hand whole numbers over as `bigint`.
    if (typeof item === 'number') throw new CannotTell('a number is hashed, whose spelling is not known');
    if (Array.isArray(item)) return `[${item.map(write).join(comma)}]`;
    if (!isTable(item)) throw new CannotTell('a date is hashed, which has no JSON');
    const keys = Object.keys(item).sort(byCodePoint);
    return `{${keys.map((key) => `${quoted(key)}${colon}${write(item[key])}`).join(comma)}}`;
  };
  return write(value);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
