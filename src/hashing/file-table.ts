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

  *[Symbol.iterator](): Generator<TreeFile> {
    for (let at = 0; at < this.length; at += 1)
      yield { path: this.path(at), size: this.size(at), hash: this.hash(at) };
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

/** Takes files one by one, in the order of the bytes of their paths. */
export class TableBuilder {
  readonly #root: string | undefined;
  readonly #onBlock: (block: Block) => void;
  readonly #blocks: Block[] = [];
  #states = new Float64Array(16 * STATE);
  #nameEnds: number[] = [];
  #folderOf: number[] = [];
  readonly #folders = new Map<string, number>();
  #text = Buffer.allocUnsafe(1024);
  #hashes: string[] = [];
  #width = WIDEST;
  #used = 0;
  #length = 0;

  /** `onBlock` hears of every block as soon as it is full. */
  constructor(root: string | undefined, onBlock: (block: Block) => void = () => {}) {
    this.#root = root;
    this.#onBlock = onBlock;
  }

  /** How many files there are. */
  get length(): number {
    return this.#length;
  }

  /** `target` is the real path of the file that a link leads to, `hash` its digest in hexadecimal, where that is known. */
  add(path: string, state: FileState, target?: string, hash?: string): void {
    const cut = path.lastIndexOf('/');
    const folder = cut < 0 ? '' : path.slice(0, cut);
    const number = this.#folders.get(folder) ?? this.#folders.size;
    this.#folders.set(folder, number);
    const row = this.#nameEnds.length;
    if ((row + 1) * STATE > this.#states.length) {
      const wider = new Float64Array(this.#states.length * 2);
      wider.set(this.#states);
      this.#states = wider;
    }
    writeState(this.#states, row, state);
    const name = cut < 0 ? path : path.slice(cut + 1);
    this.#write(target === undefined ? name : name + SEPARATOR + target);
    this.#nameEnds.push(this.#used);
    this.#folderOf.push(number);
    if (hash !== undefined) {
      this.#hashes[row] = hash;
      this.#width = hash.length / 2;
    }
    this.#length += 1;
    if (this.#nameEnds.length === BLOCK) this.#seal();
  }

  /** All files. `width` is that of their digests in bytes, where none was given. */
  done(width = this.#width): FileTable {
    if (this.#nameEnds.length > 0) this.#seal();
    return this.soFar(width);
  }

  /** The files of all full blocks, which are the table's too. */
  soFar(width = this.#width): FileTable {
    const table = new FileTable(this.#root, [...this.#blocks]);
    table.width = width;
    return table;
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
    const rows = this.#nameEnds.length;
    const folderEnds: number[] = [];
    for (const folder of this.#folders.keys()) {
      this.#write(folder);
      folderEnds.push(this.#used);
    }
    const columns = layout(rows, folderEnds.length);
    const shape = new SharedArrayBuffer(columns.text + this.#used);
    new Float64Array(shape, 0, rows * STATE).set(this.#states.subarray(0, rows * STATE));
    new Uint32Array(shape, columns.nameEnds, rows).set(this.#nameEnds);
    new Uint32Array(shape, columns.folderEnds, folderEnds.length).set(folderEnds);
    new Uint16Array(shape, columns.folderOf, rows).set(this.#folderOf);
    this.#text.copy(Buffer.from(shape, columns.text), 0, 0, this.#used);
    const digests = new SharedArrayBuffer(rows * WIDEST);
    const known = new SharedArrayBuffer(rows);
    const block = new Block({ shape, rows, folders: folderEnds.length, digests, known });
    this.#hashes.forEach((hash, row) => void block.setDigest(row, hash, 'hex'));
    this.#blocks.push(block);
    this.#onBlock(block);
    this.#hashes = [];
    this.#nameEnds = [];
    this.#folderOf = [];
    this.#folders.clear();
    this.#used = 0;
  }
}
