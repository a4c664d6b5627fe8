import { CannotTell } from '../errors.js';
import type { Project } from '../facts/fact.js';
import { type Git, git as gitFact } from '../facts/git.js';
import type { Report } from '../report/report.js';

/** What a report says of the project and its surroundings, as far as git can tell; null for what it cannot. */
export async function projectInfo(
  project: Project,
  root: string,
): Promise<{ project: Report['project']; environment: Report['environment'] }> {
  const git = await askGit(project);
  const tree = git && 'toplevel' in git ? git : undefined;
  const status = tree?.status;
  return {
    project: {
      name: project.settings.project.name ?? project.source.name,
      root,
      folder: tree?.prefix ?? '',
      commit: tree?.kind === 'ok' ? tree.head : null,
      branch: tree?.branch ?? null,
      dirty: status ? status.staged.length + status.unstaged.length + status.untracked.length > 0 : null,
      remote: (tree?.remotes.find(({ name }) => name === 'origin') ?? tree?.remotes[0])?.web ?? null,
    },
    environment: {
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      git: tree?.version ?? null,
      ci: git?.ci ?? null,
    },
  };
}

async function askGit(project: Project): Promise<Git | undefined> {
  try {
    return await project.get(gitFact);
  } catch (error) {
    // The git checks say why; a report can do without.
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}
