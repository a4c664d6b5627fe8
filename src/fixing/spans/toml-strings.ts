/** One single-line string of a TOML file that holds no escapes. */
export interface TomlString {
  /** The keys that lead to it; the place in an array is left out. */
  path: readonly string[];
  value: string;
  /** Where its content begins, after the quote. */
  offset: number;
}

/**
 * The strings of a TOML file with their keys and offsets, which parsers do not tell. For text that a parser took; on
 * other text it ends early.
 * Source: https://toml.io/en/v1.0.0
 */
export function tomlStrings(text: string): TomlString[] {
  const out: TomlString[] = [];
  let at = 0;
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at;
    at += pattern.exec(text)?.[0].length ?? 0;
  };
  /** Past white space and comments, and past commas where they separate. */
  const blank = (more = '') => {
    for (;;) {
      const start = at;
      skip(/\s+/y);
      if (text[at] === '#') skip(/[^\n]+/y);
      if (more !== '' && text[at] === more) at++;
      if (at === start) return;
    }
  };
  const string = (): { value: string | undefined; offset: number } => {
    const quote = text[at]!;
    const escapes = quote === '"';
    if (text.startsWith(quote.repeat(3), at)) {
      at += 3;
      while (at < text.length && !text.startsWith(quote.repeat(3), at))
        at += escapes && text[at] === '\\' ? 2 : 1;
      // Up to two quotes may stand right before the closing three.
      while (text[at] === quote) at++;
      return { value: undefined, offset: at };
    }
    const offset = ++at;
    let plain = true;
    for (; at < text.length && text[at] !== quote && text[at] !== '\n'; at++) {
      if (!escapes || text[at] !== '\\') continue;
      plain = false;
      at++;
    }
    const value = text.slice(offset, at++);
    return { value: plain ? value : undefined, offset };
  };
  const keys = (): string[] => {
    const path: string[] = [];
    for (;;) {
      skip(/[ \t]*/y);
      const start = at;
      if (text[at] === '"' || text[at] === "'") path.push(string().value ?? '');
      else {
        skip(/[A-Za-z0-9_-]+/y);
        path.push(text.slice(start, at));
      }
      skip(/[ \t]*/y);
      if (text[at] !== '.' || at === start) return path;
      at++;
    }
  };
  const value = (path: readonly string[], depth: number): void => {
    blank();
    const begin = text[at];
    if (begin === '"' || begin === "'") {
      const { value, offset } = string();
      if (value !== undefined) out.push({ path, value, offset });
    } else if ((begin === '[' || begin === '{') && depth < 100) {
      const close = begin === '[' ? ']' : '}';
      at++;
      for (;;) {
        blank(',');
        if (at >= text.length || text[at] === close) break;
        const start = at;
        if (begin === '[') value(path, depth + 1);
        else pair(path, depth + 1);
        if (at === start) return;
      }
      at++;
    } else skip(/[^\s,\]}#]+(?: \d[^\s,\]}#]*)?/y);
  };
  const pair = (table: readonly string[], depth: number): void => {
    const path = [...table, ...keys()];
    if (text[at] !== '=') return;
    at++;
    value(path, depth);
  };
  let table: string[] = [];
  for (;;) {
    blank();
    if (at >= text.length) return out;
    const start = at;
    if (text[at] === '[') {
      skip(/\[{1,2}/y);
      table = keys();
      skip(/\]{1,2}/y);
    } else pair(table, 0);
    if (at === start) return out;
  }
}
