import type { Check, Outcome } from '../checks/check.js';
import type { Project } from '../facts/fact.js';
import { PartSource } from '../facts/part-source.js';
import type { Result, Section } from '../report/report.js';
import { type Crashes, collect, decide, inOrderOfNeed, type OnStep } from './decide.js';
import { type Policy, selectedBy } from './policy.js';
import { rebase } from './rebase.js';
import { toResult } from './result.js';
import type { Acceptances } from './waivers.js';

/** The results of one project; of a root that is none, what is wrong with what it has for all. */
export type Judged = Pick<Section, 'path' | 'name' | 'results'> & Pick<Member, 'judged'>;

/** One of several projects in a repository, to be judged by itself. */
export interface Member {
  /** Its folder; `.` for the root beside the others. */
  path: string;
  name: string;
  project: Project;
  policy: Policy;
  /** False for a root that is no project: it is only asked what it has for all projects. */
  judged: boolean;
}

export interface Context {
  acceptances: () => Promise<Acceptances>;
  crashes: Crashes;
  onStep: OnStep;
  /** Results that came before, which checks may require. */
  before?: readonly Result[];
}

/** The root first, since it may have what its projects lack. */
export async function judgeMembers(
  members: readonly Member[],
  checks: readonly Check[],
  context: Context,
): Promise<Judged[]> {
  const sections: Judged[] = [];
  let ofRoot: readonly Result[] = [];
  for (const member of [...members].sort((a, b) => Number(b.path === '.') - Number(a.path === '.'))) {
    const { path, name, judged } = member;
    const own = selectedBy(member.policy, checks).filter(
      ({ scope }) => scope !== 'repository' && (judged || scope === 'either' || scope === 'both'),
    );
    const both = new Set<string>(own.filter(({ scope }) => scope === 'both').map(({ id }) => id));
    const alone = await judge(member, own, context);
    const results = path === '.' ? alone : alone.map((result) => servedBy(ofRoot, result, both) ?? result);
    if (path === '.') ofRoot = alone.filter(({ id }) => own.some((one) => one.id === id && isLent(one)));
    // A root that is no project shows what is wrong with what it has for all; the projects show the rest.
    const shown = judged
      ? results
      : results.filter(({ id, status }) => both.has(id) && status !== 'skip' && status !== 'pass');
    if (judged || shown.length > 0) sections.push({ path, name, judged, results: shown });
  }
  return sections;
}

function isLent({ scope }: Check): boolean {
  return scope === 'either' || scope === 'both';
}

/** The results of these checks on one project, in their order. */
export async function judge(
  { path, project, policy }: Pick<Member, 'path' | 'project' | 'policy'>,
  selected: readonly Check[],
  { acceptances, crashes, onStep, before = [] }: Context,
): Promise<Result[]> {
  const named = path === '' ? {} : { project: path };
  const known = await collect(project, selected, crashes, (step) =>
    onStep('fact' in step ? { ...step, ...named } : step),
  );
  const here = path === '.' ? '' : path;
  const toWhole = here === '' ? undefined : await wayToWhole(project, here);
  const results: Result[] = [];
  for (const check of inOrderOfNeed(selected)) {
    const begun = performance.now();
    const own = decide(check, known, policy, [...before, ...results], crashes);
    const outcome = toWhole ? toWhole(own) : own;
    const result = toResult(check, outcome, policy, performance.now() - begun, here);
    results.push((await acceptances()).apply(result, path));
  }
  const order = new Map<string, number>(selected.map(({ id }, at) => [id, at]));
  return results.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}

/**
 * What the root has for all projects: where a project has it not or less of it. What both may have only stands in where
 * the check does not apply to the project, and only when it is right: what is wrong shows in the root.
 */
function servedBy(ofRoot: readonly Result[], own: Result, both: ReadonlySet<string>): Result | undefined {
  const result = ofRoot.find(({ id }) => id === own.id);
  const serves = both.has(own.id)
    ? own.status === 'skip' && result?.status === 'pass'
    : own.status === 'fail' || own.status === 'warn';
  if (!result || !serves || result.score === null || result.score <= (own.score ?? 0)) return undefined;
  return {
    ...result,
    severity: own.severity,
    summary: `in the root: ${result.summary}`,
    data: { ...result.data, in: '.' },
  };
}

/** Turns outcomes on a part into outcomes on the repository. */
async function wayToWhole(project: Project, folder: string): Promise<(outcome: Outcome) => Outcome> {
  const { source } = project;
  const { files } = await source.list();
  const listed = new Set(files.map(({ path }) => path));
  const inherited = source instanceof PartSource ? await source.inherited() : new Set<string>();
  const inWhole = (path: string) => (inherited.has(path) ? path : undefined);
  return (outcome) => rebase(outcome, folder, inWhole, (path) => listed.has(path));
}
