import picomatch from 'picomatch';
import { reachOf, tokenise } from './patterns.js';

/** Tells whether a path matches any of the glob patterns; names that begin with a dot count too. */
export function globMatcher(patterns: readonly string[]): (path: string) => boolean {
  return patterns.length === 0 ? () => false : picomatch([...patterns], { dot: true });
}

/** The longest glob of a workspace that is read. */
const LONGEST = 4096;

/**
 * Tells whether a folder fits one of the globs by which tools name the members of a workspace: `*`, `?`, `[a-z]` and
 * `**`, but no braces. The repository writes them, so the time is bounded by glob times path.
 */
export function folderMatcher(globs: readonly string[]): (folder: string) => boolean {
  const patterns = globs
    .filter((glob) => glob.length <= LONGEST)
    .map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, '').replaceAll('[!', '[^'))
    .flatMap((glob) => {
      const tokens = tokenise(glob);
      return tokens ? [tokens] : [];
    });
  return (folder) => patterns.some((tokens) => reachOf(tokens, folder)[folder.length] === true);
}
