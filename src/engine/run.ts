import { type Check, type Gap, type Outcome, skip, unknown } from '../checks/check.js';
import { CannotTell } from '../errors.js';
import type { Fact, Project } from '../facts/fact.js';
import { facts as allFacts, type Facts } from '../facts/index.js';
import { type Json, type Result, TARGETS, type Waiver } from '../report/report.js';
import { fingerprints } from './fingerprint.js';
import type { Policy } from './policy.js';
import { acceptances } from './waivers.js';

export interface Run {
  results: Result[];
  waivers: Waiver[];
  /** Defects of ours that the run survived: a fact or check that threw. */
  crashes: { where: string; error: unknown }[];
}

/** Called when a fact begins and when all are there. */
export type OnStep = (step: { fact: string } | { done: true }) => void;

type Known = { value: unknown } | { unknown: string };

/**
 * Runs the checks that the policy selects on a project. A check whose fact cannot be had, or that throws, answers
 * `unknown`; the run itself never throws for what is in the project.
 */
export async function run(
  project: Project,
  checks: readonly Check[],
  policy: Policy,
  onStep: OnStep = () => {},
): Promise<Run> {
  const selected = checks.filter((check) => policy.checks[check.id]?.enabled ?? true);
  const crashes: Run['crashes'] = [];
  const known = await collect(project, selected, crashes, onStep);
  const results: Result[] = [];
  const accepted = await acceptances(
    project,
    policy,
    new Set<string>(selected.map(({ id }) => id)),
    new Set<string>(checks.map(({ id }) => id)),
  );
  for (const check of inOrderOfNeed(selected)) {
    const begun = performance.now();
    const outcome = decide(check, known, policy, results, crashes);
    results.push(accepted.apply(toResult(check, outcome, policy, performance.now() - begun)));
  }
  const order = new Map<string, number>(selected.map(({ id }, at) => [id, at]));
  results.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const { result, waivers } = accepted.finish();
  if (result) results.push(result);
  return { results, waivers, crashes };
}

async function collect(
  project: Project,
  checks: readonly Check[],
  crashes: Run['crashes'],
  onStep: OnStep,
): Promise<Map<string, Known>> {
  const names = [...new Set(checks.flatMap(({ needs }) => needs))];
  const entries = await Promise.all(
    names.map(async (name): Promise<[string, Known]> => {
      onStep({ fact: name });
      try {
        return [name, { value: await project.get(allFacts[name] as Fact<unknown>) }];
      } catch (error) {
        if (error instanceof CannotTell) return [name, { unknown: error.message }];
        crashes.push({ where: `fact ${name}`, error });
        return [name, { unknown: `internal error in fact ${name}: ${messageOf(error)}` }];
      }
    }),
  );
  onStep({ done: true });
  return new Map(entries);
}

/** Checks after those they require; otherwise in the order of the list. */
function inOrderOfNeed(checks: readonly Check[]): Check[] {
  const sorted: Check[] = [];
  const visit = (check: Check) => {
    if (sorted.includes(check)) return;
    for (const id of check.requires ?? []) {
      const required = checks.find((other) => other.id === id);
      if (required) visit(required);
    }
    sorted.push(check);
  };
  for (const check of checks) visit(check);
  return sorted;
}

function decide(
  check: Check,
  known: Map<string, Known>,
  policy: Policy,
  before: readonly Result[],
  crashes: Run['crashes'],
): Outcome {
  if (check.from && TARGETS.indexOf(policy.target) < TARGETS.indexOf(check.from)) {
    return skip(`only asked for from target level ${check.from} on`);
  }
  for (const id of check.requires ?? []) {
    const status = before.find((result) => result.id === id)?.status;
    if (status === 'fail' || status === 'skip' || status === 'unknown')
      return skip(`means nothing without ${id}`);
  }
  const facts: Record<string, unknown> = {};
  for (const name of check.needs) {
    const fact = known.get(name);
    if (!fact || 'unknown' in fact) return unknown(fact?.unknown ?? `${name} was not collected`);
    facts[name] = fact.value;
  }
  try {
    return check.run(facts as Facts, policy.checks[check.id]?.options);
  } catch (error) {
    crashes.push({ where: `check ${check.id}`, error });
    return unknown(`internal error in check ${check.id}: ${messageOf(error)}`);
  }
}

const SCORE = { pass: 1, fail: 0, skip: null, unknown: null } as const;

/** The report's form of an outcome, its findings sorted by place. */
export function toResult(check: Check, outcome: Outcome, policy: Policy, durationMs: number): Result {
  const severity = policy.checks[check.id]?.severity ?? check.severity;
  const gaps = 'gaps' in outcome ? [...outcome.gaps].sort(byPlace) : [];
  const names = fingerprints(check.id, gaps);
  const level =
    outcome.status === 'fail'
      ? severity === 'required'
        ? 'error'
        : severity === 'advised'
          ? 'warning'
          : 'note'
      : outcome.status === 'pass'
        ? 'note'
        : 'warning';
  return {
    id: check.id,
    title: check.title,
    category: check.id.slice(0, check.id.indexOf('/')),
    severity,
    status: outcome.status,
    score: outcome.status === 'warn' ? outcome.ratio : SCORE[outcome.status],
    summary: clip(outcome.summary),
    why: check.why,
    fix: check.fix,
    findings: gaps.map((gap, at) => ({
      message: clip(gap.message),
      ...(gap.at && { file: gap.at.file }),
      ...(gap.at?.line !== undefined && { line: gap.at.line }),
      ...(gap.at?.column !== undefined && { column: gap.at.column }),
      ...(gap.at?.cell !== undefined && { cell: gap.at.cell }),
      ...(gap.fix !== undefined && { fix: clip(gap.fix) }),
      level: gap.confidence === 'possible' ? 'note' : level,
      confidence: gap.confidence ?? 'certain',
      fingerprint: names[at]!,
    })),
    evidence: (outcome.evidence ?? []).map(clip),
    data: clipAll({ ...outcome.data }) as Result['data'],
    waived: false,
    durationMs: Math.round(durationMs * 10) / 10,
  };
}

function byPlace({ at: a }: Gap, { at: b }: Gap): number {
  if (a?.file !== b?.file) return (a?.file ?? '') < (b?.file ?? '') ? -1 : 1;
  return (
    (a?.cell ?? 0) - (b?.cell ?? 0) || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The longest text of a report, in characters: what a repository writes may be of any length. */
const LONGEST_TEXT = 600;

function clip(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

/** The longest text in a check's data, in characters: that of a path. */
const LONGEST_DATA = 4096;

function clipAll(value: Json): Json {
  if (typeof value === 'string')
    return value.length <= LONGEST_DATA ? value : `${value.slice(0, LONGEST_DATA - 1)}…`;
  if (Array.isArray(value)) return value.map(clipAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clipAll(inner)]));
}
