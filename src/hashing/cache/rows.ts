import { BLOCK, type Block } from '../block.js';
import { type FileTable, TableBuilder } from '../file-table.js';
import { sideBySide } from '../side-by-side.js';
import { isSafeRow } from '../state.js';

/** A file with a digest that is known. */
export interface Row {
  path: string;
  block: Block;
  row: number;
}

/** The files of a table whose digests are known and can be believed later: those that were old enough when they were read. */
export function* knownIn(table: FileTable, readAt: number): Generator<Row> {
  for (const block of table.blocks)
    for (let row = 0; row < block.rows; row += 1)
      if (block.isKnown(row) && isSafeRow(block.states, row, readAt))
        yield { path: block.entry(row).path, block, row };
}

/** The files of both in one table, each in the order of the bytes of their paths: the old ones only where `keep` says so and there is no new one. */
export function merged(
  old: Iterable<Row>,
  fresh: Iterable<Row>,
  keep: (path: string) => boolean,
  width: number,
): FileTable {
  const builder = new TableBuilder(undefined);
  for (const { before, after } of sideBySide(old, fresh)) {
    const one = after ?? (before && keep(before.path) ? before : undefined);
    if (!one) continue;
    const { path, block, row } = one;
    builder.add(path, block.state(row), undefined, block.digest(row).toString('hex', 0, width));
  }
  return builder.done(width);
}

/** Finds files of a table by their paths: those that are asked for in their order soonest. */
export class Search {
  readonly #table: FileTable;
  #wanted = Buffer.allocUnsafe(1024);
  #there = Buffer.allocUnsafe(1024);
  #length = 0;
  /** Where the file after the last that was found stands. */
  #next = 0;

  constructor(table: FileTable) {
    this.#table = table;
  }

  /** The number of the file of this path; -1 where there is none. */
  find(path: string): number {
    const length = Buffer.byteLength(path);
    if (length > this.#wanted.length) this.#wanted = Buffer.allocUnsafe(length);
    this.#length = this.#wanted.write(path);
    return this.#find();
  }

  /** As `find`, of the path of a file of another table. */
  findRow(block: Block, row: number): number {
    const room = block.pathRoom(row);
    if (room > this.#wanted.length) this.#wanted = Buffer.allocUnsafe(room);
    this.#length = block.writePath(row, this.#wanted, 0);
    return this.#find();
  }

  #find(): number {
    let [low, high] = [0, this.#table.length];
    for (let at = Math.min(this.#next, high - 1); low < high; at = (low + high) >> 1) {
      const order = this.#compare(at);
      if (order === 0) {
        this.#next = at + 1;
        return at;
      }
      if (order < 0) high = at;
      else low = at + 1;
    }
    this.#next = low;
    return -1;
  }

  /** How the path that is wanted stands to that of a file: above 0 when it comes later. */
  #compare(at: number): number {
    const block = this.#table.block(at);
    const row = at % BLOCK;
    const room = block.pathRoom(row);
    if (room > this.#there.length) this.#there = Buffer.allocUnsafe(room);
    const length = block.writePath(row, this.#there, 0);
    return this.#wanted.compare(this.#there, 0, length, 0, this.#length);
  }
}
