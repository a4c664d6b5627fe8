import { createHash } from 'node:crypto';
import type { Block } from './block.js';
import { byBytes } from './byte-order.js';
import { type Files, FileTable, type TreeFile } from './file-table.js';
import { type Algorithm, hasherOf } from './hasher.js';

/** Bytes of lines that are handed on together: to write a piece takes a turn of another thread. */
const PIECE = 512 * 1024;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const BACKSLASH = 92;

/**
 * The hash of a tree, in lower-case hexadecimal, so defined that anyone can recompute it: the digest of the UTF-8 text
 * that has, for each file of the tree in the byte order of its path, the line
 *
 *     <digest of the file> <size in bytes> <path>\n
 *
 * with single spaces. The path is relative to the tree, with forward slashes; in it a backslash is written `\\`, a line
 * feed `\n` and a carriage return `\r`, as sha256sum does. Folders count only through their files, links as the file
 * they lead to; permissions and times do not count. The README has a few lines of shell that compute the same.
 */
export function treeHash(files: Files, algorithm: Algorithm = 'sha256'): string {
  const total = hasherOf(algorithm === 'md5-dos2unix' ? 'md5' : algorithm);
  for (const piece of manifestPieces(files)) total.update(piece);
  return Buffer.from(total.digest(), 'latin1').toString('hex');
}

/** The lines of which `treeHash` is the digest, some thousand at a time. Each piece is good until the next one is asked for. */
export function* manifestPieces(files: Files): Generator<Buffer> {
  if (files instanceof FileTable) {
    yield* tablePieces(files);
    return;
  }
  let text = '';
  for (const { path, size, hash } of sortedFiles(files)) {
    text += `${hash} ${size} ${escapeName(path)}\n`;
    if (text.length >= PIECE) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

/** The lines of a table, put together from its bytes in one buffer: of a million files, texts would take seconds. */
function* tablePieces({ blocks, width }: FileTable): Generator<Buffer> {
  const piece = new Piece(width);
  for (const block of blocks) {
    for (let row = 0; row < block.rows; ) {
      row = piece.fill(block, row);
      yield piece.bytes;
    }
  }
}

/** The next lines of a manifest. */
class Piece {
  /** Bytes of a digest. */
  readonly #width: number;
  #buffer = Buffer.allocUnsafeSlow(PIECE);
  #used = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#used);
  }

  /** Writes the lines of a block from a row on, as many as there is room for; the answer is the row after them. */
  fill(block: Block, from: number): number {
    const width = this.#width;
    const plain = !block.hasBytes(BACKSLASH, LINE_FEED, CARRIAGE_RETURN);
    let buffer = this.#buffer;
    let numbers = new DataView(buffer.buffer);
    let used = 0;
    let row = from;
    for (; row < block.rows; row += 1) {
      // An escaped byte takes two.
      const most = width * 2 + block.pathRoom(row) * 2 + 20;
      if (used + most > buffer.length) {
        if (used > 0) break;
        buffer = Buffer.allocUnsafeSlow(most);
        numbers = new DataView(buffer.buffer);
        this.#buffer = buffer;
      }
      used = block.writeHex(row, width, numbers, used);
      buffer[used++] = SPACE;
      used = writeDecimal(block.size(row), buffer, used);
      buffer[used++] = SPACE;
      const begin = used;
      used = block.writePath(row, buffer, begin);
      if (!plain) used = begin + buffer.write(escapeName(buffer.toString('utf8', begin, used)), begin);
      buffer[used++] = LINE_FEED;
    }
    this.#used = used;
    return row;
  }
}

/** Writes a whole number that is not negative; the answer is where it ends. */
function writeDecimal(number: number, target: Buffer, at: number): number {
  if (number > 0x7fffffff) return at + target.write(String(number), at, 'latin1');
  let digits = 1;
  for (let rest = number; rest >= 10; rest = (rest / 10) | 0) digits += 1;
  let rest = number | 0;
  for (let place = at + digits - 1; place >= at; place -= 1) {
    target[place] = 48 + (rest % 10);
    rest = (rest / 10) | 0;
  }
  return at + digits;
}

/** Files in the byte order of their paths; those of a table are so already. */
export function sortedFiles(files: Files): Iterable<TreeFile> {
  return files instanceof FileTable ? files : [...files].sort(byBytes);
}

/**
 * The hash that DVC records for a folder: md5 of the JSON list of `{"md5", "relpath"}`, sorted by path and written as
 * Python's `json.dumps(sort_keys=True)` writes it, then `.dir` (dvc-data, src/dvc_data/hashfile/tree.py).
 */
export function dvcTreeHash(files: Files): string {
  const total = createHash('md5');
  let text = '[';
  let first = true;
  for (const { path, hash } of sortedFiles(files)) {
    text += `${first ? '' : ', '}{"md5": "${hash}", "relpath": ${pythonString(path)}}`;
    first = false;
    if (text.length < PIECE) continue;
    total.update(text);
    text = '';
  }
  total.update(`${text}]`);
  return `${total.digest('hex')}.dir`;
}

const NAME_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** A path with backslash, line feed and carriage return written as sha256sum writes them. */
export function escapeName(path: string): string {
  if (!/[\\\n\r]/.test(path)) return path;
  return path.replace(/[\\\n\r]/g, (character) => NAME_ESCAPES[character] ?? character);
}

/** Undoes `escapeName`. */
export function unescapeName(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replace(/\\([\\nr])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\',
  );
}

/** A string as Python's json.dumps writes it: everything outside printable ASCII escaped. */
function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
