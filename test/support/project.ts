import { cp, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
};

/** Runs git in a folder, with a fixed author and date, so that commits are the same each time. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa(
    'git',
    ['-C', folder, '-c', 'protocol.file.allow=always', '-c', 'init.defaultBranch=main', ...args],
    {
      env: AUTHOR,
    },
  );
  return stdout;
}

/** A copy of a fixture as a repository with one commit and a remote to which it was pushed. */
export async function repositoryOf(fixture: string): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'repro-e2e-')), fixture);
  await cp(join('fixtures', fixture), folder, { recursive: true });
  await commitAll(folder);
  await git(folder, 'remote', 'add', 'origin', `https://github.com/example/${fixture}.git`);
  await git(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  await git(folder, 'branch', '--set-upstream-to=origin/main', 'main');
  return folder;
}

/** A repository with these files in one commit. */
export async function repositoryWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'repro-e2e-')), 'project');
  await mkdir(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await commitAll(folder);
  return folder;
}

async function commitAll(folder: string): Promise<void> {
  await git(folder, 'init', '-q');
  await git(folder, 'add', '-A');
  await git(folder, 'commit', '-q', '--allow-empty', '-m', 'Files');
}

/** A bare repository made of a repository with a commit. */
export async function bareOf(folder: string): Promise<string> {
  const bare = `${folder}.git`;
  await git(folder, 'clone', '-q', '--bare', folder, bare);
  const moved = join(dirname(bare), 'bare');
  await rename(bare, moved);
  return moved;
}
