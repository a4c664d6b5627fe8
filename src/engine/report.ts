import type { Category as Weighed } from '../checks/check.js';
import { type Report, SCHEMA_VERSION, type Section } from '../report/report.js';
import type { Standard } from '../standards/index.js';
import { judge, judgeAll, type Ratchet } from './gate.js';
import type { Judged } from './members.js';
import type { Policy } from './policy.js';
import type { Run } from './run.js';
import { total } from './score.js';
import { assess } from './standards.js';

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
  /** The plugins that the config names. */
  plugins?: Report['plugins'];
  /** What a baseline took from the gate. */
  baseline?: Report['baseline'];
  /** What the limit to changed files took from it. */
  changes?: Report['changes'];
}

/** Joins the results of a run with their totals, the gate's decision and the standards asked for. Same input, same output. */
export function buildReport(
  { results, waivers, sections, categories }: Pick<Run, 'results' | 'waivers' | 'sections' | 'categories'>,
  policy: Policy,
  {
    version,
    project,
    config,
    environment,
    startedAt,
    durationMs,
    plugins = [],
    baseline,
    changes,
  }: Circumstances,
  standards: readonly Standard[] = [],
): Report {
  const totals = total(results, categories);
  const ratchet: Ratchet | undefined =
    baseline || changes
      ? { minScore: baseline?.minScore ?? null, everyNew: baseline !== undefined }
      : undefined;
  const projects = sections?.map((section) => sectionOf(section, policy, categories, ratchet));
  const inProjects = new Set(projects?.flatMap(({ results: own }) => own.map(({ id }) => id)));
  const ofRepository = results.filter(({ id }) => !inProjects.has(id));
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'repro', version, ruleset: RULESET },
    project,
    target: policy.target,
    ...totals,
    // A project that could not be decided is not hidden behind others that could.
    ...(projects && {
      coverage: total([...ofRepository, ...projects.flatMap(({ results: own }) => own)], categories).coverage,
    }),
    gate: judgeAll(ofRepository, totals.score, policy.gate, projects ?? [], ratchet),
    results: [...results],
    ...(projects && { projects }),
    waivers: [...waivers],
    ...(baseline && { baseline }),
    ...(changes && { changes }),
    ...(standards.length > 0 && { standards: assess(standards, results, policy.attestations) }),
    config,
    ...(plugins.length > 0 && { plugins }),
    environment,
    startedAt,
    durationMs: Math.round(durationMs),
  };
}

/** A project with its totals; a root that is no project has none, and no score that could be too low. */
function sectionOf(
  { path, name, judged, results }: Judged,
  { gate }: Policy,
  weighed: readonly Weighed[],
  ratchet: Ratchet | undefined,
): Section {
  const none = { score: null, coverage: null, grade: 'n/a' as const, categories: [] };
  const { score, coverage, grade, categories } = judged ? total(results, weighed) : none;
  return {
    path,
    name,
    score,
    coverage,
    grade,
    gate: judge(results, score, gate, ratchet && { ...ratchet, minScore: null }),
    categories,
    results,
  };
}
