import { fits, type Token, tokenise } from './glob-tokens.js';

/** The longest glob that is read, and how many patterns its braces may stand for. */
const LONGEST = 4096;
const MOST_ALTERNATIVES = 256;

/** Whether a text is a glob rather than a plain path. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** What is wrong with a glob; undefined where it can be read. */
export function problemOfGlob(glob: string): string | undefined {
  if (glob.length > LONGEST) return `is longer than ${LONGEST} characters`;
  const alternatives = expanded(glob);
  if (!alternatives) return `stands for more than ${MOST_ALTERNATIVES} patterns`;
  return alternatives.every((one) => tokenise(one) !== undefined)
    ? undefined
    : 'has a bracket that is never closed';
}

/**
 * Tells whether a path fits any of the globs: `*`, `?`, `[a-z]`, `[!a-z]`, `**` for any folders, `{a,b}` for either. Names
 * that begin with a dot count too. A plain path also means what is below it, as in .gitignore, and so does `a/**` mean `a`.
 * Whoever writes the globs cannot make it hang: the time is bounded by their length times that of the path. A glob with a
 * problem (`problemOfGlob`) fits nothing.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const plain: string[] = [];
  const patterns: (readonly Token[])[] = [];
  for (const glob of globs) {
    const clean = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    if (!isGlob(clean)) plain.push(clean.replace(/\\(.)/g, '$1'));
    else
      for (const one of clean.length > LONGEST ? [] : (expanded(clean) ?? [])) {
        for (const each of one.endsWith('/**') ? [one, one.slice(0, -3)] : [one]) {
          const tokens = tokenise(plainGlob(each));
          if (tokens) patterns.push(tokens);
        }
      }
  }
  if (plain.length + patterns.length === 0) return () => false;
  return (path) =>
    plain.some((one) => path === one || path.startsWith(`${one}/`)) ||
    patterns.some((tokens) => fits(tokens, path));
}

/**
 * Tells whether a folder fits one of the globs by which tools name the members of a workspace: `*`, `?`, `[a-z]` and
 * `**`, but no braces. The repository writes them, so the time is bounded by glob times path.
 */
export function folderMatcher(globs: readonly string[]): (folder: string) => boolean {
  const patterns = globs
    .filter((glob) => glob.length <= LONGEST)
    .map((glob) => plainGlob(glob.replace(/^\.\//, '').replace(/\/+$/, '')))
    .flatMap((glob) => {
      const tokens = tokenise(glob);
      return tokens ? [tokens] : [];
    });
  return (folder) => patterns.some((tokens) => fits(tokens, folder));
}

/** The pattern as the matcher reads it: classes negated by `^`, and `**` only where it is a whole part of the path. */
function plainGlob(glob: string): string {
  return glob
    .split('/')
    .map((part) =>
      part === '**' ? part : part.replace(/\\.|\*{2,}/g, (found) => (found.startsWith('*') ? '*' : found)),
    )
    .join('/')
    .replaceAll('[!', '[^');
}

/** The patterns that braces stand for; undefined where they are too many. Braces without a comma or an end are letters. */
function expanded(glob: string): string[] | undefined {
  const queue = [glob];
  const out: string[] = [];
  while (queue.length > 0) {
    if (queue.length + out.length > MOST_ALTERNATIVES) return undefined;
    const one = queue.pop() as string;
    const group = firstGroup(one);
    if (!group) out.push(one);
    else for (const part of group.parts) queue.push(one.slice(0, group.start) + part + one.slice(group.end));
  }
  return out;
}

/** The first `{a,b}` of a glob that is whole. */
function firstGroup(glob: string): { start: number; end: number; parts: string[] } | undefined {
  const open: { start: number; commas: number[] }[] = [];
  let found: { start: number; end: number; commas: number[] } | undefined;
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at];
    if (char === '\\') at++;
    else if (char === '{') open.push({ start: at, commas: [] });
    else if (char === ',') open.at(-1)?.commas.push(at);
    else if (char === '}') {
      const group = open.pop();
      // Inner groups come first; any order gives the same patterns.
      if (group && group.commas.length > 0) {
        found = { ...group, end: at };
        break;
      }
    }
  }
  if (!found) return undefined;
  const edges = [found.start, ...found.commas, found.end];
  return {
    start: found.start,
    end: found.end + 1,
    parts: edges.slice(1).map((edge, nth) => glob.slice((edges[nth] as number) + 1, edge)),
  };
}
