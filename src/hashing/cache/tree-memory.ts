import { createHash } from 'node:crypto';
import { BLOCK } from '../block.js';
import type { FileTable } from '../file-table.js';
import { isSafeRow, sameRow } from '../state.js';
import type { Memo } from './book-layout.js';
import type { Keeping, Manner, Memory, TreeForm } from './memory.js';
import { knownIn, merged, Search } from './rows.js';
import type { Shelf } from './shelf.js';

/** What is remembered of one tree, in a book of its own. */
export class TreeMemory implements Memory {
  readonly #manner: Manner;
  readonly #shelf: Shelf;
  /** Before any file is read. */
  readonly #since: number;
  readonly isEmpty: boolean;
  #memos: readonly Memo[];
  /** Of each table, how many files the book tells right, and how many it has. */
  readonly #recalled = new Map<FileTable, { known: number; of: number }>();
  /** The table that was written down last, in this run. */
  #kept: FileTable | undefined;

  constructor(manner: Manner, shelf: Shelf) {
    this.#manner = manner;
    this.#shelf = shelf;
    this.#since = manner.now();
    const head = manner.believe ? shelf.head(this.#since) : undefined;
    this.isEmpty = head === undefined;
    this.#memos = head?.memos ?? [];
  }

  treeHash(table: FileTable, form: TreeForm): string | undefined {
    if (this.#memos.length === 0) return undefined;
    const fingerprint = fingerprintOf(table, form);
    const memo = this.#memos.find((one) => one.fingerprint.equals(fingerprint));
    if (memo) this.#shelf.touch();
    return memo?.hash;
  }

  recall(table: FileTable): void {
    const book = this.#manner.believe ? this.#shelf.book(this.#since) : undefined;
    if (!book) return;
    const { table: then } = book;
    const search = new Search(then);
    let known = 0;
    for (const block of table.blocks) {
      for (let row = 0; row < block.rows; row += 1) {
        const at = search.findRow(block, row);
        if (at < 0) continue;
        const [old, nth] = [then.block(at), at % BLOCK];
        if (!old.isKnown(nth) || !sameRow(old.states, nth, block.states, row)) continue;
        block.setDigest(row, old.digest(nth));
        known += 1;
      }
    }
    this.#recalled.set(table, { known, of: then.known });
    this.#shelf.touch();
  }

  async keep(table: FileTable, { whole, tree }: Keeping): Promise<void> {
    const safe = this.#safeIn(table);
    const memo = tree && whole && safe === table.length ? this.#memoOf(table, tree) : undefined;
    const { known, of } = this.#recalled.get(table) ?? { known: 0, of: 0 };
    if (!memo && safe === known && (!whole || known === of)) return;
    if (memo) this.#memos = [memo, ...this.#memos];
    const now = this.#manner.now();
    // Other parts of the tree are remembered as they were, as is what the same run found with other excludes.
    const alone = whole && (this.#kept === undefined || this.#kept === table);
    const others = alone ? undefined : this.#shelf.book(now);
    this.#kept = table;
    const head = { writtenAt: now, memos: this.#memos };
    const done = others
      ? this.#shelf.write(this.#besides(others.table, table), Number.POSITIVE_INFINITY, head)
      : this.#shelf.write(table, this.#since, head);
    if (await done) this.#recalled.set(table, { known: safe, of: safe });
  }

  #besides(others: FileTable, table: FileTable): FileTable {
    const old = knownIn(others, Number.POSITIVE_INFINITY);
    return merged(old, knownIn(table, this.#since), () => true, this.#shelf.width);
  }

  /** What to remember of a whole tree; undefined where that is remembered. */
  #memoOf(table: FileTable, { form, hash }: { form: TreeForm; hash: string }): Memo | undefined {
    const fingerprint = fingerprintOf(table, form);
    return this.#memos.some((memo) => memo.fingerprint.equals(fingerprint))
      ? undefined
      : { fingerprint, hash };
  }

  #safeIn(table: FileTable): number {
    let safe = 0;
    for (const block of table.blocks) {
      for (let row = 0; row < block.rows; row += 1)
        if (block.isKnown(row) && isSafeRow(block.states, row, this.#since)) safe += 1;
    }
    return safe;
  }
}

/** Digest of all paths and states of a table, and of what their hashes are made into. */
function fingerprintOf({ blocks, length }: FileTable, form: TreeForm): Buffer {
  const sum = createHash('sha256').update(`${form} ${length}\n`);
  for (const { memory } of blocks) sum.update(`${memory.rows} ${memory.folders}\n`).update(memory.shape);
  return sum.digest();
}
