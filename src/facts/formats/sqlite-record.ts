/** A value of a row. Integers beyond what a double holds are rounded; of a blob only its length is told. */
export type SqliteValue = string | number | null | { blob: number };

/** A varint of SQLite: big-endian, at most nine bytes; undefined where the bytes end before it does. */
export function varintAt(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let taken = 0; taken < 9; taken++) {
    const byte = bytes[at + taken];
    if (byte === undefined) return undefined;
    if (taken === 8) return { value: value * 256 + byte, next: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + taken + 1 };
  }
  return undefined;
}

const WIDTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

/**
 * The values at some places of a record; null for one that is not there, as for a column that was added later.
 * Source: https://www.sqlite.org/fileformat2.html#record_format.
 */
export function readRecord(
  record: Uint8Array,
  places: readonly number[],
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be',
): SqliteValue[] {
  const values: SqliteValue[] = places.map(() => null);
  const header = varintAt(record, 0);
  if (!header) return values;
  const last = Math.max(-1, ...places);
  const end = Math.min(header.value, record.byteLength);
  for (let at = header.next, body = header.value, place = 0; at < end && place <= last; place++) {
    const type = varintAt(record, at);
    if (!type) break;
    at = type.next;
    const length =
      type.value >= 12 ? Math.floor((type.value - 12) / 2) : (WIDTHS[type.value] ?? Number.MAX_SAFE_INTEGER);
    if (places.includes(place)) {
      const value = decoded(record, type.value, body, length, encoding);
      for (const [index, wanted] of places.entries()) if (wanted === place) values[index] = value;
    }
    body += length;
  }
  return values;
}

function decoded(
  record: Uint8Array,
  type: number,
  at: number,
  length: number,
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be',
): SqliteValue {
  if (type >= 12) {
    const bytes = record.subarray(at, at + length);
    if (type % 2 === 0) return { blob: length };
    return encoding === 'utf-8'
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
      : new TextDecoder(encoding).decode(bytes);
  }
  if (type === 8 || type === 9) return type - 8;
  if (type === 0 || at + length > record.byteLength) return null;
  const view = new DataView(record.buffer, record.byteOffset + at, length);
  switch (type) {
    case 1:
      return view.getInt8(0);
    case 2:
      return view.getInt16(0);
    case 3:
      return view.getInt8(0) * 65_536 + view.getUint16(1);
    case 4:
      return view.getInt32(0);
    case 5:
      return view.getInt16(0) * 2 ** 32 + view.getUint32(2);
    case 6:
      return Number(view.getBigInt64(0));
    case 7:
      return view.getFloat64(0);
    default:
      return null;
  }
}
