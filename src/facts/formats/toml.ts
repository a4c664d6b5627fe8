import { parse, TomlError, type TomlTableWithoutBigInt } from 'smol-toml';
import { CannotTell } from '../../errors.js';
import { pathKey, tomlLines } from './toml-lines.js';

export type TomlTable = TomlTableWithoutBigInt;

/** A TOML file with the lines on which its keys and values stand; the parser itself tells none. */
export interface TomlText {
  data: TomlTable;
  /**
   * The line of a table, key or array item (by its index as last part), as near as the text shows it: of the closest
   * parent when it is not found itself; 1 at worst.
   */
  line(path: readonly string[]): number;
  /** The line of a string of the array at `path`: of the item that equals `value`, else of one that begins so. */
  lineOf(path: readonly string[], value: string): number;
}

/** Reads TOML. Throws `CannotTell` with the parser's message and line when the text is none. */
export function parseToml(text: string): TomlText {
  let data: TomlTable;
  try {
    data = parse(text, { unsafeKeyBehaviour: 'drop', maxDepth: 100 });
  } catch (error) {
    if (error instanceof TomlError) throw new TomlProblem(firstLine(error.message), error.line);
    throw new TomlProblem(error instanceof Error ? error.message : String(error), undefined);
  }
  let places: Map<string, number> | undefined;
  const line = (path: readonly string[]): number => {
    places ??= tomlLines(text);
    for (let depth = path.length; depth > 0; depth--) {
      const found = places.get(pathKey(path.slice(0, depth)));
      if (found !== undefined) return found;
    }
    return 1;
  };
  return {
    data,
    line,
    lineOf(path, value) {
      const parent = tableAt(data, ...path.slice(0, -1));
      const last = path.at(-1);
      const items = parent && last !== undefined && Object.hasOwn(parent, last) ? parent[last] : undefined;
      if (!Array.isArray(items)) return line(path);
      const same = items.indexOf(value);
      const index =
        same >= 0 ? same : items.findIndex((item) => typeof item === 'string' && item.startsWith(value));
      return line(index < 0 ? path : [...path, String(index)]);
    },
  };
}

/** A TOML text that does not parse, with the line. */
export class TomlProblem extends CannotTell {
  constructor(message: string, line: number | undefined) {
    super(message, { line });
  }
}

/** A table by its path; undefined where something else or nothing stands. */
export function tableAt(data: TomlTable, ...path: string[]): TomlTable | undefined {
  let value: unknown = data;
  for (const key of path) {
    if (!isTable(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return isTable(value) ? value : undefined;
}

/** True for a TOML table: neither an array nor a date. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The strings of an array; other items are left out. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/^Invalid TOML document:\s*/, '');
}
