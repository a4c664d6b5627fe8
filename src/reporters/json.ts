import { jsonText } from './json-text.js';
import type { Reporter } from './reporter.js';

/** The report itself, keys in the order of the schema; for machines and for `repro report`. */
export const json: Reporter = (report) => jsonText(report);
