import { parse } from 'smol-toml';

/** A part of the way to a value: a name, or the place of an item in an array, from 0. */
export type TomlStep = string | number;

/** A table header, a key or an item of an array. Offsets count UTF-16 units, `to` is the one after it. */
export interface TomlPlace {
  /** The way to what stands here. Only good during the call: whoever keeps it makes a copy. */
  path: readonly TomlStep[];
  /** How much of the way was there before: a dotted key adds several parts. */
  before: number;
  from: number;
  /** The end of the header, of the key or of a plain value; that of its bracket for an item that is a list or table. */
  to: number;
  /** From 1, both. */
  line: number;
  column: number;
}

/** What is told of a TOML text, in the order in which it stands. */
export interface TomlVisitor {
  place?(place: TomlPlace): void;
  /** A string on one line without escapes; `offset` is that of its content, after the quote. */
  string?(path: readonly TomlStep[], value: string, offset: number): void;
}

/** As deep as the parser goes; of a key with more parts the rest is left out, as each costs time wherever it leads. */
const DEEPEST = 100;
const [TAB, NEWLINE, RETURN, SPACE, QUOTE, HASH, APOSTROPHE] = [9, 10, 13, 32, 34, 35, 39];
const [COMMA, DOT, EQUALS, OPEN, BACKSLASH, CLOSE, OPEN_TABLE, CLOSE_TABLE] = [
  44, 46, 61, 91, 92, 93, 123, 125,
];

/** What ends a number, a date or a boolean. */
const PLAIN_END = /[,\]}#\n]/g;

/**
 * Goes once through a TOML text and tells where things stand, which the parser does not. Entries of an array of tables
 * have their number in the way to them. For text that the parser took; on other text it tells something, and ends.
 * Source: https://toml.io/en/v1.0.0.
 */
export function scanToml(text: string, visitor: TomlVisitor): void {
  new Scanner(text, visitor).document();
}

class Scanner {
  readonly #text: string;
  readonly #visitor: TomlVisitor;
  readonly #path: TomlStep[] = [];
  /** The number of the last entry of each array of tables, by the way to it. */
  readonly #entries = new Map<string, number>();
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #lineEnd: number;

  constructor(text: string, visitor: TomlVisitor) {
    this.#text = text;
    this.#visitor = visitor;
    this.#lineEnd = this.#nextLineEnd(0);
  }

  document(): void {
    for (;;) {
      this.#blank();
      if (this.#at >= this.#text.length) return;
      const start = this.#at;
      if (this.#code() === OPEN) this.#header();
      else this.#pair(0);
      // Whatever is no TOML after all must not stop the scan from ending.
      if (this.#at === start) this.#at++;
    }
  }

  #header(): void {
    const from = this.#at++;
    const isEntry = this.#code() === OPEN;
    if (isEntry) this.#at++;
    this.#path.length = 0;
    this.#keys();
    for (let closing = isEntry ? 2 : 1; closing > 0 && this.#code() === CLOSE; closing--) this.#at++;
    const names = this.#path.splice(0);
    for (const [nth, name] of names.entries()) {
      this.#path.push(name);
      const key = JSON.stringify(this.#path);
      const last = this.#entries.get(key);
      const isNew = isEntry && nth === names.length - 1;
      if (isNew) this.#entries.set(key, (last ?? -1) + 1);
      if (isNew || last !== undefined) this.#path.push(this.#entries.get(key)!);
    }
    this.#tell(0, from, this.#at);
  }

  #pair(depth: number): void {
    const before = this.#path.length;
    const from = this.#at;
    const to = this.#keys();
    if (this.#code() === EQUALS) {
      this.#at++;
      this.#tell(before, from, to);
      this.#value(depth, false);
    }
    this.#path.length = before;
  }

  #value(depth: number, isItem: boolean): void {
    this.#blank();
    const from = this.#at;
    const code = this.#code();
    const told = this.#path.length - 1;
    if ((code === OPEN || code === OPEN_TABLE) && depth < DEEPEST) {
      if (isItem) this.#tell(told, from, from + 1);
      this.#at++;
      this.#items(code, depth);
      return;
    }
    const content = code === QUOTE || code === APOSTROPHE ? this.#string() : this.#bare();
    if (isItem) this.#tell(told, from, this.#at);
    if (content && !content.escaped) this.#visitor.string?.(this.#path, content.value, content.offset);
  }

  #items(open: number, depth: number): void {
    for (let index = 0; ; index++) {
      this.#blank();
      const start = this.#at;
      if (start >= this.#text.length) return;
      if (this.#code() === (open === OPEN ? CLOSE : CLOSE_TABLE)) {
        this.#at++;
        return;
      }
      if (open === OPEN) {
        this.#path.push(index);
        this.#value(depth + 1, true);
        this.#path.pop();
      } else this.#pair(depth + 1);
      this.#blank();
      if (this.#code() === COMMA || this.#at === start) this.#at++;
    }
  }

  /** Adds the parts of a dotted key to the path, and tells where it ends; white space behind it is passed. */
  #keys(): number {
    let to = this.#at;
    for (;;) {
      this.#spaces();
      const start = this.#at;
      const code = this.#code();
      let name: string;
      if (code === QUOTE || code === APOSTROPHE) {
        const { value, escaped } = this.#string() ?? { value: '', escaped: false };
        name = escaped ? unescaped(value) : value;
      } else {
        while (isBare(this.#code())) this.#at++;
        if (this.#at === start) return to;
        name = this.#text.slice(start, this.#at);
      }
      if (this.#path.length < DEEPEST) this.#path.push(name);
      to = this.#at;
      this.#spaces();
      if (this.#code() !== DOT) return to;
      this.#at++;
    }
  }

  /** Passes a string; tells its content where it stands on one line. */
  #string(): { value: string; offset: number; escaped: boolean } | undefined {
    const text = this.#text;
    const quote = this.#code();
    const mark = text[this.#at]!.repeat(3);
    const isLong = text.startsWith(mark, this.#at);
    const offset = this.#at + (isLong ? 3 : 1);
    let escaped = false;
    let at = offset;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH && quote === QUOTE) {
        escaped = true;
        at++;
      } else if (code === quote ? !isLong || text.startsWith(mark, at) : code === NEWLINE && !isLong) break;
    }
    this.#at = Math.min(at + (isLong ? 3 : 1), text.length);
    // A long string may end in quotes of its own.
    while (isLong && this.#code() === quote) this.#at++;
    return isLong ? undefined : { value: text.slice(offset, at), offset, escaped };
  }

  /** Passes a number, a date or a boolean. */
  #bare(): undefined {
    const start = this.#at;
    PLAIN_END.lastIndex = start;
    this.#at = PLAIN_END.exec(this.#text)?.index ?? this.#text.length;
    while (this.#at > start && isSpace(this.#text.charCodeAt(this.#at - 1))) this.#at--;
  }

  /** Passes white space, line ends and comments. */
  #blank(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#code();
      if (code === HASH) this.#at = this.#nextLineEnd(this.#at);
      else if (code !== NEWLINE && !isSpace(code)) return;
    }
  }

  #spaces(): void {
    while (isSpace(this.#code())) this.#at++;
  }

  #tell(before: number, from: number, to: number): void {
    if (!this.#visitor.place) return;
    while (this.#lineEnd < from) {
      this.#line++;
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#nextLineEnd(this.#lineStart);
    }
    const column = from - this.#lineStart + 1;
    this.#visitor.place({ path: this.#path, before, from, to, line: this.#line, column });
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #nextLineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === RETURN;
}

/** Letters, digits, `_` and `-`. */
function isBare(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}

function unescaped(text: string): string {
  try {
    return String(parse(`key = "${text}"`).key);
  } catch {
    return text;
  }
}
