import * as z from 'zod';
import type { Outcome } from '../checks/check.js';
import { CONFIDENCES } from '../report/report.js';

const file = z
  .string()
  .refine((path) => path !== '' && !/^(?:\/|[A-Za-z]:|~)/.test(path), 'must be a path inside the project')
  .refine((path) => !/[\\\0]/.test(path) && !path.split('/').includes('..'), 'must stay inside the project');

const from1 = z.int().min(1).optional();

const at = { file, line: from1, column: from1, cell: from1 };

const gaps = z.array(
  z.strictObject({
    message: z.string(),
    at: z.strictObject(at).optional(),
    fix: z.string().optional(),
    confidence: z.enum(CONFIDENCES).optional(),
    key: z.string().optional(),
    related: z.array(z.strictObject({ ...at, message: z.string() })).optional(),
  }),
);

const told = {
  summary: z.string(),
  evidence: z.array(z.string()).optional(),
  fix: z.string().optional(),
  data: z.record(z.string(), z.json()).optional(),
};

const Shape = z.discriminatedUnion('status', [
  z.strictObject({ status: z.enum(['pass', 'fail', 'unknown']), ...told, gaps }),
  z.strictObject({ status: z.literal('warn'), ...told, gaps, ratio: z.number().min(0).max(1) }),
  z.strictObject({ status: z.literal('skip'), ...told }),
]);

/** What a plugin's check answered, as an outcome, or the first reason why it is none. */
export function outcomeFrom(answer: unknown): Outcome | { problem: string } {
  if (answer instanceof Promise || typeof (answer as { then?: unknown } | null)?.then === 'function')
    return { problem: 'it answered with a promise: checks are not async, facts are' };
  if (typeof answer !== 'object' || answer === null)
    return { problem: 'it answered no outcome: return pass(...), fail(...), skip(...) or unknown(...)' };
  const { success, data, error } = Shape.safeParse(answer);
  if (success) return data as Outcome;
  const [first] = error.issues;
  return { problem: `its answer is no outcome: ${first?.path.join('.') || 'it'}: ${first?.message}` };
}
