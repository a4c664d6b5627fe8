import { parse, TomlError, type TomlTableWithoutBigInt } from 'smol-toml';
import { CannotTell } from '../../errors.js';

export type TomlTable = TomlTableWithoutBigInt;

/** A TOML file with the lines on which its keys and values stand; the parser itself tells none. */
export interface TomlText {
  data: TomlTable;
  /** The line of a table or key, as near as the text shows it: of the closest parent when the key itself is not found; 1 at worst. */
  line(path: readonly string[]): number;
  /** The line of a string value of an array or table at `path`, from the array's own line on. */
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
  const lines = text.split('\n');
  let places: Map<string, number> | undefined;
  const line = (path: readonly string[]): number => {
    places ??= keyLines(lines);
    for (let depth = path.length; depth > 0; depth--) {
      const found = places.get(JSON.stringify(path.slice(0, depth)));
      if (found !== undefined) return found;
    }
    return 1;
  };
  return {
    data,
    line,
    lineOf(path, value) {
      const start = line(path);
      // A table header ends the value; an array in a table never holds a line that begins with `[name`.
      for (let at = start - 1; at < lines.length; at++) {
        const text = lines[at]!;
        if (at >= start && /^\s*\[[A-Za-z"'[]/.test(text) && !/^\s*\["/.test(text)) break;
        if (text.includes(value) && !/^\s*#/.test(text)) return at + 1;
      }
      return start;
    },
  };
}

/** A TOML text that does not parse, with the line. */
export class TomlProblem extends CannotTell {
  readonly line: number | undefined;

  constructor(message: string, line: number | undefined) {
    super(message);
    this.line = line;
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

/** The line of each header and key, by its full path; the first one counts. */
function keyLines(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  let section: string[] = [];
  let quote: string | undefined;
  for (const [index, text] of lines.entries()) {
    if (quote !== undefined) {
      if (text.includes(quote)) quote = undefined;
      continue;
    }
    const header = /^\s*\[{1,2}([^\]]+)\]/.exec(text);
    const key = header
      ? null
      : /^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=/.exec(
          text,
        );
    if (header && !/^\s*\["/.test(text)) section = dotted(header[1]!);
    const path = key ? [...section, ...dotted(key[1]!)] : header ? section : [];
    for (let depth = header ? section.length : section.length + 1; depth <= path.length; depth++) {
      const name = JSON.stringify(path.slice(0, depth));
      if (depth > 0 && !places.has(name)) places.set(name, index + 1);
    }
    const open = /"""|'''/.exec(text)?.[0];
    if (open && text.indexOf(open, text.indexOf(open) + 3) < 0) quote = open;
  }
  return places;
}

function dotted(text: string): string[] {
  return (text.match(/"[^"]*"|'[^']*'|[^.\s"']+/g) ?? []).map((part) => part.replace(/^(["'])(.*)\1$/, '$2'));
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/^Invalid TOML document:\s*/, '');
}
