import type { Tree } from 'web-tree-sitter';
import type { Cursor } from './cursor.js';
import { walkThrough } from './grammar.js';
import { Role, type Vocabulary, vocabularyOf } from './vocabulary.js';

/** Nodes nested deeper than this are left out: the tree is walked by recursion. CPython itself stops at about 200 brackets. */
const MAX_DEPTH = 600;

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

/** The number that the parser gives to nodes of text that it could not place. */
const ERROR_ID = 65535;
/** Start of a node that begins with its first child. */
const FROM_CHILD = -1;
/** Start of an operator, which has no place. */
const OPERATOR = -2;

/** The arrays of the tree at hand, used again for the next one. */
class Store {
  type = new Uint16Array(1 << 16);
  field = new Uint8Array(1 << 16);
  start = new Int32Array(1 << 16);
  end = new Int32Array(1 << 16);
  first = new Int32Array(1 << 16);
  next = new Int32Array(1 << 16);
  size = 0;

  add(type: number, field: number, start: number, end: number): number {
    const node = this.size++;
    if (node === this.type.length) this.#grow();
    this.type[node] = type;
    this.field[node] = field;
    this.start[node] = start;
    this.end[node] = end;
    this.first[node] = 0;
    this.next[node] = 0;
    return node;
  }

  #grow(): void {
    const room = this.type.length * 2;
    const wider = <T extends Uint8Array | Uint16Array | Int32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.type = wider(new Uint16Array(room), this.type);
    this.field = wider(new Uint8Array(room), this.field);
    this.start = wider(new Int32Array(room), this.start);
    this.end = wider(new Int32Array(room), this.end);
    this.first = wider(new Int32Array(room), this.first);
    this.next = wider(new Int32Array(room), this.next);
  }
}

let store = new Store();
/** A store that grew beyond this for one huge file is not kept for the next. */
const MOST_KEPT = 1 << 19;

/** Lets go of the room that one huge file took. */
export function releaseRoom(): void {
  if (store.type.length > MOST_KEPT) store = new Store();
}

/**
 * A syntax tree copied into arrays: each crossing into the parser costs, so every node is visited once and asked little.
 * Nodes are numbers; 0 is the module and, where a child or sibling is asked for, none. Comments, punctuation and keywords
 * are left out. The arrays are shared: a tree is good until the next one is made.
 */
export class SyntaxTree {
  readonly source: string;
  /** Start and end of each comment, in pairs. */
  readonly comments: number[] = [];
  /** Where the first of what is nested too deeply to be kept begins; -1 where all is kept. */
  cutAt = -1;
  readonly #nodes: Store;
  readonly #vocabulary: Vocabulary;
  readonly #wantsComments: boolean;
  #lineStarts: number[] | undefined;

  constructor(tree: Tree, source: string, wantsComments: boolean) {
    this.source = source;
    this.#wantsComments = wantsComments;
    this.#vocabulary = vocabularyOf(tree.language);
    releaseRoom();
    store.size = 0;
    this.#nodes = store;
    const cursor = walkThrough(tree);
    try {
      this.#copy(cursor);
    } finally {
      cursor.delete();
    }
  }

  #copy(cursor: Cursor): void {
    const nodes = this.#nodes;
    const { roles, fixedFields, error, module } = this.#vocabulary;
    // Per depth: the node whose children are visited, the last of them, and how many there were.
    const parents: number[] = [nodes.add(module, 0, 0, this.source.length)];
    const lasts: number[] = [0];
    const counts: number[] = [0];
    let depth = 0;
    if (!cursor.gotoFirstChild()) return;
    for (;;) {
      const id = cursor.nodeTypeId;
      const kind = id === ERROR_ID ? error : id;
      const role = roles[kind] ?? Role.Skip;
      if (role === Role.Extra) {
        if (this.#wantsComments) this.comments.push(cursor.startIndex, cursor.endIndex);
      } else if (role !== Role.Skip) {
        const parent = parents[depth]!;
        const field = this.#fieldOf(cursor, kind, role, fixedFields[nodes.type[parent]!], counts[depth]!);
        const node = this.#add(cursor, kind, role, field, depth);
        if (lasts[depth] === 0) nodes.first[parent] = node;
        else nodes.next[lasts[depth]!] = node;
        lasts[depth] = node;
        if (role !== Role.Operator) counts[depth]!++;
        const inner = role === Role.Branch || role === Role.Span;
        if (inner && depth >= MAX_DEPTH && this.cutAt < 0) this.cutAt = cursor.startIndex;
        if (inner && depth < MAX_DEPTH && cursor.gotoFirstChild()) {
          depth++;
          parents[depth] = node;
          lasts[depth] = 0;
          counts[depth] = 0;
          continue;
        }
      }
      while (!cursor.gotoNextSibling()) {
        if (depth === 0) return;
        cursor.gotoParent();
        const parent = parents[depth]!;
        if (lasts[depth] === 0 && nodes.start[parent] === FROM_CHILD) {
          nodes.start[parent] = cursor.startIndex;
          nodes.end[parent] = cursor.endIndex;
        }
        depth--;
      }
    }
  }

  #fieldOf(
    cursor: Cursor,
    kind: number,
    role: Role,
    fixed: readonly string[] | undefined,
    at: number,
  ): number {
    if (role === Role.Operator) return 0;
    if (fixed === undefined) return cursor.currentFieldId;
    if (kind === this.#vocabulary.error) return 0;
    return at < fixed.length ? this.#vocabulary.fields.indexOf(fixed[at]!) : 0;
  }

  #add(cursor: Cursor, kind: number, role: Role, field: number, depth: number): number {
    const nodes = this.#nodes;
    if (role === Role.Operator) return nodes.add(kind, 0, OPERATOR, OPERATOR);
    if (role === Role.Span && depth < MAX_DEPTH) return nodes.add(kind, field, FROM_CHILD, FROM_CHILD);
    const start = cursor.startIndex;
    const end = role === Role.Name ? endOfName(this.source, start) : -1;
    return nodes.add(kind, field, start, end < 0 ? cursor.endIndex : end);
  }

  get size(): number {
    return this.#nodes.size;
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

/** Where the identifier at a place ends; -1 when it is not plain ASCII. */
function endOfName(source: string, start: number): number {
  let at = start;
  for (;;) {
    const code = source.charCodeAt(at);
    if (
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      code === 95 ||
      (code >= 48 && code <= 57)
    )
      at++;
    else return code >= 128 || at === start ? -1 : at;
  }
}
