import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Diagnosis } from '../../src/cli/doctor/diagnosis.js';
import { folderWith, repro } from '../support/cli.js';
import { temporaryFolder, writeScript } from '../support/repository.js';

async function diagnose(cwd: string, env: Record<string, string | undefined> = {}) {
  const { exitCode, stdout, stderr } = await repro(['doctor', '--format', 'json'], { cwd, env });
  expect(stderr).toBe('');
  const diagnosis = Diagnosis.parse(JSON.parse(stdout));
  const item = (id: string) => diagnosis.items.find((one) => one.id === id);
  return { exitCode, diagnosis, item, stdout };
}

describe('repro doctor', () => {
  test('a machine and a project as they should be: exit code 0', async () => {
    const cwd = await folderWith({
      'base.yaml': 'extends: strict\n',
      'repro.config.yaml': 'extends: ./base.yaml\nplugins: [./x.mjs]\nprojects: [a, b]\n',
      'a/x.py': '',
      'b/x.py': '',
      'x.mjs': 'throw new Error("this must not run");\n',
    });
    const { exitCode, diagnosis, item } = await diagnose(cwd);
    expect(exitCode).toBe(0);
    expect(diagnosis.ok).toBe(true);
    expect(item('node')?.data).toMatchObject({ version: process.version, platform: process.platform });
    expect(item('git')?.data).toEqual({ version: expect.stringMatching(/^\d+\.\d+/) });
    expect(item('repository')).toMatchObject({ state: 'fine', data: { kind: 'worktree', prefix: '' } });
    expect(item('config')?.data).toMatchObject({
      file: 'repro.config.yaml',
      files: ['./base.yaml', 'repro.config.yaml'],
    });
    expect(item('plugins')).toMatchObject({ state: 'note', data: { named: ['./x.mjs'] } });
    expect(item('projects')?.data).toEqual({ paths: ['a', 'b'] });
    expect(item('cache')).toMatchObject({ state: 'fine', data: { writable: true } });
  });

  test('what is a problem comes with its mend: exit code 1', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'repro.config.yaml'), 'project: { linter: flake8 }\n');
    const { exitCode, item } = await diagnose(cwd, { PATH: '/nowhere' });
    expect(exitCode).toBe(1);
    expect(item('git')).toMatchObject({ state: 'problem', fix: expect.stringContaining('Install git') });
    expect(item('repository')).toMatchObject({ state: 'problem', fix: expect.stringContaining('git init') });
    expect(item('linter')).toMatchObject({ state: 'problem', fix: expect.stringContaining('flake8') });
    expect(item('tools')?.data).toMatchObject({ found: [] });
  });

  test('a broken config is told with its place', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': 'gate: { minscore: 1 }\n' });
    const { exitCode, stdout } = await repro(['doctor'], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /✗ repro\.config\.yaml:1:9: unknown key "minscore" in gate, did you mean "minScore"\?/,
    );
    expect(stdout).toMatch(/\n1 problem$/);
  });

  test('tools are looked for on the PATH and never started', async () => {
    const cwd = await folderWith();
    const tools = await temporaryFolder();
    for (const name of ['ruff', 'docker'])
      await writeScript(join(tools, name), `#!/bin/sh\ntouch ${tools}/ran\n`);
    await writeFile(join(tools, 'dvc'), 'not executable');
    const { item } = await diagnose(cwd, { PATH: `${tools}:${process.env.PATH}` });
    expect(item('tools')?.data.found).toEqual(expect.arrayContaining(['ruff', 'docker']));
    expect((await repro(['doctor'], { cwd, env: { PATH: tools } })).stdout).toContain('dvc');
    await expect(
      import('node:fs/promises').then(({ access }) => access(join(tools, 'ran'))),
    ).rejects.toThrow();
  });

  test.skipIf(process.getuid?.() === 0)('a cache that cannot be written to is a problem', async () => {
    const folder = join(await temporaryFolder(), 'cache');
    await mkdir(folder);
    await chmod(folder, 0o500);
    const { exitCode, item } = await diagnose(await folderWith(), { REPRO_CACHE_DIR: folder });
    expect(item('cache')).toMatchObject({ state: 'problem', data: { writable: false } });
    expect(exitCode).toBe(1);
  });

  test('tells kinds, and no value of an environment variable', async () => {
    const secret = '/s3cret/value';
    const { item, stdout } = await diagnose(await folderWith(), {
      VIRTUAL_ENV: secret,
      CONDA_PREFIX: secret,
      REPRO_CACHE_DIR: `${await temporaryFolder()}/s3cret`,
      AWS_SECRET_ACCESS_KEY: 's3cret',
      GITHUB_ACTIONS: 'true',
      GITHUB_TOKEN: 's3cret',
    });
    expect(stdout).not.toContain('s3cret');
    expect(item('environment')?.data).toEqual({ venv: true, conda: true });
    expect(item('ci')?.data).toEqual({ service: 'GitHub Actions' });
  });

  test('a path that is no folder is a mistake', async () => {
    expect(await repro(['doctor', 'nowhere'])).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
