import { CATEGORIES } from '../engine/categories.js';
import { matching } from '../engine/match.js';
import { UserError } from '../errors.js';
import { didYouMean } from '../suggest.js';

/**
 * Ids of the checks that a pattern names: an id, a category by its id or title, or a glob of ids (`seeds/*`, `*`). Throws `UserError`
 * when it names none.
 */
export function idsMatching(pattern: string, ids: readonly string[]): string[] {
  const titled = CATEGORIES.find(({ title }) => title.toLowerCase() === pattern.toLowerCase());
  const found = matching(titled?.id ?? pattern, ids);
  if (found.length === 0) {
    const names = [...ids, ...CATEGORIES.map(({ id }) => id)];
    throw new UserError(`no check is called "${pattern}"${didYouMean(pattern, names)}`, {
      hint: '`repro list` shows every check',
    });
  }
  return found;
}
