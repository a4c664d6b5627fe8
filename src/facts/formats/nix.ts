import { CannotTell } from '../../errors.js';

/** What a Nix file takes from elsewhere, and the files beside it that it reads its pins from. */
export interface NixText {
  sources: { text: string; pinned: boolean | undefined; line: number }[];
  /** Paths as written: `./nix/sources.nix`, `./npins`. */
  paths: string[];
  /** Whether it makes an environment or an image, rather than only a package. */
  isEnvironment: boolean;
}

interface Token {
  kind: 'word' | 'string' | 'path' | 'search' | 'mark';
  text: string;
  line: number;
}

/** Functions that fetch; all but `getFlake` can take a hash. */
const FETCHES =
  /^(?:fetchTarball|fetchzip|fetchgit|fetchGit|fetchTree|fetchurl|fetchFromGitHub|fetchFromGitLab|getFlake)$/;
const HASHES = new Set(['sha256', 'hash', 'narHash', 'sha512', 'outputHash']);
const COMMIT = /(?:^|[^0-9a-f])[0-9a-f]{40}(?![0-9a-f])/;
const MOST_TOKENS = 200_000;

/**
 * Reads what a Nix expression fetches: `fetchTarball`, `fetchFromGitHub` and their like are pinned by a hash or by the
 * address of a commit; `<nixpkgs>` is whatever channel the user has. Throws `CannotTell` for a file that breaks off.
 * Source: Nix manual, "Built-ins" and "Lookup path"; nix.dev, "Towards reproducibility: pinning Nixpkgs".
 */
export function parseNix(text: string): NixText {
  const tokens = scan(text);
  /** Texts that names are bound to: `rev = "…"`. */
  const bound = new Map<string, string>();
  for (const [at, { kind, text: name }] of tokens.entries()) {
    const [equals, value] = [tokens[at + 1], tokens[at + 2]];
    if (kind === 'word' && equals?.text === '=' && value?.kind === 'string') bound.set(name, value.text);
  }
  const filled = (said: string) =>
    said.replace(/\$\{(\w{1,100})\}/g, (all, name: string) => bound.get(name) ?? all);
  const read: NixText = {
    sources: [],
    paths: tokens.flatMap(({ kind, text: path }) => (kind === 'path' ? [path] : [])),
    isEnvironment: tokens.some(
      ({ kind, text: name }) =>
        kind === 'word' && /\b(?:mkShell\w*|buildEnv|buildFHS\w*|dockerTools)\b/.test(name),
    ),
  };
  for (const [at, { kind, text: said, line }] of tokens.entries()) {
    if (kind === 'search') {
      // Nix ships these files itself.
      if (!/^<nix\//.test(said)) read.sources.push({ text: said, pinned: false, line });
      continue;
    }
    const name = said.slice(said.lastIndexOf('.') + 1);
    if (kind !== 'word' || !FETCHES.test(name)) continue;
    const next = tokens[at + 1];
    if (next?.kind === 'string') {
      const address = filled(next.text);
      read.sources.push({ text: `${name} ${address}`.slice(0, 200), pinned: isFixed(address), line });
    } else if (next?.text === '{') read.sources.push({ ...ofSet(tokens, at + 1, name, filled), line });
    // Named as a value (`inherit (pkgs) fetchurl`) it fetches nothing here.
    else if (
      next?.kind === 'word' &&
      next.text !== 'in' &&
      tokens[at - 1]?.text !== 'inherit' &&
      tokens[at - 1]?.text !== ')'
    )
      read.sources.push({ text: `${name} ${next.text}`, pinned: undefined, line });
  }
  return read;
}

/** Whether an address names a commit; undefined where a part of it is computed. */
function isFixed(address: string): boolean | undefined {
  if (COMMIT.test(address)) return true;
  return address.includes('${') ? undefined : false;
}

function ofSet(
  tokens: readonly Token[],
  from: number,
  name: string,
  filled: (said: string) => string,
): { text: string; pinned: boolean | undefined } {
  let depth = 0;
  let pinned: boolean | undefined = false;
  let shown = '';
  for (let at = from; at < Math.min(tokens.length, from + 500); at++) {
    const { kind, text } = tokens[at]!;
    if (text === '{' && kind === 'mark') depth++;
    if (text === '}' && kind === 'mark' && --depth === 0) break;
    if (kind === 'string') shown ||= filled(text);
    const value = tokens[at + 1]?.text === '=' ? tokens[at + 2] : undefined;
    if (kind !== 'word' || pinned) continue;
    // `inherit sha256;` takes the hash of that name from around.
    if (HASHES.has(text)) pinned = value?.kind === 'string' ? value.text !== '' : true;
    else if (text === 'rev' || text === 'url') {
      const found = value?.kind === 'string' ? isFixed(filled(value.text)) : undefined;
      pinned = found ?? (pinned === false ? undefined : pinned);
      if (found === false && text === 'rev') pinned = false;
    }
  }
  return { text: `${name} ${shown}`.trimEnd().slice(0, 200), pinned };
}

const BLANK = /[ \t\r]+/y;
const COMMENT = /#[^\n]*/y;
const SEARCH = /<[\w][\w./+-]*>/y;
const ADDRESS = /[A-Za-z][A-Za-z0-9+.-]{0,30}:[\w%/?:@&=+$,.!~*'-]+/y;
const PATH = /(?:\.{1,2}|~)?(?:\/[\w.+-]+)+\/?|\.{1,2}\//y;
const WORD = /[A-Za-z_][\w'-]*(?:\.[A-Za-z_][\w'-]*)*/y;

/** Words, strings and marks, without comments. One pass, with a stack for text in `${…}` in strings. */
function scan(text: string): Token[] {
  const tokens: Token[] = [];
  /** Open braces, and the strings around them, with where these began. */
  const open: ({ brace: true; line: number } | { quote: '"' | "''"; token: Token; from: number })[] = [];
  let line = 1;
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    if (tokens.length > MOST_TOKENS)
      throw new CannotTell('it is too large to be an environment', { line: line });
    const top = open.at(-1);
    if (top && 'quote' in top) {
      const { quote } = top;
      if (text[at] === '\n') line++;
      if (quote === '"' && text[at] === '\\') {
        if (text[at + 1] === '\n') line++;
        at += 2;
      } else if (quote === "''" && /^''(?:'|\$|\\)/.test(text.slice(at, at + 3))) at += 3;
      else if (text.startsWith('$${', at)) at += 3;
      else if (text.startsWith('${', at)) {
        open.push({ brace: true, line });
        tokens.push({ kind: 'mark', text: '{', line });
        at += 2;
      } else if (text.startsWith(quote, at)) {
        top.token.text = text.slice(top.from, at);
        open.pop();
        at += quote.length;
      } else at++;
      continue;
    }
    const char = text[at]!;
    if (char === '\n') {
      line++;
      at++;
      continue;
    }
    const blank = take(BLANK) ?? take(COMMENT);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) throw new CannotTell('a comment has no end', { line: line });
      for (let one = text.indexOf('\n', at); one >= 0 && one < end; one = text.indexOf('\n', one + 1)) line++;
      at = end + 2;
      continue;
    }
    const quote = char === '"' ? '"' : text.startsWith("''", at) ? "''" : undefined;
    if (quote) {
      const token: Token = { kind: 'string', text: '', line };
      tokens.push(token);
      at += quote.length;
      open.push({ quote, token, from: at });
      continue;
    }
    const address = /^[a-z][a-z0-9+.-]{0,30}:\/\//.test(text.slice(at, at + 40)) ? take(ADDRESS) : undefined;
    const found: [Token['kind'], string | undefined][] = [
      ['string', address],
      ['search', take(SEARCH)],
      ['path', take(PATH)],
      ['word', take(WORD)],
    ];
    const [kind, said] = found.find(([, one]) => one !== undefined) ?? ['mark' as const, char];
    if (said === '{') open.push({ brace: true, line });
    if (said === '}' && open.pop() === undefined)
      throw new CannotTell('a brace closes that none opened', { line: line });
    // Parentheses say nothing here, but for what stands before a word.
    if (said !== '(') tokens.push({ kind, text: said!, line });
    at += said!.length;
  }
  const left = open.at(-1);
  if (left) {
    const [what, where] = 'quote' in left ? ['a string', left.token.line] : ['a brace', left.line];
    throw new CannotTell(`${what} has no end`, { line: where as number });
  }
  return tokens;
}
