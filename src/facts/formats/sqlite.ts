import { CannotTell } from '../../errors.js';
import { inBlocks, type RandomAccess } from './random-access.js';
import { readRecord, type SqliteValue, varintAt } from './sqlite-record.js';
import { columnsOf } from './sqlite-schema.js';
import { walPages } from './sqlite-wal.js';

/** A database file of SQLite, of which tables are read row by row. No SQL of the file is ever run. */
export interface SqliteFile {
  /** Tables by name, in lower case, with the names of their columns. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /**
   * The rows of a table, a page at a time, with the values of these columns; null for a column that the table has not, and
   * for an integer primary key, which is no part of the row. Throws `CannotTell` where the table is absent or broken, and
   * when the bound on pages is met.
   */
  rows(table: string, columns: readonly string[]): AsyncGenerator<SqliteValue[][]>;
}

const MAGIC = 'SQLite format 3\0';
/** Pages that are read of one file in all: with the usual 4 KiB, a gigabyte. */
const MOST_PAGES = 262_144;
/** Bytes that are taken of one row; a longer one is cut, and so its last columns are lost. */
const LONGEST_ROW = 64 * 1024;
const MOST_TABLES = 1000;

interface Opened {
  size: number;
  usable: number;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  page(number: number): Promise<Uint8Array>;
}

/** Whether bytes begin as a database file of SQLite does. */
export function isSqlite(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 16)) === MAGIC;
}

/**
 * Opens a database file, with the write-ahead log beside it where there is one. Only plain tables are read: a view, a virtual
 * table or a trigger of a hostile file means nothing here. Throws `CannotTell` when it is no such file or broken.
 * Source: https://www.sqlite.org/fileformat2.html.
 */
export async function openSqlite(
  file: RandomAccess,
  wal?: RandomAccess,
  mostPages = MOST_PAGES,
): Promise<SqliteFile> {
  const opened = await open(inBlocks(file), wal && inBlocks(wal), mostPages);
  const tables = new Map<string, { root: number; columns: string[] }>();
  for await (const rows of walk(opened, 1, 'the schema')) {
    for (const { record } of rows) {
      const [type, name, , root, sql] = readRecord(record, [0, 1, 2, 3, 4], opened.encoding);
      if (type !== 'table' || typeof name !== 'string' || typeof root !== 'number' || typeof sql !== 'string')
        continue;
      if (tables.size < MOST_TABLES && root > 0)
        tables.set(name.toLowerCase(), { root, columns: columnsOf(sql) });
    }
  }
  return {
    tables: new Map([...tables].map(([name, { columns }]) => [name, columns])),
    async *rows(name, columns) {
      const table = tables.get(name.toLowerCase());
      if (!table) throw new CannotTell(`it has no table ${name}`);
      const places = columns.map((column) => table.columns.indexOf(column.toLowerCase()));
      for await (const rows of walk(opened, table.root, `its table ${name}`))
        yield rows.map(({ record }) => readRecord(record, places, opened.encoding));
    },
  };
}

async function open(file: RandomAccess, wal: RandomAccess | undefined, mostPages: number): Promise<Opened> {
  const header = await file.read(0, 100);
  if (header.byteLength < 100 || !isSqlite(header)) throw new CannotTell('it is no SQLite database');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const size = view.getUint16(16) === 1 ? 65_536 : view.getUint16(16);
  const usable = size - header[20]!;
  const encoding = ([undefined, 'utf-8', 'utf-16le', 'utf-16be'] as const)[view.getUint32(56)] ?? 'utf-8';
  if (size < 512 || (size & (size - 1)) !== 0 || usable < 480)
    throw new CannotTell('it is a broken SQLite database (its header makes no sense)');
  const newer = wal ? await walPages(wal, size) : new Map<number, number>();
  let left = mostPages;
  return {
    size,
    usable,
    encoding,
    async page(number) {
      if (left-- <= 0)
        throw new CannotTell(`it is too large to be read whole (more than ${mostPages} pages)`);
      const logged = newer.get(number);
      const bytes =
        logged !== undefined && wal
          ? await wal.read(logged, size)
          : await file.read((number - 1) * size, size);
      if (bytes.byteLength < size) throw new CannotTell('it is a broken SQLite database (a page is missing)');
      return bytes;
    },
  };
}

/** The rows of a table's tree, leaf by leaf, in the order of their ids. Each page is entered once, whatever points to it. */
async function* walk(opened: Opened, root: number, what: string): AsyncGenerator<{ record: Uint8Array }[]> {
  const broken = () => new CannotTell(`it is a broken SQLite database (${what} cannot be followed)`);
  const entered = new Set<number>();
  const todo = [root];
  for (let number = todo.pop(); number !== undefined; number = todo.pop()) {
    if (number < 1 || entered.has(number)) throw broken();
    entered.add(number);
    const page = await opened.page(number);
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
    const start = number === 1 ? 100 : 0;
    const kind = page[start];
    const cells = view.getUint16(start + 3);
    const first = start + (kind === 5 ? 12 : 8);
    if ((kind !== 5 && kind !== 13) || first + cells * 2 > opened.size) throw broken();
    const at = (cell: number) => view.getUint16(first + cell * 2);
    if (kind === 5) {
      todo.push(view.getUint32(start + 8));
      for (let cell = cells - 1; cell >= 0; cell--) {
        if (at(cell) + 4 > opened.size) throw broken();
        todo.push(view.getUint32(at(cell)));
      }
      continue;
    }
    const rows: { record: Uint8Array }[] = [];
    for (let cell = 0; cell < cells; cell++)
      rows.push({ record: await recordAt(opened, page, at(cell), broken) });
    yield rows;
  }
}

/** The record of a cell of a leaf, with what overflows to other pages, up to the bound. */
async function recordAt(
  { size, usable, page: pageOf }: Opened,
  page: Uint8Array,
  cell: number,
  broken: () => CannotTell,
): Promise<Uint8Array> {
  const payload = varintAt(page, cell);
  const id = payload && varintAt(page, payload.next);
  if (!payload || !id) throw broken();
  const local = localSize(payload.value, usable);
  if (id.next + local > size) throw broken();
  if (local === payload.value) return page.subarray(id.next, id.next + local);
  const wanted = Math.min(payload.value, LONGEST_ROW);
  const record = new Uint8Array(wanted);
  let filled = Math.min(local, wanted);
  record.set(page.subarray(id.next, id.next + filled));
  let next = numberAt(page, id.next + local);
  // Each page brings something, so a chain that leads back to itself ends at the length of the row.
  while (filled < wanted) {
    if (next < 1) throw broken();
    const more = await pageOf(next);
    const part = more.subarray(4, Math.min(usable, 4 + wanted - filled));
    record.set(part, filled);
    filled += part.byteLength;
    next = numberAt(more, 0);
  }
  return record;
}

/** How much of a payload stands in its leaf. Source: fileformat2, "Cell Payload Overflow Pages". */
function localSize(payload: number, usable: number): number {
  const most = usable - 35;
  if (payload <= most) return payload;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((payload - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function numberAt(bytes: Uint8Array, at: number): number {
  return at + 4 <= bytes.byteLength
    ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at)
    : 0;
}
