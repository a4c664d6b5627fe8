import { CannotTell } from '../../errors.js';
import { decodeText } from '../text.js';
import { decodeSource } from './decode.js';
import { addDynamicImports } from './dynamic-imports.js';
import type { Cell, PythonModule, SyntaxProblem, UnreadModule } from './model.js';
import { type NotebookCode, readNotebook } from './notebook.js';
import { parseNotebook } from './notebook-parse.js';
import { moduleOf, type PackedText, type ParsedText, pack, parseText, unpack } from './parse.js';

/** What became of one file. */
export type ReadResult =
  /** `written`: files that a notebook writes, their paths counted from its folder. */
  | { kind: 'module'; module: PythonModule; written?: PythonModule[] }
  | { kind: 'unread'; unread: UnreadModule }
  /** A notebook in another language. */
  | { kind: 'foreign'; path: string; language: string; cells: Cell[] };

/** The largest Python file that is parsed, in bytes: larger ones are data. */
const MODULE_LIMIT = 4 * 1024 * 1024;
/** The largest notebook that is read, in bytes; its outputs count. */
const NOTEBOOK_LIMIT = 64 * 1024 * 1024;

/** Most files that cells of one notebook write. */
const MOST_WRITTEN = 50;

export function limitOf(path: string): number {
  return path.endsWith('.ipynb') ? NOTEBOOK_LIMIT : MODULE_LIMIT;
}

/** A file of which the texts were parsed, and made into `T` each. */
type ParsedFile<T> =
  | { kind: 'source'; text: T; problems: SyntaxProblem[] }
  | { kind: 'notebook'; text: T; notebook: Omit<NotebookCode, 'text'>; written: T[] }
  | Exclude<ReadResult, { kind: 'module' }>;
/** What another thread tells of a file. */
export type PackedFile = ParsedFile<PackedText>;

/** Reads a Python file or notebook from its bytes. `loadGrammar` must have finished. Never throws for what is in it. */
export function readPython(path: string, bytes: Uint8Array): ReadResult {
  return survived(path, () => joined(path, parseFile(path, bytes, moduleOf)));
}

/** The first half of `readPython`, for a thread that only parses. */
export function packPython(path: string, bytes: Uint8Array): PackedFile {
  return survived(path, () => parseFile(path, bytes, pack));
}

/** The second half of `readPython`. */
export function unpackPython(path: string, packed: PackedFile): ReadResult {
  return survived(path, () => {
    const read = (text: PackedText) => moduleOf(unpack(text));
    switch (packed.kind) {
      case 'source':
        return joined(path, { ...packed, text: read(packed.text) });
      case 'notebook':
        return joined(path, { ...packed, text: read(packed.text), written: packed.written.map(read) });
      default:
        return packed;
    }
  });
}

function survived<T>(path: string, read: () => T): T | Extract<ReadResult, { kind: 'unread' }> {
  try {
    return read();
  } catch (error) {
    // The parser runs out of its own memory, or of the stack, on what no person wrote.
    const exhausted =
      error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');
    if (!exhausted && !(error instanceof CannotTell)) throw error;
    const { message } = error;
    return {
      kind: 'unread',
      unread: { path, reason: exhausted ? `the parser failed on it: ${message}` : message },
    };
  }
}

/** Parses the texts of a file; `make` is called with each before the next one is parsed. */
function parseFile<T>(path: string, bytes: Uint8Array, make: (text: ParsedText) => T): ParsedFile<T> {
  if (!path.endsWith('.ipynb')) {
    const { text, problems, binary } = decodeSource(bytes);
    return { kind: 'source', text: make(parseText(path, binary ? '' : text, 'module')), problems };
  }
  const found = readNotebook(decodeText(bytes).text);
  if ('unread' in found) return { kind: 'unread', unread: { path, reason: found.unread } };
  const { text, ...notebook } = found;
  if (notebook.language !== 'python')
    return { kind: 'foreign', path, language: notebook.language, cells: notebook.cells };
  if (text.length > MODULE_LIMIT)
    return { kind: 'unread', unread: { path, reason: 'has more than 4 MB of code' } };
  notebook.files = notebook.files.slice(0, MOST_WRITTEN);
  return {
    kind: 'notebook',
    text: make(parseNotebook(path, text, notebook.cells)),
    notebook,
    written: notebook.files.map((file) => make(parseText(file.name, file.text, 'module'))),
  };
}

function joined(path: string, file: ParsedFile<PythonModule>): ReadResult {
  if (file.kind === 'unread' || file.kind === 'foreign') return file;
  const module = file.text;
  addDynamicImports(module);
  if (file.kind === 'source') {
    // The decoding comes first: what the parser then says of the text may follow from it.
    if (file.problems.length > 0) module.problems = file.problems;
    return { kind: 'module', module };
  }
  const { cells, shell, runs, files } = file.notebook;
  module.cells = cells;
  module.shell = shell;
  if (runs.length > 0) module.runs = runs;
  for (const suppression of module.suppressions) {
    const cell = cellAt(module, suppression.line);
    if (cell) suppression.cell = cell.number;
  }
  const { written } = file;
  written.forEach((one, at) => {
    const { cell, line } = files[at]!;
    one.writtenBy = { notebook: path, cell, line };
  });
  return { kind: 'module', module, ...(written.length > 0 ? { written } : {}) };
}

/** The cell in which a line of a notebook's joined code stands. */
export function cellAt({ cells = [] }: PythonModule, line: number) {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (cells[middle]!.line <= line) low = middle;
    else high = middle - 1;
  }
  return cells[low];
}
