import { join } from 'node:path';
import { hashFile } from '../hashing/digest.js';
import { defineFact, type Project } from './fact.js';
import { ignoredPaths, PROBES } from './git/ignored.js';
import { type Listed, listWithGit } from './git/list.js';
import { type Change, type Git, MOST_TAGS, type Status, type Tag, type Upstream } from './git/model.js';
import { filtersOf, pointerIn } from './git/objects.js';
import { remotesOf } from './git/remotes.js';
import { type OpenGit, openGit } from './git/run.js';
import { parseStatus, type StatusText, within } from './git/status.js';
import { largeFiles, submodulesOf } from './git/tracked.js';

export type {
  Change,
  Git,
  Remote,
  Repository,
  Status,
  Submodule,
  Tag,
  TrackedFile,
  Upstream,
} from './git/model.js';
export { LARGE_FROM } from './git/model.js';

/** What git knows about the project. Throws `CannotTell` when git is missing, too old, or refuses or fails. */
export const git = defineFact<Git>({
  name: 'git',
  timeLimitMs: 300_000,
  async collect(project) {
    const ci = ciService(process.env);
    const told = ci === undefined ? {} : { ci };
    const root = project.source.root;
    const repository = root === undefined ? undefined : await openGit(root);
    if (root === undefined || !repository) return { kind: 'none', ...told };
    const isBare = repository.config.findLast(({ key }) => key === 'core.bare')?.value === 'true';
    if (repository.kind === 'bare' || isBare) return { kind: 'bare', ...told };
    const listed = await listWithGit(repository);
    // A folder that an outer repository ignores as a whole is no part of it.
    if (repository.prefix !== '' && listed.length === 0) return { kind: 'none', ...told };
    return { ...(await describe(project, root, repository, listed)), ...told };
  },
});

async function describe(
  project: Project,
  root: string,
  repository: OpenGit,
  listed: readonly Listed[],
): Promise<Git> {
  const text = await repository.text([
    'status',
    '--porcelain=v2',
    '--branch',
    '-z',
    '--untracked-files=normal',
    '--ignore-submodules=dirty',
    // Exact renames only: comparing contents would want objects that a partial clone lacks.
    '--find-renames=100%',
    '--',
    '.',
  ]);
  const said = parseStatus(text);
  const common = {
    toplevel: repository.toplevel,
    prefix: repository.prefix,
    version: repository.version,
    branch: said.branch,
    remotes: remotesOf(repository.config),
    status: await statusOf(root, repository, said),
    ignored: { probes: await ignoredPaths(repository, Object.values(PROBES).flat()) },
  };
  if (said.head === undefined) return { kind: 'no-commits', ...common };
  const [shallow, upstream, tagsAtHead, tags] = await Promise.all([
    repository.text(['rev-parse', '--is-shallow-repository']),
    upstreamOf(repository, said),
    repository.text(['for-each-ref', '--points-at', 'HEAD', '--format=%(refname:strip=2)', 'refs/tags']),
    repository.text([
      'for-each-ref',
      '--sort=-creatordate',
      '--format=%(objectname) %(*objectname) %(refname:strip=2)',
      'refs/tags',
    ]),
  ]);
  const allTags = lines(tags);
  return {
    kind: 'ok',
    ...common,
    head: said.head,
    shallow: shallow.trim() === 'true',
    upstream,
    tagsAtHead: lines(tagsAtHead),
    tagCount: allTags.length,
    tags: allTags.slice(0, MOST_TAGS).map(tagOf),
    large: await largeFiles(repository, await project.source.list(), listed),
    submodules: await submodulesOf(root, repository, listed),
  };
}

/** A line of `object, what an annotated tag leads to, name`. */
function tagOf(line: string): Tag {
  const [object = '', peeled = '', ...name] = line.split(' ');
  return { name: name.join(' '), commit: peeled === '' ? object : peeled };
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The status of the root, without files that only look modified because their filter was not run. */
async function statusOf(root: string, repository: OpenGit, said: StatusText): Promise<Status> {
  const below = repository.prefix === '' ? '' : `${repository.prefix}/`;
  const modified = said.unstaged.filter(({ what, path }) => what === 'modified' && path.startsWith(below));
  const filters = await filtersOf(
    repository,
    modified.map(({ path }) => path.slice(below.length)),
  );
  const same = new Set<string>();
  const undecided: string[] = [];
  for (const { path, object } of modified) {
    const inside = path.slice(below.length);
    const filter = filters.get(inside);
    if (filter === undefined || !repository.filters.has(filter)) continue;
    const verdict = filter === 'lfs' ? await equalsPointer(root, repository, inside, object) : undefined;
    if (verdict === false) continue;
    same.add(path);
    if (verdict === undefined) undecided.push(path);
  }
  return within(repository.prefix, {
    staged: said.staged,
    unstaged: said.unstaged
      .filter(({ path, what }) => what !== 'modified' || !same.has(path))
      .map(({ object: _, ...change }): Change => change),
    untracked: said.untracked,
    undecided,
  });
}

/** Whether a file has the content that a Git LFS pointer names; undefined when that cannot be known. */
async function equalsPointer(
  root: string,
  repository: OpenGit,
  path: string,
  object: string,
): Promise<boolean | undefined> {
  const pointer = await pointerIn(repository, object);
  if (!pointer) return undefined;
  try {
    const { hash, size } = await hashFile(join(root, path), path, 'sha256');
    return size === pointer.size && hash === pointer.oid;
  } catch {
    return undefined;
  }
}

async function upstreamOf(repository: OpenGit, said: StatusText): Promise<Upstream> {
  const [containing, any] = await Promise.all([
    repository.text([
      'for-each-ref',
      '--contains',
      'HEAD',
      '--format=%(refname)%00%(symref)',
      'refs/remotes',
      'refs/tags',
    ]),
    repository.text(['for-each-ref', '--count=1', '--format=%(refname)', 'refs/remotes']),
  ]);
  const refs = lines(containing)
    .map((line) => line.split('\0'))
    .filter(([, symbolic]) => symbolic === '')
    .map(([ref]) => ref!);
  const below = (start: string) =>
    refs.filter((ref) => ref.startsWith(start)).map((ref) => ref.slice(start.length));
  const hasAny = any.trim() !== '';
  const unpushed =
    said.ahead ??
    (hasAny
      ? Number((await repository.text(['rev-list', '--count', 'HEAD', '--not', '--remotes'])).trim())
      : undefined);
  return {
    name: said.upstream,
    ahead: unpushed,
    branches: below('refs/remotes/'),
    tags: below('refs/tags/'),
    any: hasAny,
  };
}

/** Environment variables by which CI services say that they run. */
const SERVICES: readonly [variable: string, name: string][] = [
  ['GITHUB_ACTIONS', 'GitHub Actions'],
  ['GITLAB_CI', 'GitLab CI'],
  ['BITBUCKET_BUILD_NUMBER', 'Bitbucket Pipelines'],
  ['TF_BUILD', 'Azure Pipelines'],
  ['CIRCLECI', 'CircleCI'],
  ['JENKINS_URL', 'Jenkins'],
  ['TRAVIS', 'Travis CI'],
  ['BUILDKITE', 'Buildkite'],
  ['TEAMCITY_VERSION', 'TeamCity'],
];

/** The CI service of an environment; undefined outside CI. */
export function ciService(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const known = SERVICES.find(([variable]) => env[variable])?.[1];
  return known ?? (env.CI && !/^(?:0|false)$/i.test(env.CI) ? 'CI' : undefined);
}
