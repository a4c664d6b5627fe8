import { jsonText } from './json-text.js';
import type { Reporter } from './reporter.js';

const COLORS = {
  A: 'brightgreen',
  B: 'green',
  C: 'yellowgreen',
  D: 'orange',
  E: 'red',
  'n/a': 'lightgrey',
} as const;

/** What the endpoint badge of shields.io reads: grade and score, in the colour of the grade. */
export const badge: Reporter = ({ score, grade }) =>
  jsonText({
    schemaVersion: 1,
    label: 'reproducibility',
    message: score === null ? 'n/a' : `${grade} (${score} of 100)`,
    color: score === null ? COLORS['n/a'] : COLORS[grade],
  });
