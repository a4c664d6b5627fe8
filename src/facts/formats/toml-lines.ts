/**
 * The line of each header, key and array item of a TOML text that parses, by the path to it (an item's last part is its
 * index); the first one counts. The parser itself tells no places. Source: https://toml.io/en/v1.0.0.
 */
export function tomlLines(text: string): Map<string, number> {
  return new Scanner(text).document();
}

/** The key under which `tomlLines` keeps a path. */
export function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** Nobody asks for a deeper path; a key of thousands of parts would cost their square. */
const DEEPEST = 16;

class Scanner {
  readonly #text: string;
  readonly #places = new Map<string, number>();
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Map<string, number> {
    let section: string[] = [];
    for (;;) {
      this.#skip();
      if (this.#at >= this.#text.length) return this.#places;
      const start = this.#at;
      if (this.#text[this.#at] === '[') {
        while (this.#text[this.#at] === '[') this.#at++;
        section = this.#key(']');
        this.#note(section, 1);
        while (this.#text[this.#at] === ']') this.#at++;
      } else this.#pair(section);
      // Whatever is no TOML after all must not stop the scan from ending.
      if (this.#at === start) this.#at++;
    }
  }

  #pair(section: readonly string[]): void {
    const key = this.#key('=');
    const path = [...section, ...key];
    this.#note(path, section.length + 1);
    this.#at++;
    this.#skip();
    this.#value(path);
  }

  #value(path: readonly string[]): void {
    const first = this.#text[this.#at];
    if (first === '[') {
      this.#at++;
      for (let index = 0; ; index++) {
        this.#skip();
        if (this.#ends(']')) return;
        this.#note([...path, String(index)], path.length + 1);
        this.#item(() => this.#value([...path, String(index)]));
      }
    } else if (first === '{') {
      this.#at++;
      for (;;) {
        this.#skip();
        if (this.#ends('}')) return;
        this.#item(() => this.#pair(path));
      }
    } else if (first === '"' || first === "'") this.#string(first);
    else while (this.#at < this.#text.length && !',]}#\n'.includes(this.#text[this.#at]!)) this.#at++;
  }

  /** One item of a list and the comma after it. */
  #item(read: () => void): void {
    const start = this.#at;
    read();
    this.#skip();
    if (this.#text[this.#at] === ',' || this.#at === start) this.#at++;
  }

  #ends(close: string): boolean {
    if (this.#at >= this.#text.length) return true;
    if (this.#text[this.#at] !== close) return false;
    this.#at++;
    return true;
  }

  /** The parts of a dotted key up to the character that ends it. */
  #key(end: string): string[] {
    const parts: string[] = [];
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      if (char === end || char === '\n') break;
      const start = this.#at;
      if (char === '"' || char === "'") {
        this.#string(char);
        const inner = this.#text.slice(start + 1, this.#at - 1);
        parts.push(char === '"' && inner.includes('\\') ? unescaped(inner) : inner);
      } else if (/[\s.]/.test(char)) this.#at++;
      else {
        while (this.#at < this.#text.length && !/[\s.="'\]]/.test(this.#text[this.#at]!)) this.#at++;
        if (this.#at === start) this.#at++;
        parts.push(this.#text.slice(start, this.#at));
      }
    }
    return parts;
  }

  #string(quote: string): void {
    const triple = this.#text.startsWith(quote.repeat(3), this.#at);
    const mark = triple ? quote.repeat(3) : quote;
    this.#at += mark.length;
    while (this.#at < this.#text.length && !this.#text.startsWith(mark, this.#at)) {
      if (quote === '"' && this.#text[this.#at] === '\\') this.#at++;
      if (this.#text[this.#at] === '\n') this.#line++;
      this.#at++;
    }
    this.#at += mark.length;
    // A multi-line string may end in quotes of its own.
    while (triple && this.#text[this.#at] === quote) this.#at++;
  }

  /** White space, line ends and comments. */
  #skip(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === '#') {
        while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
        if (this.#at >= this.#text.length) return;
        this.#line++;
      } else if (char === '\n') this.#line++;
      else if (!/\s/.test(char)) return;
    }
  }

  #note(path: readonly string[], from: number): void {
    for (let depth = from; depth <= Math.min(path.length, DEEPEST); depth++) {
      const key = pathKey(path.slice(0, depth));
      if (!this.#places.has(key)) this.#places.set(key, this.#line);
    }
  }
}

function unescaped(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    return inner;
  }
}
