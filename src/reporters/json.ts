import type { Reporter } from './reporter.js';

/** The report itself, keys in the order of the schema; for machines and for `repro report`. */
export const json: Reporter = (report) => `${JSON.stringify(report, null, 2)}\n`;
