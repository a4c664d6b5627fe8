import type { Language, Tree } from 'web-tree-sitter';

/** Nodes nested deeper than this are left out: the tree is walked by recursion. CPython itself stops at about 200 brackets. */
const MAX_DEPTH = 600;

/** Anonymous nodes worth keeping: operators. Keywords and punctuation are told by the nodes around them. */
const OPERATORS = new Set(
  '+ - * / % ** // @ & | ^ << >> ~ < > <= >= == != <> in is and or += -= *= /= %= **= //= @= &= |= ^= <<= >>='.split(
    ' ',
  ),
).add('not in');
OPERATORS.add('is not');

/** Named nodes without children that matter. */
const LEAVES = new Set([
  'identifier',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'ellipsis',
  'comment',
  'line_continuation',
  'string_start',
  'string_end',
  'pass_statement',
  'break_statement',
  'continue_statement',
  'import_prefix',
  'escape_sequence',
  'escape_interpolation',
  'type_conversion',
  'wildcard_import',
]);

/** Nodes that may stand anywhere between others and carry no syntax. */
const EXTRAS = new Set(['comment', 'line_continuation']);

/** A string's text is decoded from the source, whatever escapes the grammar saw in it. */
const OPAQUE = new Set(['string_content', 'global_statement', 'nonlocal_statement']);

enum Role {
  Skip,
  Operator,
  Leaf,
  Branch,
  Extra,
}

interface Vocabulary {
  types: string[];
  roles: Role[];
  fields: string[];
}

const vocabularies = new WeakMap<Language, Vocabulary>();

function vocabularyOf(language: Language): Vocabulary {
  let vocabulary = vocabularies.get(language);
  if (!vocabulary) {
    const types: string[] = [];
    const roles: Role[] = [];
    for (let id = 0; id < language.nodeTypeCount; id++) {
      const type = language.nodeTypeForId(id) ?? '';
      types.push(type);
      roles.push(roleOf(type, language.nodeTypeIsNamed(id)));
    }
    vocabulary = { types, roles, fields: language.fields.map((field) => field ?? '') };
    vocabularies.set(language, vocabulary);
  }
  return vocabulary;
}

function roleOf(type: string, named: boolean): Role {
  if (!named) return OPERATORS.has(type) ? Role.Operator : Role.Skip;
  if (EXTRAS.has(type)) return Role.Extra;
  return LEAVES.has(type) || OPAQUE.has(type) ? Role.Leaf : Role.Branch;
}

const ERROR_ID = 65535;

/**
 * A syntax tree copied into arrays: each crossing into the parser costs, so every node is visited once. Nodes are
 * numbers; 0 is the module and, where a child or sibling is asked for, none. Comments, punctuation and keywords are left out.
 */
export class SyntaxTree {
  readonly source: string;
  /** Start and end of each comment, in pairs. */
  readonly comments: number[] = [];
  readonly #types: string[] = [];
  readonly #fields: string[] = [];
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  readonly #first: number[] = [];
  readonly #next: number[] = [];
  #lineStarts: number[] | undefined;

  constructor(tree: Tree, source: string) {
    this.source = source;
    const { types, roles, fields } = vocabularyOf(tree.language);
    const cursor = tree.walk();
    const add = (type: string, field: string, start: number, end: number) => {
      this.#types.push(type);
      this.#fields.push(field);
      this.#start.push(start);
      this.#end.push(end);
      this.#first.push(0);
      this.#next.push(0);
      return this.#types.length - 1;
    };
    // Per depth: the node whose children are visited, and the last of them.
    const parents: number[] = [add('module', '', 0, source.length)];
    const lasts: number[] = [0];
    let depth = 0;
    if (cursor.gotoFirstChild()) {
      for (;;) {
        const id = cursor.nodeTypeId;
        const role = id === ERROR_ID ? Role.Branch : (roles[id] ?? Role.Skip);
        let descend = false;
        if (role === Role.Extra) this.comments.push(cursor.startIndex, cursor.endIndex);
        else if (role !== Role.Skip) {
          const type = id === ERROR_ID ? 'ERROR' : types[id]!;
          const node =
            role === Role.Operator
              ? add(type, '', 0, 0)
              : add(type, fields[cursor.currentFieldId] ?? '', cursor.startIndex, cursor.endIndex);
          if (lasts[depth] === 0) this.#first[parents[depth]!] = node;
          else this.#next[lasts[depth]!] = node;
          lasts[depth] = node;
          if (role === Role.Branch && depth < MAX_DEPTH) descend = cursor.gotoFirstChild();
          if (descend) {
            depth++;
            parents[depth] = node;
            lasts[depth] = 0;
          }
        }
        if (descend) continue;
        while (!cursor.gotoNextSibling()) {
          if (depth === 0) {
            cursor.delete();
            return;
          }
          cursor.gotoParent();
          depth--;
        }
      }
    }
    cursor.delete();
  }

  get size(): number {
    return this.#types.length;
  }

  type(node: number): string {
    return this.#types[node]!;
  }

  /** The field of its parent that the node fills; empty for none. */
  field(node: number): string {
    return this.#fields[node]!;
  }

  start(node: number): number {
    return this.#start[node]!;
  }

  end(node: number): number {
    return this.#end[node]!;
  }

  /** The first child, 0 for none. */
  first(node: number): number {
    return this.#first[node]!;
  }

  /** The next sibling, 0 for none. */
  next(node: number): number {
    return this.#next[node]!;
  }

  /** The first child that fills a field, 0 for none. */
  child(node: number, field: string): number {
    let child = this.#first[node]!;
    while (child !== 0 && this.#fields[child] !== field) child = this.#next[child]!;
    return child;
  }

  /** The first child of a type, 0 for none. */
  childOfType(node: number, type: string): number {
    let child = this.#first[node]!;
    while (child !== 0 && this.#types[child] !== type) child = this.#next[child]!;
    return child;
  }

  text(node: number): string {
    return this.source.slice(this.#start[node], this.#end[node]);
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
    return this.lineAt(this.#start[node]!);
  }

  /** The last line of a node, from 1. */
  endLine(node: number): number {
    return this.lineAt(Math.max(this.#start[node]!, this.#end[node]! - 1));
  }

  /** The column of a place in the source, from 1. */
  columnAt(index: number): number {
    return index - this.lineStarts[this.lineAt(index) - 1]! + 1;
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
