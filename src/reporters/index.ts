import type { Report } from '../report/report.js';

/** How a report should look. */
export interface Look {
  color: boolean;
  /** Columns to lay text out for. */
  width: number;
  verbose: boolean;
  quiet: boolean;
}

/** Renders a report; the same report and look give the same text. */
export type Reporter = (report: Report, look: Look) => string;

const json: Reporter = (report) => `${JSON.stringify(report, null, 2)}\n`;

const text: Reporter = (report, { quiet }) =>
  [
    ...report.results
      .filter(({ status }) => !quiet || status === 'fail')
      .flatMap(({ status, id, summary, findings }) => [
        `${status.padEnd(8)}${id}  ${summary}`,
        ...findings.map(
          ({ file, line, message }) =>
            `          ${[file, line].filter((part) => part !== undefined).join(':')} ${message}`,
        ),
      ]),
    `score ${report.score} (${report.grade}), coverage ${report.coverage}, gate ${report.gate.passed ? 'passed' : 'failed'}`,
    ...report.gate.reasons.map((reason) => `  ${reason}`),
    '',
  ].join('\n');

/** Every format that `--format` takes. */
export const reporters = { text, json } satisfies Record<string, Reporter>;
