/** What begins a constraint of a table where a column would stand. */
const CONSTRAINT = /^(?:constraint|primary|unique|check|foreign)$/i;
const LONGEST = 64 * 1024;

/**
 * The names of a table's columns, in lower case, from the statement that made it, as SQLite keeps it: commas between the outer
 * parentheses part them, quotes of all kinds are taken off, comments are passed over. Empty where there are none to read.
 */
export function columnsOf(sql: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let expecting = false;
  for (const token of tokens(sql.slice(0, LONGEST))) {
    if (token === '(') {
      depth++;
      expecting = depth === 1;
    } else if (token === ')') {
      depth--;
      if (depth === 0) break;
    } else if (depth === 1 && token === ',') expecting = true;
    else if (depth === 1 && expecting) {
      expecting = false;
      if (!CONSTRAINT.test(token)) names.push(token.replace(/^["'`[]|["'`\]]$/g, '').toLowerCase());
    }
  }
  return names;
}

/** Words, quoted names with their quotes, and single characters. */
function* tokens(sql: string): Generator<string> {
  const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '[': ']' };
  for (let at = 0; at < sql.length; ) {
    const character = sql[at]!;
    const close = closing[character];
    let end = at + 1;
    if (close !== undefined) {
      const found = sql.indexOf(close, at + 1);
      end = found < 0 ? sql.length : found + 1;
    } else if (sql.startsWith('--', at) || sql.startsWith('/*', at)) {
      const isLine = character === '-';
      const found = sql.indexOf(isLine ? '\n' : '*/', at + 2);
      at = found < 0 ? sql.length : found + (isLine ? 1 : 2);
      continue;
    } else if (/\w/.test(character)) while (end < sql.length && /\w/.test(sql[end]!)) end++;
    if (!/\s/.test(character)) yield sql.slice(at, end);
    at = end;
  }
}
