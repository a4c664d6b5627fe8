/** One step of a pattern: what it takes of a path. */
export type Token =
  | { kind: 'literal'; char: string }
  | { kind: 'one' | 'star' | 'folders' | 'rest' }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] };

function readClass(text: string, from: number): { token: Token; next: number } | undefined {
  const negated = text[from] === '^';
  const ranges: [string, string][] = [];
  let at = negated ? from + 1 : from;
  const char = () => {
    if (text[at] === '\\') at++;
    return text[at++];
  };
  while (at < text.length && (text[at] !== ']' || ranges.length === 0)) {
    const low = char();
    if (low === undefined) return undefined;
    if (text[at] === '-' && text[at + 1] !== ']' && at + 1 < text.length) {
      at++;
      ranges.push([low, char() ?? low]);
    } else ranges.push([low, low]);
  }
  return text[at] === ']' ? { token: { kind: 'class', negated, ranges }, next: at + 1 } : undefined;
}

/** The steps of a pattern of `*`, `?`, `[a-z]`, `**` and backslashes; undefined for a malformed one. Source: Go, filepath.Match. */
export function tokenise(pattern: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at++] as string;
    if (char === '*' && pattern[at] === '*') {
      at++;
      if (pattern[at] === '/') at++;
      tokens.push({ kind: at >= pattern.length ? 'rest' : 'folders' });
    } else if (char === '*') tokens.push({ kind: 'star' });
    else if (char === '?') tokens.push({ kind: 'one' });
    else if (char === '[') {
      const read = readClass(pattern, at);
      if (!read) return undefined;
      tokens.push(read.token);
      at = read.next;
    } else if (char === '\\') {
      if (at >= pattern.length) return undefined;
      tokens.push({ kind: 'literal', char: pattern[at++] as string });
    } else tokens.push({ kind: 'literal', char });
  }
  return tokens;
}

function takes(token: Token, char: string): boolean {
  if (token.kind === 'literal') return token.char === char;
  if (char === '/') return false;
  if (token.kind === 'class')
    return token.ranges.some(([low, high]) => low <= char && char <= high) !== token.negated;
  return true;
}

/**
 * Up to which places of a path a pattern may have used it, for each place from 0 on. Goes forward step by step, so that
 * the time is bounded by pattern times path: whoever writes the pattern cannot make it hang.
 */
export function reachOf(tokens: readonly Token[], path: string): readonly boolean[] {
  let reach: boolean[] = Array.from({ length: path.length + 1 }, (_, at) => at === 0);
  for (const token of tokens) {
    const next: boolean[] = new Array(path.length + 1).fill(false);
    let before = false;
    for (let at = 0; at <= path.length; at++) {
      const last = at > 0 ? (path[at - 1] as string) : '';
      if (token.kind === 'star')
        next[at] = reach[at] === true || (at > 0 && next[at - 1] === true && last !== '/');
      else if (token.kind === 'rest') next[at] = before || reach[at] === true;
      else if (token.kind === 'folders') next[at] = reach[at] === true || (before && last === '/');
      else next[at] = at > 0 && reach[at - 1] === true && takes(token, last);
      before ||= reach[at] === true;
    }
    if (!next.includes(true)) return next;
    reach = next;
  }
  return reach;
}

/**
 * Whether a pattern fits a whole path. Goes back to the last `*` and, where that cannot reach over a slash, to the last
 * `**`, never further: whatever comes later, an earlier place of an earlier star would not help. So the time is bounded by
 * pattern times path, and nothing is set up for a path.
 */
export function fits(tokens: readonly Token[], path: string): boolean {
  let at = 0;
  let token = 0;
  let star: { token: number; at: number } | undefined;
  let folders: { token: number; at: number } | undefined;
  for (;;) {
    const one = tokens[token];
    if (one?.kind === 'rest') return true;
    if (one?.kind === 'star') {
      star = { token: ++token, at };
      continue;
    }
    if (one?.kind === 'folders') {
      folders = { token: ++token, at };
      star = undefined;
      continue;
    }
    if (at === path.length && one === undefined) return true;
    if (one !== undefined && at < path.length && takes(one, path[at] as string)) {
      at++;
      token++;
      continue;
    }
    if (star && star.at < path.length && path[star.at] !== '/') {
      at = ++star.at;
      token = star.token;
      continue;
    }
    const slash = folders ? path.indexOf('/', folders.at) : -1;
    if (!folders || slash < 0) return false;
    folders.at = slash + 1;
    at = folders.at;
    token = folders.token;
    star = undefined;
  }
}
