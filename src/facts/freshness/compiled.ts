import { lookUp } from './look-up.js';
import type { FreshnessRule } from './rule.js';

/** compiled requirements: every declared requirement is looked up. */
export const compiled: FreshnessRule = lookUp;
