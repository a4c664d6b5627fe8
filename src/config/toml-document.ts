import { parse, TomlDate, TomlError } from 'smol-toml';
import { scanToml } from '../facts/formats/toml-scan.js';
import type { Document, Position } from './document.js';
import { valueAt } from './document.js';
import { configError } from './mistakes.js';

/** No setting lies deeper; a key of thousands of parts would cost their square. */
const DEEPEST = 16;

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

/** Where each table, key and item of a list stands, by its full path; the first one counts. */
function placesOf(text: string): Map<string, Position> {
  const places = new Map<string, Position>();
  scanToml(text, {
    place({ path, before, from, to, line, column }) {
      const at = { line, column, length: to - from };
      for (let length = before + 1; length <= Math.min(path.length, DEEPEST); length++) {
        const name = path.slice(0, length).join('\0');
        if (!places.has(name)) places.set(name, at);
      }
    },
  });
  return places;
}
