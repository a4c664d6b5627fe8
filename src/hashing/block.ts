import { type FileState, holdsState, readState, STATE, writeState } from './state.js';

/** Files of one block. A block is shared with worker threads as it is. */
export const BLOCK = 4096;
/** The widest digest, in bytes. */
export const WIDEST = 32;
/** The two characters of each byte in hexadecimal, as one number with the first of them lowest. */
const HEX = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16LE(),
);
export const SEPARATOR = '\0';
const SLASH = 47;

/** Memory of up to `BLOCK` files: what a worker thread needs to find and to fill them. It is shared, unless it was read from a disk. */
export interface BlockMemory {
  /** As `layout` says: the states and the ends of the names of all files, the ends of folders, the folders of files, the texts. */
  shape: Uint8Array;
  rows: number;
  folders: number;
  /** `WIDEST` bytes a file. */
  digests: Uint8Array;
  /** One byte a file: whether its digest is known. */
  known: Uint8Array;
}

/** Up to `BLOCK` files in shared memory: numbers and texts in columns, since objects would take several times as much. */
export class Block {
  readonly memory: BlockMemory;
  readonly rows: number;
  /** The numbers of the `FileState` of each file, in its order. */
  readonly states: Float64Array;
  /** `WIDEST` bytes a file. */
  readonly digests: Buffer;
  readonly #nameEnds: Uint32Array;
  readonly #folderEnds: Uint32Array;
  readonly #folderOf: Uint16Array;
  readonly #text: Buffer;
  readonly #known: Uint8Array;
  #folder = { at: -1, text: '' };

  constructor(memory: BlockMemory) {
    const { shape, rows, folders } = memory;
    this.memory = memory;
    this.rows = rows;
    const columns = layout(rows, folders);
    const { buffer, byteOffset: at } = shape;
    this.states = new Float64Array(buffer, at, rows * STATE);
    this.#nameEnds = new Uint32Array(buffer, at + columns.nameEnds, rows);
    this.#folderEnds = new Uint32Array(buffer, at + columns.folderEnds, folders);
    this.#folderOf = new Uint16Array(buffer, at + columns.folderOf, rows);
    this.#text = asBuffer(shape.subarray(columns.text));
    this.digests = asBuffer(memory.digests);
    this.#known = memory.known;
  }

  /** Relative to the tree; the real path of a link's target follows where the file is a link. */
  entry(row: number): { path: string; target: string | undefined } {
    const text = this.#slice(this.#nameEnd(row - 1), this.#nameEnd(row));
    const end = text.indexOf(SEPARATOR);
    const name = end < 0 ? text : text.slice(0, end);
    const folder = this.#folderText(this.#folderOf[row] as number);
    return {
      path: folder === '' ? name : `${folder}/${name}`,
      target: end < 0 ? undefined : text.slice(end + 1),
    };
  }

  /**
   * What gives the path of a file that is no link, or undefined for a link. Names are decoded together, since one by one that takes
   * several times as long; it is asked for the files in their order.
   */
  paths(): (row: number) => string | undefined {
    const end = this.#nameEnd(this.rows - 1);
    const names = this.#slice(0, end);
    // Where each character is one byte, they end at the same places.
    if (names.length !== end || names.includes(SEPARATOR))
      return (row) => {
        const { path, target } = this.entry(row);
        return target === undefined ? path : undefined;
      };
    let [at, folder] = [-1, ''];
    return (row) => {
      const number = this.#folderOf[row] as number;
      if (number !== at) {
        const text = this.#folderText(number);
        [at, folder] = [number, text === '' ? '' : `${text}/`];
      }
      return folder + names.slice(this.#nameEnd(row - 1), this.#nameEnd(row));
    };
  }

  /** The folders that its files lie in, each once, as `entry` has them. */
  *folders(): Generator<string> {
    for (let at = 0; at < this.memory.folders; at += 1) yield this.#folderText(at);
  }

  /** The most bytes that `writePath` writes. */
  pathRoom(row: number): number {
    const folder = this.#folderOf[row] as number;
    return (
      this.#nameEnd(row) - this.#nameEnd(row - 1) + this.#folderEnd(folder) - this.#folderEnd(folder - 1) + 1
    );
  }

  /** Writes the path of a file in UTF-8, as `entry` has it; the answer is where it ends. Of very many, texts would take several times as long. */
  writePath(row: number, target: Uint8Array, at: number): number {
    const folder = this.#folderOf[row] as number;
    const text = this.#text;
    let end = at;
    const [folderBegin, folderEnd] = [this.#folderEnd(folder - 1), this.#folderEnd(folder)];
    for (let from = folderBegin; from < folderEnd; from += 1) target[end++] = text[from] as number;
    if (folderEnd > folderBegin) target[end++] = SLASH;
    const nameEnd = this.#nameEnd(row);
    for (let from = this.#nameEnd(row - 1); from < nameEnd; from += 1) {
      const byte = text[from] as number;
      // The target of a link follows.
      if (byte === 0) break;
      target[end++] = byte;
    }
    return end;
  }

  /** Whether any of some bytes stands in a path. */
  hasBytes(...bytes: number[]): boolean {
    return bytes.some((byte) => this.#text.includes(byte));
  }

  #nameEnd(row: number): number {
    return row < 0 ? 0 : (this.#nameEnds[row] as number);
  }

  /** Texts of folders come after all names. */
  #folderEnd(folder: number): number {
    return folder < 0 ? this.#nameEnd(this.rows - 1) : (this.#folderEnds[folder] as number);
  }

  #folderText(at: number): string {
    if (this.#folder.at !== at)
      this.#folder = { at, text: this.#slice(this.#folderEnd(at - 1), this.#folderEnd(at)) };
    return this.#folder.text;
  }

  #slice(from: number, to: number): string {
    return this.#text.toString('utf8', from, to);
  }

  /** Whether all places in it lie in it: of memory that was read from a disk. */
  isWellMade(): boolean {
    let end = 0;
    for (let row = 0; row < this.rows; row += 1) {
      if (this.#nameEnd(row) < end || (this.#folderOf[row] as number) >= this.memory.folders) return false;
      end = this.#nameEnd(row);
    }
    for (let folder = 0; folder < this.memory.folders; folder += 1) {
      if (this.#folderEnd(folder) < end) return false;
      end = this.#folderEnd(folder);
    }
    return end <= this.#text.length;
  }

  size(row: number): number {
    return this.states[row * STATE] as number;
  }

  state(row: number): FileState {
    return readState(this.states, row);
  }

  /** Whether the file is in this state. */
  hasState(row: number, state: FileState): boolean {
    return holdsState(this.states, row, state);
  }

  setState(row: number, state: FileState): void {
    writeState(this.states, row, state);
  }

  isKnown(row: number): boolean {
    return Atomics.load(this.#known, row) === 1;
  }

  /** Whether the digests of all files are known: nothing of it changes any more. */
  isWhole(): boolean {
    for (let row = 0; row < this.rows; row += 1) if (!this.isKnown(row)) return false;
    return true;
  }

  /** The digest, of which as many bytes count as the algorithm has. The bytes are the table's own. */
  digest(row: number): Buffer {
    return this.digests.subarray(row * WIDEST, (row + 1) * WIDEST);
  }

  /** Writes the first bytes of the digest as lower-case hexadecimal digits; the answer is where they end. */
  writeHex(row: number, width: number, target: DataView, at: number): number {
    const { digests } = this;
    let end = at;
    for (let nth = row * WIDEST; nth < row * WIDEST + width; nth += 1) {
      target.setUint16(end, HEX[digests[nth] as number] as number, true);
      end += 2;
    }
    return end;
  }

  /** Takes a digest given as bytes, or as a text of Latin-1 or hexadecimal digits. */
  setDigest(row: number, digest: Uint8Array | string, encoding: 'latin1' | 'hex' = 'latin1'): void {
    if (typeof digest === 'string') this.digests.write(digest, row * WIDEST, encoding);
    else this.digests.set(digest, row * WIDEST);
    // After the digest, for threads that look at both.
    Atomics.store(this.#known, row, 1);
  }
}

/** The same bytes. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Where each column begins, in bytes; the longest numbers come first, so that all are aligned. */
export function layout(rows: number, folders: number) {
  const nameEnds = rows * STATE * 8;
  const folderEnds = nameEnds + rows * 4;
  const folderOf = folderEnds + folders * 4;
  return { nameEnds, folderEnds, folderOf, text: folderOf + rows * 2 };
}
