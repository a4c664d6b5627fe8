import { type Check, type Outcome, skip, unknown } from '../checks/check.js';
import { CannotTell } from '../errors.js';
import type { Fact, Project } from '../facts/fact.js';
import { facts as allFacts, type Facts } from '../facts/index.js';
import { type Result, TARGETS } from '../report/report.js';
import type { Policy } from './policy.js';

/** The facts that were collected, each with its value or the reason why it cannot be had. */
export type KnownFacts = ReadonlyMap<string, { value: unknown } | { unknown: string }>;

/** Defects of ours that a run survived: a fact or check that threw. */
export type Crashes = { where: string; error: unknown }[];

/** Called when a fact begins and when all are there. */
export type OnStep = (step: { fact: string; project?: string } | { done: true }) => void;

/** Collects what the checks need, all at once. */
export async function collect(
  project: Project,
  checks: readonly Check[],
  crashes: Crashes,
  onStep: OnStep,
): Promise<KnownFacts> {
  const wanted = new Map(
    checks.flatMap(({ needs, plugin }) => [
      ...needs.map((name) => [name as string, allFacts[name] as Fact<unknown>] as const),
      ...Object.values(plugin?.facts ?? {}).map((fact) => [fact.name, fact] as const),
    ]),
  );
  const entries = await Promise.all(
    [...wanted].map(async ([name, fact]): Promise<[string, { value: unknown } | { unknown: string }]> => {
      onStep({ fact: name });
      try {
        return [name, { value: await project.get(fact) }];
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
export function inOrderOfNeed(checks: readonly Check[]): Check[] {
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

/** What a check says; `unknown` when a fact that it needs cannot be had, or when it throws. */
export function decide(
  check: Check,
  known: KnownFacts,
  policy: Policy,
  before: readonly Result[],
  crashes: Crashes,
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
  const own = Object.entries(check.plugin?.facts ?? {}).map(([name, fact]) => [name, fact.name] as const);
  for (const [name, called] of [...check.needs.map((name) => [name, name] as const), ...own]) {
    const fact = known.get(called);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
