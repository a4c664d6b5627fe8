import { lstat, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** Where the repository of a folder lies on disk. */
export interface Place {
  /** `worktree`: a folder with `.git` in it. `bare`: the folder of a repository itself. */
  kind: 'worktree' | 'bare';
  /** Absolute path of the top folder. */
  toplevel: string;
  /** Path of the asked folder below it, with forward slashes; empty when they are one. */
  prefix: string;
}

/**
 * The repository that git would find for a folder, found by the marks it looks for. The folder that holds `.git` is
 * the work tree, whatever `core.worktree` of an untrusted repository says. Source: git,
 * Documentation/gitrepository-layout.txt and setup.c.
 */
export async function locateRepository(root: string): Promise<Place | undefined> {
  for (let folder = root; ; folder = dirname(folder)) {
    const prefix = relative(folder, root).split(sep).join('/');
    if (await exists(join(folder, '.git'))) return { kind: 'worktree', toplevel: folder, prefix };
    if (await isGitFolder(folder)) return { kind: 'bare', toplevel: folder, prefix };
    if (dirname(folder) === folder) return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function isGitFolder(folder: string): Promise<boolean> {
  const isFolder = (name: string) =>
    stat(join(folder, name)).then(
      (found) => found.isDirectory(),
      () => false,
    );
  return (await exists(join(folder, 'HEAD'))) && (await isFolder('objects')) && (await isFolder('refs'));
}
