import type { Check } from './check.js';

/** Every check, in the order in which reports show them. */
export const checks: readonly Check[] = [];
