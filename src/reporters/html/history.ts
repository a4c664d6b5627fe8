import type { ComparedCheck } from '../../report/comparison.js';
import type { History, HistoryRun } from '../../report/history.js';
import { stateText } from '../diff-words.js';
import { changedRuns, changeOf, commitOf, movedOf, timeOf, trendOf } from '../history-words.js';
import { chart } from './chart.js';
import { pill } from './signs.js';
import { table } from './table.js';
import { code, type Html, html, prose } from './text.js';

/** Runs in the chart and the table, and steps of which the checks are told: the last of them. */
const RUNS = 60;
/** A longer table is folded: the chart above it tells the trend. */
const ROWS = 12;
const STEPS = 20;
const UNFOLDED = 3;
const CHECKS = 20;

/** The trend over saved reports: a chart, the same as a table, and what changed from one run to the next. */
export function historySection(history: History): Html {
  const { runs, leftOut } = history;
  const shown = runs.slice(-RUNS);
  const changed = changedRuns(history);
  const steps = changed.slice(0, STEPS);
  return html`<section id="history" aria-labelledby="history-title">
<h2 id="history-title">History</h2>
<p>${trendOf(history)}.</p>
${shown.length > 1 && chart(shown)}${
  shown.length > ROWS
    ? html`<details class="proof"><summary>The numbers of every run</summary>${numbers(shown, runs.length)}</details>`
    : numbers(shown, runs.length)
}${
  steps.length > 0 &&
  html`<h3>What changed, the newest first</h3>
`
}${steps.map(step)}${
  changed.length > steps.length &&
  html`<p class="left">And ${changed.length - steps.length} earlier changes, for which this page has no room.</p>
`
}${
  leftOut.length > 0 &&
  html`<h3>Left out</h3>
<ul>${leftOut.slice(0, RUNS).map(
    ({ file, reason }) => html`<li>${code(file)}: ${prose(reason)}</li>
`,
  )}</ul>${leftOut.length > RUNS && html`<p class="left">And ${leftOut.length - RUNS} more.</p>`}
`
}</section>
`;
}

/** The text alternative of the chart. */
function numbers(shown: readonly HistoryRun[], number: number): Html {
  return table(
    number > shown.length ? `The last ${shown.length} of ${number} runs` : 'Every run, the oldest first',
    [
      { head: 'Date' },
      { head: 'Commit' },
      { head: 'Score', kind: 'number' },
      { head: 'Change', kind: 'number' },
      { head: 'Decided', kind: 'number' },
      { head: 'Gate' },
      { head: 'Checks' },
    ],
    shown.map((run) => [
      html`<time datetime="${run.startedAt}">${timeOf(run)}</time>`,
      code(commitOf(run)),
      run.score === null ? 'none' : run.score,
      changeOf(run) || '–',
      run.coverage === null ? 'none' : `${run.coverage} %`,
      pill(run.gate.passed ? 'pass' : 'fail'),
      movedOf(run),
    ]),
  );
}

function step(run: HistoryRun, at: number): Html | false {
  const { since } = run;
  if (!since) return false;
  return html`<details class="step"${at < UNFOLDED && html` open`}><summary>${timeOf(run)}, ${code(commitOf(run))}: ${movedOf(run)}</summary>
<ul class="items">${since.obstacles.map(
    (text) => html`<li>${pill('unknown', 'not the same')} ${prose(text)}</li>
`,
  )}${list('fail', 'worse', since.worse)}${list('pass', 'better', since.better)}</ul></details>
`;
}

function list(
  standing: 'fail' | 'pass',
  word: string,
  { number, checks }: { number: number; checks: readonly ComparedCheck[] },
): Html {
  const some = checks.slice(0, CHECKS);
  return html`${some.map(
    (
      check,
    ) => html`<li>${pill(standing, word)} ${code(check.id)}${check.project !== undefined && html` in ${code(check.project)}`} ${stateText(check)}: ${prose(check.after?.summary ?? '')}</li>
`,
  )}${number > some.length && html`<li>and ${number - some.length} more ${word}</li>`}`;
}
