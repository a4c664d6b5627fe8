/** One field of a protobuf message. Source: https://protobuf.dev/programming-guides/encoding/. */
export interface Field {
  number: number;
  /** A varint, in as far as a double holds it; a fixed one as its bytes; a string, message or packed list as its bytes. */
  value: number | Uint8Array;
}

/** Varints are at most ten bytes long. */
const LONGEST_VARINT = 10;

/**
 * The fields of a message, in order. Ends at the first thing that is no field, so that broken bytes give what stands before
 * them. Groups, which nobody writes any more, end it too. It copies nothing and does not recurse.
 */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number | undefined => {
    let value = 0;
    for (let taken = 0; taken < LONGEST_VARINT && at < bytes.byteLength; taken++) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** (7 * taken);
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < bytes.byteLength) {
    const key = varint();
    if (key === undefined) return;
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      const value = varint();
      if (value === undefined) return;
      yield { number, value };
      continue;
    }
    const length = wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? varint() : undefined;
    if (length === undefined || length > bytes.byteLength - at) return;
    yield { number, value: bytes.subarray(at, at + length) };
    at += length;
  }
}

/** The last value of a field that is bytes; undefined when it is absent. */
export function bytesAt(message: Uint8Array, number: number): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  for (const field of fieldsOf(message))
    if (field.number === number && field.value instanceof Uint8Array) found = field.value;
  return found;
}

/** Text of a field, at most `limit` bytes of it. */
export function textOfBytes(bytes: Uint8Array, limit = 4096): string {
  return new TextDecoder().decode(bytes.subarray(0, limit));
}

/** A little-endian float of four or eight bytes; undefined for any other length. */
export function floatOf(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength === 4) return view.getFloat32(0, true);
  return bytes.byteLength === 8 ? view.getFloat64(0, true) : undefined;
}
