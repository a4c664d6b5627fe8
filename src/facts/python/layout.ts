import type { SyntaxProblem } from './model.js';
import { NEEDS_BLOCK, type SyntaxTree } from './syntax.js';

interface Indent {
  /** Columns with tab stops every 8 columns, as Python 2 counted. */
  wide: number;
  /** Columns with a tab counted as one. */
  narrow: number;
}

/**
 * Wrong indentation, empty blocks and lone `try`s, which the grammar lets pass: the first of them, for the rest follows from it.
 * Source: the Python language reference, "Indentation".
 */
export function layoutProblems(tree: SyntaxTree): SyntaxProblem[] {
  const starts = tree.lineStarts;
  const indentAt = (node: number): Indent | undefined => {
    const start = tree.start(node);
    const from = starts[tree.lineAt(start) - 1]!;
    const before = tree.source.slice(from, start);
    // After `;`, after the colon, or on a continued line.
    if (before.trim() !== '' || /\\\r?\n$/.test(tree.source.slice(Math.max(0, from - 3), from)))
      return undefined;
    return indentOf(before);
  };
  let first: SyntaxProblem | undefined;
  const note = (node: number, message: string, python2 = false) => {
    const start = tree.start(node);
    const problem = { message, line: tree.lineAt(start), column: tree.columnAt(start), python2 };
    if (!first || problem.line < first.line) first = problem;
  };
  for (let node = 0; node < tree.size; node++) {
    const type = tree.type(node);
    if (type === 'block' || node === 0) {
      let expected: Indent | undefined = node === 0 ? { wide: 0, narrow: 0 } : undefined;
      for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
        const indent = indentAt(child);
        if (!indent) continue;
        expected ??= indent;
        if (indent.wide === expected.wide && indent.narrow === expected.narrow) continue;
        const tabs = indent.wide === expected.wide;
        note(child, tabs ? 'tabs and spaces mixed in the indentation' : 'unexpected indentation', tabs);
      }
    } else if (NEEDS_BLOCK.has(type)) {
      const block = tree.childOfType(node, 'block');
      if (block === 0 || tree.first(block) === 0) note(node, 'expected an indented block');
      else if (type === 'try_statement' && tree.childOfType(node, 'except_clause') === 0) {
        if (tree.childOfType(node, 'finally_clause') === 0) note(node, '`try` without `except` or `finally`');
      }
    }
  }
  return first ? [first] : [];
}

function indentOf(space: string): Indent {
  let wide = 0;
  let narrow = 0;
  for (const char of space) {
    if (char === '\f') {
      wide = 0;
      narrow = 0;
    } else if (char === '\t') {
      wide = (Math.floor(wide / 8) + 1) * 8;
      narrow++;
    } else {
      wide++;
      narrow++;
    }
  }
  return { wide, narrow };
}
