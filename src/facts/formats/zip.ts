import { inflateRawSync } from 'node:zlib';
import { CannotTell } from '../../errors.js';
import type { RandomAccess } from './random-access.js';

/** A file in a ZIP archive. */
export interface ZipEntry {
  name: string;
  /** Bytes that it says to hold. */
  size: number;
  /** Its content. Throws `CannotTell` when it is broken, encrypted, packed in another way, or larger than the limit whatever it says. */
  bytes(limit: number): Promise<Uint8Array>;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record is followed by a comment of at most 65,535 bytes. */
const TAIL = 22 + 65_535;
const MOST_ENTRIES = 10_000;
const LARGEST_DIRECTORY = 4 * 1024 * 1024;

/** The files of a ZIP archive, by its directory. Throws `CannotTell` for what is none. Source: PKWARE, APPNOTE.TXT 6.3, section 4.3. */
export async function readZip(file: RandomAccess): Promise<ZipEntry[]> {
  const tail = await file.read(Math.max(0, file.size - TAIL), TAIL);
  const view = viewOf(tail);
  let end = tail.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new CannotTell('it is no ZIP archive');
  const length = view.getUint32(end + 12, true);
  if (length > LARGEST_DIRECTORY) throw new CannotTell('its directory is too large');
  const directory = await file.read(view.getUint32(end + 16, true), length);
  const fields = viewOf(directory);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.byteLength && entries.length < MOST_ENTRIES; ) {
    if (fields.getUint32(at, true) !== CENTRAL) break;
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => fields.getUint16(at + place, true));
    const packed = fields.getUint32(at + 20, true);
    const size = fields.getUint32(at + 24, true);
    const method = fields.getUint16(at + 10, true);
    const encrypted = (fields.getUint16(at + 8, true) & 1) !== 0;
    const start = fields.getUint32(at + 42, true);
    const name = new TextDecoder().decode(directory.subarray(at + 46, at + 46 + nameLength!));
    entries.push({
      name,
      size,
      bytes: (limit) => contentOf(file, { start, packed, method, encrypted }, limit),
    });
    at += 46 + nameLength! + extra! + comment!;
  }
  return entries;
}

async function contentOf(
  file: RandomAccess,
  { start, packed, method, encrypted }: { start: number; packed: number; method: number; encrypted: boolean },
  limit: number,
): Promise<Uint8Array> {
  const head = await file.read(start, 30);
  if (head.byteLength < 30 || viewOf(head).getUint32(0, true) !== LOCAL) throw new CannotTell('it is broken');
  if (encrypted || (method !== 0 && method !== 8))
    throw new CannotTell('it is encrypted or packed in a way that is not known');
  if (packed > limit) throw new CannotTell('it is too large to read');
  const bytes = await file.read(
    start + 30 + viewOf(head).getUint16(26, true) + viewOf(head).getUint16(28, true),
    packed,
  );
  if (method === 0) return bytes;
  try {
    return inflateRawSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    throw new CannotTell('it is broken or too large to read', { cause });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
