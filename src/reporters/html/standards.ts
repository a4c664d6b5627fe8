import type { Report, StandardItem, StandardReport } from '../../report/report.js';
import { countsOf, STANDARD_WORDS } from '../standards.js';
import { pill, STATE_STANDING } from './signs.js';
import { table } from './table.js';
import { code, type Html, html, prose } from './text.js';

const ADDRESS = /^https:\/\/[\w.-]+\/[\w./~%?=&-]*$/;
const CHECK_STANDING = {
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  skip: 'skip',
  unknown: 'unknown',
} as const;

/** The public checklists that were asked for, each as a table with the evidence for every item. */
export function standardsSections({ standards = [] }: Report): Html | false {
  if (standards.length === 0) return false;
  return html`<section id="standards" aria-labelledby="standards-title">
<h2 id="standards-title">Standards</h2>
<p>Only what files alone can decide is called met. Where a person has to judge, the evidence is shown, and a statement counts when somebody signed it in the config.</p>
${standards.map(oneStandard)}</section>
`;
}

function oneStandard({ id, title, source, items }: StandardReport, at: number): Html {
  return html`<h3 id="standard-${at}">${prose(title)}</h3>
<p>${countsOf(items)}. Source: ${ADDRESS.test(source) ? html`<a href="${source}" rel="noreferrer">${source}</a>` : prose(source)}.</p>
${table(
  `${title}, item by item`,
  [{ head: 'Item' }, { head: 'State' }, { head: 'Evidence' }],
  items.map((item) => [
    html`${prose(item.text)}<br>${code(item.id.startsWith(`${id}.`) ? item.id.slice(id.length + 1) : item.id)}`,
    pill(STATE_STANDING[item.state], STANDARD_WORDS[item.state].plain),
    evidence(item),
  ]),
)}`;
}

function evidence({ attestation, checks }: StandardItem): Html {
  return html`${
    attestation &&
    html`<p class="signed">“${prose(attestation.text)}”<br>${prose(attestation.by)}, ${attestation.on}</p>`
  }${
    checks.length > 0 &&
    html`<details class="proof"><summary>${checks.length} ${checks.length === 1 ? 'check' : 'checks'}</summary><ul class="items">${checks.map(
      ({ id, status, summary }) => html`<li>${pill(CHECK_STANDING[status])} ${code(id)} ${prose(summary)}</li>
`,
    )}</ul></details>`
  }${!attestation && checks.length === 0 && 'none'}`;
}
