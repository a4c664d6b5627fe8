import type { Check } from '../checks/check.js';
import type { Severity, Target } from '../report/report.js';
import type { AttestationRule } from './standards.js';

/** How one run judges: which checks, how hard, and what the gate wants. The config layer makes it. */
export interface Policy {
  target: Target;
  /** Per check id; a check that is not here runs with its own severity and default options. */
  checks: Readonly<Record<string, CheckPolicy>>;
  waivers: readonly WaiverRule[];
  gate: GatePolicy;
  /** Ids of the standards that the report holds against the results. */
  standards: readonly string[];
  /** What people state about items of standards. */
  attestations: readonly AttestationRule[];
  /** ISO date (`2027-01-31`) against which waivers expire. */
  today: string;
}

export interface CheckPolicy {
  enabled: boolean;
  severity?: Severity | undefined;
  options?: unknown;
}

/** Accepts findings of a check (id or glob), in files that match `path` when it is given, until `expires`. */
export interface WaiverRule {
  check: string;
  path?: string | undefined;
  /** Folder of the project in whose config it stands: it holds there alone, and `path` counts from there. */
  within?: string | undefined;
  reason: string;
  /** ISO date; the last day on which it holds. */
  expires?: string | undefined;
  /** Where it stands, for findings. */
  file?: string | undefined;
  line?: number | undefined;
}

export interface GatePolicy {
  /** Lowest total score, 0 to 100. */
  minScore: number;
  failOn: 'required' | 'advised' | 'never';
  /** Whether an undecided check counts at the gate as a failed one. */
  unknown: 'fail' | 'allow';
}

export const defaultPolicy: Omit<Policy, 'today'> = {
  target: 'consistent',
  checks: {},
  waivers: [],
  gate: { minScore: 70, failOn: 'required', unknown: 'fail' },
  standards: [],
  attestations: [],
};

/** The checks that a policy switches on. */
export function selectedBy({ checks }: Policy, all: readonly Check[]): Check[] {
  return all.filter(({ id }) => checks[id]?.enabled ?? true);
}
