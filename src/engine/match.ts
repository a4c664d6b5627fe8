import picomatch from 'picomatch';

/** Ids that a pattern names: an id, a category, or a glob of ids (`seeds/*`, `*`). */
export function matching(pattern: string, ids: readonly string[]): string[] {
  if (pattern === '*' || pattern === '**') return [...ids];
  if (!isGlob(pattern)) {
    return ids.filter((id) => id === pattern || id.startsWith(`${pattern.replace(/\/$/, '')}/`));
  }
  const fits = picomatch(pattern);
  return ids.filter((id) => fits(id));
}

/** Whether a path is meant by a glob; a plain path also means what is below it, as in .gitignore. */
export function pathMatcher(glob: string): (path: string) => boolean {
  if (isGlob(glob)) return picomatch(glob.replace(/^\.\//, ''), { dot: true });
  const plain = glob.replace(/^\.\//, '').replace(/\/$/, '');
  return (path) => path === plain || path.startsWith(`${plain}/`);
}

function isGlob(pattern: string): boolean {
  return /[*?[{!(]/.test(pattern);
}
