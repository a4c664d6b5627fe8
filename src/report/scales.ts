// The words in which a report judges: of checks, findings, projects and the items of standards.
import * as z from 'zod';

export const STATUSES = ['pass', 'warn', 'fail', 'skip', 'unknown'] as const;
/** The heaviest first. */
export const SEVERITIES = ['required', 'advised', 'optional'] as const;
/** The surest first. */
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const;
export const TARGETS = ['rerunnable', 'consistent', 'identical'] as const;
export const GRADES = ['A', 'B', 'C', 'D', 'E', 'n/a'] as const;

/** How an item of a standard stands. Only items that files alone decide are ever `met`. */
export const STANDARD_STATES = [
  'met',
  'stated',
  'evidence',
  'partly',
  'no-evidence',
  'not-met',
  'needs-run',
  'needs-person',
  'not-applicable',
  'unknown',
] as const;

/** Weight of a check within its category, by severity. */
export const SEVERITY_WEIGHT = { required: 3, advised: 2, optional: 1 } as const;

export const Status = z.enum(STATUSES);
export const Severity = z.enum(SEVERITIES);
export const Confidence = z.enum(CONFIDENCES);
export const Target = z.enum(TARGETS);
export const Grade = z.enum(GRADES);

export type Status = z.infer<typeof Status>;
export type Severity = z.infer<typeof Severity>;
export type Confidence = z.infer<typeof Confidence>;
export type Target = z.infer<typeof Target>;
export type Grade = z.infer<typeof Grade>;
