import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareBytes } from '../byte-order.js';
import type { FileTable } from '../file-table.js';
import { sameRow } from '../state.js';
import type { Book } from './book.js';
import type { Line } from './book-layout.js';
import { linesOf, merged } from './lines.js';
import type { Manner, Memory } from './memory.js';
import type { Shelf } from './shelf.js';

/** Work that is lost when a run is killed, in milliseconds. */
const PAUSE = 30_000;

/** What is remembered of all single files of a project together: there may be thousands of them. */
export class FilesMemory {
  readonly #manner: Manner;
  readonly #shelf: Shelf;
  readonly #fresh = new Map<string, { table: FileTable; readAt: number }>();
  readonly #seen = new Set<string>();
  #book: { found: Book | undefined } | undefined;
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
    this.#book ??= { found: this.#shelf.book(this.#manner.now()) };
    const at = this.#book.found?.find(path) ?? -1;
    if (!this.#book.found || at < 0 || !sameRow(this.#book.found.states, at, block.states, 0)) return;
    block.setDigest(0, this.#book.found.digestAt(at));
    if (this.#seen.size === 0) this.#shelf.touch();
    this.#seen.add(path);
  }

  /** Writes down what was found out, beside what is remembered of files that are still there. Never throws. */
  async save(): Promise<void> {
    const now = this.#manner.now();
    const lines = [...this.#freshLines()];
    if (lines.length > 0) {
      // Another run may have written meanwhile.
      const book = this.#shelf.book(now);
      await this.#shelf.write(merged(book, lines, this.#isThere), [], now);
    }
    this.#fresh.clear();
    this.#savedAt = now;
  }

  *#freshLines(): Generator<Line> {
    const paths = [...this.#fresh.keys()].sort(compareBytes);
    for (const path of paths) {
      const { table, readAt } = this.#fresh.get(path) as { table: FileTable; readAt: number };
      const bytes = Buffer.from(path);
      for (const line of linesOf(table, readAt)) yield { ...line, path: bytes, length: bytes.length };
    }
  }

  readonly #isThere = (path: string): boolean =>
    this.#seen.has(path) || existsSync(join(this.#manner.root, path));
}
