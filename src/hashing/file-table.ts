import { BLOCK, Block, layout, SEPARATOR, WIDEST } from './block.js';
import { type FileState, STATE, writeState } from './state.js';

/** One file of a tree. */
export interface TreeFile {
  /** Relative to the tree, with forward slashes. */
  path: string;
  /** Bytes. */
  size: number;
  /** Lower-case hexadecimal. */
  hash: string;
}

/** Files with their hashes: a `FileTable` in little memory, or a plain list of a few. */
export interface Files extends Iterable<TreeFile> {
  readonly length: number;
}

/**
 * The files of a tree, listed and measured, sorted by the bytes of their paths, with their digests once those are known.
 * It takes about 100 bytes a file.
 */
export class FileTable implements Files {
  readonly length: number;
  /** Absolute real path of the tree; undefined for a project in memory. */
  readonly root: string | undefined;
  readonly blocks: readonly Block[];
  /** Bytes of each digest. */
  width = WIDEST;

  constructor(root: string | undefined, blocks: readonly Block[]) {
    this.root = root;
    this.blocks = blocks;
    this.length = blocks.reduce((sum, { rows }) => sum + rows, 0);
  }

  block(at: number): Block {
    return this.blocks[Math.floor(at / BLOCK)] as Block;
  }

  path(at: number): string {
    return this.block(at).entry(at % BLOCK).path;
  }

  size(at: number): number {
    return this.block(at).size(at % BLOCK);
  }

  /** Bytes of all files. */
  get total(): number {
    let sum = 0;
    for (const block of this.blocks) for (let row = 0; row < block.rows; row += 1) sum += block.size(row);
    return sum;
  }

  /** How many files there are whose digests are known. */
  get known(): number {
    let sum = 0;
    for (const block of this.blocks)
      for (let row = 0; row < block.rows; row += 1) sum += Number(block.isKnown(row));
    return sum;
  }

  /** The path of the first file whose digest is not known; undefined when all are. */
  firstUnknown(): string | undefined {
    for (const block of this.blocks)
      for (let row = 0; row < block.rows; row += 1) if (!block.isKnown(row)) return block.entry(row).path;
    return undefined;
  }

  /** Lower-case hexadecimal. */
  hash(at: number): string {
    return this.block(at)
      .digest(at % BLOCK)
      .toString('hex', 0, this.width);
  }

  /** The files of fewer bytes than some number, or all, without their hashes. */
  *measured(below = Number.POSITIVE_INFINITY): Generator<{ path: string; size: number }> {
    for (const block of this.blocks)
      for (let row = 0; row < block.rows; row += 1)
        if (block.size(row) < below) yield { path: block.entry(row).path, size: block.size(row) };
  }

  file(at: number): TreeFile {
    return { path: this.path(at), size: this.size(at), hash: this.hash(at) };
  }

  *[Symbol.iterator](): Generator<TreeFile> {
    for (let at = 0; at < this.length; at += 1) yield this.file(at);
  }

  /** A table of its own with the files from one to before another. */
  part(from: number, to: number): FileTable {
    const builder = new TableBuilder(this.root);
    for (let at = from; at < to; at += 1) {
      const block = this.block(at);
      const { path, target } = block.entry(at % BLOCK);
      builder.add(path, block.state(at % BLOCK), target);
    }
    return builder.done();
  }
}

/** Rows that a builder has room for at first: most tables are of one file. */
const FEW = 16;

/** Takes files one by one, in the order of the bytes of their paths. */
export class TableBuilder {
  readonly #root: string | undefined;
  readonly #onBlock: (block: Block) => void;
  readonly #blocks: Block[] = [];
  // Columns of the block under way.
  #states = new Float64Array(FEW * STATE);
  #nameEnds = new Uint32Array(FEW);
  #folderOf = new Uint16Array(FEW);
  #text = Buffer.allocUnsafe(1024);
  readonly #folders = new Map<string, number>();
  readonly #hashes = new Map<number, string>();
  #folder = { text: '', number: -1 };
  #rows = 0;
  #used = 0;
  #width = WIDEST;

  /** `onBlock` hears of every block as soon as it is full. */
  constructor(root: string | undefined, onBlock: (block: Block) => void = () => {}) {
    this.#root = root;
    this.#onBlock = onBlock;
  }

  /** How many files there are. */
  get length(): number {
    return this.#blocks.length * BLOCK + this.#rows;
  }

  /** `target` is the real path of the file that a link leads to, `hash` its digest in hexadecimal, where that is known. */
  add(path: string, state: FileState, target?: string, hash?: string): void {
    const cut = path.lastIndexOf('/');
    const name = cut < 0 ? path : path.slice(cut + 1);
    this.addIn(cut < 0 ? '' : path.slice(0, cut), name, state, target, hash);
  }

  /** As `add`, by the path of the folder, which is empty for the tree itself, and the name in it. */
  addIn(folder: string, name: string, state: FileState, target?: string, hash?: string): void {
    const row = this.#rows;
    if (row === this.#nameEnds.length) this.#widen();
    writeState(this.#states, row, state);
    this.#folderOf[row] = this.#folderNumber(folder);
    this.#write(target === undefined ? name : name + SEPARATOR + target);
    this.#nameEnds[row] = this.#used;
    if (hash !== undefined) {
      this.#hashes.set(row, hash);
      this.#width = hash.length / 2;
    }
    this.#rows += 1;
    if (this.#rows === BLOCK) this.#seal();
  }

  /** All files. `width` is that of their digests in bytes, where none was given. */
  done(width = this.#width): FileTable {
    if (this.#rows > 0) this.#seal();
    return this.soFar(width);
  }

  /** The files of all full blocks, which are the table's too. */
  soFar(width = this.#width): FileTable {
    const table = new FileTable(this.#root, [...this.#blocks]);
    table.width = width;
    return table;
  }

  #folderNumber(folder: string): number {
    // Files of one folder mostly follow each other.
    if (this.#folder.number < 0 || this.#folder.text !== folder) {
      const number = this.#folders.get(folder) ?? this.#folders.size;
      this.#folders.set(folder, number);
      this.#folder = { text: folder, number };
    }
    return this.#folder.number;
  }

  #widen(): void {
    const rows = Math.min(BLOCK, this.#nameEnds.length * 4);
    const [states, nameEnds, folderOf] = [this.#states, this.#nameEnds, this.#folderOf];
    this.#states = new Float64Array(rows * STATE);
    this.#nameEnds = new Uint32Array(rows);
    this.#folderOf = new Uint16Array(rows);
    this.#states.set(states);
    this.#nameEnds.set(nameEnds);
    this.#folderOf.set(folderOf);
  }

  #write(text: string): void {
    // UTF-8 has at most three bytes for a unit.
    const most = this.#used + text.length * 3;
    if (most > this.#text.length) {
      const wider = Buffer.allocUnsafe(Math.max(most, this.#text.length * 2));
      this.#text.copy(wider, 0, 0, this.#used);
      this.#text = wider;
    }
    this.#used += this.#text.write(text, this.#used, 'utf8');
  }

  /** Puts what was gathered into a block of exactly its size. */
  #seal(): void {
    const rows = this.#rows;
    const folders = this.#folders.size;
    const nameEnds = this.#nameEnds.subarray(0, rows);
    const folderEnds = new Uint32Array(folders);
    for (const [folder, number] of this.#folders) {
      this.#write(folder);
      folderEnds[number] = this.#used;
    }
    const columns = layout(rows, folders);
    const shape = shared(columns.text + this.#used);
    const { buffer } = shape;
    new Float64Array(buffer, 0, rows * STATE).set(this.#states.subarray(0, rows * STATE));
    new Uint32Array(buffer, columns.nameEnds, rows).set(nameEnds);
    new Uint32Array(buffer, columns.folderEnds, folders).set(folderEnds);
    new Uint16Array(buffer, columns.folderOf, rows).set(this.#folderOf.subarray(0, rows));
    shape.set(this.#text.subarray(0, this.#used), columns.text);
    const block = new Block({ shape, rows, folders, digests: shared(rows * WIDEST), known: shared(rows) });
    for (const [row, hash] of this.#hashes) block.setDigest(row, hash, 'hex');
    this.#hashes.clear();
    this.#folders.clear();
    this.#folder.number = -1;
    this.#rows = 0;
    this.#used = 0;
    this.#blocks.push(block);
    this.#onBlock(block);
  }
}

function shared(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}
