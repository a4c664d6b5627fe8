import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BLOCK } from '../block.js';
import { compareBytes } from '../byte-order.js';
import type { FileTable } from '../file-table.js';
import { sameRow } from '../state.js';
import type { Manner, Memory } from './memory.js';
import { knownIn, merged, type Row, Search } from './rows.js';
import type { Shelf } from './shelf.js';

/** Work that is lost when a run is killed, in milliseconds. */
const PAUSE = 30_000;

/** What is remembered of all single files of a project together: there may be thousands of them. */
export class FilesMemory {
  readonly #manner: Manner;
  readonly #shelf: Shelf;
  readonly #fresh = new Map<string, { table: FileTable; readAt: number }>();
  readonly #seen = new Set<string>();
  #book: { table: FileTable; search: Search } | null | undefined;
  #savedAt: number;

  constructor(manner: Manner, shelf: Shelf) {
    this.#manner = manner;
    this.#shelf = shelf;
    this.#savedAt = manner.now();
  }

  /** What is remembered of one file. `path` is relative to the root. */
  memoryOf(path: string): Memory {
    const since = this.#manner.now();
    return {
      isEmpty: false,
      treeHash: () => undefined,
      recall: (table) => this.#recall(path, table),
      keep: async (table) => {
        if (this.#seen.has(path)) return;
        this.#fresh.set(path, { table, readAt: since });
        if (this.#manner.now() - this.#savedAt > PAUSE) await this.save();
      },
    };
  }

  #recall(path: string, table: FileTable): void {
    const [block] = table.blocks;
    if (!this.#manner.believe || !block) return;
    if (this.#book === undefined) {
      const table = this.#shelf.book(this.#manner.now())?.table;
      this.#book = table ? { table, search: new Search(table) } : null;
    }
    const at = this.#book?.search.find(path) ?? -1;
    if (!this.#book || at < 0) return;
    const [old, row] = [this.#book.table.block(at), at % BLOCK];
    if (!old.isKnown(row) || !sameRow(old.states, row, block.states, 0)) return;
    block.setDigest(0, old.digest(row));
    if (this.#seen.size === 0) this.#shelf.touch();
    this.#seen.add(path);
  }

  /** Writes down what was found out, beside what is remembered of files that are still there. Never throws. */
  async save(): Promise<void> {
    const now = this.#manner.now();
    const fresh = [...this.#freshRows()];
    if (fresh.length > 0) {
      // Another run may have written meanwhile.
      const book = this.#shelf.book(now);
      const old = book ? knownIn(book.table, Number.POSITIVE_INFINITY) : [];
      const table = merged(old, fresh, this.#isThere, this.#shelf.width);
      await this.#shelf.write(table, Number.POSITIVE_INFINITY, { writtenAt: now, memos: [] });
    }
    this.#fresh.clear();
    this.#savedAt = now;
  }

  *#freshRows(): Generator<Row> {
    const paths = [...this.#fresh.keys()].sort(compareBytes);
    for (const path of paths) {
      const { table, readAt } = this.#fresh.get(path) as { table: FileTable; readAt: number };
      for (const row of knownIn(table, readAt)) yield { ...row, path };
    }
  }

  readonly #isThere = (path: string): boolean =>
    this.#seen.has(path) || existsSync(join(this.#manner.root, path));
}
