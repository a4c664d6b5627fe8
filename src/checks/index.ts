import type { Check } from './check.js';
import syntax from './code/syntax.js';

/** Every check, in the order in which reports show them. */
export const checks: readonly Check[] = [
  // code
  syntax,
];
