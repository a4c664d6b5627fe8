import { decodeText } from '../facts/text.js';
import type { Edit, FileText } from './model.js';

/** The text with its edits, which must not overlap. */
export function editedText(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { offset, before, after } of inOrder(edits)) {
    parts.push(text.slice(at, offset), after);
    at = offset + before.length;
  }
  return parts.join('') + text.slice(at);
}

/**
 * The bytes of a file with its edits: only the bytes of the spans change, so that encoding, byte-order mark, line ends
 * and whatever is not even valid text stay. Undefined when the spans cannot be found in the bytes for sure.
 */
export function editedBytes(file: FileText, edits: readonly Edit[]): Uint8Array | undefined {
  const { bytes, encoding, text } = file;
  const parts: Uint8Array[] = [];
  let at = 0;
  let place = bytes.byteLength - bodyOf(file);
  const skip = (to: number) => {
    place += widthOf(text.slice(at, to), encoding);
    at = to;
    return place;
  };
  let copied = 0;
  for (const { offset, before, after } of inOrder(edits)) {
    // Versions, digests and operators are ASCII; anything else is not ours to write.
    if (!/^[\x20-\x7e]*$/.test(after)) return undefined;
    parts.push(bytes.subarray(copied, skip(offset)), encoded(after, encoding));
    copied = skip(offset + before.length);
  }
  const edited = Buffer.concat([...parts, bytes.subarray(copied)]);
  const again = decodeText(edited);
  return again.text === editedText(text, edits) && again.encoding === encoding ? edited : undefined;
}

/** How many bytes a text takes in an encoding. */
function widthOf(text: string, encoding: FileText['encoding']): number {
  const width = WIDTH[encoding];
  if (width === undefined) return Buffer.byteLength(text);
  return width * (width === 4 ? [...text].length : text.length);
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

function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.offset - b.offset);
}

/** Tells the line, counted from 1, on which an offset of the text lies. */
export function linesOf(text: string): (offset: number) => number {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
