import type { Context, Expressions } from './expressions.js';
import { sharedText } from './intern.js';
import type { Parameter } from './model.js';
import type { SyntaxTree } from './syntax.js';

const LONGEST_ANNOTATION = 200;
/** Shared by all functions without parameters. */
export const NO_PARAMETERS: Parameter[] = [];

/** The parameters of a function, with their defaults, which belong to the scope around it. */
export function parametersOf(
  tree: SyntaxTree,
  expressions: Expressions,
  list: number,
  context: Context,
): Parameter[] {
  const found: Parameter[] = [];
  let keywordOnly = false;
  if (list === 0) return NO_PARAMETERS;
  for (let node = tree.first(list); node !== 0; node = tree.next(node)) {
    const type = tree.type(node);
    if (type === 'keyword_separator') keywordOnly = true;
    let named = tree.child(node, 'name');
    if (named === 0) named = /^typed_/.test(type) ? tree.first(node) : node;
    const splat = tree.type(named);
    const text = tree.text(named).replace(/^\*+\s*/, '');
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) continue;
    const kind =
      splat === 'list_splat_pattern'
        ? 'args'
        : splat === 'dictionary_splat_pattern'
          ? 'kwargs'
          : keywordOnly
            ? 'keyword-only'
            : 'normal';
    if (kind === 'args') keywordOnly = true;
    const fallback = tree.child(node, 'value');
    const type_ = tree.child(node, 'type');
    found.push({
      name: sharedText(text),
      ...(type_ === 0 ? {} : { annotation: annotationOf(tree, expressions, type_, context) }),
      ...(fallback === 0 ? {} : { default: expressions.value(fallback, context) }),
      kind,
    });
  }
  return found.length === 0 ? NO_PARAMETERS : found.slice();
}

/** The text of an annotation; calls in it (`Annotated[int, Option()]`) are noted. */
export function annotationOf(
  tree: SyntaxTree,
  expressions: Expressions,
  node: number,
  context: Context,
): string {
  const text = tree.text(node);
  if (text.includes('(')) expressions.value(node, context);
  return sharedText(text.slice(0, LONGEST_ANNOTATION));
}

/** Whether a statement is only a string, such as a docstring. */
export function isText(tree: SyntaxTree, node: number): boolean {
  if (node === 0 || tree.type(node) !== 'expression_statement') return false;
  const only = tree.first(node);
  if (only === 0 || tree.next(only) !== 0) return false;
  const isPlain = (string: number) =>
    tree.type(string) === 'string' &&
    // An f-string or bytes is no docstring, even one without anything to fill in.
    !/^[a-z]*[fbt]/i.test(tree.source.slice(tree.start(string), tree.start(string) + 3));
  if (tree.type(only) !== 'concatenated_string') return isPlain(only);
  for (let part = tree.first(only); part !== 0; part = tree.next(part)) if (!isPlain(part)) return false;
  return true;
}
