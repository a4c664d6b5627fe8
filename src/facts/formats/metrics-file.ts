import { parse as parseCsv } from 'csv-parse/sync';
import { type ParseError, parse as parseJsonc, printParseErrorCode } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { CannotTell } from '../../errors.js';
import { readReport } from './metrics-report.js';
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

export type MetricsFormat = 'json' | 'jsonl' | 'yaml' | 'toml' | 'csv' | 'tsv' | 'text';

/** What a metrics file holds: nested data, or records over time (a table's rows by its columns). */
export type MetricsContent =
  | { kind: 'data'; data: unknown }
  | { kind: 'records'; records: readonly unknown[] }
  | { kind: 'table'; header: readonly string[]; rows: readonly string[][] };

/** The format of a metrics file by its extension. */
export function metricsFormat(path: string): MetricsFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const formats: Readonly<Record<string, MetricsFormat>> = {
    json: 'json', jsonl: 'jsonl', ndjson: 'jsonl', yaml: 'yaml', yml: 'yaml', toml: 'toml', csv: 'csv', tsv: 'tsv', txt: 'text',
  }; // biome-ignore format: a table reads better in rows
  return Object.hasOwn(formats, extension) ? formats[extension] : undefined;
}

/** Parses a metrics file. Throws `MetricsProblem` when it does not parse. */
export function readMetricsFile(text: string, format: MetricsFormat): MetricsContent {
  switch (format) {
    case 'json':
      return { kind: 'data', data: parseJson(text) };
    case 'jsonl':
      return { kind: 'records', records: recordsOf(text) };
    case 'yaml':
      return { kind: 'data', data: dataOf(text) };
    case 'toml':
      return { kind: 'data', data: tomlOf(text) };
    case 'text':
      return { kind: 'data', data: reportOf(text) };
    default: {
      const [header = [], ...rows] = tableRows(text, format);
      return { kind: 'table', header, rows };
    }
  }
}

/**
 * Which record of several counts: the last or the first one, or the one at which a metric is best. Of the columns of
 * a table that are filled only now and then, the nearest filled cell before it counts.
 */
export type RecordChoice = 'last' | 'first' | { best: string; lowerIsBetter: boolean };

/**
 * The numbers of a metrics file. Of lists and tables over time one record counts. A table whose columns are a name and
 * a value gives one number a row.
 */
export function numbersOf(content: MetricsContent, choice: RecordChoice = 'last'): MetricNumber[] {
  if (content.kind === 'table') return tableNumbers(content.header, content.rows, choice);
  if (content.kind === 'data') {
    const { data } = content;
    return choice !== 'last' && Array.isArray(data)
      ? numbersOf({ kind: 'records', records: data }, choice)
      : flatten(data);
  }
  const numbers = content.records.map((record) => (choice === 'last' ? [] : flatten(record)));
  const at = chosen(choice, numbers.length, (index) => valueAt(numbers[index] ?? [], choice));
  return choice === 'last' ? flatten(content.records.at(-1)) : (numbers[at] ?? []);
}

function valueAt(numbers: readonly MetricNumber[], choice: RecordChoice): number | undefined {
  return typeof choice === 'object' ? numbers.find(({ key }) => key === choice.best)?.value : undefined;
}

/** The index of the record that counts; -1 when there is none. */
function chosen(choice: RecordChoice, count: number, value: (index: number) => number | undefined): number {
  if (choice === 'first') return count > 0 ? 0 : -1;
  if (choice === 'last') return count - 1;
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    const found = value(at);
    if (found === undefined || Number.isNaN(found)) continue;
    const worth = choice.lowerIsBetter ? -found : found;
    if (worth > most) [best, most] = [at, worth];
  }
  return best;
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

function recordsOf(text: string): unknown[] {
  const lines = text.trimEnd().split('\n');
  return lines.slice(-MOST_LINES).map((line, at) => {
    try {
      return parseJson(line);
    } catch (error) {
      if (error instanceof MetricsProblem)
        throw new MetricsProblem(error.message, Math.max(0, lines.length - MOST_LINES) + at + 1);
      throw error;
    }
  });
}

function reportOf(text: string): unknown {
  const found = readReport(text);
  if (found) return found;
  throw new MetricsProblem('it is neither a classification report nor lines of `name: number`', undefined);
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

/** The number that a parsed value is; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  if (value.startsWith(MARK)) return Number(value.slice(MARK.length));
  return undefined;
}

function tableRows(text: string, format: 'csv' | 'tsv'): string[][] {
  try {
    return parseCsv(text, {
      delimiter: format === 'csv' ? ',' : '\t',
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
}

function tableNumbers(
  header: readonly string[],
  rows: readonly string[][],
  choice: RecordChoice,
): MetricNumber[] {
  const named = rows.filter(
    (row) => row.length === 2 && cellNumber(row[1]) !== undefined && cellNumber(row[0]) === undefined,
  );
  if (header.length === 2 && rows.length > 0 && named.length === rows.length) {
    return named
      .slice(0, MOST_NUMBERS)
      .map(([key = '', value]) => ({ key, value: cellNumber(value) as number }));
  }
  const column = typeof choice === 'object' ? header.indexOf(choice.best) : -1;
  const at = chosen(choice, rows.length, (index) => cellNumber(rows[index]?.[column]));
  const until = rows.slice(0, at + 1);
  return header.slice(0, MOST_NUMBERS).flatMap((key, index) => {
    // Columns that are filled only now and then, such as a test score at the end, keep their last value.
    const last = until.findLast((row) => cellNumber(row[index]) !== undefined);
    const value = cellNumber(last?.[index]);
    return value === undefined ? [] : [{ key, value }];
  });
}

function cellNumber(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? '';
  if (/^-?(nan|inf(inity)?)$/i.test(text))
    return /nan/i.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?%?$/i.test(text) ? Number.parseFloat(text) : undefined;
}
