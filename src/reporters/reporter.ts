import type { Report } from '../report/report.js';

/** How a report should look. */
export interface Look {
  color: boolean;
  /** Write nothing but ASCII, signs and text of the project alike. */
  ascii?: boolean | undefined;
  /** Columns to lay text out for. */
  width: number;
  /** Show what passes too, with evidence and the arithmetic of the score. */
  verbose: boolean;
  /** Show the verdict and what breaks it, nothing else. */
  quiet: boolean;
}

/** Renders a report; the same report and look give the same text. */
export type Reporter = (report: Report, look: Look) => string;
