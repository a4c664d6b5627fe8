import type { Report } from '../report/report.js';
import { gravestFirst, heldIssues, type Issue, sentence } from './issues.js';
import { clip, visible } from './layout.js';
import { hiddenText } from './ratchet.js';
import type { Reporter } from './reporter.js';

/** Annotations of a kind that GitHub's runner keeps of one step (actions/runner, ExecutionContext.cs). */
const MOST = 10;
/** Characters of a message; the runner cuts at 4,096 without a word. */
const LONGEST_MESSAGE = 2000;
const REASONS = 3;

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/**
 * Workflow commands of GitHub Actions, which become annotations of the lines that they name. The gravest come first, as many as
 * GitHub shows; the last one gives the verdict and says how many are left out. What is not held against this run is only counted.
 */
export const github: Reporter = (report) => {
  const { held, excused } = heldIssues(report);
  const issues = gravestFirst(held);
  const shown = (['error', 'warning', 'note'] as const).flatMap((level) =>
    // One notice is kept for the verdict.
    issues.filter((issue) => issue.level === level).slice(0, level === 'note' ? MOST - 1 : MOST),
  );
  const lines = shown.map((issue) => annotation(issue));
  return `${[...lines, verdict(report, issues.length - shown.length, excused)].join('\n')}\n`;
};

function annotation(issue: Issue): string {
  const { level, path, line, column, cell, result, project } = issue;
  // A name that a command cannot carry as it is stands in the message.
  const exact = path !== undefined && visible(path) === path;
  const properties = {
    ...(exact && { file: path }),
    ...(exact && cell === undefined && { line, col: column }),
    title: clip(project === undefined || project === '.' ? result.id : `${result.id} in ${project}`, 200),
  };
  const where = path === undefined || exact ? '' : `${path}: `;
  return command(COMMANDS[level], properties, clip(where + sentence(issue), LONGEST_MESSAGE));
}

function verdict({ gate, score, grade }: Report, left: number, excused: readonly Issue[]): string {
  const points = score === null ? 'no score' : `score ${score} of 100, grade ${grade}`;
  const reasons = gate.reasons.slice(0, REASONS).map((reason) => clip(reason, 300));
  const hidden = gate.reasons.length - reasons.length;
  const why = [...reasons, ...(hidden > 0 ? [`and ${hidden} more reasons`] : [])].join('; ');
  return command(
    'notice',
    { title: gate.passed ? 'Reproducibility: gate passed' : 'Reproducibility: gate failed' },
    [
      `${points[0]!.toUpperCase()}${points.slice(1)}.`,
      ...(why === '' ? [] : [`The gate failed because: ${why}.`]),
      ...(left > 0
        ? [
            `${left} more ${left === 1 ? 'finding is' : 'findings are'} not shown here; the full report has them.`,
          ]
        : []),
      ...(excused.length > 0 ? [`Not held against this run: ${hiddenText(0, excused)}.`] : []),
    ].join(' '),
  );
}

/** A workflow command, escaped as the runner reads it (actions/toolkit, command.ts). */
function command(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const told = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${inCommand(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`);
  return `::${name} ${told.join(',')}::${inCommand(message)}`;
}

function inCommand(text: string): string {
  return visible(text).replace(/%/g, '%25');
}
