import { relative, resolve, sep } from 'node:path';
import type { Config } from '../config/load.js';
import { listedProjects, type ProjectFolder, projectConfig } from '../config/projects.js';
import type { Member } from '../engine/members.js';
import type { Policy } from '../engine/policy.js';
import { CannotTell, UserError } from '../errors.js';
import { Project } from '../facts/fact.js';
import { codeOf, findProjects, neighboursAmong } from '../facts/monorepo.js';
import { PartSource } from '../facts/part-source.js';
import { isWithin } from '../facts/paths.js';
import { didYouMean } from '../suggest.js';

export interface MembersRequest {
  config: Config;
  /** The repository as a whole. */
  project: Project;
  /** Folder that was asked for; one inside a project means that project alone. */
  folder: string;
  /** Folders or names to which the run is limited. */
  only: readonly string[];
  /** Whether to look for projects that no config lists. */
  find: boolean;
  /** False where no config of a project is to be looked for. */
  ownConfigs: boolean;
  /** What the command line says on top of a policy. */
  withFlags: (policy: Policy) => Policy;
}

/**
 * The projects of a repository that holds several, those of the config or else those that are found; undefined when it
 * is a single one. Throws `UserError` for mistakes in their configs, and for a name in `only` that none has.
 */
export async function openMembers({
  config,
  project,
  folder,
  only,
  find,
  ownConfigs,
  withFlags,
}: MembersRequest): Promise<Member[] | undefined> {
  const listed = await listedProjects(config, project);
  const all = listed ?? (find || only.length > 0 ? await found(project) : []);
  if (all.length === 0) {
    if (only.length > 0)
      throw new UserError('--project names a project, and this repository is a single one', {
        hint: 'list its projects below `projects` in repro.config.yaml',
      });
    return undefined;
  }
  const wanted = chosen(all, only, relative(config.root, resolve(folder)).split(sep).join('/'));
  const folders = all.map(({ path }) => path);
  const outer = folders.filter((path) => path !== '.');
  const neighbours = await neighboursAmong(project, folders);
  const root = all.find(({ path }) => path === '.') ?? { path: '.' };
  const members: Member[] = [];
  let rest: Project | undefined;
  // The root first: the others rest on what it has for all.
  for (const one of [root, ...wanted.filter((other) => other !== root)]) {
    const below = one.path === '.' ? '' : one.path;
    const source = below === '' ? project.source : await PartSource.open(project.source, below);
    const own = await projectConfig(config, one, { folders: outer, own: ownConfigs });
    const part = {
      whole: project,
      folder: below,
      neighbours: neighbours.get(one.path) ?? [],
      ...(below === '' ? { without: outer } : { rest }),
    };
    const { jobs, onProgress, environments, digests, compareSources } = project;
    const judged = new Project(source, {
      settings: own.settings,
      jobs,
      onProgress,
      environments,
      digests,
      compareSources,
      part,
    });
    rest ??= judged;
    members.push({
      path: one.path,
      name: own.name ?? source.name,
      project: judged,
      policy: withFlags(own.policy),
      judged: wanted.includes(one),
    });
  }
  return members;
}

/** What a config could say of the projects: of those that were found, and of code that lies in none of them. */
export async function hintsOf({ layers }: Config, members: readonly Member[] | undefined): Promise<string[]> {
  if (!members) return [];
  const isListed = layers.some(({ input }) => input.projects);
  const hints = isListed
    ? []
    : [
        'projects names the projects, so that they are not looked for; an empty list judges the repository as one',
      ];
  const root = members.find(({ path }) => path === '.');
  if (!root || root.judged) return hints;
  const [first, ...more] = (await codeOf(root.project).catch(() => [])).map(({ path }) => path);
  if (first === undefined) return hints;
  const which = more.length === 0 ? first : `${first} and ${more.length} more`;
  return [
    ...hints,
    `projects does not cover ${which}; an entry "." there judges what lies beside the projects`,
  ];
}

/** What is found without a config; none where the repository cannot be read, of which its checks tell. */
async function found(project: Project): Promise<ProjectFolder[]> {
  try {
    return (await findProjects(project)).map((path) => ({ path }));
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return [];
  }
}

function chosen(
  all: readonly ProjectFolder[],
  only: readonly string[],
  inside: string,
): readonly ProjectFolder[] {
  const around = all.find(({ path }) => isWithin(inside, path));
  if (only.length === 0) return around ? [around] : all;
  return only
    .map((given) => {
      const name = given.replace(/^\.\//, '').replace(/\/+$/, '');
      const called = all.filter((each) => each.name === name || each.path.endsWith(`/${name}`));
      const one = all.find((each) => each.path === name) ?? (called.length === 1 ? called[0] : undefined);
      if (one) return one;
      const names = all.flatMap((each) => (each.name === undefined ? [each.path] : [each.path, each.name]));
      throw new UserError(`no project of this repository is called "${given}"${didYouMean(name, names)}`, {
        hint: `projects: ${all.map((each) => each.path).join(', ')}`,
      });
    })
    .filter((one, at, list) => list.indexOf(one) === at);
}
