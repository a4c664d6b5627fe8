/** Start of a node that begins with its first child. */
export const FROM_CHILD = -1;
/** Start of an operator, which has no place. */
export const OPERATOR = -2;

/** Bytes of one node over all arrays. */
const NODE_BYTES = 19;

/** The nodes of a tree, each a number: what kind it is, which field it fills, where it stands, its first child, its next sibling. */
export class NodeArrays {
  start: Int32Array;
  end: Int32Array;
  first: Int32Array;
  next: Int32Array;
  type: Uint16Array;
  field: Uint8Array;
  size = 0;

  /** With room for so many nodes at first; or with all those that another one packed. */
  constructor(from: number | ArrayBuffer) {
    const room = typeof from === 'number' ? from : from.byteLength / NODE_BYTES;
    const bytes = typeof from === 'number' ? new ArrayBuffer(room * NODE_BYTES) : from;
    // The widest first, so that each begins at a multiple of its own width.
    this.start = new Int32Array(bytes, 0, room);
    this.end = new Int32Array(bytes, room * 4, room);
    this.first = new Int32Array(bytes, room * 8, room);
    this.next = new Int32Array(bytes, room * 12, room);
    this.type = new Uint16Array(bytes, room * 16, room);
    this.field = new Uint8Array(bytes, room * 18, room);
    if (typeof from !== 'number') this.size = room;
  }

  add(type: number, field: number, start: number, end: number): number {
    const node = this.size++;
    if (node === this.type.length) this.#take(new NodeArrays(this.type.length * 2));
    this.type[node] = type;
    this.field[node] = field;
    this.start[node] = start;
    this.end[node] = end;
    this.first[node] = 0;
    this.next[node] = 0;
    return node;
  }

  /** The nodes in one piece of memory of their own, which can be handed to another thread. */
  pack(): ArrayBuffer {
    const bytes = new ArrayBuffer(this.size * NODE_BYTES);
    new NodeArrays(bytes).#copy(this, this.size);
    return bytes;
  }

  #copy(from: NodeArrays, size: number): void {
    this.start.set(from.start.subarray(0, size));
    this.end.set(from.end.subarray(0, size));
    this.first.set(from.first.subarray(0, size));
    this.next.set(from.next.subarray(0, size));
    this.type.set(from.type.subarray(0, size));
    this.field.set(from.field.subarray(0, size));
  }

  /** Goes on in wider arrays. */
  #take(wider: NodeArrays): void {
    wider.#copy(this, this.type.length);
    this.start = wider.start;
    this.end = wider.end;
    this.first = wider.first;
    this.next = wider.next;
    this.type = wider.type;
    this.field = wider.field;
  }
}
