/** Where a string begins: prefix and quotes. Source: the Python reference, "String and Bytes literals". */
const STRING = /((?<![\w.])[rRbBuUfFtT]{1,2})?("""|'''|"|')/y;

/**
 * What of a Python text a run can tell: comments, blank lines, texts that stand alone (docstrings) and spaces at the ends of
 * lines are left out. Texts with the same rest do the same; whatever is written, no code is left out. Takes linear time.
 */
export function bareCode(text: string): string {
  const source = text.replace(/\r\n?/g, '\n');
  const kept: string[] = [];
  // The lines of one statement so far, and what stands of the last of them.
  let statement: string[] = [];
  let line = '';
  let depth = 0;
  // Length of the line up to the end of a text that stands alone so far.
  let alone: number | undefined;
  // Behind a string with expressions in it, whose quotes may nest, a hash may be a part of one.
  let inDoubt = false;
  const endLine = () => {
    const plain = line.trimEnd();
    if (plain !== '') statement.push(plain);
    line = '';
    inDoubt = false;
    if (depth > 0 || plain.endsWith('\\')) return;
    const isText = statement.length === 1 && alone !== undefined && plain.length <= alone;
    if (!isText) for (const one of statement) kept.push(one);
    statement = [];
    alone = undefined;
  };
  for (let at = 0; at < source.length; ) {
    const char = source[at]!;
    if (char === '#' && !inDoubt) {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
      continue;
    }
    STRING.lastIndex = at;
    const opening = /["'rRbBuUfFtT]/.test(char) ? STRING.exec(source) : null;
    if (opening) {
      const [whole, prefix = '', quotes = ''] = opening;
      const end = endOfString(source, at + whole.length, quotes);
      const hasCode = /[fFtT]/.test(prefix);
      const begins = depth === 0 && statement.length === 0 && line.trim() === '' && !hasCode;
      line += source.slice(at, end);
      if (begins) alone = line.length;
      inDoubt ||= hasCode;
      at = end;
      continue;
    }
    if (char === '\n') endLine();
    else line += char;
    if (/[([{]/.test(char)) depth++;
    else if (/[)\]}]/.test(char)) depth = Math.max(0, depth - 1);
    at++;
  }
  depth = 0;
  endLine();
  kept.push(...statement);
  return kept.join('\n');
}

/** The index behind a string; one that is not closed ends with its line, or with the text for three quotes. */
function endOfString(source: string, from: number, quotes: string): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (quotes.length === 1 && source[at] === '\n') return at;
    else if (source.startsWith(quotes, at)) return at + quotes.length;
  }
  return source.length;
}
