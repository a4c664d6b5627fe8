import type { Tree } from 'web-tree-sitter';
import type { Cursor } from './cursor.js';
import { walkThrough } from './grammar.js';
import { FROM_CHILD, NodeArrays, OPERATOR } from './node-arrays.js';
import { Role, type Vocabulary, vocabularyOf } from './vocabulary.js';

/** What was copied of a tree. */
export interface Copied {
  nodes: NodeArrays;
  /** Start and end of each comment, in pairs; none where nobody asked for them. */
  comments: readonly number[];
  /** Where the first of what is nested too deeply to be kept begins; -1 where all is kept. */
  cutAt: number;
}

/** Nodes nested deeper than this are left out: the tree is walked by recursion. CPython itself stops at about 200 brackets. */
const MAX_DEPTH = 600;
/** The number that the parser gives to nodes of text that it could not place. */
const ERROR_ID = 65535;

/** Nodes for which there is room at first. */
const ROOM = 1 << 16;
/** Room that grew beyond this for one huge file is not kept for the next. */
const MOST_KEPT = 1 << 19;
let room = new NodeArrays(ROOM);

/** Lets go of the room that one huge file took. */
export function releaseRoom(): void {
  if (room.type.length > MOST_KEPT) room = new NodeArrays(ROOM);
}

/**
 * Copies a tree of the parser into arrays: each crossing into the parser costs, so every node is visited once and asked
 * little. The arrays are used again: they are good until the next tree is copied, unless they are packed.
 */
export function copyTree(tree: Tree, source: string, wantsComments: boolean): Copied {
  const copy = new TreeCopy(vocabularyOf(tree.language), source, wantsComments);
  const cursor = walkThrough(tree);
  try {
    copy.run(cursor);
  } finally {
    cursor.delete();
  }
  return copy;
}

class TreeCopy implements Copied {
  readonly nodes: NodeArrays;
  readonly comments: number[] = [];
  cutAt = -1;
  readonly #source: string;
  readonly #vocabulary: Vocabulary;
  readonly #wantsComments: boolean;

  constructor(vocabulary: Vocabulary, source: string, wantsComments: boolean) {
    releaseRoom();
    room.size = 0;
    this.nodes = room;
    this.#source = source;
    this.#vocabulary = vocabulary;
    this.#wantsComments = wantsComments;
  }

  run(cursor: Cursor): void {
    const { nodes } = this;
    const { roles, fixedFields, error, module } = this.#vocabulary;
    // Per depth: the node whose children are visited, the last of them, and how many there were.
    const parents: number[] = [nodes.add(module, 0, 0, this.#source.length)];
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
    const { nodes } = this;
    if (role === Role.Operator) return nodes.add(kind, 0, OPERATOR, OPERATOR);
    if (role === Role.Span && depth < MAX_DEPTH) return nodes.add(kind, field, FROM_CHILD, FROM_CHILD);
    const start = cursor.startIndex;
    const end = role === Role.Name ? endOfName(this.#source, start) : -1;
    return nodes.add(kind, field, start, end < 0 ? cursor.endIndex : end);
  }
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
