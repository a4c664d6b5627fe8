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

/** What tells one state of a file from another, as `stat` has it. Times are in milliseconds, with fractions. */
export interface FileState {
  /** Bytes. */
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  ino: number;
  dev: number;
}

/** The state of a file that is not on this disk. */
export const UNSEEN: FileState = { size: 0, mtimeMs: 0, ctimeMs: 0, ino: 0, dev: 0 };

/** Numbers of a `FileState`, in this order, for each file. */
const STATE = ['size', 'mtimeMs', 'ctimeMs', 'ino', 'dev'] as const;
/** Files of one block. A block is shared with worker threads as it is. */
export const BLOCK = 4096;
/** The widest digest, in bytes. */
export const WIDEST = 32;
const SEPARATOR = '\0';

/** Memory of up to `BLOCK` files: what a worker thread needs to find and to fill them. */
export interface BlockMemory {
  /** The states, the number of the folder and the end of the name of each file, the ends of folders, then the texts. */
  shape: SharedArrayBuffer;
  rows: number;
  folders: number;
  /** `WIDEST` bytes a file. */
  digests: SharedArrayBuffer;
  /** One byte a file: whether its digest is known. */
  known: SharedArrayBuffer;
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
    this.states = new Float64Array(shape, 0, rows * STATE.length);
    this.#nameEnds = new Uint32Array(shape, columns.nameEnds, rows);
    this.#folderEnds = new Uint32Array(shape, columns.folderEnds, folders);
    this.#folderOf = new Uint16Array(shape, columns.folderOf, rows);
    this.#text = Buffer.from(shape, columns.text);
    this.digests = Buffer.from(memory.digests);
    this.#known = new Uint8Array(memory.known);
  }

  /** Relative to the tree; the real path of a link's target follows where the file is a link. */
  entry(row: number): { path: string; target: string | undefined } {
    const text = this.#slice(row === 0 ? 0 : this.#nameEnds[row - 1], this.#nameEnds[row]);
    const end = text.indexOf(SEPARATOR);
    const name = end < 0 ? text : text.slice(0, end);
    const folder = this.#folderText(this.#folderOf[row] as number);
    return {
      path: folder === '' ? name : `${folder}/${name}`,
      target: end < 0 ? undefined : text.slice(end + 1),
    };
  }

  #folderText(at: number): string {
    if (this.#folder.at !== at) {
      const from = at === 0 ? this.#nameEnds[this.rows - 1] : this.#folderEnds[at - 1];
      this.#folder = { at, text: this.#slice(from, this.#folderEnds[at]) };
    }
    return this.#folder.text;
  }

  #slice(from: number | undefined, to: number | undefined): string {
    return this.#text.toString('utf8', from, to);
  }

  size(row: number): number {
    return this.states[row * STATE.length] as number;
  }

  state(row: number): FileState {
    const at = row * STATE.length;
    const [size, mtimeMs, ctimeMs, ino, dev] = this.states.subarray(at, at + STATE.length) as unknown as [
      ...[number, number, number, number, number],
    ];
    return { size, mtimeMs, ctimeMs, ino, dev };
  }

  /** Whether the file is in this state. */
  hasState(row: number, state: FileState): boolean {
    const at = row * STATE.length;
    return STATE.every((name, nth) => this.states[at + nth] === state[name]);
  }

  setState(row: number, state: FileState): void {
    STATE.forEach((name, nth) => {
      this.states[row * STATE.length + nth] = state[name];
    });
  }

  isKnown(row: number): boolean {
    return Atomics.load(this.#known, row) === 1;
  }

  /** The digest, of which as many bytes count as the algorithm has. The bytes are the table's own. */
  digest(row: number): Buffer {
    return this.digests.subarray(row * WIDEST, (row + 1) * WIDEST);
  }

  /** Takes a digest given as bytes, or as a text of Latin-1 or hexadecimal digits. */
  setDigest(row: number, digest: Uint8Array | string, encoding: 'latin1' | 'hex' = 'latin1'): void {
    if (typeof digest === 'string') this.digests.write(digest, row * WIDEST, encoding);
    else this.digests.set(digest, row * WIDEST);
    // After the digest, for threads that look at both.
    Atomics.store(this.#known, row, 1);
  }
}

/** Where each column begins, in bytes; the longest numbers come first, so that all are aligned. */
function layout(rows: number, folders: number) {
  const nameEnds = rows * STATE.length * 8;
  const folderEnds = nameEnds + rows * 4;
  const folderOf = folderEnds + folders * 4;
  return { nameEnds, folderEnds, folderOf, text: folderOf + rows * 2 };
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

  /** Lower-case hexadecimal. */
  hash(at: number): string {
    return this.block(at)
      .digest(at % BLOCK)
      .toString('hex', 0, this.width);
  }

  /** The files without their hashes. */
  *measured(): Generator<{ path: string; size: number }> {
    for (let at = 0; at < this.length; at += 1) yield { path: this.path(at), size: this.size(at) };
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
  readonly #blocks: Block[] = [];
  #states = new Float64Array(16 * STATE.length);
  #nameEnds: number[] = [];
  #folderOf: number[] = [];
  readonly #folders = new Map<string, number>();
  #text = Buffer.allocUnsafe(1024);
  #hashes: string[] = [];
  #width = WIDEST;
  #used = 0;
  #length = 0;

  constructor(root: string | undefined) {
    this.#root = root;
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
    if ((row + 1) * STATE.length > this.#states.length) {
      const wider = new Float64Array(this.#states.length * 2);
      wider.set(this.#states);
      this.#states = wider;
    }
    STATE.forEach((name, nth) => {
      this.#states[row * STATE.length + nth] = state[name];
    });
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

  done(): FileTable {
    if (this.#nameEnds.length > 0) this.#seal();
    const table = new FileTable(this.#root, this.#blocks);
    table.width = this.#width;
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
    new Float64Array(shape, 0, rows * STATE.length).set(this.#states.subarray(0, rows * STATE.length));
    new Uint32Array(shape, columns.nameEnds, rows).set(this.#nameEnds);
    new Uint32Array(shape, columns.folderEnds, folderEnds.length).set(folderEnds);
    new Uint16Array(shape, columns.folderOf, rows).set(this.#folderOf);
    this.#text.copy(Buffer.from(shape, columns.text), 0, 0, this.#used);
    const digests = new SharedArrayBuffer(rows * WIDEST);
    const known = new SharedArrayBuffer(rows);
    const block = new Block({ shape, rows, folders: folderEnds.length, digests, known });
    this.#hashes.forEach((hash, row) => void block.setDigest(row, hash, 'hex'));
    this.#blocks.push(block);
    this.#hashes = [];
    this.#nameEnds = [];
    this.#folderOf = [];
    this.#folders.clear();
    this.#used = 0;
  }
}
