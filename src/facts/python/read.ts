import { CannotTell } from '../../errors.js';
import { decodeText } from '../text.js';
import { decodeSource } from './decode.js';
import { addDynamicImports } from './dynamic-imports.js';
import type { Cell, PythonModule, UnreadModule } from './model.js';
import { readNotebook } from './notebook.js';
import { parseLoaded } from './parse.js';

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

/** Reads a Python file or notebook from its bytes. `loadGrammar` must have finished. Never throws for what is in it. */
export function readPython(path: string, bytes: Uint8Array): ReadResult {
  try {
    return path.endsWith('.ipynb') ? readCells(path, bytes) : readSource(path, bytes);
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

function readSource(path: string, bytes: Uint8Array): ReadResult {
  const { text, problems, binary } = decodeSource(bytes);
  const module = parseLoaded(path, binary ? '' : text, 'module');
  addDynamicImports(module);
  // The decoding comes first: what the parser then says of the text may follow from it.
  if (problems.length > 0) module.problems = problems;
  return { kind: 'module', module };
}

function readCells(path: string, bytes: Uint8Array): ReadResult {
  const notebook = readNotebook(decodeText(bytes).text);
  if ('unread' in notebook) return { kind: 'unread', unread: { path, reason: notebook.unread } };
  if (notebook.language !== 'python')
    return { kind: 'foreign', path, language: notebook.language, cells: notebook.cells };
  if (notebook.text.length > MODULE_LIMIT) {
    return { kind: 'unread', unread: { path, reason: 'has more than 4 MB of code' } };
  }
  const module = parseLoaded(path, notebook.text, 'notebook');
  addDynamicImports(module);
  module.cells = notebook.cells;
  module.shell = notebook.shell;
  if (notebook.runs.length > 0) module.runs = notebook.runs;
  for (const suppression of module.suppressions) {
    const cell = cellAt(module, suppression.line);
    if (cell) suppression.cell = cell.number;
  }
  const written = notebook.files.slice(0, MOST_WRITTEN).map(({ name, text, cell, line }) => {
    const file = parseLoaded(name, text, 'module');
    file.writtenBy = { notebook: path, cell, line };
    return file;
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
