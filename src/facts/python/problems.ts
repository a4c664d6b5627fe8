import type { Node } from 'web-tree-sitter';
import type { SyntaxProblem } from './model.js';
import type { SyntaxTree } from './syntax.js';

const MOST_PROBLEMS = 20;

/** What keeps a module from being parsed as Python 3, sorted by place; at most 20. */
export function findProblems(root: Node, tree: SyntaxTree): SyntaxProblem[] {
  const problems = root.hasError ? errorsIn(root, tree) : [];
  problems.push(...python2In(tree));
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return problems.slice(0, MOST_PROBLEMS);
}

function errorsIn(root: Node, tree: SyntaxTree): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  const todo: Node[] = [root];
  while (todo.length > 0 && found.length < MOST_PROBLEMS) {
    const node = todo.pop()!;
    if (node.isMissing) found.push(problem(tree, node.startIndex, `missing ${node.type}`));
    else if (node.isError) found.push(problem(tree, node.startIndex, 'invalid syntax'));
    else {
      for (const child of node.children.reverse()) if (child.hasError) todo.push(child);
    }
  }
  return found;
}

function python2In(tree: SyntaxTree): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  for (let node = 1; node < tree.size && found.length < MOST_PROBLEMS; node++) {
    if (tree.type(node) === 'print_statement') {
      const first = tree.first(node);
      if (/^[([{*+-]/.test(tree.text(first))) continue;
      found.push({ ...problem(tree, tree.start(node), 'print statement of Python 2'), python2: true });
    }
  }
  return found;
}

function problem(tree: SyntaxTree, at: number, message: string): SyntaxProblem {
  return { message, line: tree.lineAt(at), column: tree.columnAt(at), python2: false };
}
