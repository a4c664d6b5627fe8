import { CONTROLS } from './style-controls.js';

/** Colours by theme, type and spaces, and how every part of the page looks on a screen of any width and on paper. */
const PAGE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f5f6f4, #11151a);
  --card: light-dark(#ffffff, #1a2027);
  --ink: light-dark(#1b2026, #e7eaee);
  --soft: light-dark(#535c67, #a5afbb);
  --line: light-dark(#d9dee3, #333c47);
  --link: light-dark(#0a55a3, #83bdff);
  --fail: light-dark(#ad1f18, #ff9a91);
  --warn: light-dark(#7d5200, #ecbf68);
  --unknown: light-dark(#6338a0, #cfb1ff);
  --excused: light-dark(#535c67, #a5afbb);
  --waived: light-dark(#33587c, #a3c9ec);
  --pass: light-dark(#14682d, #74d68f);
  --skip: light-dark(#535c67, #a5afbb);
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 74rem; padding: 1.75rem 1.5rem 4rem; background: var(--page); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 2rem; letter-spacing: -.015em; }
h2 { margin: 0 0 .75rem; font-size: 1.35rem; letter-spacing: -.01em; }
h3 { margin: 2rem 0 .6rem; font-size: 1.08rem; } h3 .points { margin-left: .5rem; color: var(--soft); font-weight: 400; }
p { margin: 0 0 .75rem; }
ul, ol { margin: 0 0 .75rem; padding-left: 1.3rem; }
a { color: var(--link); text-underline-offset: .16em; text-decoration-thickness: 1px; }
code { font: .875em/1.5 var(--mono); unicode-bidi: isolate; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
section { margin: 0 0 3rem; }
.shapes { position: absolute; }
.skip { position: absolute; left: -100vw; top: .5rem; padding: .5rem 1rem; background: var(--card); }
.skip:focus { left: .5rem; z-index: 1; }
.is-fail { --tone: var(--fail); } .is-warn { --tone: var(--warn); } .is-unknown { --tone: var(--unknown); }
.is-excused { --tone: var(--excused); } .is-waived { --tone: var(--waived); } .is-pass { --tone: var(--pass); } .is-skip { --tone: var(--skip); }
.sign { width: 1em; height: 1em; flex: none; vertical-align: -.125em; fill: var(--tone); }
.cut, .line { fill: none; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.cut { stroke: var(--card); } .line { stroke: var(--tone); stroke-width: 1.5; }
.pill { display: inline-flex; align-items: baseline; gap: .35em; color: var(--tone); font-size: .875rem; font-weight: 600; }
.pill .sign { align-self: flex-start; margin-top: .28em; }
.pills { display: inline-flex; flex-wrap: wrap; gap: .1rem .9rem; }
.heading { margin: 1rem 0 .35rem; font-weight: 600; }
.aside, .left, .kind, .severity, .places { color: var(--soft); font-size: .875rem; }
.aside { display: block; margin: 0; }
.way { margin: .125rem 0 0; padding-left: 1.5rem; color: var(--soft); font-size: .875rem; }
.items .way li { padding: 0; border: 0; }
.left { margin: .25rem 0 .75rem; }
.items { list-style: none; margin: 0 0 .5rem; padding: 0; }
.items li { padding: .3rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.items li:first-child { border-top: 0; }
.doubt { color: var(--soft); font-size: .875rem; }
.doubt::before { content: "("; } .doubt::after { content: ")"; }
summary { cursor: pointer; }
.others > summary { padding: .6rem .9rem; background: var(--card); border: 1px solid var(--line); margin-top: -1px; }
.more > summary, .proof > summary, .sums > summary { color: var(--link); font-size: .875rem; padding: .2rem 0; }
.sums > summary { font-size: 1rem; color: inherit; }

.masthead .kind { margin: 0 0 .15rem; font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin: 0; }
.facts dt { color: var(--soft); font-size: .8125rem; } .facts dd { margin: 0; overflow-wrap: anywhere; }
.facts div { min-width: 0; }
.masthead .facts { padding-bottom: 1.5rem; margin-bottom: 2rem; border-bottom: 1px solid var(--line); }
.columns { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); gap: 2.5rem; align-items: start; }
.contents { position: sticky; top: 1.5rem; font-size: .9375rem; }
.contents ul { list-style: none; margin: 0; padding: 0; } .contents a { display: block; padding: .28rem 0; color: var(--soft); text-decoration: none; }
.contents a:hover { color: var(--link); text-decoration: underline; }

.verdict { display: flex; gap: 2rem; padding: 1.75rem; background: var(--card); border: 1px solid var(--line); border-top: 5px solid var(--tone); border-radius: 8px; }
.verdict h2 { display: flex; align-items: center; gap: .5rem; font-size: 1.6rem; color: var(--tone); }
.verdict .words { flex: 1; min-width: 0; } .verdict .words > :last-child { margin-bottom: 0; }
.score { flex: none; text-align: center; } .score p { margin: .4rem 0 0; font-size: .9375rem; }
.ring { width: 8.5rem; height: 8.5rem; }
.ring circle { fill: none; stroke-width: 10; } .track { stroke: var(--line); } .ring .fill { stroke: var(--tone); stroke-linecap: round; }
.ring text { fill: var(--ink); font: 600 27px var(--sans); font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.verdict ul { padding-left: 1.15rem; margin-bottom: .25rem; } .verdict li { margin: .15rem 0; }

.mends { list-style: none; padding: 0; counter-reset: mend; }
.mends > li { position: relative; counter-increment: mend; padding: 1rem 1.25rem 1rem 3.4rem; background: var(--card); border: 1px solid var(--line); border-bottom-width: 0; }
.mends > li:first-child { border-radius: 8px 8px 0 0; } .mends > li:last-child { border-radius: 0 0 8px 8px; border-bottom-width: 1px; } .mends > li:only-child { border-radius: 8px; }
.mends > li::before { content: counter(mend); position: absolute; left: 1.25rem; top: .85rem; font-size: 1.35rem; font-weight: 600; color: var(--soft); }
.mends p { margin: 0 0 .25rem; } .mends .do { font-weight: 600; }
.places code { margin-right: .5rem; }

table { width: 100%; border-collapse: collapse; margin: 0 0 1rem; font-size: .9375rem; }
caption { text-align: left; color: var(--soft); font-size: .875rem; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1rem .5rem 0; border-top: 1px solid var(--line); font-weight: 400; }
td { overflow-wrap: anywhere; }
thead th { color: var(--soft); font-size: .8125rem; border-top: 0; } tbody th { min-width: 7.5rem; font-weight: 500; overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
.number { font-variant-numeric: tabular-nums; } th.number, td.number { text-align: right; }
td p { margin: 0 0 .3rem; } .signed { font-style: italic; }
.measured { display: inline-flex; align-items: center; gap: .6rem; min-width: 9rem; font-variant-numeric: tabular-nums; }
.bar { width: 6rem; height: .5rem; flex: none; } .bar .track { fill: var(--line); stroke: none; } .bar .fill { fill: var(--link); }
.formula { padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }

.chart { margin: 1rem 0 1.5rem; } .chart svg { display: block; width: 100%; height: auto; } figcaption { color: var(--soft); font-size: .875rem; }
.grid { stroke: var(--line); } .mark { fill: var(--soft); font: 12px var(--sans); } .trend { fill: none; stroke: var(--link); stroke-width: 2; }
.point { stroke: var(--tone); stroke-width: 2.5; fill: var(--tone); } path.point { stroke-width: 3; }
.step { border-top: 1px solid var(--line); } .step > summary { padding: .5rem 0; font-weight: 500; } .step .items { padding-left: 1.1rem; font-size: .9375rem; }

.check { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone); margin: -1px 0 0; }
.check > summary { display: grid; grid-template-columns: 8.9rem minmax(0, 1fr) auto .55rem; gap: 0 .75rem; align-items: baseline; padding: .55rem .9rem; list-style: none; }
.check > summary::-webkit-details-marker { display: none; }
.check > summary::after { content: ""; width: .45rem; height: .45rem; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.check[open] > summary::after { transform: rotate(45deg); }
.check > summary:hover .summary { text-decoration: underline; text-underline-offset: .16em; }
.told code { font-weight: 600; margin-right: .35rem; } .summary { overflow-wrap: anywhere; }
.is-skip .summary { color: var(--soft); }
.check .body { padding: .25rem .9rem 1rem 10.55rem; scroll-margin-top: 4rem; }
.about { margin: 0; } .about div { display: grid; grid-template-columns: 3.4rem minmax(0, 1fr); gap: .5rem; margin-bottom: .3rem; }
.about dt { color: var(--soft); font-size: .875rem; padding-top: .1rem; } .about dd { margin: 0; overflow-wrap: anywhere; } .about .mend dd { font-weight: 600; }
.body .heading { font-size: .9375rem; } .body .items { font-size: .9375rem; }
`;

const NARROW = `
@media (max-width: 56rem) {
  .columns { display: block; }
  .contents { position: static; margin: 0 0 2rem; }
  .contents ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
}
@media (max-width: 40rem) {
  body { padding: 1rem 1rem 3rem; }
  h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; }
  section { margin-bottom: 2.25rem; }
  .facts { gap: .5rem 1.5rem; }
  .verdict { flex-direction: column; gap: 1rem; padding: 1.25rem; }
  .score { display: flex; align-items: center; gap: 1rem; text-align: left; } .ring { width: 6rem; height: 6rem; }
  .mends > li { padding: .9rem 1rem .9rem 2.6rem; } .mends > li::before { left: 1rem; }
  .theme legend { position: absolute; clip-path: inset(50%); }
  .mark { font-size: 22px; }
  .check > summary { grid-template-columns: 1fr auto .55rem; } .told { grid-column: 1 / -1; grid-row: 2; }
  .check .body { padding: .25rem .9rem 1rem; }
  table, tbody, tr, tbody th, td, caption { display: block; width: 100%; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tbody tr { padding: .6rem 0; border-top: 1px solid var(--line); }
  tbody th, td { padding: .1rem 0; border: 0; }
  td { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .5rem; } td.number { text-align: left; }
  td::before { content: attr(data-head); color: var(--soft); font-size: .8125rem; padding-top: .1rem; }
}
`;

const PAPER = `
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555; } }
@media print {
  :root:root:root { color-scheme: light; --page: #fff; }
  html { font-size: 9pt; }
  body { max-width: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .contents, .theme, .filters, .skip, .nothing { display: none !important; }
  .columns { display: block; }
  h1 { font-size: 20pt; } h2 { font-size: 14pt; } h2, h3, .heading, caption { break-after: avoid; }
  section { margin-bottom: 8mm; } .verdict, .mends > li, tr, .check > summary, .items li { break-inside: avoid; }
  .check > summary { break-after: avoid; } .check > summary::after { display: none; } .check .body { padding: .1rem .9rem .6rem 10.55rem; } .items li { padding: .12rem 0; }
  details:not(.more, .check.is-skip)::details-content { content-visibility: visible; block-size: auto; }
  .more > summary { color: var(--soft); list-style: none; } .others > summary, .proof > summary { display: none; }
  a { color: inherit; text-decoration: none; }
}
`;

/** The style of a page. */
export const STYLE = `${PAGE}${CONTROLS}${NARROW}${PAPER}`;
