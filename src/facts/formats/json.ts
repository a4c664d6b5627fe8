import { type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser';
import { CannotTell } from '../../errors.js';

/** A JSON text that does not parse, with the line. */
export class JsonProblem extends CannotTell {
  constructor(message: string, line: number | undefined) {
    super(message, { line });
  }
}

/** Reads strict JSON. Throws `CannotTell` with the line of the first error. */
export function parseJson(text: string): unknown {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    // The parser is recursive; brackets in strings may count, no real file comes near.
    if (depth > 500) throw new JsonProblem('it is nested too deeply', undefined);
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error)
    throw new JsonProblem(
      `it is not JSON (${printParseErrorCode(error.error)})`,
      text.slice(0, error.offset).split('\n').length,
    );
  return value;
}

/** An own property of an object; undefined where there is no object or no such property. */
export function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
    return undefined;
  return (value as Record<string, unknown>)[key];
}

/** Keys and values of an object; empty for anything else. */
export function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Tells the line of a key down to this many levels of objects, by its path; 1 where there is no such key. */
export function keyLines(text: string, levels: number): (path: readonly string[]) => number {
  const lines = new Map<string, number>();
  const path: string[] = [];
  let depth = 0;
  visit(text, {
    onObjectBegin: () => {
      depth++;
    },
    onObjectEnd: () => {
      depth--;
    },
    onArrayBegin: () => {
      depth++;
    },
    onArrayEnd: () => {
      depth--;
    },
    onObjectProperty(key, _offset, _length, line) {
      if (depth > levels) return;
      path.length = depth - 1;
      path.push(key);
      lines.set(JSON.stringify(path), line + 1);
    },
  });
  return (at) => lines.get(JSON.stringify(at)) ?? 1;
}
