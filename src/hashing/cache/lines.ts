import { WIDEST } from '../block.js';
import type { FileTable } from '../file-table.js';
import { isSafeRow } from '../state.js';
import type { Book } from './book.js';
import { type Line, LONGEST_PATH } from './book-layout.js';

/** The files of a table whose digests are known and can be believed later: those that were old enough when they were read. */
export function* linesOf(table: FileTable, readAt: number): Generator<Line> {
  const path = Buffer.allocUnsafe(LONGEST_PATH);
  for (const block of table.blocks) {
    const { states, digests } = block;
    for (let index = 0; index < block.rows; index += 1) {
      if (!block.isKnown(index) || !isSafeRow(states, index, readAt)) continue;
      if (block.pathRoom(index) > LONGEST_PATH) continue;
      yield { path, length: block.writePath(index, path, 0), states, digests, stride: WIDEST, index };
    }
  }
}

/** The lines of both in their order, those of the book only where `keep` says so and there is no new one. */
export function* merged(
  book: Book | undefined,
  fresh: Iterable<Line>,
  keep: (path: string) => boolean,
): Generator<Line> {
  if (!book) {
    yield* fresh;
    return;
  }
  const old = book.lines();
  const kept = ({ path, length }: Line) => keep(path.toString('utf8', 0, length));
  let before = old.next();
  for (const line of fresh) {
    let order = 1;
    for (; !before.done; before = old.next()) {
      order = before.value.path.compare(line.path, 0, line.length, 0, before.value.length);
      if (order >= 0) break;
      if (kept(before.value)) yield before.value;
    }
    if (!before.done && order === 0) before = old.next();
    yield line;
  }
  for (; !before.done; before = old.next()) if (kept(before.value)) yield before.value;
}
