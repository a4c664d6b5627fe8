import { createHash } from 'node:crypto';
import type { FileTable } from '../file-table.js';
import { type Book, decodeBook, decodeHead } from './book.js';
import type { Head } from './book-layout.js';
import { encodeBook } from './book-writer.js';
import type { CacheFolder } from './folder.js';

/** The place of one book. */
export class Shelf {
  readonly #folder: CacheFolder;
  readonly #name: string;
  readonly #key: Buffer;
  /** Bytes of a digest. */
  readonly width: number;

  /** `about` says what the book is about: another project, path or algorithm has another one. `width` is of a digest, in bytes. */
  constructor(folder: CacheFolder, about: readonly string[], width: number) {
    this.#folder = folder;
    this.#key = createHash('sha256').update(about.join('\0')).digest();
    this.#name = this.#key.toString('hex');
    this.width = width;
  }

  /** The head of the book alone; undefined in the cases in which there is no `book`, as far as the head tells. */
  head(now: number): Head | undefined {
    const bytes = this.#folder.read(this.#name, { head: true });
    const head = bytes && decodeHead(bytes, this.#key);
    return head && head.writtenAt <= now ? head : undefined;
  }

  /** The book, unless it is damaged, or the clock stands before the time at which it was written. */
  book(now: number): Book | undefined {
    const bytes = this.#folder.read(this.#name);
    const book = bytes && decodeBook(bytes, this.#key);
    return book && book.head.writtenAt <= now && book.table.width === this.width ? book : undefined;
  }

  /** Notes that the book is still in use. */
  touch(): void {
    this.#folder.touch(this.#name);
  }

  /** Writes a book, as `encodeBook` makes it. Returns whether that could be done. */
  write(table: FileTable, readAt: number, head: Head): Promise<boolean> {
    return this.#folder.write(this.#name, encodeBook(this.#key, head, table, readAt));
  }
}
