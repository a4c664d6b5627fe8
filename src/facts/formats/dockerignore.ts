type Token =
  | { kind: 'literal'; char: string }
  | { kind: 'one' | 'star' | 'folders' | 'rest' }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] };

interface Rule {
  tokens: readonly Token[];
  except: boolean;
}

/** The longest pattern that is read, and the most of them: more is no work of a person. */
const LONGEST = 4096;
const MOST = 10_000;

/** Go's filepath.Clean for a pattern, without the slash before it. */
function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && (pattern.startsWith('/') || (parts.length > 0 && parts.at(-1) !== '..')))
      parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

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

function tokenise(pattern: string): Token[] | undefined {
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

/** Whether the pattern matches the path or a folder above it: for each token, the places up to which the path is used. */
function matches(tokens: readonly Token[], path: string): boolean {
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
    if (!next.includes(true)) return false;
    reach = next;
  }
  return reach.some((reached, at) => reached && at > 0 && (at === path.length || path[at] === '/'));
}

/**
 * The paths, relative to the context, that a .dockerignore keeps from the builder. The last pattern that matches a path or a
 * folder above it decides; `!` takes back; a malformed pattern matches nothing. The time is bounded by pattern times path.
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 * @see https://github.com/moby/patternmatcher
 */
export function parseDockerignore(text: string): (path: string) => boolean {
  const rules: Rule[] = [];
  for (const raw of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .slice(0, MOST)) {
    if (raw.startsWith('#') || raw.length > LONGEST) continue;
    const line = raw.trim();
    const except = line.startsWith('!');
    const pattern = clean((except ? line.slice(1) : line).trim());
    const tokens = pattern === '' ? undefined : tokenise(pattern);
    if (tokens) rules.push({ tokens, except });
  }
  return (path) => {
    let ignored = false;
    for (const { tokens, except } of rules)
      if (ignored === except && matches(tokens, path)) ignored = !except;
    return ignored;
  };
}
