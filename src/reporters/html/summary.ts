import type { Report, Result } from '../../report/report.js';
import { rolledUp, single } from '../../report/results.js';
import { commitAddress, fileAddress, placeName } from '../links.js';
import { isPressing, mendOf, mostImportantFirst, shares } from '../rank.js';
import { isExcused, ratchetSentences, staleEntries } from '../ratchet.js';
import { anchorOf } from './checks.js';
import { bar, isToDo, pill, ring, sign, standingOf, standings } from './signs.js';
import { facts, table } from './table.js';
import { code, counted, type Html, html, linked, prose } from './text.js';

const FIRST_MENDS = 5;
const PLACES = 3;
/** Reasons of the gate that stand in the open, and those that a page has room for. */
const REASONS = 8;
const MOST_REASONS = 400;

/** What was judged, and how: the head of the page. */
export function masthead(report: Report): Html {
  const { project, startedAt, tool, target } = report;
  const dirty = project.dirty === true && html` <strong>with uncommitted changes</strong>`;
  return html`<header class="masthead">
<p class="kind">Reproducibility report</p>
<h1>${prose(project.name)}</h1>
${facts([
  [
    'Commit',
    project.commit === null
      ? 'none'
      : html`${linked(commitAddress(project), code(project.commit.slice(0, 12)))}${dirty}`,
  ],
  ...(project.branch === null ? [] : [['Branch', code(project.branch)] as const]),
  ...(project.folder === '' ? [] : [['Folder', code(project.folder)] as const]),
  ...(project.remote === null ? [] : [['Repository', code(project.remote)] as const]),
  ['Date', moment(startedAt)],
  ['Judged by', html`${tool.name} ${tool.version}, rule set ${tool.ruleset}`],
  ['Target', target],
])}</header>
`;
}

/** A time as `2026-12-01 08:00 UTC`. */
export function moment(iso: string): Html {
  const shown = `${iso.slice(0, 16).replace('T', ' ')} UTC`;
  return html`<time datetime="${iso}">${shown}</time>`;
}

/** The verdict with its reasons. */
export function verdict(report: Report): Html {
  const { gate, score, grade, coverage } = report;
  const breaking = single(report).filter(({ result }) => isPressing(result) && isToDo(result)).length;
  return html`<section id="verdict" class="verdict is-${gate.passed ? 'pass' : 'fail'}" aria-labelledby="verdict-title">
<div class="score">${ring(score, gate.passed)}
<p><strong>${score === null ? 'No score' : `Score ${score} of 100`}</strong><br>${score === null ? 'nothing could be counted' : `grade ${grade}`}</p></div>
<div class="words">
<h2 id="verdict-title">${sign(gate.passed ? 'pass' : 'fail')} Gate ${gate.passed ? 'passed' : 'failed'}</h2>
<p>${standings(report.results)}</p>
<p>${coverage === null ? 'No check that applies could be decided.' : `${coverage} % of the checks that apply could be decided${coverage < 100 ? '; what could not counts as no pass, and not in the score' : ''}.`}${
    breaking > 0 && ` ${counted(breaking, 'required check')} failed or could not be decided.`
  }</p>
${notHeld(report)}${gate.reasons.length > 0 && reasons(gate.reasons)}</div>
</section>
`;
}

/** What the baseline and the limit to changed files took from the gate, and what of the baseline is found no more. */
function notHeld(report: Report): Html | false {
  const sentences = ratchetSentences(report);
  const stale = staleEntries(report);
  if (sentences.length === 0) return false;
  const shown = stale.slice(0, MOST_REASONS);
  return html`<p class="heading">Not held against this run, though it counts in the score</p>
<ul>${sentences.map(
    (sentence) => html`<li>${prose(sentence)}</li>
`,
  )}</ul>
${
  shown.length > 0 &&
  html`<details class="more"><summary>${counted(stale.length, 'entry', 'entries')} of the baseline found no more</summary><ul>${shown.map(
    (entry) => html`<li>${code(entry)}</li>
`,
  )}</ul>${stale.length > shown.length && html`<p class="left">And ${stale.length - shown.length} more.</p>`}</details>
`
}`;
}

function reasons(all: readonly string[]): Html {
  const list = (some: readonly string[]) =>
    html`<ul>${some.map(
      (reason) => html`<li>${prose(reason)}</li>
`,
    )}</ul>`;
  const folded = all.slice(REASONS, MOST_REASONS);
  const left = all.length - REASONS - folded.length;
  return html`<p class="heading">The gate failed because</p>
${list(all.slice(0, REASONS))}${
  folded.length > 0 &&
  html`<details class="more"><summary>${counted(folded.length, 'more reason')}</summary>${list(folded)}${left > 0 && html`<p class="left">And ${left} more.</p>`}</details>`
}
`;
}

/** The mends that matter most, with their places and what they would give. */
export function firstMends(report: Report): Html {
  const all = mostImportantFirst(report);
  const rolled = rolledUp(report);
  const share = shares(report);
  if (all.length === 0)
    return html`<section id="first" aria-labelledby="first-title"><h2 id="first-title">What to do first</h2>
<p>Nothing: every check that applies passed or is waived.</p></section>
`;
  return html`<section id="first" aria-labelledby="first-title">
<h2 id="first-title">What to do first</h2>
<ol class="mends">${all.slice(0, FIRST_MENDS).map((result) => {
    const ofSeveral = rolled.has(result.id);
    const gain = (share.get(result.id)?.most ?? 0) - (share.get(result.id)?.points ?? 0);
    return html`<li><p class="do">${prose(mendOf(result, ofSeveral) ?? 'Find out what could not be decided.')}</p>
<p>${pill(standingOf(result))} <a href="#${anchorOf(result.id)}">${code(result.id)}</a> ${prose(result.summary)}</p>
${places(report, ofSeveral ? { ...result, findings: [] } : result)}<p class="aside">${result.severity}${gain >= 0.05 && `; up to ${gain.toFixed(1)} points of the score`}</p></li>
`;
  })}</ol>
${all.length > FIRST_MENDS && html`<p class="left">${counted(all.length - FIRST_MENDS, 'more check asks', 'more checks ask')} for something: see <a href="#checks">the checks</a>, where those to do can be shown alone.</p>`}</section>
`;
}

function places(report: Report, { findings }: Result): Html | false {
  const open = findings.filter(({ file, waived }) => file !== undefined && waived === undefined);
  const fresh = open.filter((one) => !isExcused(one));
  const told = fresh.length > 0 ? fresh : open;
  const placed = [...new Map(told.map((finding) => [placeName(finding), finding])).values()];
  if (placed.length === 0) return false;
  return html`<p class="places">${placed
    .slice(0, PLACES)
    .map((finding) => html`${linked(fileAddress(report.project, finding), code(placeName(finding)))} `)}${
    placed.length > PLACES && `and ${counted(placed.length - PLACES, 'place')} more`
  }</p>
`;
}

/** The categories with what each comes to. */
export function categories(report: Report): Html {
  return html`<section id="categories" aria-labelledby="categories-title">
<h2 id="categories-title">Categories</h2>
${table(
  'What each category comes to, and its weight in the score',
  [{ head: 'Category' }, { head: 'Score' }, { head: 'Weight', kind: 'number' }, { head: 'Checks' }],
  report.categories.map(({ id, title, score, weight }) => [
    prose(title),
    html`<span class="measured">${bar(score)}<span>${score === null ? 'none' : score}</span></span>`,
    weight,
    standings(report.results.filter(({ category }) => category === id)),
  ]),
)}</section>
`;
}
