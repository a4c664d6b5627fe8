import * as z from 'zod';
import type { Category, Check } from '../checks/check.js';
import { UserError } from '../errors.js';
import { SEVERITIES, TARGETS } from '../report/report.js';
import { didYouMean } from '../suggest.js';
import type { Fact } from './api.js';
import { PUBLIC_FACTS } from './facts.js';

const words = z.string().regex(/\S/, 'must not be empty');
const method = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', {
  message: 'must be a function',
});
const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');
const example = z.object({ files: z.record(z.string(), z.string()) });

const fact = z.object({
  name: words,
  timeLimitMs: z.number().positive().optional(),
  collect: method,
});

/** A schema of zod 4, whichever copy of it: version 3 has no `_zod`. */
const schema = z.custom<z.ZodType>(
  (value) => typeof value === 'object' && value !== null && '_zod' in value && 'safeParse' in value,
  { message: 'must be a schema of zod 4, such as z.strictObject({...}) with the z of repro-check/plugin' },
);

const need = z.string().superRefine((given, context) => {
  if ((PUBLIC_FACTS as readonly string[]).includes(given)) return;
  context.addIssue({
    code: 'custom',
    message: `no fact is called "${given}"${didYouMean(given, PUBLIC_FACTS)} (facts: ${PUBLIC_FACTS.join(', ')})`,
  });
});

const check = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/, 'must be category/name in lower-case letters'),
  title: words,
  severity: z.enum(SEVERITIES),
  why: words,
  fix: words,
  source: words.optional(),
  from: z.enum(TARGETS).optional(),
  scope: z.enum(['repository', 'project']).optional(),
  lifecycle: z.enum(['preview', 'stable', 'deprecated']).optional(),
  requires: z.array(z.string()).optional(),
  examples: z.object({ pass: example, fail: example }),
  needs: z.array(need),
  facts: z.record(z.string(), fact).optional(),
  options: schema,
  run: method,
});

const Shape = z.object({
  name: words,
  version: words.optional(),
  categories: z.array(z.object({ id: name, title: words, weight: z.number().min(0).max(100) })).min(1),
  checks: z.array(check).min(1),
});

/** A check as a plugin exports it, seen to have the right form. */
export type GivenCheck = Omit<Check, 'needs' | 'plugin' | 'run'> & {
  needs: readonly string[];
  facts?: Readonly<Record<string, Fact<unknown>>>;
  run(facts: unknown, options: unknown): unknown;
};
export interface GivenPlugin {
  name: string;
  version?: string;
  categories: readonly Category[];
  checks: readonly GivenCheck[];
}

/** What a module exports, as a plugin. Throws `UserError` that names the module and the first thing that is wrong. */
export function pluginFrom(value: unknown, from: string): GivenPlugin {
  if (typeof value !== 'object' || value === null) {
    throw new UserError(`the plugin ${from} exports no plugin`, {
      hint: 'its default export must be what definePlugin({ name, categories, checks }) gives, or a function that returns it',
    });
  }
  const parsed = Shape.safeParse(value);
  // The value itself, not what the schema copied: two checks may share a fact, which is known by being the same object.
  if (parsed.success) return value as GivenPlugin;
  const [first] = parsed.error.issues;
  const path = first?.path ?? [];
  const id = (value as { checks?: { id?: unknown }[] }).checks?.[Number(path[1])]?.id;
  const where =
    path[0] === 'checks' && typeof id === 'string' && path[2] !== 'id'
      ? `the check ${id}: ${path.slice(2).join('.') || 'it'}`
      : path.join('.') || 'its export';
  throw new UserError(`the plugin ${from}: ${where}: ${first?.message}`, {
    hint: 'docs/plugins.md shows a whole plugin',
  });
}
