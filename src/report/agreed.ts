// What people agreed on around a run, as its report tells it: waivers, statements, what is known, what changed.
import * as z from 'zod';

export const Waiver = z.strictObject({
  check: z.string(),
  path: z.string().optional(),
  reason: z.string(),
  expires: z.string().optional().describe('ISO date'),
  state: z.enum(['used', 'unused', 'expired']),
});

export const Attestation = z.strictObject({
  text: z.string().describe('What a person states'),
  by: z.string().describe('Who states it'),
  on: z.string().describe('ISO date'),
});

export const BaselineUse = z.strictObject({
  file: z.string().describe('The baseline, as it was named'),
  findings: z.int().min(0).describe('How many findings it knows of those that are there'),
  checks: z
    .int()
    .min(0)
    .describe('How many checks it knows as failed without a finding to name, or as undecided'),
  new: z.int().min(0).describe('How many findings it does not know'),
  stale: z
    .array(
      z.strictObject({
        check: z.string(),
        project: z.string().optional(),
        file: z.string().optional(),
        message: z.string().optional(),
      }),
    )
    .describe('What it lists and is found no more'),
  minScore: z
    .number()
    .nullable()
    .describe(
      'The least score that passes the gate with this baseline; null where scores cannot be compared',
    ),
  written: z.boolean().describe('Whether this run wrote it'),
  notes: z.array(z.string()),
});

export const Changes = z.strictObject({
  since: z.string().describe('The revision that was given'),
  base: z.string().describe('Full hash of the commit from which the branch goes off'),
  files: z.int().min(0).describe('How many files changed since, uncommitted and new ones too'),
  outside: z.int().min(0).describe('How many open findings lie outside them'),
  notes: z.array(z.string()).describe('What of the rest counts at the gate'),
});

export type Waiver = z.infer<typeof Waiver>;
export type Attestation = z.infer<typeof Attestation>;
export type BaselineUse = z.infer<typeof BaselineUse>;
export type Changes = z.infer<typeof Changes>;
