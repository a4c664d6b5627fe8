import type { Report } from '../../report/report.js';
import { isToDo, STANDING_WORDS, STANDINGS, sign, standingOf } from './signs.js';
import { type Html, html } from './text.js';

/** A section of the page. */
export interface Entry {
  title: string;
  id: string;
}

/** The list of contents. */
export function contents(entries: readonly Entry[]): Html {
  return html`<nav class="contents" aria-label="Contents"><ul>${entries.map(
    ({ title, id }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}</ul></nav>
`;
}

/** Light or dark, or as the system has it; the style reads which is chosen. */
export function themeSwitch(): Html {
  const choices = [
    ['auto', 'Auto'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ] as const;
  return html`<form class="theme" aria-label="Theme"><fieldset><legend>Theme</legend>${choices.map(
    ([value, word]) =>
      html`<input type="radio" name="theme" id="theme-${value}" value="${value}"${value === 'auto' && html` checked`}><label for="theme-${value}">${word}</label>`,
  )}</fieldset></form>
`;
}

/** The heading of the checks with the choice of which are shown; the style reads it. */
export function checksHead({ results, projects = [] }: Report): Html {
  const all = [...results, ...projects.flatMap((project) => project.results)];
  const choices = [
    { value: 'all', words: 'all', number: all.length, mark: undefined },
    { value: 'open', words: 'to do', number: all.filter(isToDo).length, mark: undefined },
    ...STANDINGS.map((standing) => ({
      value: standing,
      words: STANDING_WORDS[standing],
      number: all.filter((result) => standingOf(result) === standing).length,
      mark: sign(standing),
    })),
  ];
  return html`<h2 id="checks-title">Checks</h2>
<form class="filters" aria-label="Which checks are shown"><fieldset><legend>Show</legend>${choices
    .filter(({ value, number }) => value === 'all' || number > 0)
    .map(
      ({ value, words, number, mark }) =>
        html`<input type="radio" name="show" id="show-${value}" value="${value}"${value === 'all' && html` checked`}><label for="show-${value}">${mark}${words} <span class="number">${number}</span></label>`,
    )}</fieldset>
<p class="unfold"><input type="checkbox" id="unfold"><label for="unfold">Unfold all</label></p></form>
`;
}
