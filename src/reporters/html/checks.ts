import type { Finding, RelatedPlace, Report, Result } from '../../report/report.js';
import { rolledUp } from '../../report/results.js';
import { fileAddress, placeName } from '../links.js';
import { isOpen, isPressing } from '../rank.js';
import { excuseOf, hiddenText, isExcused } from '../ratchet.js';
import type { Budget } from './budget.js';
import { isToDo, pill, STANDINGS, standingOf } from './signs.js';
import { code, counted, type Html, html, linked, type Part, prose } from './text.js';

/** Items that stand in the open; the others are folded below them. */
const UNFOLDED = 8;
const IN_JSON = 'The JSON report holds them all.';

/** What the checks of a page have in common. */
export interface Shown {
  report: Report;
  budget: Budget;
  /** Folder of the project that they are of, in a repository of several. */
  project?: string;
  /** True for what several projects come to together. */
  below?: boolean;
}

/** The checks by category, each to be unfolded; required ones that failed or are undecided are. */
export function checksByCategory(report: Report, budget: Budget): Html {
  const rolled = rolledUp(report);
  const categories = new Map(report.categories.map((category) => [category.id, category]));
  const order = new Set([...categories.keys(), ...report.results.map(({ category }) => category)]);
  return html`${[...order].map((id, at) => {
    const results = report.results.filter(({ category }) => category === id);
    if (results.length === 0) return undefined;
    const shown = { report, budget };
    const { title = 'Settings', score = null } = categories.get(id) ?? {};
    return html`<section class="category ${holds(results)}" aria-labelledby="category-${at}">
<h3 id="category-${at}">${prose(title)}${score !== null && html` <span class="points">${score} %</span>`}</h3>
<p class="nothing">Nothing of this kind in this category.</p>
${results.map((result) =>
  rolled.has(result.id)
    ? check({ ...result, findings: [], evidence: [] }, { ...shown, below: true })
    : check(result, shown),
)}</section>
`;
  })}`;
}

/** Which filters have something to show among results, as classes. */
export function holds(results: readonly Result[]): string {
  const standings = new Set(results.map(standingOf));
  return [...STANDINGS.filter((one) => standings.has(one)), ...(results.some(isToDo) ? ['open'] : [])]
    .map((name) => `has-${name}`)
    .join(' ');
}

/** Where in the page a check of a project is told. */
export function anchorOf(id: string, project?: string): string {
  return `check-${project === undefined ? '' : `${slug(project)}:`}${slug(id)}`;
}

/** A word that may stand in an address and in an attribute, different for different texts. */
export function slug(text: string): string {
  return text.replace(/[^a-z0-9-]/g, (character) =>
    character === '/' ? '.' : `_${character.charCodeAt(0).toString(16)}_`,
  );
}

/** One check: how it stands in a line, and unfolded what it asks, why, the mend, findings and evidence. */
export function check(result: Result, shown: Shown): Html {
  const standing = standingOf(result);
  const { title, why, summary, id, severity, evidence } = result;
  return html`<details class="check is-${standing}${isToDo(result) ? ' is-open' : ''}"${isPressing(result) && isToDo(result) && html` open`}>
<summary>${pill(standing)} <span class="told">${code(id)} <span class="summary">${prose(summary)}${isOpen(result) && excuseOf(result)}</span></span> <span class="severity">${severity}</span></summary>
<div class="body" id="${anchorOf(id, shown.project)}">
<dl class="about"><div><dt>Asks</dt><dd>${prose(title)}.</dd></div>
<div><dt>Why</dt><dd>${prose(why)}</dd></div>
${mendsOf(result).map((mend) => html`<div class="mend"><dt>Mend</dt><dd>${prose(mend)}</dd></div>`)}</dl>
${shown.below && html`<p class="left">What was found stands with each project, below.</p>`}${findingsOf(result, shown)}${evidence.length > 0 && evidenceOf(evidence, shown.budget)}</div>
</details>
`;
}

/** The mends that stand above the findings: that of the check, or the only one that its findings name. */
function mendsOf(result: Result): string[] {
  if (!isOpen(result)) return [];
  const own = commonMend(result.findings);
  if (own !== undefined) return [own];
  return result.status === 'unknown' ? [] : [result.fix];
}

function commonMend(findings: readonly Finding[]): string | undefined {
  const first = findings[0]?.fix;
  return findings.every(({ fix }) => fix === first) ? first : undefined;
}

function findingsOf(result: Result, { report, budget }: Shown): Html | false {
  const { findings } = result;
  if (findings.length === 0) return false;
  const told = new Set(mendsOf(result));
  // A finding without a place may only say what the line above says.
  if (findings.length === 1 && findings[0]?.file === undefined && findings[0]?.message === result.summary) {
    const waived = findings[0].waived;
    return waived !== undefined && html`<p class="waived">Waived: ${prose(waived)}</p>`;
  }
  const shown = (finding: Finding) => {
    const { message, confidence, waived, fix, related = [] } = finding;
    const name = placeName(finding);
    const place = name !== '' && html`${linked(fileAddress(report.project, finding), code(name))} `;
    const doubt = confidence !== 'certain' && html` <em class="doubt">${confidence}</em>`;
    return html`${place}<span>${prose(message)}${doubt}</span>${
      waived !== undefined && html`<span class="aside">Waived: ${prose(waived)}</span>`
    }${fix !== undefined && waived === undefined && !told.has(fix) && html`<span class="aside">Mend: ${prose(fix)}</span>`}${
      related.length > 0 && placesOf(related, report)
    }`;
  };
  const held = findings.filter((one) => !isExcused(one));
  const excused = findings.filter(isExcused);
  // Both together have the room that a check has.
  const room = Math.max(0, budget.findings - held.length);
  return html`<p class="heading">${counted(findings.length, 'finding')}</p>
${held.length > 0 && foldedList(held, budget.findings, shown)}${
  excused.length > 0 &&
  html`<details class="more"><summary>${hiddenText(0, excused)}</summary>${foldedList(excused, room, shown)}</details>
`
}`;
}

/** Steps of a way that a page shows; the finding itself tells the rest in words. */
const MOST_PLACES = 10;

/** The other places that a finding belongs to, such as the way to it. */
function placesOf(related: readonly RelatedPlace[], { project }: Report): Html {
  const left = related.length - MOST_PLACES;
  return html`<ol class="way">${related.slice(0, MOST_PLACES).map(
    (one) => html`<li>${linked(fileAddress(project, one), code(placeName(one)))} ${prose(one.message)}</li>
`,
  )}${left > 0 && html`<li>and ${left} more. ${IN_JSON}</li>`}</ol>`;
}

function evidenceOf(evidence: readonly string[], budget: Budget): Html {
  return html`<p class="heading">Evidence</p>
${foldedList(evidence, budget.evidence, (proof) => code(proof))}`;
}

/** A list whose first items stand in the open, the next folded, and what the page has no room for as a number. */
export function foldedList<T>(items: readonly T[], most: number, shown: (item: T) => Part): Html {
  const list = (some: readonly T[]) =>
    html`<ul class="items">${some.map(
      (item) => html`<li>${shown(item)}</li>
`,
    )}</ul>`;
  // Two or three more are not worth a click.
  const unfolded = Math.min(most, items.length <= UNFOLDED + 3 ? items.length : UNFOLDED);
  const folded = items.slice(unfolded, most);
  const left = items.length - unfolded - folded.length;
  return html`${list(items.slice(0, unfolded))}${
    folded.length > 0 &&
    html`<details class="more"><summary>${folded.length} more</summary>${list(folded)}</details>`
  }${left > 0 && html`<p class="left">And ${left} more, for which this page has no room. ${IN_JSON}</p>`}
`;
}
