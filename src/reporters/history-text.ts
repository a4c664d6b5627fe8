import { Chalk } from 'chalk';
import type { History, HistoryRun } from '../report/history.js';
import { stateText } from './diff-words.js';
import { changedRuns, changeOf, commitOf, movedOf, timeOf, trendOf } from './history-words.js';
import { columns, pad, shownThroughout, wrap } from './layout.js';
import type { Look } from './reporter.js';
import { signsOf } from './signs.js';

/** Rows of the table, and steps of which the checks are told, unless all are asked for. */
const ROWS = 20;
const STEPS = 5;

interface Column {
  head: string;
  cell: (run: HistoryRun) => string;
  right?: boolean;
  /** What is left out first where the width does not do. */
  spare?: number;
}

const COLUMNS: readonly Column[] = [
  { head: 'date', cell: timeOf },
  { head: 'commit', cell: commitOf, spare: 1 },
  { head: 'score', cell: ({ score }) => (score === null ? 'none' : String(score)), right: true },
  { head: 'change', cell: changeOf, right: true },
  {
    head: 'decided',
    cell: ({ coverage }) => (coverage === null ? 'none' : `${coverage} %`),
    right: true,
    spare: 2,
  },
  { head: 'grade', cell: ({ grade }) => grade, spare: 3 },
  { head: 'gate', cell: ({ gate }) => (gate.passed ? 'passed' : 'failed') },
  { head: 'checks', cell: movedOf },
];

/** The trend for a person at a terminal: a line of the scores, a table of the runs, and which checks changed. */
export function historyText(given: History, look: Look): string {
  const history = shownThroughout(given, look);
  const width = Math.min(look.width, 120);
  const paint = new Chalk({ level: look.color ? 1 : 0 });
  const { project, runs, leftOut } = history;
  const lines = [
    ...wrap(`${project.name}: ${trendOf(history)}`, width).map((line) => paint.bold(line)),
    '',
    ...line('score', runs, ({ score }) => score, look),
    ...line('decided', runs, ({ coverage }) => coverage, look),
    '',
  ];
  const shown = look.verbose ? runs : runs.slice(-ROWS);
  if (shown.length < runs.length)
    lines.push(paint.dim(`${runs.length - shown.length} earlier runs (--verbose)`));
  lines.push(...table(shown, width, paint.dim));
  const changed = changedRuns(history);
  const steps = look.verbose ? changed : changed.slice(0, STEPS);
  if (steps.length > 0) lines.push('', paint.bold('What changed, the newest first'));
  for (const run of steps) lines.push(...step(run, width, look, paint.dim));
  if (steps.length < changed.length)
    lines.push(paint.dim(`and ${changed.length - steps.length} earlier changes (--verbose)`));
  if (leftOut.length > 0) lines.push('', paint.bold('Left out'));
  for (const { file, reason } of leftOut) lines.push(...wrap(`${file}: ${reason}`, width, '  ', '    '));
  return `${lines.join('\n')}\n`;
}

/** One number of the runs, drawn from its lowest to its highest; a gap where there was none. */
function line(
  name: string,
  runs: readonly HistoryRun[],
  of: (run: HistoryRun) => number | null,
  look: Look,
): string[] {
  const last = runs.slice(-ROWS).map(of);
  const numbers = last.filter((value) => value !== null);
  if (numbers.length < 2) return [];
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const { levels } = signsOf(look);
  const drawn = last.map((value) =>
    value === null ? ' ' : levels[high === low ? 3 : Math.round(((value - low) / (high - low)) * 7)],
  );
  const range = high === low ? `${high} throughout` : `${low} to ${high}, ${numbers.at(-1)} now`;
  return [`${pad(name, 8)}${drawn.join('')}  ${range}`];
}

function table(runs: readonly HistoryRun[], width: number, dim: (text: string) => string): string[] {
  const all = COLUMNS.map((column) => {
    const cells = runs.map(column.cell);
    return { ...column, cells, width: Math.max(columns(column.head), ...cells.map(columns)) };
  });
  let kept = all;
  const taken = () => kept.reduce((sum, column) => sum + column.width + 2, -2);
  for (const spare of [3, 2, 1]) if (taken() > width) kept = kept.filter((column) => column.spare !== spare);
  const row = (text: (column: (typeof all)[number]) => string) =>
    kept
      .map((column) => {
        const filled = pad('', column.width - columns(text(column)));
        return column.right ? filled + text(column) : text(column) + filled;
      })
      .join('  ')
      .trimEnd();
  return [dim(row(({ head }) => head)), ...runs.map((_, at) => row(({ cells }) => cells[at] ?? ''))];
}

function step(run: HistoryRun, width: number, look: Look, dim: (text: string) => string): string[] {
  const { since } = run;
  if (!since) return [];
  const told = [
    { word: 'worse', ...since.worse },
    { word: 'better', ...since.better },
  ];
  return [
    `${timeOf(run)}  ${commitOf(run)}`,
    ...since.obstacles.flatMap((text) => wrap(text, width, '  ! ')),
    ...told.flatMap(({ word, number, checks }) => {
      const some = look.verbose ? checks : checks.slice(0, 10);
      const left = number - some.length;
      return [
        ...some.flatMap((check) => {
          const name = check.project === undefined ? check.id : `${check.project}: ${check.id}`;
          return wrap(
            `${name}: ${stateText(check)}: ${check.after?.summary ?? ''}`,
            width,
            `  ${pad(word, 6)} `,
          );
        }),
        ...(left > 0 ? [dim(`  and ${left} more ${word}`)] : []),
      ];
    }),
  ];
}
