import type { HistoryRun } from '../../report/history.js';
import { timeOf } from '../history-words.js';
import { type Html, html } from './text.js';

const WIDTH = 720;
const HEIGHT = 230;
const LEFT = 46;
const TOP = 12;
const BOTTOM = 28;

/** Scores of two runs or more as a line, with how the gate went as the shape of each point; the table below says the same in words. */
export function chart(runs: readonly HistoryRun[]): Html {
  const x = (at: number) => LEFT + ((WIDTH - LEFT - 14) * (at + 0.5)) / runs.length;
  const y = (score: number) => TOP + ((HEIGHT - TOP - BOTTOM) * (100 - score)) / 100;
  const points = runs.flatMap((run, at) => (run.score === null ? [] : [{ run, x: x(at), y: y(run.score) }]));
  const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
  const [first, last] = ends(runs);
  return html`<figure class="chart"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-title"><title id="chart-title">Score of each run; the table below holds the numbers</title>
${[0, 25, 50, 75, 100].map(
  (
    mark,
  ) => html`<path class="grid" d="M${LEFT} ${y(mark)}H${WIDTH - 14}"/><text class="mark" x="${LEFT - 6}" y="${y(mark) + 4}" text-anchor="end">${mark}</text>
`,
)}<polyline class="trend" points="${path}"/>
${points.map(({ run, x: left, y: top }) =>
  run.gate.passed
    ? html`<circle class="point is-pass" cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="4.5"/>`
    : html`<path class="point is-fail" d="M${left.toFixed(1)} ${top.toFixed(1)}m-4.5-4.5l9 9m0-9l-9 9"/>`,
)}
<text class="mark" x="${LEFT}" y="${HEIGHT - 6}">${first}</text>${
    last && html`<text class="mark" x="${WIDTH - 14}" y="${HEIGHT - 6}" text-anchor="end">${last}</text>`
  }</svg><figcaption>Score of each run. A dot: the gate passed; a cross: it failed.</figcaption></figure>
`;
}

/** What stands below the first run and below the last: their days, or the hours where all are of one day. */
function ends(runs: readonly HistoryRun[]): [string, string] {
  const [first = '', last = ''] = [runs[0], runs.at(-1)].map((run) => run && timeOf(run));
  const day = first.slice(0, 10);
  return day === last.slice(0, 10) ? [first, last.slice(11)] : [day, last.slice(0, 10)];
}
