import { parse as parseCsv } from 'csv-parse/sync';
import { type ParseError, parse as parseJsonc, printParseErrorCode } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { CannotTell } from '../../errors.js';
import { NOT_FINITE as MARK, markNotFinite } from './not-finite.js';
import { parseYaml, YamlProblem } from './yaml.js';

/** One number of a metrics file. Nested keys are joined by dots: `eval.accuracy`. */
export interface MetricNumber {
  key: string;
  /** NaN and infinities are kept: Python's json writes them. */
  value: number;
}

/** A metrics file that does not parse, with the line where it is known. */
export class MetricsProblem extends CannotTell {
  constructor(message: string, line: number | undefined) {
    super(message, { line });
  }
}

/** The most numbers that are taken from one file, and the deepest nesting that is followed. */
const MOST_NUMBERS = 5000;
const DEEPEST = 16;
/** The most lines of a table that are read. */
const MOST_LINES = 50_000;

export type MetricsFormat = 'json' | 'jsonl' | 'yaml' | 'toml' | 'csv' | 'tsv';

/** The format of a metrics file by its extension. */
export function metricsFormat(path: string): MetricsFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const formats: Readonly<Record<string, MetricsFormat>> = {
    json: 'json', jsonl: 'jsonl', ndjson: 'jsonl', yaml: 'yaml', yml: 'yaml', toml: 'toml', csv: 'csv', tsv: 'tsv',
  }; // biome-ignore format: a table reads better in rows
  return Object.hasOwn(formats, extension) ? formats[extension] : undefined;
}

/**
 * The numbers of a metrics file. Of lists and tables over time the last record counts. A table whose columns are a name
 * and a value gives one number a row. Throws `MetricsProblem` when it does not parse.
 */
export function parseMetrics(text: string, format: MetricsFormat): MetricNumber[] {
  switch (format) {
    case 'json':
      return flatten(parseJson(text));
    case 'jsonl':
      return flatten(lastRecord(text));
    case 'yaml':
      return flatten(dataOf(text));
    case 'toml':
      return flatten(tomlOf(text));
    default:
      return tableNumbers(text, format === 'csv' ? ',' : '\t');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(markNotFinite(text));
  } catch (cause) {
    const errors: ParseError[] = [];
    if (nesting(text) < 500) parseJsonc(text, errors, { allowTrailingComma: false, disallowComments: true });
    const [first] = errors;
    const line = first ? text.slice(0, first.offset).split('\n').length : undefined;
    const reason = first ? printParseErrorCode(first.error) : cause instanceof Error ? cause.message : '';
    throw new MetricsProblem(`it is not valid JSON (${text.trim() === '' ? 'it is empty' : reason})`, line);
  }
}

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}

function lastRecord(text: string): unknown {
  const lines = text.trimEnd().split('\n');
  try {
    return parseJson(lines.at(-1) ?? '');
  } catch (error) {
    if (error instanceof MetricsProblem) throw new MetricsProblem(error.message, lines.length);
    throw error;
  }
}

function dataOf(text: string): unknown {
  try {
    return parseYaml(text).data();
  } catch (error) {
    if (error instanceof YamlProblem)
      throw new MetricsProblem(`it is not valid YAML (${error.message})`, error.line);
    throw error;
  }
}

function tomlOf(text: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) {
      throw new MetricsProblem(`it is not valid TOML (${error.message.split('\n', 1)[0]})`, error.line);
    }
    throw new MetricsProblem('it is not valid TOML', undefined);
  }
}

/** The numbers of nested data, without recursion, in the order of the file. */
function flatten(data: unknown): MetricNumber[] {
  const numbers: MetricNumber[] = [];
  const todo: { key: string; value: unknown; depth: number }[] = [{ key: '', value: data, depth: 0 }];
  for (let next = todo.pop(); next && numbers.length < MOST_NUMBERS; next = todo.pop()) {
    const { key, value, depth } = next;
    const number = numberOf(value);
    if (number !== undefined) numbers.push({ key, value: number });
    if (typeof value !== 'object' || value === null || depth >= DEEPEST) continue;
    if (Array.isArray(value)) {
      // A list of records is a history: the last one counts.
      if (value.length > 0) todo.push({ key, value: value.at(-1), depth: depth + 1 });
      continue;
    }
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    for (const [name, inner] of entries.slice(0, MOST_NUMBERS).reverse()) {
      todo.push({
        key: key === '' ? String(name) : `${key}.${String(name)}`,
        value: inner,
        depth: depth + 1,
      });
    }
  }
  return numbers;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  if (value.startsWith(MARK)) return Number(value.slice(MARK.length));
  return undefined;
}

function tableNumbers(text: string, delimiter: string): MetricNumber[] {
  let rows: string[][];
  try {
    rows = parseCsv(text, {
      delimiter,
      to_line: MOST_LINES,
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
      max_record_size: 1_000_000,
    }) as string[][];
  } catch (error) {
    const { lines, message } = error as { lines?: number; message?: string };
    throw new MetricsProblem(`it is not a valid table (${message ?? 'unknown error'})`, lines);
  }
  const [header = [], ...body] = rows;
  const named = body.filter(
    (row) => row.length === 2 && cellNumber(row[1]) !== undefined && cellNumber(row[0]) === undefined,
  );
  if (header.length === 2 && body.length > 0 && named.length === body.length) {
    return named
      .slice(0, MOST_NUMBERS)
      .map(([key = '', value]) => ({ key, value: cellNumber(value) as number }));
  }
  return header.slice(0, MOST_NUMBERS).flatMap((key, column) => {
    // Columns that are filled only now and then, such as a test score at the end, keep their last value.
    const last = body.findLast((row) => cellNumber(row[column]) !== undefined);
    const value = cellNumber(last?.[column]);
    return value === undefined ? [] : [{ key, value }];
  });
}

function cellNumber(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? '';
  if (/^-?(nan|inf(inity)?)$/i.test(text))
    return /nan/i.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?%?$/i.test(text) ? Number.parseFloat(text) : undefined;
}
