import type { Value } from './model.js';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** `\` and what belongs to it. Source: the Python language reference, "String and Bytes literals", escape sequences. */
const ESCAPE = /\\(?:\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])/g;

/** The text that a string literal's body stands for; an escape that Python does not know stands for itself. */
export function unescapeText(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(ESCAPE, (sequence) => {
    const rest = sequence.slice(1);
    const simple = SIMPLE_ESCAPES[rest];
    if (simple !== undefined) return simple;
    if (rest === '\r\n' || rest === '\r') return '';
    if (/^[0-7]/.test(rest)) return String.fromCharCode(Number.parseInt(rest, 8));
    if (/^[xuU]./.test(rest)) {
      const point = Number.parseInt(rest.slice(1), 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return sequence;
  });
}

/** The value of a number literal; NaN for complex numbers and for integers that a double cannot hold. */
export function numberValue(text: string): Value {
  const plain = text.replace(/[_lL]/g, '');
  const octal = /^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain;
  const value = Number(octal);
  const whole = /^[0-9]+$|^0[xXoObB]/.test(octal);
  return { kind: 'number', value: whole && !Number.isSafeInteger(value) ? Number.NaN : value, text };
}

/** The same with a sign in front; undefined for anything but a plain number. */
export function negated(value: Value): Value | undefined {
  if (value.kind !== 'number' || value.text.startsWith('-')) return undefined;
  return { kind: 'number', value: -value.value, text: `-${value.text}` };
}

const EXTENSION = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;
const LONGEST_PATH = 500;

/** True for text that may be a path or an address: one line with a slash or backslash, or that ends in a file extension. */
export function looksLikePath(text: string): boolean {
  if (text.length < 2 || text.length > LONGEST_PATH) return false;
  if (!text.includes('/') && !text.includes('\\') && !EXTENSION.test(text)) return false;
  return !/[\r\n]/.test(text);
}
