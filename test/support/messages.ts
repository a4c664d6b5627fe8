import { maskedCrc32c } from '../../src/facts/formats/crc32c.js';

/** A field of a protobuf message, as its bytes: a text, another message, a double (`{ double }`), a float, or a whole number. */
export function field(
  number: number,
  value: string | Uint8Array | number | { double: number } | { float: number },
): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  if (typeof value === 'object' && 'double' in value) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value.double);
    return Buffer.concat([varint(number * 8 + 1), bytes]);
  }
  if (typeof value === 'object' && 'float' in value) {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value.float);
    return Buffer.concat([varint(number * 8 + 5), bytes]);
  }
  const bytes = Buffer.from(value as Uint8Array);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.byteLength), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** Records as TensorFlow frames them. */
export function tfRecords(...payloads: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    payloads.flatMap((payload) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(payload.byteLength));
      return [length, checksum(length), payload, checksum(payload)];
    }),
  );
}

function checksum(bytes: Uint8Array): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(maskedCrc32c(bytes));
  return sum;
}

/** An event file of TensorBoard with these scalars, each a step after the other. */
export function eventFile(scalars: readonly (readonly [tag: string, value: number])[]): Buffer {
  return tfRecords(
    field(3, 'brain.Event:2'),
    ...scalars.map(([tag, value], step) =>
      Buffer.concat([
        field(1, { double: 1.5 }),
        field(2, step),
        field(5, field(1, Buffer.concat([field(1, tag), field(2, { float: value })]))),
      ]),
    ),
  );
}

/** The log of a W&B run, framed as LevelDB frames records, in blocks of 32 KiB. */
export function wandbLog(...records: readonly Uint8Array[]): Buffer {
  const parts: Buffer[] = [Buffer.from(':W&B\xe1\xbe\0', 'latin1')];
  let at = 7;
  const put = (part: Buffer) => {
    parts.push(part);
    at += part.byteLength;
  };
  for (const record of records) {
    let rest = Buffer.from(record);
    for (let first = true; first || rest.byteLength > 0; first = false) {
      const left = 32_768 - (at % 32_768);
      if (left < 7) put(Buffer.alloc(left));
      const room = 32_768 - (at % 32_768) - 7;
      const part = rest.subarray(0, room);
      rest = rest.subarray(part.byteLength);
      const head = Buffer.alloc(7);
      head.writeUInt16LE(part.byteLength, 4);
      head[6] = first ? (rest.byteLength === 0 ? 1 : 2) : rest.byteLength === 0 ? 4 : 3;
      put(Buffer.concat([head, part]));
    }
  }
  return Buffer.concat(parts);
}
