import { gunzipSync } from 'node:zlib';
import { type Options, parse } from 'csv-parse';
import { decompress } from 'fzstd';
import { parquetMetadataAsync, parquetRead } from 'hyparquet';
import { CannotTell } from '../../errors.js';
import type { Source } from '../source.js';

/** How often each value of a column comes. */
export interface ValueCounts {
  counts: Map<string, number>;
  rows: number;
  /** False where the table was read only up to a bound. */
  whole: boolean;
}

/** The most rows and bytes of a table that are read, and the most values that are told apart. */
const MOST_ROWS = 1_000_000;
const MOST_BYTES = 64 * 1024 * 1024;
const CHUNK = 1024 * 1024;
const MOST_VALUES = 10_000;

/**
 * Counts the values of one column of a csv, tsv or parquet file; empty cells do not count. Throws `CannotTell` when
 * the file cannot be read, is in another format, or has no such column.
 */
export async function countValues(source: Source, path: string, column: string): Promise<ValueCounts> {
  if (/\.(csv|tsv)$/i.test(path)) return countInTable(source, path, column);
  if (/\.(parquet|pq)$/i.test(path)) return countInParquet(source, path, column);
  throw new CannotTell(`${path} is neither a csv, a tsv nor a parquet file, so its labels cannot be counted`);
}

async function countInTable(source: Source, path: string, column: string): Promise<ValueCounts> {
  const size = await source.size(path);
  const end = Math.min(size, MOST_BYTES);
  const options: Options = {
    delimiter: /\.tsv$/i.test(path) ? '\t' : await delimiterOf(source, path),
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: CHUNK,
  };
  const parser = parse(options);
  const feed = (async () => {
    for (let at = 0; at < end && !parser.destroyed; at += CHUNK) {
      const bytes = await source.part(path, at, Math.min(CHUNK, end - at));
      if (bytes.byteLength === 0) break;
      if (!parser.write(Buffer.from(bytes)))
        await new Promise<void>((resume) => {
          parser.once('drain', resume);
          parser.once('close', resume);
        });
    }
    parser.end();
  })();
  const counter = new Counter();
  let index = -1;
  let isWhole = end === size;
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      if (index < 0) {
        index = row.findIndex((name) => name.trim() === column);
        if (index < 0) throw new CannotTell(`${path} has no column ${column}`);
        continue;
      }
      counter.add(row[index]?.trim() ?? '');
      if (counter.rows >= MOST_ROWS) {
        isWhole = false;
        break;
      }
    }
  } catch (error) {
    // A record that the bound cut in two says nothing against the table.
    if (error instanceof CannotTell) throw error;
    if (isWhole) throw new CannotTell(`${path} is not a valid table (${(error as Error).message})`);
  } finally {
    parser.destroy();
    await feed;
  }
  if (index < 0) throw new CannotTell(`${path} has no column ${column}: it is empty`);
  return counter.done(isWhole);
}

/** The one of comma, semicolon and tab that stands most often in the first line. */
async function delimiterOf(source: Source, path: string): Promise<string> {
  const head = Buffer.from(await source.part(path, 0, 64 * 1024)).toString('utf8');
  const [line = ''] = head.split('\n', 1);
  const count = (mark: string) => line.split(mark).length;
  return [';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',');
}

async function countInParquet(source: Source, path: string, column: string): Promise<ValueCounts> {
  const byteLength = await source.size(path);
  const file = {
    byteLength,
    slice: async (start: number, end = byteLength) => {
      const from = start < 0 ? byteLength + start : start;
      if (from < 0 || end - from > MOST_BYTES) throw new CannotTell(`${path} asks for too much at once`);
      const bytes = await source.part(path, from, end - from);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
  const counter = new Counter();
  try {
    const metadata = await parquetMetadataAsync(file);
    if (!metadata.schema.some(({ name, num_children }) => name === column && !num_children))
      throw new CannotTell(`${path} has no column ${column}`);
    const rows = Number(metadata.num_rows);
    await parquetRead({
      file,
      metadata,
      columns: [column],
      rowEnd: Math.min(rows, MOST_ROWS),
      compressors: {
        GZIP: (input) => gunzipSync(input, { maxOutputLength: MOST_BYTES }),
        ZSTD: (input, length) => decompress(input, new Uint8Array(bounded(length))),
      },
      onChunk: ({ columnData }) => {
        for (const value of columnData) counter.add(textOf(value));
      },
    });
    return counter.done(rows <= MOST_ROWS);
  } catch (error) {
    if (error instanceof CannotTell) throw error;
    throw new CannotTell(`${path} cannot be read as parquet (${(error as Error).message})`);
  }
}

/** A length that a file claims; a page is no larger than what is read of a whole file. */
function bounded(length: number): number {
  if (!(length >= 0 && length <= MOST_BYTES)) throw new RangeError(`a page of ${length} bytes`);
  return length;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

class Counter {
  readonly #counts = new Map<string, number>();
  rows = 0;

  add(value: string): void {
    if (value === '') return;
    this.rows++;
    const known = this.#counts.get(value);
    if (known !== undefined || this.#counts.size < MOST_VALUES) this.#counts.set(value, (known ?? 0) + 1);
  }

  done(whole: boolean): ValueCounts {
    return { counts: this.#counts, rows: this.rows, whole };
  }
}
