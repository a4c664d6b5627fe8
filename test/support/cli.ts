import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';

/** The built command; another installation of it may be named for trying that one. */
export const bin = process.env.REPRO_BIN ?? resolve('bin/repro.js');

export interface Ran {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs the built command as a user would, without a terminal, and waits for it. */
export async function repro(
  args: readonly string[],
  { cwd, env = {}, input }: { cwd?: string; env?: Record<string, string | undefined>; input?: string } = {},
): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, ...args], {
    reject: false,
    extendEnv: false,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: 'UTC',
      REPRO_CACHE_DIR: process.env.REPRO_CACHE_DIR,
      ...env,
    },
    ...(cwd !== undefined && { cwd }),
    ...(input !== undefined && { input }),
  });
  return { exitCode, stdout, stderr };
}

/** A new folder with these files in it. It has a `.git` folder, so that no config is looked for above it. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'repro-test-'));
  await mkdir(join(folder, '.git'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Every file of a folder with its text, without those of git. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries = names
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.git'))
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const;
    });
  return Object.fromEntries((await Promise.all(entries)).sort());
}
