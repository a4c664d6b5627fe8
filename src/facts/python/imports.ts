import type { Context } from './expressions.js';
import type { Import } from './model.js';
import type { SyntaxTree } from './syntax.js';

/** What one import statement binds: an entry a name, and `*` for a wildcard. */
export function importsOf(tree: SyntaxTree, statement: number, context: Context): Import[] {
  switch (tree.type(statement)) {
    case 'import_statement':
      return namesOf(tree, statement).map((name) => toImport(tree, statement, name, context));
    case 'future_import_statement':
      return namesOf(tree, statement).map((name) =>
        toImport(tree, statement, name, context, { module: '__future__', level: 0 }),
      );
    default:
      return fromModule(tree, statement, context);
  }
}

function fromModule(tree: SyntaxTree, statement: number, context: Context): Import[] {
  const from = sourceOf(tree, statement);
  const found = namesOf(tree, statement).map((name) => toImport(tree, statement, name, context, from));
  if (tree.childOfType(statement, 'wildcard_import') !== 0) {
    const { scope, guard } = context;
    const line = tree.line(statement);
    found.push({ ...from, name: '*', binds: '*', line, scope, ...(guard ? { guard } : {}) });
  }
  return found;
}

/** The module after `from`, and how many dots stand before it. */
function sourceOf(tree: SyntaxTree, statement: number): { module: string; level: number } {
  const source = tree.child(statement, 'module_name');
  if (source === 0) return { module: '', level: 0 };
  if (tree.type(source) !== 'relative_import') return { module: dotted(tree, source), level: 0 };
  const dots = tree.text(source).replace(/[^.]/g, '').length;
  const name = tree.childOfType(source, 'dotted_name');
  if (name === 0) return { module: '', level: dots };
  const module = dotted(tree, name);
  return { module, level: dots - (module.split('.').length - 1) };
}

/** The names of an import statement, plain or aliased. */
function namesOf(tree: SyntaxTree, statement: number): number[] {
  const names: number[] = [];
  const plain = tree.type(statement) === 'import_statement';
  for (let child = tree.first(statement); child !== 0; child = tree.next(child)) {
    if (tree.field(child) === 'name' || plain) names.push(child);
  }
  return names;
}

function toImport(
  tree: SyntaxTree,
  statement: number,
  node: number,
  { scope, guard }: Context,
  from?: { module: string; level: number },
): Import {
  const aliased = tree.type(node) === 'aliased_import';
  const name = dotted(tree, aliased ? tree.child(node, 'name') : node);
  const alias = aliased ? tree.text(tree.child(node, 'alias')) : undefined;
  return {
    module: from ? from.module : name,
    level: from ? from.level : 0,
    ...(from ? { name } : {}),
    binds: alias ?? (from ? name : name.split('.', 1)[0]!),
    line: tree.line(statement),
    scope,
    ...(guard ? { guard } : {}),
  };
}

/** A dotted name without the white space that may stand around its dots. */
function dotted(tree: SyntaxTree, node: number): string {
  const text = tree.text(node);
  return /[^\w.]/.test(text) ? text.replace(/\\?\s+/g, '') : text;
}

/** Errors that tell that a module is not there. */
const ABSENCE = new Set(['ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException']);

/** Whether a try statement has a handler for missing modules. */
export function catchesAbsence(tree: SyntaxTree, statement: number): boolean {
  for (let child = tree.first(statement); child !== 0; child = tree.next(child)) {
    if (tree.type(child) !== 'except_clause') continue;
    let caught = 0;
    for (let part = tree.first(child); part !== 0; part = tree.next(part)) {
      if (tree.type(part) === 'block') continue;
      caught++;
      const names = tree.text(part).match(/\w+/g) ?? [];
      if (names.some((name) => ABSENCE.has(name))) return true;
    }
    if (caught === 0) return true;
  }
  return false;
}

/** Whether a context manager, `with suppress(ImportError):`, swallows that a module is missing. */
export function suppressesAbsence(tree: SyntaxTree, item: number): boolean {
  return /^(contextlib\.)?suppress\([^)]*(ImportError|ModuleNotFoundError)/.test(
    tree.text(item).slice(0, 200),
  );
}
