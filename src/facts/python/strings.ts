import { stringValue } from './intern.js';
import { unescapeText } from './literals.js';
import type { Value } from './model.js';
import type { SyntaxTree } from './syntax.js';

/** A string as it is put together from its parts. */
export interface StringText {
  /** The text, with `{}` in the place of each interpolation. */
  shown: string;
  /** The pieces of a string with interpolations, in order; absent for a plain one. */
  operands?: Value[];
}

/**
 * Reads adjacent string literals as the one string that they are; `interpolation` reads what stands in braces.
 * Source: the Python language reference, "String and Bytes literals" and "f-strings".
 */
export function readString(
  tree: SyntaxTree,
  parts: readonly number[],
  interpolation: (node: number) => Value,
): StringText {
  const operands: Value[] = [];
  let text = '';
  let shown = '';
  const flush = () => {
    if (text !== '') operands.push(stringValue(text));
    text = '';
  };
  for (const part of parts) {
    const open = tree.first(part);
    const prefix = tree.text(open).toLowerCase();
    const raw = prefix.includes('r');
    const formatted = /[ft]/.test(prefix);
    // Between the quotes and the interpolations stands text, whether or not the grammar made nodes of it.
    let from = tree.end(open);
    const upTo = (end: number) => {
      const body = tree.source.slice(from, end);
      const braces = formatted ? body.replaceAll('{{', '{').replaceAll('}}', '}') : body;
      const piece = raw ? braces : unescapeText(braces);
      text += piece;
      shown += piece;
    };
    for (let child = tree.next(open); child !== 0; child = tree.next(child)) {
      const type = tree.type(child);
      if (type === 'interpolation') {
        upTo(tree.start(child));
        flush();
        shown += '{}';
        operands.push(interpolation(child));
        from = tree.end(child);
      } else if (type === 'string_end') {
        upTo(tree.start(child));
        from = tree.end(child);
      }
    }
  }
  if (operands.length === 0) return { shown };
  flush();
  return { shown, operands };
}
