import { CannotTell } from '../../errors.js';
import { maskedCrc32c } from './crc32c.js';
import { bytesAt, fieldsOf, floatOf, textOfBytes } from './protobuf.js';
import { inBlocks, type RandomAccess } from './random-access.js';

/** The last value of a scalar in an event file. */
export interface LastScalar {
  tag: string;
  /** NaN and infinities are kept. */
  value: number;
  step: number;
  /** Seconds since 1970; 0 where the event does not tell. */
  wallTime: number;
}

/** What an event file of TensorBoard records. */
export interface EventFile {
  /** In the order in which their tags first come. */
  scalars: LastScalar[];
  /** What `add_hparams` and the hparams plugin record, by name. */
  hparams: { name: string; value: string | number | boolean }[];
  /** How many events were read. */
  events: number;
  /** Why not all of it was read: its end is cut off or broken, or a bound was met. Absent when it was read whole. */
  partial?: string;
}

export interface EventBounds {
  /** Bytes that are read of one file; larger events are passed over and not counted. */
  bytes: number;
  /** Events that are read of one file. */
  events: number;
}

/** An event with a scalar takes less than a hundred bytes: a day of training with one a second fits. */
const BOUNDS: EventBounds = { bytes: 32 * 1024 * 1024, events: 500_000 };
/** Larger events hold images, graphs or histograms. */
const LARGEST_EVENT = 64 * 1024;
/** Most tags and hyperparameters of one file, and the longest name. */
const MOST_NAMES = 5000;
const LONGEST_NAME = 1024;

/**
 * Reads an event file: TFRecord framing with masked CRC-32C, an `Event` message in each record. Of each scalar the last value
 * in the file counts, which may be of an earlier step where training was resumed. Throws `CannotTell` for what is no event file.
 * Source: tensorflow/tensorboard, summary/writer/record_writer.py; tensorflow, core/util/event.proto and framework/summary.proto.
 */
export async function readEventFile(
  whole: RandomAccess,
  bounds: Partial<EventBounds> = {},
): Promise<EventFile> {
  const { bytes: most, events: mostEvents } = { ...BOUNDS, ...bounds };
  const file = inBlocks(whole);
  const scalars = new Map<string, LastScalar>();
  const hparams = new Map<string, string | number | boolean>();
  let at = 0;
  let read = 0;
  let events = 0;
  let partial: string | undefined;
  while (at < file.size && partial === undefined) {
    if (events >= mostEvents || read >= most) {
      partial = `only the first ${events} events were read`;
      break;
    }
    const header = await file.read(at, 12);
    const length = lengthOf(header);
    if (length === undefined || at + 16 + length > file.size) {
      // A writer that is stopped leaves half a record.
      if (events === 0) throw new CannotTell('it is no event file of TensorBoard');
      partial = 'its end is cut off';
      break;
    }
    read += 16;
    if (length <= LARGEST_EVENT) {
      const record = await file.read(at + 12, length + 4);
      read += length;
      const payload = record.subarray(0, length);
      if (record.byteLength < length + 4 || numberAt(record, length) !== maskedCrc32c(payload)) {
        if (events === 0) throw new CannotTell('it is no event file of TensorBoard');
        partial = 'a part of it is broken';
        break;
      }
      takeEvent(payload, scalars, hparams);
    }
    events++;
    at += 16 + length;
  }
  return {
    scalars: [...scalars.values()].map((one) => ({ ...one, value: shortest(one.value) })),
    hparams: [...hparams].map(([name, value]) => ({ name, value })),
    events,
    ...(partial === undefined ? {} : { partial }),
  };
}

/** The number with the fewest digits that is the same single-precision float: 0.2, not 0.20000000298023224. */
function shortest(value: number): number {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** The length of a record, where its own checksum is right. */
function lengthOf(header: Uint8Array): number | undefined {
  if (header.byteLength < 12 || numberAt(header, 8) !== maskedCrc32c(header.subarray(0, 8))) return undefined;
  const length = numberAt(header, 4) * 2 ** 32 + numberAt(header, 0);
  return Number.isSafeInteger(length) ? length : undefined;
}

function numberAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

function takeEvent(
  event: Uint8Array,
  scalars: Map<string, LastScalar>,
  hparams: Map<string, string | number | boolean>,
): void {
  let wallTime = 0;
  let step = 0;
  let summary: Uint8Array | undefined;
  for (const { number, value } of fieldsOf(event)) {
    if (number === 1 && value instanceof Uint8Array) wallTime = floatOf(value) ?? 0;
    else if (number === 2 && typeof value === 'number') step = value;
    else if (number === 5 && value instanceof Uint8Array) summary = value;
  }
  if (!summary) return;
  for (const { number, value } of fieldsOf(summary)) {
    if (number !== 1 || !(value instanceof Uint8Array)) continue;
    const { tag, scalar, plugin } = summaryValue(value);
    if (plugin?.name === 'hparams') takeHparams(plugin.content, hparams);
    if (tag === undefined || scalar === undefined) continue;
    if (scalars.size < MOST_NAMES || scalars.has(tag))
      scalars.set(tag, { tag, value: scalar, step, wallTime });
  }
}

interface Plugin {
  name: string;
  content: Uint8Array;
}

function summaryValue(message: Uint8Array): { tag?: string; scalar?: number; plugin?: Plugin } {
  let tag: string | undefined;
  let scalar: number | undefined;
  let tensor: Uint8Array | undefined;
  let plugin: Plugin | undefined;
  for (const { number, value } of fieldsOf(message)) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === 1) tag = textOfBytes(value, LONGEST_NAME);
    else if (number === 2) scalar = floatOf(value);
    else if (number === 8) tensor = value;
    else if (number === 9) plugin = pluginOf(value);
  }
  // Only the first event of a tag has to name its plugin; what is no scalar is never a tensor of one number.
  if (tensor && (plugin === undefined || plugin.name === 'scalars')) scalar ??= scalarOf(tensor);
  return {
    ...(tag === undefined ? {} : { tag }),
    ...(scalar === undefined ? {} : { scalar }),
    ...(plugin === undefined ? {} : { plugin }),
  };
}

function pluginOf(metadata: Uint8Array): Plugin | undefined {
  const data = bytesAt(metadata, 1);
  const name = data && bytesAt(data, 1);
  return data && name
    ? { name: textOfBytes(name, LONGEST_NAME), content: bytesAt(data, 2) ?? new Uint8Array(0) }
    : undefined;
}

/** The number of a tensor without dimensions. Source: tensorflow, framework/tensor.proto and types.proto. */
function scalarOf(tensor: Uint8Array): number | undefined {
  let type = 0;
  for (const { number, value } of fieldsOf(tensor)) {
    if (number === 1 && typeof value === 'number') type = value;
    else if (number === 2 && value instanceof Uint8Array && value.byteLength > 0) return undefined;
    else if (number === 4 && value instanceof Uint8Array) {
      if ((type === 1 && value.byteLength === 4) || (type === 2 && value.byteLength === 8))
        return floatOf(value);
      const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
      if (type === 3 && value.byteLength === 4) return view.getInt32(0, true);
      if (type === 9 && value.byteLength === 8) return Number(view.getBigInt64(0, true));
    } else if ((number === 5 || number === 6) && value instanceof Uint8Array) {
      const width = number === 5 ? 4 : 8;
      if (value.byteLength === width) return floatOf(value);
    } else if ((number === 7 || number === 10) && typeof value === 'number') return value;
  }
  return undefined;
}

/** `HParamsPluginData.session_start_info.hparams`: a map of names to protobuf values. Source: tensorboard, plugins/hparams/plugin_data.proto. */
function takeHparams(content: Uint8Array, hparams: Map<string, string | number | boolean>): void {
  const start = bytesAt(content, 3);
  for (const { number, value } of start ? fieldsOf(start) : []) {
    if (number !== 1 || !(value instanceof Uint8Array)) continue;
    const name = bytesAt(value, 1);
    const held = bytesAt(value, 2);
    if (!name || !held || hparams.size >= MOST_NAMES) continue;
    for (const { number: kind, value: inner } of fieldsOf(held)) {
      const told =
        kind === 2 && inner instanceof Uint8Array
          ? floatOf(inner)
          : kind === 3 && inner instanceof Uint8Array
            ? textOfBytes(inner)
            : kind === 4 && typeof inner === 'number'
              ? inner !== 0
              : undefined;
      if (told !== undefined) hparams.set(textOfBytes(name, LONGEST_NAME), told);
    }
  }
}
