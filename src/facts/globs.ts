import picomatch from 'picomatch';

/** Tells whether a path matches any of the glob patterns; names that begin with a dot count too. */
export function globMatcher(patterns: readonly string[]): (path: string) => boolean {
  return patterns.length === 0 ? () => false : picomatch([...patterns], { dot: true });
}
