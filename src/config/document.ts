/** A place in a config file, from 1; `length` is how much of the line to underline. */
export interface Position {
  line: number;
  column: number;
  length: number;
}

/** A mistake in a config file. */
export interface Mistake {
  message: string;
  at?: Position | undefined;
}

/** Way from the top of a document to one of its values. */
export type Path = readonly (string | number)[];

/** A config file after parsing: its value, and where each part of it stands. */
export interface Document {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** Where a value stands; with `key`, its key. The nearest enclosing value where that is not known. */
  locate(path: Path, key?: boolean): Position | undefined;
  /** The text of a scalar as written, before it became a number or a date. */
  written(path: Path): string | undefined;
}

/** The value at the end of a path; undefined when the way leads nowhere. Only own properties are followed. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}
