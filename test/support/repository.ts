import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

/** A temporary folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'repro-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
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

/** Runs git in a folder, for the set-up of a test, without the configuration of the machine. */
export async function runGit(root: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa('git', args, {
    cwd: root,
    env: {
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    },
  });
  return stdout;
}

/** A repository with one commit of these files. */
export async function repository(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = await temporaryFolder();
  await runGit(root, 'init', '--quiet', '--initial-branch=main');
  await write(root, files);
  await runGit(root, 'add', '--all', '--force');
  await runGit(root, 'commit', '--quiet', '--allow-empty', '--message=first');
  return root;
}
