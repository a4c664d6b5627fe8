import { decodeText } from '../text.js';
import type { SyntaxProblem } from './model.js';
import { lineStartsOf } from './syntax.js';

/** Python source as text, with what keeps Python from reading it. */
export interface DecodedSource {
  text: string;
  problems: SyntaxProblem[];
  /** Neither in its encoding nor free of null bytes: a program or a picture, on which a parser would spend all its time. */
  binary?: true;
}

/** Source: PEP 263, "Defining the Encoding". */
const CODING = /^[ \t\f]*#[^\r\n]{0,400}?coding[:=][ \t]*([-\w.]{1,40})/;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#|$)/;

/** Names that Python knows and the platform's decoder spells otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  'latin-1': 'latin1',
  'iso-latin-1': 'latin1',
  'iso8859-15': 'iso-8859-15',
  'latin-9': 'iso-8859-15',
  'utf-8-sig': 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  cp932: 'shift_jis',
  'shift-jis': 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'mac-roman': 'macintosh',
};

/**
 * Decodes Python source as Python does: a UTF-8 mark, else the encoding that a comment in the first two lines names, else
 * UTF-8. Bytes that do not decode give a problem, and the text is then read as Latin-1 so that the rest can be told.
 * An encoding that is not known here gives no problem: Python knows more of them.
 */
export function decodeSource(bytes: Uint8Array): DecodedSource {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    const { text, encoding } = decodeText(bytes);
    return {
      text,
      problems: [problem(`encoded as ${encoding.toUpperCase()}, which Python does not read`, 1)],
    };
  }
  const declared = marked ? undefined : declaredEncoding(body);
  const encoding = declared === undefined ? 'utf-8' : normalise(declared);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(body);
    return { text, problems: nullBytes(text) };
  } catch (error) {
    const text = new TextDecoder('latin1').decode(body);
    if (error instanceof RangeError) return { text, problems: nullBytes(text) };
    const line = lineStartsOf(
      new TextDecoder('latin1').decode(body.subarray(0, validUpTo(body, encoding))),
    ).length;
    const message =
      declared === undefined
        ? 'not valid UTF-8, and no encoding is declared'
        : `not valid ${declared}, the encoding that it declares`;
    const nulls = nullBytes(text);
    return { text, problems: [problem(message, line), ...nulls], ...(nulls.length > 0 && { binary: true }) };
  }
}

/** The encoding that a comment in the first two lines names. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  const [first = '', second = ''] = head.split(/\r\n|\r|\n/, 2);
  const found = CODING.exec(first)?.[1];
  if (found !== undefined || !BLANK_OR_COMMENT.test(first)) return found;
  return CODING.exec(second)?.[1];
}

function normalise(name: string): string {
  const plain = name.toLowerCase().replaceAll('_', '-');
  if (/^utf-?8(-|$)/.test(plain)) return 'utf-8';
  if (/^(latin-1|iso-8859-1|iso-latin-1)-/.test(plain)) return 'latin1';
  return ALIASES[plain] ?? plain;
}

/** How many bytes decode without an error, to the nearest block in which the first error stands. */
function validUpTo(bytes: Uint8Array, encoding: string): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      // Streaming: a character that is cut off at the end is no error.
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return low;
}

function nullBytes(text: string): SyntaxProblem[] {
  const at = text.indexOf('\0');
  if (at < 0) return [];
  return [problem('contains a null byte', lineStartsOf(text.slice(0, at)).length)];
}

function problem(message: string, line: number): SyntaxProblem {
  return { message, line, column: 1, python2: false };
}
