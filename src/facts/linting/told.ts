import type { Style } from './model.js';
import { pathMatcher, within } from './patterns.js';
import { selects } from './selectors.js';
import { needsPath } from './unjudged.js';

/** Patterns of files whose rules differ: each is held against each file. */
export const MOST_PATTERNS = 1000;

/** What of the findings counts under one style. */
export class Told {
  readonly style: Style;
  readonly #textOnly: boolean;
  readonly #perFile: readonly {
    fits: (path: string) => boolean;
    negated: boolean;
    selectors: readonly string[];
  }[];

  /** `textOnly`: the linter knows no path. */
  constructor(style: Style, textOnly: boolean) {
    this.style = style;
    this.#textOnly = textOnly;
    this.#perFile = style.perFile.slice(0, MOST_PATTERNS).map(({ pattern, selectors }) => {
      const negated = pattern.startsWith('!');
      return { fits: pathMatcher([negated ? pattern.slice(1) : pattern]), negated, selectors };
    });
  }

  /** Tells whether a rule counts in a file. */
  counts(path: string): (code: string) => boolean {
    const seen = within(path, this.style.folder);
    const ignored = this.#perFile.flatMap(({ fits, negated, selectors }) =>
      fits(seen) === negated ? [] : selectors,
    );
    return (code) =>
      !(this.#textOnly && needsPath(code)) && !ignored.some((selector) => selects(selector, code));
  }
}
