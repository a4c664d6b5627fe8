import { type Report, SCHEMA_VERSION } from '../report/report.js';
import { judge } from './gate.js';
import type { Policy } from './policy.js';
import type { Run } from './run.js';
import { total } from './score.js';

/** Raised when a check is added, removed or judges differently, so that scores are only compared within one version. */
export const RULESET = '1';

/** What a report says of the run that the results alone do not. */
export interface Circumstances {
  version: string;
  project: Report['project'];
  config: Report['config'];
  environment: Report['environment'];
  /** ISO date and time. */
  startedAt: string;
  durationMs: number;
}

/** Joins the results of a run with their totals and the gate's decision. Same input, same output. */
export function buildReport(
  { results, waivers }: Pick<Run, 'results' | 'waivers'>,
  policy: Policy,
  { version, project, config, environment, startedAt, durationMs }: Circumstances,
): Report {
  const totals = total(results);
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'repro', version, ruleset: RULESET },
    project,
    target: policy.target,
    ...totals,
    gate: judge(results, totals.score, policy.gate),
    results: [...results],
    waivers: [...waivers],
    config,
    environment,
    startedAt,
    durationMs: Math.round(durationMs),
  };
}
