import type { Language } from 'web-tree-sitter';
import { FROM_CHILD, type NodeArrays, OPERATOR } from './node-arrays.js';
import type { Copied } from './tree-copy.js';
import { kindsIn, type Vocabulary, vocabularyOf } from './vocabulary.js';

/** Statements and clauses that cannot do without a block. */
export const NEEDS_BLOCK = new Set([
  'function_definition',
  'class_definition',
  'if_statement',
  'elif_clause',
  'else_clause',
  'for_statement',
  'while_statement',
  'with_statement',
  'try_statement',
  'except_clause',
  'finally_clause',
]);

/** Everything whose last line is that of its last child. */
const COMPOUND = new Set([...NEEDS_BLOCK, 'block', 'decorated_definition', 'match_statement', 'case_clause']);

/**
 * A syntax tree that was copied out of the parser. Nodes are numbers; 0 is the module and, where a child or sibling is asked
 * for, none. Comments, punctuation and keywords are left out.
 */
export class SyntaxTree {
  /** The text that was parsed. */
  readonly source: string;
  /** Start and end of each comment, in pairs. */
  readonly comments: readonly number[];
  /** Where the first of what is nested too deeply to be kept begins; -1 where all is kept. */
  readonly cutAt: number;
  readonly #nodes: NodeArrays;
  readonly #vocabulary: Vocabulary;
  #lineStarts: number[] | undefined;

  constructor(source: string, { nodes, comments, cutAt }: Copied, language: Language) {
    this.source = source;
    this.comments = comments;
    this.cutAt = cutAt;
    this.#nodes = nodes;
    this.#vocabulary = vocabularyOf(language);
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** The nodes as another thread can take them. */
  pack(): ArrayBuffer {
    return this.#nodes.pack();
  }

  /** The nodes of some types, in the order of the text. */
  ofTypes(wanted: ReadonlySet<string>): number[] {
    const kinds = kindsIn(this.#vocabulary, wanted);
    const { type, size } = this.#nodes;
    const found: number[] = [];
    for (let node = 0; node < size; node++) if (kinds[type[node]!] === 1) found.push(node);
    return found;
  }

  type(node: number): string {
    return this.#vocabulary.types[this.#nodes.type[node]!]!;
  }

  /** The field of its parent that the node fills; empty for none. */
  field(node: number): string {
    return this.#vocabulary.fields[this.#nodes.field[node]!]!;
  }

  isOperator(node: number): boolean {
    return this.#nodes.start[node] === OPERATOR;
  }

  start(node: number): number {
    const { start, first } = this.#nodes;
    let at = node;
    while (start[at] === FROM_CHILD && first[at] !== 0) at = first[at]!;
    return Math.max(0, start[at]!);
  }

  end(node: number): number {
    const { end } = this.#nodes;
    let at = node;
    while (end[at] === FROM_CHILD) {
      const last = this.last(at);
      if (last === 0) break;
      at = last;
    }
    return Math.max(0, end[at]!);
  }

  /** The first child, 0 for none. */
  first(node: number): number {
    return this.#nodes.first[node]!;
  }

  /** The last child, 0 for none. */
  last(node: number): number {
    const { first, next } = this.#nodes;
    let last = first[node]!;
    if (last !== 0) while (next[last] !== 0) last = next[last]!;
    return last;
  }

  /** The next sibling, 0 for none. */
  next(node: number): number {
    return this.#nodes.next[node]!;
  }

  /** The first child that fills a field, 0 for none. */
  child(node: number, field: string): number {
    const { first, next, field: fields } = this.#nodes;
    const names = this.#vocabulary.fields;
    let child = first[node]!;
    while (child !== 0 && names[fields[child]!] !== field) child = next[child]!;
    return child;
  }

  /** The first child of a type, 0 for none. */
  childOfType(node: number, type: string): number {
    let child = this.first(node);
    while (child !== 0 && this.type(child) !== type) child = this.next(child);
    return child;
  }

  text(node: number): string {
    return this.source.slice(this.start(node), this.end(node));
  }

  /** The line of a place in the source, from 1. */
  lineAt(index: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  line(node: number): number {
    return this.lineAt(this.start(node));
  }

  /** The last line of a node, from 1. */
  endLine(node: number): number {
    return this.lineAt(Math.max(this.start(node), this.end(node) - 1));
  }

  /** The last line of the code in a compound statement: the grammar counts comments after it as part of it. */
  bodyEndLine(node: number): number {
    let last = node;
    while (COMPOUND.has(this.type(last)) && this.last(last) !== 0) last = this.last(last);
    return this.endLine(last);
  }

  /** The column of a place in the source, from 1. */
  columnAt(index: number): number {
    return index - this.lineStarts[this.lineAt(index) - 1]! + 1;
  }

  /** The text of a line, without its line break. */
  lineText(line: number): string {
    const start = this.lineStarts[line - 1] ?? this.source.length;
    return this.source.slice(start, this.lineStarts[line] ?? this.source.length).trimEnd();
  }

  get lineStarts(): readonly number[] {
    this.#lineStarts ??= lineStartsOf(this.source);
    return this.#lineStarts;
  }
}

/** Where each line begins, with the line breaks that Python knows: LF, CRLF and CR. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}
