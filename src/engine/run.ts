import type { Category, Check } from '../checks/check.js';
import type { Project } from '../facts/fact.js';
import type { Result, Waiver } from '../report/report.js';
import { categoriesOf } from './categories.js';
import type { Crashes, OnStep } from './decide.js';
import { type Context, type Judged, judge, judgeMembers, type Member } from './members.js';
import { type Policy, selectedBy } from './policy.js';
import { rollUp } from './roll-up.js';
import { type Acceptances, acceptances } from './waivers.js';

export interface Run {
  results: Result[];
  waivers: Waiver[];
  /** All categories that the checks may have. */
  categories: readonly Category[];
  /** The results of each project, where there are several; `results` then says what they come to. */
  sections?: Judged[];
  /** Defects of ours that the run survived: a fact or check that threw. */
  crashes: Crashes;
}

export interface RunOptions {
  onStep?: OnStep;
  /** The projects, where the repository holds several. */
  members?: readonly Member[];
  /** Whether plugins of the config were not loaded, so that ids of categories which are not ours may be theirs. */
  lacksPlugins?: boolean;
}

/**
 * Runs the checks that the policy selects on a project, or on each of the projects that a repository holds. A check
 * whose fact cannot be had, or that throws, answers `unknown`; the run itself never throws for what is in the project.
 */
export async function run(
  project: Project,
  checks: readonly Check[],
  policy: Policy,
  { onStep = () => {}, members, lacksPlugins = false }: RunOptions = {},
): Promise<Run> {
  const crashes: Crashes = [];
  const categories = categoriesOf(checks);
  const selected = selectedBy(policy, checks);
  const inMembers = (members ?? []).flatMap((member) => selectedBy(member.policy, checks));
  let accepted: Promise<Acceptances> | undefined;
  const context: Context = {
    crashes,
    onStep,
    // Asked for once the facts are there: then the comments in the code are known without reading it again.
    acceptances: () => {
      accepted ??= acceptances(project, {
        waivers: [...policy.waivers, ...(members ?? []).flatMap((member) => member.policy.waivers)],
        today: policy.today,
        selected: new Set<string>([...selected, ...inMembers].map(({ id }) => id)),
        known: new Set<string>(checks.map(({ id }) => id)),
        lacksPlugins,
        projects: members?.map(({ path }) => path),
      });
      return accepted;
    },
  };
  const whole = { path: '', project, policy };
  if (!members) {
    const results = await judge(whole, selected, context);
    const { result, waivers } = (await context.acceptances()).finish();
    return { results: result ? [...results, result] : results, waivers, categories, crashes };
  }
  const ofRepository = await judge(
    whole,
    selected.filter(({ scope }) => scope === 'repository'),
    context,
  );
  const sections = await judgeMembers(members, checks, { ...context, before: ofRepository });
  const results = checks.flatMap(
    (check) => ofRepository.find(({ id }) => id === check.id) ?? rollUp(check, sections) ?? [],
  );
  const { result, waivers } = (await context.acceptances()).finish();
  return { results: result ? [...results, result] : results, waivers, categories, crashes, sections };
}
