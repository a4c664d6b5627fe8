/** A file of which parts are read, so that its size costs no memory. */
export interface RandomAccess {
  /** Bytes. */
  readonly size: number;
  /** The bytes from a place on; fewer, or none, past the end. */
  read(start: number, length: number): Promise<Uint8Array>;
}

/** Bytes that are in memory already. */
export function inMemory(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.byteLength,
    read: async (start, length) => bytes.subarray(start, start + length),
  };
}

/** Bytes that are read at once, and how many such blocks are kept. */
const BLOCK = 256 * 1024;
const KEPT = 16;

/** A reader of small parts that fetches whole blocks and keeps the last ones. */
export function inBlocks(file: RandomAccess): RandomAccess {
  const blocks = new Map<number, Uint8Array>();
  async function block(at: number): Promise<Uint8Array> {
    const known = blocks.get(at);
    if (known) {
      // What was asked for last goes last.
      blocks.delete(at);
      blocks.set(at, known);
      return known;
    }
    const bytes = await file.read(at * BLOCK, BLOCK);
    blocks.set(at, bytes);
    if (blocks.size > KEPT) blocks.delete(blocks.keys().next().value as number);
    return bytes;
  }
  return {
    size: file.size,
    async read(start, length) {
      const end = Math.min(start + length, file.size);
      if (end <= start) return new Uint8Array(0);
      const first = Math.floor(start / BLOCK);
      const bytes = await block(first);
      const from = start - first * BLOCK;
      if (end - first * BLOCK <= BLOCK) return bytes.subarray(from, end - first * BLOCK);
      if (length > BLOCK) return file.read(start, end - start);
      const rest = await block(first + 1);
      const whole = new Uint8Array(end - start);
      whole.set(bytes.subarray(from));
      whole.set(rest.subarray(0, end - (first + 1) * BLOCK), bytes.byteLength - from);
      return whole;
    },
  };
}
