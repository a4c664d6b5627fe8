import type { Node } from 'web-tree-sitter';
import { emptyAssignmentBefore, emptyAssignments, layoutProblems } from './layout.js';
import type { PythonModule, SyntaxProblem } from './model.js';
import type { SyntaxTree } from './syntax.js';

/** Problems of one file that are told. */
export const MOST_PROBLEMS = 20;
/** Nodes that are looked at in search of errors. */
const MOST_VISITED = 20_000;

/**
 * Valid Python that the grammar has no rule for: a line of code that ends in a dot inside brackets, and the default of a
 * type parameter (PEP 696). An error on or below such a line may be the grammar's.
 */
const BEYOND_GRAMMAR = /^[^'"#]*[\w)\]]\.$|\b(?:def|class|type)[ \t]+\w+[ \t]*\[[^\]]*=/;

function isDoubtful(tree: SyntaxTree, at: number): boolean {
  const line = tree.lineAt(at);
  return [line, line - 1].some((near) => near > 0 && BEYOND_GRAMMAR.test(tree.lineText(near)));
}

/** What keeps a module from being parsed as Python 3, sorted by place; at most 20. */
export function findProblems(root: Node, tree: SyntaxTree, kind: PythonModule['kind']): SyntaxProblem[] {
  const python2 = python2In(tree);
  const errors = root.hasError ? errorsIn(root, tree) : [];
  // In a file of Python 2 the grammar's errors are mostly more of the same.
  const own = python2.length > 0 ? [] : [...errors];
  if (python2.length === 0) own.push(...emptyAssignments(tree));
  // IPython takes cells that are indented as a whole.
  if (!root.hasError && kind === 'module') own.push(...layoutProblems(tree));
  const problems = distinct([...python2, ...own]).sort((a, b) => a.line - b.line || a.column - b.column);
  return problems.slice(0, MOST_PROBLEMS);
}

/** Two ways to one error tell it once. */
function distinct(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  return [...new Map(problems.map((one) => [`${one.line}:${one.column} ${one.message}`, one])).values()];
}

function errorsIn(root: Node, tree: SyntaxTree): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  const todo: Node[] = [root];
  for (let visited = 0; visited < MOST_VISITED && found.length < MOST_PROBLEMS; visited++) {
    const node = todo.pop();
    if (!node) break;
    if (node.isMissing) {
      found.push(problemAt(tree, node.startIndex, `${node.type} is missing here`));
    } else if (node.isError && !node.children.some((child) => child.hasError)) {
      found.push(errorAt(tree, node));
    } else {
      const broken = node.children.filter((child) => child.hasError || child.isError || child.isMissing);
      // An error around errors: the inner ones are nearer to the cause.
      todo.push(...broken.reverse());
    }
  }
  return found.length > 0 ? found : [problemAt(tree, 0, 'invalid syntax')];
}

const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;

function errorAt(tree: SyntaxTree, node: Node): SyntaxProblem {
  const start = node.startIndex;
  const line = tree.lineText(tree.lineAt(start));
  const text = tree.source
    .slice(start, Math.min(node.endIndex, start + 60))
    .split('\n', 1)[0]!
    .trim();
  if (CONFLICT.test(line)) return problemAt(tree, start, 'merge conflict marker');
  const empty = emptyAssignmentBefore(tree, start);
  if (empty) return empty;
  const problem = problemAt(tree, start, text === '' ? 'invalid syntax' : `invalid syntax near \`${text}\``);
  if (/\{\{|\{%/.test(line)) problem.template = true;
  return problem;
}

function python2In(tree: SyntaxTree): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  for (const node of tree.ofTypes(OF_PYTHON2)) {
    if (found.length >= MOST_PROBLEMS) break;
    const message = python2At(tree, node);
    if (message !== undefined) found.push({ ...problemAt(tree, tree.start(node), message), python2: true });
  }
  return found;
}

/** Types of nodes that may be Python 2: those that `python2At` knows. */
const OF_PYTHON2 = new Set([
  'print_statement',
  'exec_statement',
  'comparison_operator',
  'parameters',
  'lambda_parameters',
  'except_clause',
  'raise_statement',
  'integer',
  'string_start',
]);

/** The construct of Python 2 that a node is; undefined for what Python 3 knows too. */
function python2At(tree: SyntaxTree, node: number): string | undefined {
  switch (tree.type(node)) {
    case 'print_statement':
      // `print -1`, `print [x]`, `print (a), b` and `print >>f, x` are expressions to Python 3.
      return /^print\s*(?:[([{*+-]|>>)/.test(tree.text(node)) ? undefined : 'print statement';
    case 'exec_statement':
      return /^exec\s*\(/.test(tree.text(node)) ? undefined : 'exec statement';
    case 'comparison_operator':
      return childrenOf(tree, node).some((child) => tree.type(child) === '<>') ? '`<>` operator' : undefined;
    case 'parameters':
    case 'lambda_parameters':
      return tree.childOfType(node, 'tuple_pattern') === 0 ? undefined : 'tuple parameter';
    case 'except_clause': {
      // `except A, e`; since PEP 758 `except A, B` is Python 3 again, and what follows the comma then is a class.
      const [, bound, more] = childrenOf(tree, node).filter((child) => tree.type(child) !== 'block');
      const name = bound === undefined || more !== undefined ? '' : tree.text(bound);
      return tree.field(bound ?? 0) !== 'alias' && /^[a-z_]\w*$/.test(name) ? '`except X, name`' : undefined;
    }
    case 'raise_statement': {
      const list = tree.first(node);
      return list !== 0 && tree.type(list) === 'expression_list' && !tree.text(list).trimEnd().endsWith(',')
        ? '`raise X, value`'
        : undefined;
    }
    case 'integer': {
      const text = tree.text(node);
      return text.length > 1 && (/^0[0-9_]*[1-9]/.test(text) || /[lL]$/.test(text))
        ? `number ${text}`
        : undefined;
    }
    case 'string_start':
      // Most begin with their quotation mark.
      if (tree.end(node) - tree.start(node) === 1 && tree.source[tree.start(node)] !== '`') return undefined;
      if (tree.text(node).endsWith('`')) return 'backticks';
      return /^ur/i.test(tree.text(node)) ? 'string with ur prefix' : undefined;
    default:
      return undefined;
  }
}

function childrenOf(tree: SyntaxTree, node: number): number[] {
  const children: number[] = [];
  for (let child = tree.first(node); child !== 0; child = tree.next(child)) children.push(child);
  return children;
}

function problemAt(tree: SyntaxTree, at: number, message: string): SyntaxProblem {
  return {
    message,
    line: tree.lineAt(at),
    column: tree.columnAt(at),
    python2: false,
    ...(isDoubtful(tree, at) ? { doubtful: true } : {}),
  };
}
