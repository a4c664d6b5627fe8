import { lookUp } from './look-up.js';
import type { FreshnessRule } from './rule.js';

/** uv.lock: every declared requirement is looked up. */
export const uv: FreshnessRule = lookUp;
