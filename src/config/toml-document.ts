import { parse, TomlDate, TomlError } from 'smol-toml';
import type { Document, Position } from './document.js';
import { valueAt } from './document.js';
import { configError } from './mistakes.js';

/** Reads `[tool.repro]` of a pyproject.toml. Throws `UserError` with the place of a syntax error. */
export function tomlDocument(file: string, text: string): Document {
  let whole: unknown;
  try {
    whole = parse(text);
  } catch (error) {
    if (error instanceof TomlError) {
      const at = { line: error.line, column: error.column, length: 1 };
      const message = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
      throw configError(file, text, [{ message, at }]);
    }
    if (error instanceof RangeError) throw configError(file, text, [{ message: 'is nested too deeply' }]);
    throw error;
  }
  const value = withoutDates(valueAt(whole, ['tool', 'repro']));
  const entries = placesOf(text);
  return {
    file,
    text,
    value,
    locate(path) {
      const full = ['tool', 'repro', ...path].map(String);
      for (let length = full.length; length >= 2; length--) {
        const found = entries.get(full.slice(0, length).join('\0'));
        if (found) return found;
      }
      return undefined;
    },
    written: () => undefined,
  };
}

/** Dates become their text, as YAML gives them. */
function withoutDates(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString().replace(/T00:00:00.*$/, '');
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDates(item)]));
}

/**
 * Where each table and key of a TOML text stands, by its full path. The parser keeps no positions, so the lines are
 * read once more; what stands inside an inline table or a list has the place of its key.
 */
function placesOf(text: string): Map<string, Position> {
  const places = new Map<string, Position>();
  const items = new Map<string, number>();
  let table: string[] = [];
  for (const [at, line] of text.split(/\r\n|\n/).entries()) {
    const header = /^\s*(\[{1,2})([^\]]+)\]/.exec(line);
    const entry = header ? undefined : /^(\s*)((?:[\w.-]|"[^"]*"|'[^']*'|[ \t](?=[.\w"']))+)\s*=/.exec(line);
    const column = line.length - line.trimStart().length + 1;
    if (header) {
      table = keysOf(header[2]!);
      if (header[1] === '[[') {
        const name = table.join('\0');
        const nth = items.get(name) ?? 0;
        items.set(name, nth + 1);
        table.push(String(nth));
      }
      remember(places, table, { line: at + 1, column, length: line.trim().length });
    } else if (entry) {
      remember(places, [...table, ...keysOf(entry[2]!)], {
        line: at + 1,
        column,
        length: entry[2]!.trim().length,
      });
    }
  }
  return places;
}

function remember(places: Map<string, Position>, path: readonly string[], at: Position): void {
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join('\0');
    if (!places.has(name)) places.set(name, at);
  }
}

function keysOf(dotted: string): string[] {
  return [...dotted.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}
