import type { Fact } from './fact.js';
import { files } from './files.js';
import { python } from './python/python.js';
import { randomness } from './randomness.js';

/** Every fact that a check may ask for, by the name it asks with. */
export const facts = {
  files,
  python,
  randomness,
} as const;

/** What a check receives: the value of each fact by its name. */
export type Facts = { [Name in keyof typeof facts]: (typeof facts)[Name] extends Fact<infer T> ? T : never };
