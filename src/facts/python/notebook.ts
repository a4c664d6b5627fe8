import { type ParseError, parse as parseJson, printParseErrorCode } from 'jsonc-parser';
import { plainCell } from './magics.js';
import type { Cell, PythonModule } from './model.js';
import { lineStartsOf } from './syntax.js';

/** The code of a notebook, joined cell after cell. */
export interface NotebookCode {
  /** Of the kernel, in lower case: `python`, `r`, `julia`. */
  language: string;
  text: string;
  cells: Cell[];
  shell: PythonModule['shell'];
  runs: NonNullable<PythonModule['runs']>;
  /** Python files that cells write, by their names as written; `line` is that of the cell's line before them. */
  files: { name: string; text: string; cell: number; line: number }[];
}

const LONGEST_ERROR = 200;

/**
 * Reads a notebook of format 3 or 4: its code cells with IPython's own syntax taken out, lines kept.
 * Source: nbformat, "The Notebook file format". Gives the reason when it is no notebook.
 */
export function readNotebook(text: string): NotebookCode | { unread: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { unread: `not valid JSON${whereBroken(text)}` };
  }
  const root = record(json);
  const cells = root && cellsOf(root);
  if (!root || !cells) return { unread: 'JSON, but not a notebook: it has no cells' };
  const found: NotebookCode = {
    language: languageOf(root, cells),
    text: '',
    cells: [],
    shell: [],
    runs: [],
    files: [],
  };
  const lines: string[] = [];
  cells.forEach((cell, at) => {
    if (cell.cell_type !== 'code') return;
    const source = joined(cell.source ?? cell.input);
    const plain = plainCell(source);
    const first = lines.length + 1;
    for (const line of plain.lines) lines.push(line);
    for (const run of plain.runs) found.runs.push({ ...run, line: first + run.line });
    if (plain.file?.name.endsWith('.py'))
      found.files.push({
        name: plain.file.name,
        text: plain.file.lines.join('\n'),
        cell: at + 1,
        line: plain.file.line,
      });
    for (const { text: command, line } of plain.shell) {
      found.shell.push({ text: command, line: first + line, cell: at + 1 });
    }
    found.cells.push(cellOf(cell, at + 1, first, plain.lines.length, source));
  });
  found.text = lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  return found;
}

function cellOf(cell: Json, number: number, line: number, lines: number, source: string): Cell {
  const outputs = (Array.isArray(cell.outputs) ? cell.outputs : []).map(record);
  const error = outputs.find((output) => output?.output_type === 'error' || output?.output_type === 'pyerr');
  const count = cell.execution_count ?? cell.prompt_number;
  return {
    number,
    line,
    lines,
    // Kernels count from 1; generators of notebooks write 0.
    executionCount: typeof count === 'number' && count > 0 ? count : null,
    hasOutputs: outputs.length > 0,
    ...(isTagged(cell, 'parameters') ? { parameters: true as const } : {}),
    // The author marked the cell as one that raises. Source: nbformat, "Cell tags".
    ...(error && !isTagged(cell, 'raises-exception')
      ? { error: `${String(error.ename)}: ${String(error.evalue)}`.slice(0, LONGEST_ERROR) }
      : {}),
    empty: source.split('\n').every((line) => /^\s*(?:#|$)/.test(line)),
  };
}

function isTagged(cell: Json, tag: string): boolean {
  const tags = record(cell.metadata)?.tags;
  return Array.isArray(tags) && tags.includes(tag);
}

type Json = Readonly<Record<string, unknown>>;

function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function cellsOf(root: Json): Json[] | undefined {
  const sheets = Array.isArray(root.worksheets) ? root.worksheets : undefined;
  const cells = Array.isArray(root.cells)
    ? root.cells
    : sheets?.flatMap((sheet) => {
        const inside = record(sheet)?.cells;
        return Array.isArray(inside) ? inside : [];
      });
  return cells?.map((cell) => record(cell) ?? {});
}

/** The kernel's language; Python where the notebook does not say. */
function languageOf(root: Json, cells: readonly Json[]): string {
  const metadata = record(root.metadata);
  const kernel = record(metadata?.kernelspec);
  const names = [
    record(metadata?.language_info)?.name,
    kernel?.language,
    cells.find((cell) => cell.cell_type === 'code' && typeof cell.language === 'string')?.language,
    kernel?.name,
  ];
  const named = names.find((name): name is string => typeof name === 'string' && name !== '');
  const language = named?.toLowerCase() ?? 'python';
  if (/python|pyspark|pyolite|sage|conda|^py/.test(language)) return 'python';
  if (/^ir\d*$/.test(language)) return 'r';
  // A kernel's name may be anybody's choice; only names of languages tell that it is not Python.
  const told = names.slice(0, 3).some((name) => typeof name === 'string' && name !== '');
  return told || /^(julia|scala|javascript|bash|octave|matlab|rust|go|csharp|\.net)/.test(language)
    ? language
    : 'python';
}

function joined(source: unknown): string {
  if (typeof source === 'string') return source;
  if (!Array.isArray(source)) return '';
  return source.filter((line) => typeof line === 'string').join('');
}

/** ` (line 3, column 5: ValueExpected)` */
function whereBroken(text: string): string {
  const errors: ParseError[] = [];
  try {
    parseJson(text, errors, { disallowComments: true });
  } catch {
    // Nested too deeply for the parser, which then has no place to tell.
    return '';
  }
  const [error] = errors;
  if (!error) return '';
  const starts = lineStartsOf(text.slice(0, error.offset));
  const column = error.offset - starts[starts.length - 1]! + 1;
  return ` (line ${starts.length}, column ${column}: ${printParseErrorCode(error.error)})`;
}
