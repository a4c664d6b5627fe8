import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { Report, type Result } from '../../src/report/report.js';
import { folderWith, repro } from '../support/cli.js';

const uv = join(inject('bin'), 'uv');

/** Runs a program without the environment that this test itself may run in. */
function run(cwd: string, program: string, ...args: string[]): string {
  const { VIRTUAL_ENV: _, CONDA_PREFIX: __, ...env } = process.env;
  return execFileSync(program, args, { cwd, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function project(requirements: string): Promise<string> {
  return await folderWith({ 'train.py': 'import six\n', 'requirements.txt': requirements });
}

async function judge(folder: string, env: Record<string, string> = {}): Promise<Result> {
  const { stdout } = await repro(['check', folder, '--only', 'env/installed', '--format', 'json'], { env });
  return Report.parse(JSON.parse(stdout)).results[0]!;
}

const pins = 'six==1.16.0\ntoml==0.10.2\nidna==3.10\n';

describe.each([
  ['uv venv', (folder: string) => run(folder, uv, 'venv', '--quiet', '.venv')],
  ['python -m venv', (folder: string) => run(folder, 'python3', '-m', 'venv', '.venv')],
])('an environment that %s makes', (_, make) => {
  const install = (folder: string, ...words: string[]) =>
    run(folder, uv, 'pip', 'install', '--quiet', '--python', '.venv', ...words);

  test('holds what is pinned, then drifts by a patch release, then by more, then lacks a package', async () => {
    const folder = await project(pins);
    make(folder);
    install(folder, '-r', 'requirements.txt');
    expect(await judge(folder)).toMatchObject({
      status: 'pass',
      findings: [],
      data: { compared: 3, extra: [] },
    });

    install(folder, 'toml==0.10.1');
    expect(await judge(folder)).toMatchObject({
      status: 'warn',
      findings: [
        { message: 'toml 0.10.2 is pinned, 0.10.1 is installed', file: 'requirements.txt', line: 2 },
      ],
    });

    install(folder, 'idna==2.10');
    expect(await judge(folder)).toMatchObject({ status: 'fail', data: { drifted: ['toml', 'idna'] } });

    run(folder, uv, 'pip', 'uninstall', '--quiet', '--python', '.venv', 'six');
    expect(await judge(folder)).toMatchObject({ status: 'fail', data: { missing: ['six'] } });
  });
});

test('pip itself records what our reader reads', async () => {
  const folder = await project('six==1.16.0\n');
  run(folder, 'python3', '-m', 'venv', 'venv');
  run(
    folder,
    join(folder, 'venv/bin/pip'),
    'install',
    '--quiet',
    '--disable-pip-version-check',
    'six==1.16.0',
  );
  const frozen = run(folder, join(folder, 'venv/bin/pip'), 'freeze', '--disable-pip-version-check');
  expect(frozen.trim()).toBe('six==1.16.0');
  expect(await judge(folder)).toMatchObject({ status: 'pass', data: { environment: 'venv', compared: 1 } });
});

test('uv sync makes the locked environment, the project itself being editable', async () => {
  const folder = await folderWith({
    'pyproject.toml':
      '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["six>=1.15"]\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
    'demo.py': 'import six\n',
  });
  run(folder, uv, 'sync', '--quiet');
  expect(await judge(folder)).toMatchObject({
    status: 'pass',
    findings: [],
    data: { extra: [], compared: 1 },
  });
  run(folder, uv, 'pip', 'install', '--quiet', '--python', '.venv', 'six==1.15.0');
  expect(await judge(folder)).toMatchObject({ status: 'fail' });
});

test('a package that only another one requires is missed', async () => {
  const folder = await folderWith({
    'pyproject.toml':
      '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["requests"]\n',
  });
  run(folder, uv, 'sync', '--quiet');
  expect(await judge(folder)).toMatchObject({ status: 'pass', findings: [], data: { missing: [] } });
  run(folder, uv, 'pip', 'uninstall', '--quiet', '--python', '.venv', 'idna');
  expect(await judge(folder)).toMatchObject({ status: 'fail', data: { missing: ['idna'] } });
});

test('an environment outside is read when the shell has activated it, and no other', async () => {
  const outside = await folderWith();
  run(outside, uv, 'venv', '--quiet', 'work');
  run(outside, uv, 'pip', 'install', '--quiet', '--python', 'work', 'six==1.16.0');
  const folder = await project('six==1.16.0\n');
  expect(await judge(folder)).toMatchObject({ status: 'skip' });
  expect(await judge(folder, { VIRTUAL_ENV: join(outside, 'work') })).toMatchObject({
    status: 'pass',
    data: { environment: 'work' },
  });
});
