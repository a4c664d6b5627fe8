import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { bareOf, git, repository, repositoryOf } from '../support/repository.js';

async function reportOf(folder: string, ...args: string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await repro(['check', folder, '--format', 'json', ...args]);
  expect({ exitCode: exitCode === 0 || exitCode === 1, stderr }).toEqual({ exitCode: true, stderr: '' });
  return Report.parse(JSON.parse(stdout));
}

function resultOf(report: Report, id: string) {
  const result = report.results.find((candidate) => candidate.id === id);
  if (!result) throw new Error(`no result ${id}`);
  return result;
}

const PROJECT = {
  'train.py': 'import random\nrandom.seed(1)\nprint(random.random())\n',
  'README.md': '# P\n',
};

describe('git in unusual states', () => {
  test('no repository: git/repository fails, the other git checks skip, the rest is judged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'repro-e2e-'));
    await writeFile(join(folder, 'train.py'), PROJECT['train.py']);
    const report = await reportOf(folder);
    expect(resultOf(report, 'git/repository').status).toBe('fail');
    for (const id of ['git/clean', 'git/remote', 'git/pushed'])
      expect(resultOf(report, id).status).toBe('skip');
    expect(resultOf(report, 'seeds/fixed').status).toBe('pass');
    expect(report.project.commit).toBeNull();
  });

  test('an empty folder', async () => {
    const report = await reportOf(await mkdtemp(join(tmpdir(), 'repro-e2e-')));
    expect(resultOf(report, 'git/repository').status).toBe('fail');
    expect(resultOf(report, 'code/syntax').status).toBe('skip');
  });

  test('no commit yet', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'repro-e2e-'));
    await git(folder, 'init', '-q');
    await writeFile(join(folder, 'train.py'), PROJECT['train.py']);
    const report = await reportOf(folder);
    expect(resultOf(report, 'git/repository')).toMatchObject({
      status: 'fail',
      summary: expect.stringMatching(/commit/),
    });
  });

  test('a bare repository', async () => {
    const bare = await bareOf(await repository(PROJECT));
    const report = await reportOf(bare);
    expect(resultOf(report, 'git/repository')).toMatchObject({
      status: 'fail',
      summary: expect.stringMatching(/bare/),
    });
  });

  test('a shallow clone and a detached HEAD', async () => {
    const origin = await repository(PROJECT);
    await writeFile(join(origin, 'more.txt'), 'more\n');
    await git(origin, 'add', '-A');
    await git(origin, 'commit', '-qm', 'More');
    const clone = join(dirname(origin), 'clone');
    await git(origin, 'clone', '-q', '--depth', '1', `file://${origin}`, clone);
    await git(clone, 'checkout', '-q', '--detach');
    const report = await reportOf(clone);
    expect(resultOf(report, 'git/repository').status).toBe('pass');
    expect(resultOf(report, 'git/clean').status).toBe('pass');
    expect(report.project.branch).toBeNull();
  });

  test('a subfolder of a repository is judged alone', async () => {
    const root = await repository({
      'model/train.py': PROJECT['train.py'],
      'requirements.txt': 'numpy==1.26.4\n',
      '.venv/x.py': '',
    });
    const report = await reportOf(join(root, 'model'));
    expect(report.project.folder).toBe('model');
    expect(resultOf(report, 'git/repository').status).toBe('pass');
    expect(resultOf(report, 'docs/readme').status).toBe('fail');
  });

  test('a repository whose own configuration wants to run programs runs none', async () => {
    const folder = await repository({
      ...PROJECT,
      '.gitattributes': '*.py filter=evil diff=evil\n',
      'sub/a.txt': 'a\n',
    });
    const canary = join(dirname(folder), 'canary');
    const script = join(dirname(folder), 'evil.sh');
    await writeFile(script, `#!/bin/sh\ntouch '${canary}'\ncat\n`);
    await chmod(script, 0o755);
    for (const key of [
      'core.fsmonitor',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'diff.evil.textconv',
      'diff.evil.command',
      'diff.external',
      'core.pager',
      'core.sshCommand',
      'core.askPass',
      'gpg.program',
      'credential.helper',
    ]) {
      await git(folder, 'config', key, script);
    }
    await git(folder, 'config', 'log.showSignature', 'true');
    await git(folder, 'config', 'core.hooksPath', dirname(script));
    await writeFile(join(folder, 'train.py'), `${PROJECT['train.py']}# changed\n`);
    const report = await reportOf(folder);
    expect(resultOf(report, 'git/repository').status).toBe('pass');
    await expect(readFile(canary)).rejects.toThrow();
  });
});

describe('links that lead out', () => {
  async function withLink(name: string) {
    const outside = join(await mkdtemp(join(tmpdir(), 'repro-outside-')), 'victim');
    await writeFile(outside, 'mine\n');
    const folder = await repository(PROJECT);
    await symlink(outside, join(folder, name));
    return { folder, outside };
  }

  test('no report is written through one', async () => {
    const { folder, outside } = await withLink('out.md');
    for (const args of [
      ['--output', 'out.md'],
      ['--report', 'json=out.md'],
    ]) {
      const run = await repro(['check', ...args], { cwd: folder });
      expect({ exitCode: run.exitCode, stdout: run.stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(run.stderr).toBe(
        'error: cannot write out.md: a link there leads out of the project\n  hint: name a place that is no link',
      );
    }
    const elsewhere = await repro(['check', folder, '--output', join(folder, 'out.md')], { cwd: tmpdir() });
    expect(elsewhere.exitCode).toBe(2);
    expect(await readFile(outside, 'utf8')).toBe('mine\n');
  });

  test('no config and no lock either', async () => {
    const { folder, outside } = await withLink('repro.lock');
    await symlink(`${outside}.new`, join(folder, 'repro.config.yaml'));
    for (const args of [
      ['lock', 'README.md'],
      ['lock', '--check'],
      ['init', '--yes', '--force', '--no-config'],
    ]) {
      const { exitCode, stderr } = await repro(args, { cwd: folder });
      expect({ args, exitCode }).toEqual({ args, exitCode: 2 });
      expect(stderr).toMatch(/^error: /);
    }
    expect(await readFile(outside, 'utf8')).toBe('mine\n');
    await expect(readFile(`${outside}.new`)).rejects.toThrow();
  });
});

test('a base image of a million characters neither hangs the report nor fills it', async () => {
  const nested = `FROM ${'${a:-'.repeat(100_000)}${'}'.repeat(100_000)}\n`;
  const folder = await repository({
    ...PROJECT,
    Dockerfile: nested,
    'requirements.txt': `${'x'.repeat(300_000)}\n`,
  });
  for (const format of ['text', 'markdown', 'json']) {
    const { stdout } = await repro(['check', folder, '--format', format, '--verbose']);
    expect(stdout.length).toBeLessThan(200_000);
  }
});

describe('files that cannot be read as they should be', () => {
  test('links: loops, and links that leave the root, are never followed', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'repro-outside-'));
    await writeFile(join(outside, 'requirements.txt'), 'canary-package==6.6.6\n');
    await writeFile(join(outside, 'metrics.json'), '{"accuracy": 0.66666}\n');
    await writeFile(join(outside, 'train.py'), 'import canary_module\n');
    const folder = await repository(PROJECT);
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    await symlink('.', join(folder, 'self'));
    await symlink(outside, join(folder, 'linked'));
    for (const name of ['requirements.txt', 'metrics.json'])
      await symlink(join(outside, name), join(folder, name));
    await symlink(join(outside, 'train.py'), join(folder, 'evaluate.py'));
    await git(folder, 'add', '-A');
    await git(folder, 'commit', '-qm', 'Links');
    const text = JSON.stringify(await reportOf(folder));
    for (const secret of ['canary', '0.66666', '6.6.6']) expect(text).not.toContain(secret);
  });

  test('paths in locks, pointers and pipelines that lead out of the root are never read', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'repro-outside-'));
    await writeFile(join(outside, 'secret.json'), '{"accuracy": 0.66666}\n');
    const up = `../${outside.split('/').pop()}/secret.json`;
    const folder = await repository({
      ...PROJECT,
      'data.dvc': `outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: ../${up}\n`,
      'dvc.yaml': `stages:\n  train:\n    cmd: python train.py\n    metrics:\n    - ../${up}:\n        cache: false\n`,
      SHA256SUMS: `${'0'.repeat(64)}  ../${up}\n${'0'.repeat(64)}  /etc/passwd\n`,
      'requirements.txt': `-r ../${up}\n-r /etc/hostname\n`,
    });
    const report = await reportOf(folder);
    expect(JSON.stringify(report)).not.toContain('0.66666');
    expect(resultOf(report, 'data/hashes').status).not.toBe('pass');
  });

  test('encodings and line ends', async () => {
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('numpy==1.26.4\r\npandas>=2\r\n', 'utf16le'),
    ]);
    const folder = await repository({
      'requirements.txt': utf16,
      'train.py':
        '\ufeffimport numpy as np\r\nimport pandas\r\nnp.random.seed(3)\r\nprint(np.random.rand())\r\n',
      'README.md': '\ufeff# Title\r\n\r\n## Install\r\n',
    });
    const report = await reportOf(folder);
    expect(resultOf(report, 'env/pinned')).toMatchObject({ status: 'warn', data: { pinned: 1, total: 2 } });
    expect(resultOf(report, 'env/pinned').findings).toMatchObject([{ file: 'requirements.txt', line: 2 }]);
    expect(resultOf(report, 'seeds/fixed').status).toBe('pass');
  });

  test('a requirements file of 200 MB is named as too large, and the run goes on', async () => {
    const folder = await repository(PROJECT);
    const file = await open(join(folder, 'requirements.txt'), 'w');
    await file.truncate(200_000_000);
    await file.close();
    const report = await reportOf(folder);
    expect(resultOf(report, 'env/pinned').status).not.toBe('pass');
    expect(JSON.stringify(resultOf(report, 'env/pinned'))).toMatch(/too large/);
    expect(resultOf(report, 'seeds/fixed').status).toBe('pass');
  });

  test('broken, bombed and binary files are findings or reasons, never a crash', async () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghij'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join(', ')}]`).join('\n')}\n`;
    const folder = await repository({
      ...PROJECT,
      'environment.yml': bomb,
      'dvc.yaml': bomb,
      'params.yaml': bomb,
      'CITATION.cff': bomb,
      '.pre-commit-config.yaml': bomb,
      '.github/workflows/ci.yml': bomb,
      'pyproject.toml': '[project\n',
      'poetry.lock': Buffer.from([0, 1, 2, 3, 255]),
      'uv.lock': '__proto__ = 1\n[[package]]\nname = "__proto__"\n',
      'metrics.json': '{"__proto__": {"accuracy": 1}, "accuracy": ',
      'deep.json': '['.repeat(200_000),
      'notebook.ipynb': '{"cells": [',
      'legacy.py': 'print "hello"\n',
      'deep.py': `x = ${'('.repeat(5000)}1${')'.repeat(5000)}\n`,
      'null.py': 'x = 1\0\n',
      Dockerfile: 'FROM \\\n',
      'compose.yaml': bomb,
    });
    const report = await reportOf(folder);
    expect(resultOf(report, 'code/syntax').status).toBe('fail');
    expect(resultOf(report, 'code/syntax').findings.map(({ file }) => file)).toContain('legacy.py');
    expect(JSON.stringify(report)).not.toMatch(/internal error/);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission is a reason', async () => {
    const folder = await repository({ ...PROJECT, 'requirements.txt': 'numpy\n' });
    await chmod(join(folder, 'requirements.txt'), 0);
    expect(JSON.stringify(resultOf(await reportOf(folder), 'env/pinned'))).toMatch(/permission denied/);
  });

  test('a tracked file that is gone from the work tree', async () => {
    const folder = await repository({
      ...PROJECT,
      'requirements.txt': 'numpy==1.26.4\n',
      'model.py': 'x = 1\n',
    });
    await rm(join(folder, 'requirements.txt'));
    await rm(join(folder, 'model.py'));
    const report = await reportOf(folder);
    expect(resultOf(report, 'git/clean').status).toBe('fail');
    expect(JSON.stringify(report)).not.toMatch(/internal error/);
  });

  test('a pipe and a folder where files are expected', async () => {
    const folder = await repository(PROJECT);
    execFileSync('mkfifo', [join(folder, 'requirements.txt')]);
    await mkdir(join(folder, 'pyproject.toml'));
    const report = await reportOf(folder);
    expect(JSON.stringify(report)).not.toMatch(/internal error/);
  });
});

test('names with line feeds, terminal escapes and Markdown stay harmless in every format', async () => {
  const names = [
    'new\nline.py',
    '\u001b[2Jclear.py',
    '<img src=x>.py',
    '| a | b |.py',
    '\u202egnp.py',
    '::error::x.py',
  ];
  const folder = await repository(Object.fromEntries(names.map((name) => [name, 'def broken(:\n'])));
  for (const format of ['text', 'markdown']) {
    const { stdout } = await repro(['check', folder, '--format', format, '--verbose']);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout).toContain('new\\nline.py');
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual([]);
  }
  const report = await reportOf(folder);
  expect(
    resultOf(report, 'code/syntax')
      .findings.map(({ file }) => file)
      .sort(),
  ).toEqual([...names].sort());
});

test('a check writes nothing into the project', async () => {
  const folder = await repositoryOf('fraud-uv');
  const before = await git(folder, 'status', '--porcelain', '--ignored');
  await reportOf(folder);
  expect(await git(folder, 'status', '--porcelain', '--ignored')).toBe(before);
});
