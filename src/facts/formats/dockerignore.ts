import { reachOf, type Token, tokenise } from '../../glob-tokens.js';

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

/** Whether the pattern matches the path or a folder above it. */
function matches(tokens: readonly Token[], path: string): boolean {
  return reachOf(tokens, path).some(
    (reached, at) => reached && at > 0 && (at === path.length || path[at] === '/'),
  );
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
