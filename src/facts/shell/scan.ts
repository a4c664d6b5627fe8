/** How many characters are passed over for each one of the text; proper text needs a few, nested or unclosed marks more. */
const MOST_PASSES = 40;

/** Finds where quotes and brackets of a text close; what never closes is looked for once only, and in bounded time. */
export class Scanner {
  readonly #text: string;
  /** For each mark, the offset from which on there is none. */
  readonly #none = new Map<string, number>();
  #unclosed = false;
  /** Characters that may still be passed over. */
  #left: number;

  constructor(text: string) {
    this.#text = text;
    this.#left = text.length * MOST_PASSES + 100_000;
  }

  /** The next place of a mark; -1 when there is none. */
  next(mark: string, from: number): number {
    if (from >= (this.#none.get(mark) ?? Number.POSITIVE_INFINITY)) return -1;
    if (this.#left < 0) return -1;
    const found = this.#text.indexOf(mark, from);
    if (found < 0) this.#none.set(mark, from);
    this.#left -= (found < 0 ? this.#text.length : found) - from;
    return found;
  }

  /** The next place of a mark that no backslash stands before. */
  unescaped(mark: string, from: number): number {
    let at = this.next(mark, from);
    while (at >= 0 && isEscaped(this.#text, at, from)) at = this.next(mark, at + 1);
    return at;
  }

  /**
   * Where a construct ends that opens before `from` and closes with `close`: `)` or `"`. Quotes and brackets inside are
   * passed over. -1 when it never closes.
   */
  end(from: number, close: ')' | '"'): number {
    if (this.#unclosed && close === ')') return -1;
    const text = this.#text;
    const open: string[] = [close];
    for (let at = from; at < text.length && this.#left >= 0; at++) {
      const char = text[at]!;
      this.#left--;
      const isQuoted = open.at(-1) === '"';
      if (char === '\\') at++;
      else if (char === open.at(-1)) {
        open.pop();
        if (open.length === 0) return at;
      } else if (char === '$' && text[at + 1] === '{' && this.brace(at + 2) >= 0) {
        open.push('}');
        at++;
      } else if (isQuoted) {
        if (char === '$' && text[at + 1] === '(') {
          open.push(')');
          at++;
        }
      } else if (char === "'" && open.at(-1) !== '}') {
        const end = this.next("'", at + 1);
        if (end >= 0) at = end;
      } else if (char === '"') open.push('"');
      else if (char === '(') open.push(')');
    }
    if (close === ')') this.#unclosed = true;
    return -1;
  }

  /** Where a brace closes that opens before `from`; -1 when it does not, or far away only. */
  brace(from: number): number {
    let depth = 1;
    for (let at = from; at < this.#text.length && at < from + 2000 && this.#left >= 0; at++) {
      const char = this.#text[at]!;
      this.#left--;
      if (char === '\\') at++;
      else if (char === '{') depth++;
      else if (char === '}' && --depth === 0) return at;
    }
    return -1;
  }
}

function isEscaped(text: string, at: number, from: number): boolean {
  let marks = 0;
  while (at - marks - 1 >= from && text[at - marks - 1] === '\\') marks++;
  return marks % 2 === 1;
}
