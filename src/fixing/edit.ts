import { decodeText } from '../facts/text.js';
import type { Edit, FileText } from './model.js';

/** The text with its edits, which must not overlap. */
export function editedText(text: string, edits: readonly Edit[]): string {
  let out = text;
  for (const { offset, before, after } of fromTheEnd(edits))
    out = out.slice(0, offset) + after + out.slice(offset + before.length);
  return out;
}

/**
 * The bytes of a file with its edits: only the bytes of the spans change, so that encoding, byte-order mark, line ends
 * and whatever is not even valid text stay. Undefined when the spans cannot be found in the bytes for sure.
 */
export function editedBytes(file: FileText, edits: readonly Edit[]): Uint8Array | undefined {
  const width = WIDTH[file.encoding];
  const offsetOf = (offset: number) =>
    width === undefined
      ? Buffer.byteLength(file.text.slice(0, offset))
      : width * (width === 4 ? [...file.text.slice(0, offset)].length : offset);
  const body = bodyOf(file);
  const start = file.bytes.byteLength - body;
  let bytes = Buffer.from(file.bytes);
  for (const { offset, before, after } of fromTheEnd(edits)) {
    // Versions, digests and operators are ASCII; anything else is not ours to write.
    if (!/^[\x20-\x7e]*$/.test(after)) return undefined;
    const from = start + offsetOf(offset);
    const to = start + offsetOf(offset + before.length);
    bytes = Buffer.concat([bytes.subarray(0, from), encoded(after, file.encoding), bytes.subarray(to)]);
  }
  const again = decodeText(bytes);
  return again.text === editedText(file.text, edits) && again.encoding === file.encoding ? bytes : undefined;
}

/** Bytes of one UTF-16 unit (of one code point for UTF-32); undefined where it depends on the character. */
const WIDTH: Readonly<Record<FileText['encoding'], number | undefined>> = {
  'utf-8': undefined,
  latin1: 1,
  'utf-16le': 2,
  'utf-16be': 2,
  'utf-32le': 4,
  'utf-32be': 4,
};

/** How many bytes the text takes without a byte-order mark. */
function bodyOf({ bytes, encoding }: FileText): number {
  if (encoding.startsWith('utf-32')) return bytes.byteLength - 4;
  if (encoding.startsWith('utf-16')) return bytes.byteLength - 2;
  const marked = encoding === 'utf-8' && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.byteLength - (marked ? 3 : 0);
}

function encoded(ascii: string, encoding: FileText['encoding']): Buffer {
  const width = WIDTH[encoding] ?? 1;
  const bytes = Buffer.alloc(ascii.length * width);
  const last = encoding.endsWith('be') ? width - 1 : 0;
  for (let at = 0; at < ascii.length; at++) bytes[at * width + last] = ascii.charCodeAt(at);
  return bytes;
}

function fromTheEnd(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => b.offset - a.offset);
}

/** The line, counted from 1, on which an offset lies. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
