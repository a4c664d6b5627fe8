import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import ignore from 'ignore';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { parseDockerfile } from '../../src/facts/formats/dockerfile.js';
import { runAction } from '../support/action.js';
import { git, repository, repositoryOf, temporaryFolder, write } from '../support/repository.js';

// Each way to install the command, from a clean clone as its users have it; npm and PyPI are asked.

/** A clone of this repository as it stands: what git tracks or would track, in one commit. */
let clone = '';

beforeAll(async () => {
  clone = join(await temporaryFolder(), 'repro');
  const { stdout } = await execa('git', ['ls-files', '-coz', '--exclude-standard']);
  for (const path of stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await cp(path, join(clone, path));
  }
  await git(clone, 'init', '-q');
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'clone');
}, 60_000);

const loose = { 'requirements.txt': 'numpy\n', 'train.py': 'import numpy\nprint(numpy.ones(1))\n' };

describe('pre-commit', () => {
  /** Runs a hook of the clone on all files of a project, as `pre-commit run --all-files` does. */
  async function hooked(project: string, hook: string, ...more: string[]) {
    const rev = (await git(clone, 'rev-parse', 'HEAD')).trim();
    await write(project, {
      '.pre-commit-config.yaml': JSON.stringify({ repos: [{ repo: clone, rev, hooks: [{ id: hook }] }] }),
    });
    await git(project, 'add', '--all');
    const { exitCode, all } = await execa(
      join(inject('bins')['pre-commit'], 'pre-commit'),
      ['run', hook, '--all-files', '--verbose', '--color', 'never', ...more],
      { cwd: project, env: { PRE_COMMIT_HOME: home }, reject: false, all: true },
    );
    return { exitCode, log: all };
  }
  let home = '';
  beforeAll(async () => {
    home = await temporaryFolder();
  });

  test('installs from a clean clone, and fails a commit that locks nothing', async () => {
    const { exitCode, log } = await hooked(await repository(loose), 'repro');
    expect(log).toContain('env/lockfile');
    expect(log).toMatch(/Failed/);
    expect(exitCode).toBe(1);
  });

  test('lets pass what is right', async () => {
    const { exitCode, log } = await hooked(await repositoryOf('fraud-uv'), 'repro');
    expect(log).toMatch(/Passed/);
    expect(exitCode).toBe(0);
  });

  test('knows the hook for all checks', async () => {
    const { exitCode, log } = await hooked(await repository(loose), 'repro-all', '--hook-stage', 'manual');
    expect(log).toContain('docs/license');
    expect(exitCode).toBe(1);
  });
});

describe('npm', () => {
  test('packs what a global installation runs', async () => {
    const folder = await temporaryFolder();
    const copy = join(folder, 'copy');
    await cp(clone, copy, { recursive: true });
    await execa('npm', ['ci', '--ignore-scripts', '--no-progress'], { cwd: copy });
    const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: copy });
    const prefix = join(folder, 'prefix');
    await execa('npm', [
      'install',
      '--global',
      '--no-progress',
      '--prefix',
      prefix,
      join(folder, stdout.trim().split('\n').at(-1)!),
    ]);
    const project = await repository(loose);
    const ran = await execa(join(prefix, 'bin/repro'), ['check', '--only', 'env'], {
      cwd: project,
      reject: false,
    });
    expect(ran.stdout).toContain('env/lockfile');
    expect(ran.exitCode).toBe(1);
  });
});

describe('the action', () => {
  test('builds itself where its checkout has no build', async () => {
    const copy = join(await temporaryFolder(), 'action');
    await cp(clone, copy, { recursive: true });
    const { log, outputs } = await runAction(copy, await repository(loose), { args: '--only env' });
    expect(log).toContain('env/lockfile');
    expect(outputs).toMatchObject({ 'exit-code': '1', passed: 'false' });
  });
});

describe('Dockerfile', () => {
  // There is no Docker where these tests run: the stage that builds is followed in a folder, line by line; of the one that
  // is shipped only its files are laid out, since its packages belong to another system.
  test('the build stage builds, and the files of the image are enough to check a project', async () => {
    const recipe = parseDockerfile(await readFile(join(clone, 'Dockerfile'), 'utf8'));
    expect(recipe.stages).toHaveLength(2);
    const text = (await readFile(join(clone, 'Dockerfile'), 'utf8')).replace(/\\\n/g, ' ');
    const lines = text.split('\n').filter((line) => /^[A-Z]+ /.test(line));
    const second = lines.findIndex((line, at) => at > 0 && line.startsWith('FROM '));
    const image = await temporaryFolder();
    const context = ignore().add(await readFile(join(clone, '.dockerignore'), 'utf8'));
    const build = join(image, 'repro');
    await mkdir(build);
    for (const line of lines.slice(1, second)) {
      const [word, ...rest] = line.split(' ');
      if (word === 'COPY') {
        const to = rest.pop()!;
        for (const from of rest) {
          expect(context.ignores(from)).toBe(false);
          await cp(join(clone, from), to.endsWith('/') ? join(build, to, from) : join(build, to), {
            recursive: true,
          });
        }
      } else if (word === 'RUN') await execa('sh', ['-c', rest.join(' ')], { cwd: build });
      else expect(line).toBe('WORKDIR /repro');
    }
    for (const line of lines.slice(second).filter((one) => one.startsWith('COPY '))) {
      const [, , ...rest] = line.split(' ');
      const to = rest.pop()!;
      for (const from of rest)
        await cp(
          join(image, from),
          to.endsWith('/') ? join(image, to, from.split('/').at(-1)!) : join(image, to),
          { recursive: true, verbatimSymlinks: true },
        );
    }
    await rm(build, { recursive: true });
    const { exitCode, stdout } = await execa('node', [join(image, 'opt/repro/bin/repro.js'), 'check'], {
      cwd: await repositoryOf('fraud-uv'),
      reject: false,
    });
    expect(stdout).toContain('Gate passed');
    expect(exitCode).toBe(0);
  });
});
