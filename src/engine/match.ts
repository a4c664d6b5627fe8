import { globMatcher, isGlob } from '../globs.js';

/** Ids that a pattern names: an id, a category, or a glob of ids (`seeds/*`, `*`). */
export function matching(pattern: string, ids: readonly string[]): string[] {
  if (pattern === '*' || pattern === '**') return [...ids];
  if (!isGlob(pattern)) {
    return ids.filter((id) => id === pattern || id.startsWith(`${pattern.replace(/\/$/, '')}/`));
  }
  const fits = globMatcher([pattern]);
  return ids.filter((id) => fits(id));
}
