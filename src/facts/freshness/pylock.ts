import { lookUp } from './look-up.js';
import type { FreshnessRule } from './rule.js';

/** pylock.toml: every declared requirement is looked up. */
export const pylock: FreshnessRule = lookUp;
