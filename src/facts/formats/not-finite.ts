/** What stands before NaN and the infinities while JSON is parsed. */
export const NOT_FINITE = '\u0001number:';

/** Python's json module writes NaN, Infinity and -Infinity, which JSON does not know: each becomes a text that begins with the mark. */
export function markNotFinite(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  const parts: string[] = [];
  let copied = 0;
  // By hand: what stands inside strings stays, and an unclosed string costs no more than its length.
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === 'N' || character === 'I' || character === '-') {
      const token = /^(?:NaN|-?Infinity)/.exec(text.slice(at, at + 9))?.[0];
      if (token === undefined) continue;
      parts.push(text.slice(copied, at), JSON.stringify(NOT_FINITE + token));
      copied = at + token.length;
      at = copied - 1;
    }
  }
  return parts.join('') + text.slice(copied);
}
