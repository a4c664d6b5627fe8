import { CannotTell } from '../../errors.js';
import { parseJson } from '../formats/json.js';
import { markNotFinite, NOT_FINITE } from '../formats/not-finite.js';
import { parseYaml } from '../formats/yaml.js';
import { inFolder } from '../paths.js';
import type { Source } from '../source.js';
import { decodeText } from '../text.js';
import type { Noted } from './model.js';

/** The largest record of a run that is read whole, in bytes. */
const LARGEST = 4 * 1024 * 1024;
/** Parameters and metrics that are kept of one run; a real one has dozens. */
export const MOST_NOTED = 100;
const LONGEST_VALUE = 200;
const DEEPEST = 12;

/** The text of a small file; undefined where it is absent or cannot be read. */
export async function textAt(source: Source, path: string, limit = LARGEST): Promise<string | undefined> {
  try {
    return decodeText(await source.bytes(path, limit)).text;
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** What a JSON or YAML file holds. `undefined` when it is absent; throws `CannotTell`, naming it, when it does not parse. */
export async function dataAt(source: Source, folder: string, name: string): Promise<unknown> {
  const path = inFolder(folder, name);
  const text = await textAt(source, path);
  if (text === undefined) return undefined;
  try {
    return name.endsWith('.json') ? parseJson(markNotFinite(text)) : parseYaml(text).data();
  } catch (error) {
    if (error instanceof CannotTell) throw new CannotTell(`${path} cannot be parsed (${error.message})`);
    throw error;
  }
}

/** Nested settings as names joined by dots with their values as text; names that begin with `_` are a tool's own. Bounded. */
export function flatten(data: unknown): Noted<string>[] {
  return leavesOf(data, /^_/).map(({ name, value }) => ({ name, value: shown(value) }));
}

function leavesOf(data: unknown, without: RegExp): Noted<unknown>[] {
  const found: Noted<unknown>[] = [];
  const todo: { name: string; value: unknown; depth: number }[] = [{ name: '', value: data, depth: 0 }];
  for (let next = todo.pop(); next && found.length < MOST_NOTED; next = todo.pop()) {
    const { name, value, depth } = next;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (depth >= DEEPEST) continue;
      const inside = value instanceof Map ? [...value] : Object.entries(value);
      for (const [key, inner] of inside.slice(0, MOST_NOTED * 2).reverse())
        if (!without.test(String(key)))
          todo.push({
            name: name === '' ? String(key) : `${name}.${String(key)}`,
            value: inner,
            depth: depth + 1,
          });
    } else if (name !== '' && value !== undefined) found.push({ name, value });
  }
  return found;
}

/** A number, also one that JSON does not know; undefined for anything else. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'string' && value.startsWith(NOT_FINITE))
    return Number(value.slice(NOT_FINITE.length));
  return typeof value === 'number' ? value : undefined;
}

/** The numbers of nested data, their names joined by dots. Bounded. */
export function numbersOf(data: unknown): Noted<number>[] {
  return leavesOf(data, /^_/).flatMap(({ name, value }) => {
    const number = numberIn(value);
    return number === undefined ? [] : [{ name, value: number }];
  });
}

/** A value as text, cut where it is long. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? value.replace(NOT_FINITE, '')
      : Array.isArray(value)
        ? `[${value.slice(0, 20).map(plainOf).join(', ')}]`
        : plainOf(value);
  return text.slice(0, LONGEST_VALUE);
}

function plainOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? '...' : String(value);
}

/** The name of a run where nobody gave one: the end of its path. */
export function endOf(path: string, parts = 1): string {
  return path.split('/').slice(-parts).join('/');
}

/** A text that is not empty. */
export function said(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, LONGEST_VALUE) : undefined;
}
