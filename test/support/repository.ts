import { chmod, cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** What keeps commits the same each time, and the configuration of the machine out. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
};

/** A new folder below the temporary folder of the test run, which goes away with it. */
export async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'repro-test-')));
}

/** Writes files below a folder, making the folders on the way. */
export async function write(
  root: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

/** Writes an executable script. */
export async function writeScript(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
}

/** Runs git in a folder, for the set-up of a test. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa(
    'git',
    ['-C', folder, '-c', 'protocol.file.allow=always', '-c', 'init.defaultBranch=main', ...args],
    { env: ENVIRONMENT },
  );
  return stdout;
}

/** A repository with one commit of these files, ignored ones too. */
export async function repository(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = join(await temporaryFolder(), 'project');
  await mkdir(root);
  await write(root, files);
  await commitAll(root, '--force');
  return root;
}

/** A copy of a fixture as a repository with one commit and a remote to which it was pushed. */
export async function repositoryOf(fixture: string): Promise<string> {
  const root = join(await temporaryFolder(), fixture);
  await cp(join('fixtures', fixture), root, { recursive: true });
  await commitAll(root);
  await git(root, 'remote', 'add', 'origin', `https://github.com/example/${fixture}.git`);
  await git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  await git(root, 'branch', '--set-upstream-to=origin/main', 'main');
  return root;
}

/** A bare repository made of a repository with a commit. */
export async function bareOf(root: string): Promise<string> {
  const bare = join(await temporaryFolder(), 'bare');
  await git(root, 'clone', '-q', '--bare', root, bare);
  return bare;
}

async function commitAll(root: string, ...how: string[]): Promise<void> {
  await git(root, 'init', '-q');
  await git(root, 'add', '--all', ...how);
  await git(root, 'commit', '-q', '--allow-empty', '-m', 'first');
}
