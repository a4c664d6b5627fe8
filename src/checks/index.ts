import type { Check } from './check.js';
import syntax from './code/syntax.js';
import seedsConstant from './seeds/constant.js';
import seedsDeterministic from './seeds/deterministic.js';
import seedsEstimators from './seeds/estimators.js';
import seedsFixed from './seeds/fixed.js';
import seedsWorkers from './seeds/workers.js';

/** Every check, in the order in which reports show them. */
export const checks: readonly Check[] = [
  // seeds
  seedsFixed,
  seedsConstant,
  seedsEstimators,
  seedsDeterministic,
  seedsWorkers,
  // code
  syntax,
];
