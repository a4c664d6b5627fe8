import type { History, HistoryRun } from '../report/history.js';
import { stateText } from './diff-words.js';
import { changedRuns, changeOf, commitOf, movedOf, timeOf, trendOf } from './history-words.js';
import { code, details, prose, table } from './markdown-text.js';

const STEPS = 10;
const CHECKS = 20;

/** The trend for a forge: a table of the runs, and which checks turned better or worse. */
export function historyMarkdown(history: History): string {
  const { project, runs, leftOut } = history;
  const changed = changedRuns(history);
  const earlier = changed.slice(STEPS);
  return `${[
    `# Reproducibility of ${prose(project.name)} over time`,
    '',
    `${trendOf(history)}.`,
    '',
    ...table(
      ['Date', 'Commit', 'Score', 'Change', 'Decided', 'Grade', 'Gate', 'Checks'],
      runs.map((run) => [
        prose(timeOf(run)),
        code(commitOf(run)),
        run.score === null ? 'none' : String(run.score),
        prose(changeOf(run)),
        run.coverage === null ? 'none' : `${run.coverage} %`,
        run.grade,
        run.gate.passed ? '✅ passed' : '❌ failed',
        prose(movedOf(run)),
      ]),
    ),
    '',
    ...(changed.length > 0 ? ['## What changed, the newest first', ''] : []),
    ...changed.slice(0, STEPS).flatMap(step),
    ...(earlier.length > 0
      ? [...details(`${earlier.length} earlier changes`, earlier.flatMap(step)), '']
      : []),
    ...(leftOut.length > 0
      ? ['## Left out', '', ...leftOut.map(({ file, reason }) => `- ${code(file)}: ${prose(reason)}`), '']
      : []),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

function step(run: HistoryRun): string[] {
  const { since } = run;
  if (!since) return [];
  const list = (sign: string, { number, checks }: typeof since.worse) => {
    const left = number - Math.min(number, CHECKS);
    return [
      ...checks.slice(0, CHECKS).map((check) => {
        const where = check.project === undefined ? '' : `${code(check.project)}: `;
        return `- ${sign} ${where}${code(check.id)} ${prose(stateText(check))}: ${prose(check.after?.summary ?? '')}`;
      }),
      ...(left > 0 ? [`- ${sign} and ${left} more`] : []),
    ];
  };
  return [
    `### ${prose(timeOf(run))} at ${code(commitOf(run))}`,
    '',
    ...since.obstacles.map((text) => `- ⚠️ ${prose(text)}`),
    ...list('❌', since.worse),
    ...list('✅', since.better),
    '',
  ];
}
