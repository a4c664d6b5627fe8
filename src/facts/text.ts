/** Text of a file, with how sure its decoding is. */
export interface DecodedText {
  text: string;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | 'latin1';
}

const BOMS: readonly [readonly number[], DecodedText['encoding']][] = [
  // UTF-32 first: its little-endian mark begins with that of UTF-16.
  [[0xff, 0xfe, 0x00, 0x00], 'utf-32le'],
  [[0x00, 0x00, 0xfe, 0xff], 'utf-32be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
];

/**
 * Decodes text as pip does with requirements files: byte-order mark, else UTF-8, else Latin-1, which never fails.
 * The mark is left out of the text. Source: pip, docs/html/reference/requirements-file-format.md, "Encoding".
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  for (const [bom, encoding] of BOMS) {
    if (bom.every((byte, at) => bytes[at] === byte)) {
      const body = bytes.subarray(bom.length);
      return {
        text: encoding.startsWith('utf-32')
          ? decodeUtf32(body, encoding)
          : new TextDecoder(encoding).decode(body),
        encoding,
      };
    }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('latin1').decode(bytes), encoding: 'latin1' };
  }
}

function decodeUtf32(bytes: Uint8Array, encoding: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
    const point = view.getUint32(at, encoding === 'utf-32le');
    parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd');
  }
  return parts.join('');
}

/** True for bytes that are not text: a NUL byte in the first 8,000 bytes, as git decides it, without a Unicode mark. */
export function looksBinary(bytes: Uint8Array): boolean {
  if (BOMS.some(([bom]) => bom.every((byte, at) => bytes[at] === byte))) return false;
  return bytes.subarray(0, 8000).includes(0);
}
