import type { Cell, SyntaxProblem } from './model.js';
import { type ParsedText, parseText } from './parse.js';
import { MOST_PROBLEMS } from './problems.js';

/** What turns a finding off, at the end of a line or alone on it. */
const SUPPRESSION = /#\s*repro:.*$/;

/**
 * Parses the joined code of a notebook. A kernel compiles each cell for itself, so a cell that does not parse spoils no other:
 * nothing of it runs, and it is told alone. Throws `CannotTell` as `parseText` does.
 */
export function parseNotebook(path: string, text: string, cells: readonly Cell[]): ParsedText {
  const whole = parseText(path, text, 'notebook');
  const isSure = whole.problems.every(({ python2, doubtful }) => !python2 && !doubtful);
  if (whole.problems.length === 0 || !isSure) return whole;
  const lines = text.split('\n');
  const problems: SyntaxProblem[] = [];
  for (const { line, lines: count } of cells) {
    const first = line - 1;
    const own = lines.slice(first, first + count);
    const found = parseText(path, `${dedented(own).join('\n')}\n`, 'notebook').problems;
    if (found.length === 0) continue;
    problems.push(...found.map((problem) => ({ ...problem, line: problem.line + first })));
    for (const [at, one] of own.entries()) lines[first + at] = SUPPRESSION.exec(one)?.[0] ?? '';
  }
  const { tree } = parseText(path, lines.join('\n'), 'notebook');
  return { path, kind: 'notebook', tree, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** A cell that is indented as a whole, as IPython takes it. */
function dedented(lines: readonly string[]): string[] {
  const indent = /^\s*/.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}
