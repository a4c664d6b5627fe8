/** Longest list of arguments that is looked at. */
const LONGEST = 20_000;

/**
 * The quoted texts between the bracket at `open` and the one that closes it, those of named arguments apart:
 * `("a", c("b"), version = "1")`. `known` is false where nothing but names stand. R and Julia write calls in the same way.
 */
export function readText(
  code: string,
  open: number,
): { texts: { text: string; offset: number }[]; named: Map<string, string>; known: boolean; end: number } {
  const texts: { text: string; offset: number }[] = [];
  const named = new Map<string, string>();
  const stop = Math.min(code.length, open + LONGEST);
  let depth = 0;
  let at = open;
  /** The argument that a text belongs to, by depth: `repos = c("…")`. */
  const names: (string | undefined)[] = [];
  let word = '';
  let hasWords = false;
  for (; at < stop; at++) {
    const char = code[at]!;
    if (char === '"' || char === "'") {
      const end = code.indexOf(char, at + 1);
      if (end < 0 || end > stop) break;
      const text = code.slice(at + 1, end);
      const name = names.find((one) => one !== undefined);
      if (
        name === undefined ||
        name === 'pkgs' ||
        name === 'package' ||
        name === 'packages' ||
        name === 'repo' ||
        name === 'url'
      )
        texts.push({ text, offset: at });
      else if (!named.has(name)) named.set(name, text);
      at = end;
      word = '';
    } else if (char === '(' || char === '[') {
      depth++;
      names[depth] = undefined;
      word = '';
    } else if (char === ')' || char === ']') {
      names.length = Math.min(names.length, depth);
      depth--;
      if (depth === 0) break;
    } else if (char === '=' && word !== '') {
      names[depth] = word;
      word = '';
    } else if (char === ',') {
      names[depth] = undefined;
      word = '';
    } else if (/[\w.]/.test(char)) {
      word += char;
      if (names.every((one) => one === undefined)) hasWords = true;
    }
  }
  return { texts, named, known: texts.length > 0 || !hasWords, end: at };
}
