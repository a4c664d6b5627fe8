import { STANDINGS } from './signs.js';

const FILTERS = ['open', ...STANDINGS];

/** For every choice of the filter: the checks it hides, and the sections of which nothing is left. */
const CHOICES = FILTERS.map(
  (name) =>
    `body:has(#show-${name}:checked) :is(.check:not(.is-${name}), .category:not(.has-${name}) h3 ~ p:not(.nothing)) { display: none; }
body:has(#show-${name}:checked) .category:not(.has-${name}) .nothing { display: block; }`,
).join('\n');

/** The switch of the theme, and what the filter and "unfold all" do: all of it without a script. */
export const CONTROLS = `
:root:has(#theme-light:checked) { color-scheme: light; }
:root:has(#theme-dark:checked) { color-scheme: dark; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: flex; flex-wrap: wrap; align-items: center; gap: .35rem; }
legend { float: left; padding: 0 .5rem 0 0; color: var(--soft); font-size: .875rem; }
fieldset input { position: absolute; opacity: 0; width: 1px; height: 1px; margin: 0; }
fieldset label { display: inline-flex; align-items: center; gap: .35rem; padding: .25rem .7rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); font-size: .875rem; cursor: pointer; }
fieldset label .sign { --tone: var(--soft); }
fieldset label .number { color: var(--soft); }
fieldset input:checked + label { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); font-weight: 600; }
fieldset input:focus-visible + label { outline: 2px solid var(--link); outline-offset: 2px; }
.theme { float: right; margin-left: 1.5rem; }
.theme fieldset { gap: 0; } .theme label { border-radius: 0; } .theme input:checked + label { z-index: 1; }
.theme label:first-of-type { border-radius: 1rem 0 0 1rem; } .theme label:last-of-type { border-radius: 0 1rem 1rem 0; }
.filters { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; margin-bottom: .5rem; }
.unfold { display: none; margin: 0; font-size: .875rem; } .unfold input { margin: 0 .4rem 0 0; vertical-align: -.1em; }
@supports selector(::details-content) {
  .unfold { display: block; }
  body:has(#unfold:checked) #checks details::details-content { content-visibility: visible; block-size: auto; }
}
.nothing { display: none; color: var(--soft); }
${CHOICES}
body:not(:has(:is(#show-all, #show-pass, #show-skip):checked)) .others { display: none; }
@supports selector(::details-content) {
  body:has(:is(#show-pass, #show-skip):checked) .others { &::details-content { content-visibility: visible; block-size: auto; } & > summary { display: none; } }
}
`;
