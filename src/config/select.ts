import type { Check } from '../checks/check.js';
import { categoriesOf, isForeign } from '../engine/categories.js';
import { matching } from '../engine/match.js';
import { UserError } from '../errors.js';
import { didYouMean } from '../suggest.js';

/**
 * Ids of the checks that a pattern names: an id, a category by its id or title, or a glob of ids (`seeds/*`, `*`). Throws `UserError`
 * when it names none, and says so when plugins that were not loaded may have it.
 */
export function idsMatching(pattern: string, checks: readonly Check[], lacksPlugins = false): string[] {
  const ids = checks.map(({ id }) => id as string);
  const categories = categoriesOf(checks);
  const titled = categories.find(({ title }) => title.toLowerCase() === pattern.toLowerCase());
  const found = matching(titled?.id ?? pattern, ids);
  if (found.length === 0) {
    const names = [...ids, ...categories.map(({ id }) => id)];
    throw new UserError(`no check is called "${pattern}"${didYouMean(pattern, names)}`, {
      hint:
        lacksPlugins && isForeign(pattern)
          ? 'the plugins of the config were not loaded: --allow-plugins runs them'
          : '`repro list` shows every check',
    });
  }
  return found;
}
