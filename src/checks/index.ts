import type { Check } from './check.js';
import syntax from './code/syntax.js';
import envDeclared from './env/declared.js';
import envLockfile from './env/lockfile.js';
import envPinned from './env/pinned.js';
import envPython from './env/python.js';
import seedsConstant from './seeds/constant.js';
import seedsDeterministic from './seeds/deterministic.js';
import seedsEstimators from './seeds/estimators.js';
import seedsFixed from './seeds/fixed.js';
import seedsWorkers from './seeds/workers.js';

/** Every check, in the order in which reports show them. */
export const checks: readonly Check[] = [
  // env
  envDeclared,
  envPinned,
  envLockfile,
  envPython,
  // seeds
  seedsFixed,
  seedsConstant,
  seedsEstimators,
  seedsDeterministic,
  seedsWorkers,
  // code
  syntax,
];
