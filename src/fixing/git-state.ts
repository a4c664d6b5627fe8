import { CannotTell } from '../errors.js';
import type { Project } from '../facts/fact.js';
import { ignoredPaths } from '../facts/git/ignored.js';
import { openGit } from '../facts/git/run.js';
import { type Git, git } from '../facts/git.js';
import type { Plan } from './model.js';

/**
 * Why files of a plan should not be edited as they are: git could not take the edit back. Empty when nothing stands against it.
 */
export async function refusals(project: Project, { edits }: Plan): Promise<string[]> {
  const paths = [...new Set(edits.map(({ path }) => path))].sort();
  const found = await stateOf(project);
  if (typeof found === 'string') return paths.map((path) => `${path}: ${found}`);
  const { status } = found;
  return paths.flatMap((path) => {
    const change = [...status.staged, ...status.unstaged].find((one) => one.path === path);
    if (change) return [`${path} is ${change.what} and not committed`];
    if (status.undecided.includes(path)) return [`${path} may be modified; its filter is not run here`];
    const untracked = status.untracked.some(
      (one) => one === path || one === './' || (one.endsWith('/') && path.startsWith(one)),
    );
    return untracked ? [`${path} is not tracked by git`] : [];
  });
}

/** What git knows, or why there is no way back. */
async function stateOf(project: Project): Promise<Extract<Git, { status: unknown }> | string> {
  try {
    const found = await project.get(git);
    if (found.kind === 'ok' || found.kind === 'no-commits') return found;
    return 'there is no git repository that could take the change back';
  } catch (error) {
    if (error instanceof CannotTell) return error.message;
    throw error;
  }
}

/** Whether the project's .gitignore files would keep a new file out of git. */
export async function isIgnored(project: Project, path: string): Promise<boolean> {
  try {
    const repository = project.source.root === undefined ? undefined : await openGit(project.source.root);
    return repository?.kind === 'worktree' && (await ignoredPaths(repository, [path]))[path] === true;
  } catch (error) {
    if (error instanceof CannotTell) return false;
    throw error;
  }
}
