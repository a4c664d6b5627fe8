import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { Report, type Result } from '../../src/report/report.js';
import { repro } from '../support/cli.js';

const run = (cwd: string, program: string, ...args: string[]) =>
  execFileSync(join(inject('bin'), program), args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'repro-locks-'));
  for (const [path, text] of Object.entries({ 'train.py': 'import six\n', ...files }))
    await writeFile(join(folder, path), text);
  return folder;
}

async function env(folder: string): Promise<Record<string, Result>> {
  const { stdout } = await repro(['check', folder, '--only', 'env', '--format', 'json']);
  return Object.fromEntries(Report.parse(JSON.parse(stdout)).results.map((result) => [result.id, result]));
}

function pyproject(requirement: string): string {
  return `[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["${requirement}"]\n`;
}

/** `uv lock --check` in words: does the lock belong to the manifest? */
function uvCallsFresh(folder: string): boolean {
  try {
    run(folder, 'uv', 'lock', '--check', '--quiet');
    return true;
  } catch {
    return false;
  }
}

describe('locks that uv makes', () => {
  test('lock and pin every dependency', async () => {
    const folder = await folderWith({ 'pyproject.toml': pyproject('six>=1.15') });
    run(folder, 'uv', 'lock', '--quiet');
    expect(uvCallsFresh(folder)).toBe(true);
    const results = await env(folder);
    for (const id of ['env/lockfile', 'env/pinned', 'env/lock-fresh', 'env/lock-hashes'])
      expect(results[id]).toMatchObject({ status: 'pass' });
  });

  test.each([
    ['a range that the lock no longer meets', 'six<1.16'],
    ['another package', 'idna>=3'],
  ])('are stale after %s, as uv says too', async (_, requirement) => {
    const folder = await folderWith({ 'pyproject.toml': pyproject('six>=1.16') });
    run(folder, 'uv', 'lock', '--quiet');
    await writeFile(join(folder, 'pyproject.toml'), pyproject(requirement));
    expect(uvCallsFresh(folder)).toBe(false);
    expect((await env(folder))['env/lock-fresh']).toMatchObject({ status: 'fail' });
  });
});

describe('compiled requirements', () => {
  test.each([
    [
      'uv',
      (folder: string) =>
        run(
          folder,
          'uv',
          'pip',
          'compile',
          '--quiet',
          '--generate-hashes',
          '-o',
          'requirements.txt',
          'requirements.in',
        ),
    ],
    [
      'pip-compile',
      (folder: string) =>
        run(
          folder,
          'pip-compile',
          '--quiet',
          '--generate-hashes',
          '-o',
          'requirements.txt',
          'requirements.in',
        ),
    ],
  ])('of %s are a lockfile with hashes', async (_, compile) => {
    const folder = await folderWith({ 'requirements.in': 'six>=1.15\n' });
    compile(folder);
    expect(await readFile(join(folder, 'requirements.txt'), 'utf8')).toContain('--hash=sha256:');
    const results = await env(folder);
    expect(results['env/lockfile']).toMatchObject({ status: 'pass' });
    expect(results['env/lock-hashes']).toMatchObject({ status: 'pass' });
    expect(results['env/pinned']).toMatchObject({ status: 'pass', data: { pinned: 1, total: 1 } });
  });
});
