import type { SyntaxProblem } from './model.js';
import { NEEDS_BLOCK, type SyntaxTree } from './syntax.js';

/** As many empty assignments are told. */
const MOST_EMPTY = 20;
const ASSIGNMENTS = new Set(['assignment', 'augmented_assignment']);
const WITH_LAYOUT = new Set([...NEEDS_BLOCK, 'module', 'block']);

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
  for (const node of tree.ofTypes(WITH_LAYOUT)) {
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

/**
 * Assignments whose value begins on another line, outside of brackets: the grammar takes the next statement for it. Source: the
 * Python language reference, "Line structure".
 */
export function emptyAssignments(tree: SyntaxTree): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  for (const node of tree.ofTypes(ASSIGNMENTS)) {
    if (found.length >= MOST_EMPTY) break;
    let before = 0;
    for (let child = tree.first(node); child !== 0; before = child, child = tree.next(child)) {
      if (tree.field(child) !== 'right' || before === 0) continue;
      const from = tree.end(before);
      const between = tree.source.slice(from, tree.start(child));
      const equals = between.lastIndexOf('=', between.search(/\n|$/));
      if (equals < 0 || /[([{]/.test(between)) continue;
      if (/^[ \t]*(?:#[^\n]*)?\r?\n/.test(between.slice(equals + 1)))
        found.push(nothingAfter(tree, from + equals));
    }
  }
  return found;
}

/** Where a statement that cannot be read follows a line that ends in `=`, that line is wrong. */
export function emptyAssignmentBefore(tree: SyntaxTree, start: number): SyntaxProblem | undefined {
  for (let line = tree.lineAt(start) - 1; line > 0 && line >= tree.lineAt(start) - 20; line--) {
    const text = tree
      .lineText(line)
      .replace(/#[^'"]*$/, '')
      .trimEnd();
    if (text.trim() === '') continue;
    const isOpen = /^[^'"([{]*[^'"=!<>([{]=$/.test(text);
    return isOpen ? nothingAfter(tree, tree.lineStarts[line - 1]! + text.length - 1) : undefined;
  }
  return undefined;
}

function nothingAfter(tree: SyntaxTree, at: number): SyntaxProblem {
  return {
    message: 'nothing follows `=` on its line',
    line: tree.lineAt(at),
    column: tree.columnAt(at),
    python2: false,
  };
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
