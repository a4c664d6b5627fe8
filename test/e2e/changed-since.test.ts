import { access, appendFile, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseNameStatus } from '../../src/facts/git/since.js';
import { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { git, repositoryOf, temporaryFolder, write, writeScript } from '../support/repository.js';

/** A branch that goes off from a main branch with many gaps. */
async function branch(fixture = 'loose-requirements'): Promise<string> {
  const cwd = await repositoryOf(fixture);
  await git(cwd, 'checkout', '-q', '-b', 'topic');
  return cwd;
}

async function commit(cwd: string): Promise<void> {
  await git(cwd, 'add', '--all');
  await git(cwd, 'commit', '-q', '-m', 'change');
}

async function judged(cwd: string, ...flags: string[]): Promise<Report> {
  const { stdout, stderr } = await repro(['check', '--format', 'json', '--changed-since', 'main', ...flags], {
    cwd,
  });
  expect(stderr).toBe('');
  return Report.parse(JSON.parse(stdout));
}

describe('a pull request', () => {
  test('is not held to what lies outside of it', async () => {
    const cwd = await branch();
    await appendFile(join(cwd, 'README.md'), '\nMore words.\n');
    await commit(cwd);
    const report = await judged(cwd, '--skip', 'docs');
    expect(report.gate).toEqual({ passed: true, reasons: [] });
    expect(report.changes).toMatchObject({
      since: 'main',
      base: (await git(cwd, 'rev-parse', 'main')).trim(),
      files: 1,
    });
    expect(report.changes!.outside).toBeGreaterThan(5);
    expect(report.results.find(({ id }) => id === 'env/lockfile')).toMatchObject({
      status: 'fail',
      outside: true,
    });
    expect(report.score).toBeLessThan(70);
  });

  test('is held to the files that it changes, new and untracked ones too', async () => {
    const cwd = await branch();
    await write(cwd, {
      'fit.py':
        'import numpy as np\nfrom sklearn.linear_model import SGDClassifier\n\nmodel = SGDClassifier()\nmodel.fit(np.random.rand(9, 2), np.arange(9) % 2)\n',
    });
    const report = await judged(cwd, '--only', 'seeds/fixed');
    expect(report.gate.reasons).toEqual([expect.stringContaining('fit.py')]);
    expect(report.gate.reasons.join()).not.toContain('train.py never');
  });

  test('is held to what it took away, though no file shows that', async () => {
    const cwd = await branch('notebooks-only');
    await rm(join(cwd, 'LICENSE'));
    await commit(cwd);
    expect((await judged(cwd, '--only', 'docs/license,docs/citation')).gate.reasons).toEqual([
      expect.stringContaining('docs/license: '),
    ]);
  });

  test('is not held to a file that it only renames', async () => {
    const cwd = await branch();
    await rename(join(cwd, 'train.py'), join(cwd, 'fit.py'));
    await commit(cwd);
    expect((await judged(cwd, '--only', 'seeds')).gate.passed).toBe(true);
  });

  describe('whose draws stand in another file than the seed', () => {
    const seeded =
      'import numpy as np\n\nfrom model import weights\n\nnp.random.seed(7)\nprint(weights().sum())\n';
    const unseeded = seeded.replace('np.random.seed(7)\n', '');
    const draw = 'import numpy as np\n\n\ndef weights():\n    return np.random.rand(3)\n';
    const other = 'def total(values):\n    return sum(values)\n';

    /** A branch that goes off from a main branch with these files too. */
    async function branchWith(files: Record<string, string>): Promise<string> {
      const cwd = await branch();
      await git(cwd, 'checkout', '-q', 'main');
      await write(cwd, { 'other.py': other, ...files });
      await commit(cwd);
      await git(cwd, 'checkout', '-q', '-B', 'topic');
      return cwd;
    }

    test('is held to the seed that it takes away', async () => {
      const cwd = await branchWith({ 'train.py': seeded, 'model.py': draw });
      await write(cwd, { 'train.py': unseeded });
      await commit(cwd);
      const { gate, results, changes } = await judged(cwd, '--only', 'seeds/fixed');
      expect(gate.reasons).toEqual([
        expect.stringMatching(/^seeds\/fixed: train\.py never seeds numpy: .* \(model\.py:5\)$/),
      ]);
      expect(changes?.outside).toBe(0);
      expect(results[0]?.findings).toEqual([
        expect.objectContaining({
          file: 'model.py',
          line: 5,
          related: [{ file: 'train.py', line: 5, message: 'weights()' }],
        }),
      ]);
    });

    test('is held to it where other scripts keep their seed, but not where the check held in part before', async () => {
      const files = { 'train.py': seeded, 'evaluate.py': seeded, 'model.py': draw };
      const cwd = await branchWith(files);
      await write(cwd, { 'train.py': unseeded });
      await commit(cwd);
      const { gate, results } = await judged(cwd, '--only', 'seeds/fixed');
      expect(results[0]).toMatchObject({ status: 'warn', worse: true });
      expect(gate.reasons).toEqual([expect.stringMatching(/^seeds\/fixed: train\.py never seeds numpy/)]);
      await git(cwd, 'branch', '-f', 'main', 'topic');
      await write(cwd, { 'train.py': `${unseeded}print(1)\n` });
      expect((await judged(cwd, '--only', 'seeds/fixed')).gate.passed).toBe(true);
    });

    test.each([
      ['other.py', other.replace('sum(values)', 'float(sum(values))')],
      ['README.md', '# Other words\n'],
    ])('is not held to it where it was missing before and only %s changes', async (path, text) => {
      const cwd = await branchWith({ 'train.py': unseeded, 'model.py': draw });
      await write(cwd, { [path]: text });
      await commit(cwd);
      const { gate, results, changes } = await judged(cwd, '--only', 'seeds/fixed');
      expect(gate).toEqual({ passed: true, reasons: [] });
      expect(results[0]).toMatchObject({ status: 'fail', outside: true });
      expect(changes?.outside).toBe(1);
    });

    test('is held to it in one of several projects', async () => {
      const cwd = await branchWith({
        'repro.config.yaml': 'projects: [parts/a]\n',
        'parts/a/requirements.txt': 'numpy==1.26.4\n',
        'parts/a/train.py': seeded,
        'parts/a/model.py': draw,
      });
      expect((await judged(cwd, '--only', 'seeds/fixed')).gate.passed).toBe(true);
      await write(cwd, { 'parts/a/train.py': unseeded });
      const { gate, projects } = await judged(cwd, '--only', 'seeds/fixed');
      expect(gate.reasons.join()).toContain('train.py never seeds numpy');
      expect(projects?.find(({ path }) => path === 'parts/a')?.results[0]?.findings[0]).toMatchObject({
        file: 'parts/a/model.py',
        related: [{ file: 'parts/a/train.py', line: 5 }],
      });
    });
  });

  test('is held to a file that it takes away and that a document names', async () => {
    const cwd = await branch();
    await git(cwd, 'checkout', '-q', 'main');
    await write(cwd, { 'docs/notes.md': '# Notes\n\nSee [the script](../train.py).\n' });
    await commit(cwd);
    await git(cwd, 'checkout', '-q', '-B', 'topic');
    await rm(join(cwd, 'train.py'));
    await commit(cwd);
    const { results } = await judged(cwd, '--only', 'docs/links');
    const found = results[0]?.findings.filter(({ file }) => file === 'docs/notes.md');
    expect(found).toEqual([
      expect.objectContaining({ related: [{ file: 'train.py', message: 'what the link means' }] }),
    ]);
    expect(found?.[0]).not.toHaveProperty('outside');
  });

  test('with a baseline is held to what is new in what it changes', async () => {
    const cwd = await branch();
    await repro(['check', '--baseline', 'b.json', '--update-baseline'], { cwd });
    await appendFile(join(cwd, 'requirements.txt'), 'torchvision\n');
    await commit(cwd);
    const { gate } = await judged(cwd, '--baseline', 'b.json');
    expect(gate.reasons).toEqual([expect.stringContaining('torchvision has no version')]);
    const { stdout } = await repro(
      ['check', '--baseline', 'b.json', '--changed-since', 'main', '--format', 'markdown'],
      { cwd },
    );
    expect(stdout).toContain('## What is not held against this run');
    expect(stdout).toContain('only what changed since main');
  });
});

describe('a revision', () => {
  test.each([
    ['--upload-pack=touch x', /is no revision/],
    ['-h', /is no revision/],
    ['no such', /git knows no commit no such[\s\S]*git fetch origin main/],
    ['nowhere/main', /git knows no commit nowhere\/main[\s\S]*git fetch origin main/],
    ['main..topic', /git knows no commit/],
    ['HEAD:train.py', /git knows no commit/],
    ['', /is no revision/],
  ])('%j is refused', async (revision, message) => {
    const { exitCode, stderr } = await repro(['check', `--changed-since=${revision}`], {
      cwd: await branch(),
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('that a shallow clone lacks is refused with the way to get it', async () => {
    const cwd = await branch();
    await appendFile(join(cwd, 'README.md'), '\nMore.\n');
    await commit(cwd);
    const clone = join(await temporaryFolder(), 'clone');
    await git(cwd, 'clone', '-q', '--depth', '1', '--branch', 'topic', `file://${cwd}`, clone);
    const { exitCode, stderr } = await repro(['check', '--changed-since', 'origin/main'], { cwd: clone });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/the clone is shallow[\s\S]*git fetch --unshallow[\s\S]*fetch-depth: 0/);
  });

  test('needs a repository', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'train.py'), 'print(1)\n');
    const { exitCode, stderr } = await repro(['check', '--changed-since', 'main'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('needs a git work tree');
  });

  test('leaves the index as it is where only times have changed', async () => {
    const cwd = await branch();
    const index = await readFile(join(cwd, '.git/index'));
    await utimes(join(cwd, 'README.md'), 1_600_000_000, 1_600_000_000);
    await judged(cwd, '--only', 'docs');
    expect((await readFile(join(cwd, '.git/index'))).equals(index)).toBe(true);
  });

  test('judges no commit before whose files would fill the memory', async () => {
    const cwd = await branch();
    const line = 'x'.repeat(900_000);
    await write(
      cwd,
      Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`texts/${at}.txt`, `${at}${line}`])),
    );
    await commit(cwd);
    await git(cwd, 'branch', '--force', 'main');
    await git(cwd, 'rm', '-q', '-r', 'texts', 'README.md');
    const { changes } = await judged(cwd, '--only', 'docs/readme');
    expect(changes?.notes[0]).toMatch(/objects of git come to \d+ bytes/);
  }, 120_000);

  test('runs no program that the repository configures', async () => {
    const cwd = await branch();
    const script = join(cwd, 'hook.sh');
    await writeScript(script, `#!/bin/sh\ntouch ${join(cwd, 'ran')}\ncat\n`);
    for (const [key, value] of [
      ['diff.external', script],
      ['core.fsmonitor', script],
      ['core.hooksPath', cwd],
      ['filter.x.clean', script],
      ['filter.x.process', script],
      ['diff.y.textconv', script],
      ['core.pager', script],
    ] as const)
      await git(cwd, 'config', key, value);
    await write(cwd, { '.gitattributes': '*.py filter=x diff=y\n', 'train.py': 'print(2)\n' });
    await repro(['check', '--changed-since', 'main', '--only', 'docs,seeds'], { cwd });
    await expect(access(join(cwd, 'ran'))).rejects.toThrow('ENOENT');
  });
});

test('names with spaces, tabs and line feeds are read as git writes them', () => {
  const told = parseNameStatus(
    'M\0a b.py\0R100\0old\n.py\0new\t.py\0R090\0x.py\0y.py\0D\0gone.py\0A\0"q".py\0',
  );
  expect([...told.files]).toEqual(['a b.py', 'y.py', '"q".py']);
  expect([...told.gone]).toEqual(['old\n.py', 'x.py', 'gone.py']);
  expect(parseNameStatus('')).toEqual({ files: new Set(), gone: new Set() });
});
