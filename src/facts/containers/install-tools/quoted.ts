/** Longest list of arguments that is looked at. */
const LONGEST = 20_000;
/** Brackets inside of brackets that are followed; a call that installs has a few. */
const DEEPEST = 100;
/** Longest text that can name a package or an address. */
const LONGEST_TEXT = 2_000;
/** Arguments whose texts are packages. */
const PACKAGES = new Set(['pkgs', 'package', 'packages', 'repo', 'url']);

/** A quoted text and the offset of its opening quote. */
export interface QuotedText {
  text: string;
  offset: number;
}

/**
 * The quoted texts between the bracket at `open` and the one that closes it, those of named arguments apart:
 * `("a", c("b"), version = "1")`. `known` is false where nothing but names stand; `end` is the offset at which reading
 * stopped. R and Julia write calls in the same way.
 */
export function readText(
  code: string,
  open: number,
): { texts: QuotedText[]; named: Map<string, string>; known: boolean; end: number } {
  const texts: QuotedText[] = [];
  const named = new Map<string, string>();
  const stop = Math.min(code.length, open + LONGEST);
  let depth = 0;
  let at = open;
  /** The argument that a text belongs to, by depth: `repos = c("…")`. */
  const names: (string | undefined)[] = [];
  /** How many of `names` are set. */
  let set = 0;
  const name = (word: string | undefined) => {
    set += Number(word !== undefined) - Number(names[depth] !== undefined);
    names[depth] = word;
  };
  let word = '';
  let hasWords = false;
  for (; at < stop; at++) {
    const char = code[at]!;
    if (char === '"' || char === "'") {
      const end = code.slice(0, stop).indexOf(char, at + 1);
      if (end < 0) break;
      const text = code.slice(at + 1, end);
      const owner = set > 0 ? names.find((one) => one !== undefined) : undefined;
      if (text.length > LONGEST_TEXT) hasWords = true;
      else if (owner === undefined || PACKAGES.has(owner)) texts.push({ text, offset: at });
      else if (!named.has(owner)) named.set(owner, text);
      at = end;
      word = '';
    } else if (char === '(' || char === '[') {
      if (++depth > DEEPEST) break;
      name(undefined);
      word = '';
    } else if (char === ')' || char === ']') {
      name(undefined);
      if (--depth === 0) break;
    } else if (char === '=' && word !== '') {
      name(word);
      word = '';
    } else if (char === ',') {
      name(undefined);
      word = '';
    } else if (/[\w.]/.test(char)) {
      word += char;
      if (set === 0) hasWords = true;
    }
  }
  return { texts, named, known: texts.length > 0 || !hasWords, end: at };
}
