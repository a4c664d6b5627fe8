import picomatch from 'picomatch';
import { CATEGORIES } from '../engine/categories.js';
import { didYouMean } from '../engine/suggest.js';
import { UserError } from '../errors.js';

/**
 * Ids of the checks that a pattern names: an id, a category, or a glob of ids (`seeds/*`, `*`). Throws `UserError`
 * when it names none.
 */
export function idsMatching(pattern: string, ids: readonly string[]): string[] {
  const found = matching(pattern, ids);
  if (found.length === 0) {
    const names = [...ids, ...CATEGORIES.map(({ id }) => id)];
    throw new UserError(`no check is called "${pattern}"${didYouMean(pattern, names)}`, {
      hint: '`repro list` shows every check',
    });
  }
  return found;
}

/** The same, and an empty list when the pattern names none. */
export function matching(pattern: string, ids: readonly string[]): string[] {
  if (pattern === '*' || pattern === '**') return [...ids];
  if (!/[*?[{!(]/.test(pattern)) {
    return ids.filter((id) => id === pattern || id.startsWith(`${pattern.replace(/\/$/, '')}/`));
  }
  const fits = picomatch(pattern);
  return ids.filter((id) => fits(id));
}
