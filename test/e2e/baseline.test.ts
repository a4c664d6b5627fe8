import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Baseline } from '../../src/baseline/format.js';
import { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { git, repositoryOf, temporaryFolder } from '../support/repository.js';

const FILE = 'repro-baseline.json';
const KNOWN = ['--baseline', FILE];

async function commit(cwd: string): Promise<void> {
  await git(cwd, 'add', '--all');
  await git(cwd, 'commit', '-q', '-m', 'change');
  await git(cwd, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
}

/** A repository with many findings, all of which its committed baseline knows. */
async function adopted(fixture = 'loose-requirements'): Promise<string> {
  const cwd = await repositoryOf(fixture);
  const { exitCode, stderr } = await repro(['check', ...KNOWN, '--update-baseline'], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  await commit(cwd);
  return cwd;
}

async function judged(cwd: string, ...flags: string[]): Promise<Report> {
  const { stdout, stderr } = await repro(
    ['check', '--format', 'json', ...(flags.length > 0 ? flags : KNOWN)],
    { cwd },
  );
  expect(stderr).toBe('');
  return Report.parse(JSON.parse(stdout));
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

const baselineIn = async (cwd: string) => Baseline.parse(JSON.parse(await readFile(join(cwd, FILE), 'utf8')));

describe('a project with many findings', () => {
  test('fails without a baseline, and passes with one that knows them', async () => {
    const cwd = await adopted();
    expect((await repro(['check', '-q'], { cwd })).exitCode).toBe(1);
    const { exitCode, stdout } = await repro(['check', ...KNOWN], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/baseline repro-baseline\.json: \d+ findings and \d+ checks known, 0 new/);
    expect(stdout).toMatch(/\d+ known or outside of what changed/);
    expect((await repro(['check', ...KNOWN, '--verbose'], { cwd })).stdout).toContain(
      'numpy has no version (known)',
    );
    expect((await repro(['check', ...KNOWN, '--no-baseline', '-q'], { cwd })).exitCode).toBe(1);
  });

  test('keeps its score: what is known counts in it', async () => {
    const cwd = await adopted();
    const [plain, known] = await Promise.all([judged(cwd, '--no-baseline'), judged(cwd)]);
    expect(known.score).toBe(plain.score);
    expect(known.baseline?.minScore).toBe(Math.round((plain.score! - 1) * 10) / 10);
    expect(known.results.find(({ id }) => id === 'env/pinned')).toMatchObject({
      status: 'warn',
      known: true,
    });
  });

  test('is told exactly what is new, wherever lines moved to', async () => {
    const cwd = await adopted();
    await edit(join(cwd, 'requirements.txt'), (text) => `# one\n# two\n${text}torchvision\n`);
    await edit(join(cwd, 'train.py'), (text) => `"""Trains."""\n\n\n${text}`);
    await commit(cwd);
    const report = await judged(cwd);
    expect(report.gate).toEqual({
      passed: false,
      reasons: [expect.stringMatching(/^env\/pinned: torchvision has no version \(requirements\.txt:\d+\)$/)],
    });
    expect(report.baseline).toMatchObject({ new: 1, stale: [] });
    const { stdout } = await repro(['check', ...KNOWN], { cwd });
    expect(stdout).toContain('torchvision has no version');
    expect(stdout).not.toContain('numpy has no version');
  });

  test('is told of a check that passed and now fails', async () => {
    const cwd = await adopted('notebooks-only');
    await rm(join(cwd, 'LICENSE'));
    await commit(cwd);
    expect((await judged(cwd)).gate.reasons).toEqual([expect.stringMatching(/^docs\/license: /)]);
  });

  test('is told what it mended, and the entries go when that is asked for', async () => {
    const cwd = await adopted();
    const before = await baselineIn(cwd);
    await edit(join(cwd, 'requirements.txt'), (text) => text.replace(/^numpy$/m, 'numpy==1.26.4'));
    await appendFile(join(cwd, 'requirements.txt'), 'torchvision\n');
    await commit(cwd);
    expect((await judged(cwd)).baseline?.stale).toEqual([
      { check: 'env/pinned', file: 'requirements.txt', message: 'numpy has no version' },
    ]);
    const { stdout } = await repro(['check', ...KNOWN, '--prune-baseline', '-v'], { cwd });
    expect(stdout).toMatch(/1\s+entry\s+found\s+no\s+more,\s+taken\s+out/);
    const pruned = await baselineIn(cwd);
    expect(
      before.findings.filter(
        (entry) => !pruned.findings.some((one) => one.fingerprint === entry.fingerprint),
      ),
    ).toEqual([expect.objectContaining({ message: 'numpy has no version' })]);
    // What is new stays new.
    expect(pruned.findings.filter(({ message }) => message.includes('torchvision'))).toEqual([]);
    await repro(['check', ...KNOWN, '--update-baseline'], { cwd });
    expect(
      (await baselineIn(cwd)).findings.filter(({ message }) => message.includes('torchvision')),
    ).toHaveLength(1);
  });

  test('of very many findings is told none when it mends one', async () => {
    const cwd = await repositoryOf('loose-requirements');
    const draws = (at: number) => `import numpy as np\n\nprint(np.random.rand(${at}))\n`;
    for (let at = 0; at < 60; at++) await writeFile(join(cwd, `train${at}.py`), draws(at));
    await git(cwd, 'add', '--all');
    await git(cwd, 'commit', '-q', '-m', 'many');
    await repro(['check', ...KNOWN, '--update-baseline'], { cwd });
    await writeFile(join(cwd, 'train0.py'), draws(0).replace('\n\n', '\n\nnp.random.seed(1)\n'));
    await commit(cwd);
    const report = await judged(cwd);
    expect(report.gate).toEqual({ passed: true, reasons: [] });
    expect(report.baseline).toMatchObject({
      new: 0,
      stale: [expect.objectContaining({ check: 'seeds/fixed', file: 'train0.py' })],
    });
  });

  test('a renamed file keeps what is known of it', async () => {
    const cwd = await adopted();
    await rename(join(cwd, 'train.py'), join(cwd, 'fit.py'));
    await edit(join(cwd, 'README.md'), (text) => text.replaceAll('train.py', 'fit.py'));
    await commit(cwd);
    expect((await judged(cwd)).gate.reasons.filter((reason) => reason.includes('fit.py'))).toEqual([]);
    await repro(['check', ...KNOWN, '--prune-baseline'], { cwd });
    const files = (await baselineIn(cwd)).findings.map(({ file }) => file);
    expect(files).toContain('fit.py');
    expect(files).not.toContain('train.py');
  });

  test('a score that falls far is told when nothing else is', async () => {
    const cwd = await adopted();
    await edit(join(cwd, FILE), (text) => text.replace(/"score": [\d.]+/, '"score": 60'));
    await commit(cwd);
    expect((await judged(cwd)).gate.reasons).toEqual([expect.stringMatching(/^score [\d.]+ is below 59$/)]);
  });

  test('data that does not equal its recorded hash is never known', async () => {
    const cwd = await repositoryOf('loose-requirements');
    await writeFile(join(cwd, 'data.csv'), 'a,b\n1,2\n');
    await repro(['lock', 'data.csv'], { cwd });
    await writeFile(join(cwd, 'data.csv'), 'a,b\n1,3\n');
    await commit(cwd);
    const { exitCode, stdout } = await repro(['check', ...KNOWN, '--update-baseline', '-q'], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('data/hashes: ');
    expect(JSON.stringify(await baselineIn(cwd))).not.toContain('data/hashes');
  });
});

describe('the file', () => {
  test('is sorted, an entry a line, and the same from the same state', async () => {
    const cwd = await adopted();
    const text = await readFile(join(cwd, FILE), 'utf8');
    await repro(['check', ...KNOWN, '--update-baseline'], { cwd });
    expect(await readFile(join(cwd, FILE), 'utf8')).toBe(text);
    const entries = text
      .split('\n')
      .filter((line) => /^ {4}\{.*"fingerprint"/.test(line))
      .map((line) => line.replace(/,$/, ''));
    expect(entries.length).toBeGreaterThan(20);
    expect(entries).toEqual([...entries].sort());
    expect(text).not.toMatch(/"line"|20\d\d-\d\d-\d\d/);
  });

  test('keeps what is known of checks that were not asked for', async () => {
    const cwd = await adopted();
    const before = await readFile(join(cwd, FILE), 'utf8');
    await repro(['check', ...KNOWN, '--only', 'env', '--update-baseline'], { cwd });
    expect(await readFile(join(cwd, FILE), 'utf8')).toBe(before);
    const report = await judged(cwd, ...KNOWN, '--only', 'env');
    expect(report.baseline).toMatchObject({ stale: [], minScore: null });
    expect(report.gate.passed).toBe(true);
  });

  test('may be named by the config, from its root, and switched off', async () => {
    const cwd = await adopted();
    await writeFile(join(cwd, 'repro.config.yaml'), `baseline: ${FILE}\n`);
    await commit(cwd);
    expect((await repro(['check', '-q'], { cwd })).exitCode).toBe(0);
    expect((await repro(['check', 'p', '-q'], { cwd: join(cwd, '..') })).exitCode).toBe(2);
    expect((await repro(['check', cwd, '-q'], { cwd: join(cwd, '..') })).exitCode).toBe(0);
    expect((await repro(['check', '-q', '--no-baseline'], { cwd })).exitCode).toBe(1);
    await rm(join(cwd, FILE));
    const { exitCode, stderr } = await repro(['check'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/the baseline repro-baseline\.json does not exist[\s\S]*--update-baseline/);
  });

  test('may not be outside of the project for a config', async () => {
    const cwd = await repositoryOf('loose-requirements');
    await writeFile(join(cwd, 'repro.config.yaml'), 'baseline: ../b.json\n');
    const { exitCode, stderr } = await repro(['check'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('must stay inside the project');
  });

  test('is neither read nor written through a link that leads out', async () => {
    const cwd = await repositoryOf('loose-requirements');
    const secret = join(await temporaryFolder(), 'secret.json');
    await writeFile(secret, 'root:x:0');
    await symlink(secret, join(cwd, FILE));
    for (const flags of [[], ['--update-baseline']]) {
      const { exitCode, stderr } = await repro(['check', ...KNOWN, ...flags], { cwd });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('a link there leads out of the project');
      expect(stderr).not.toContain('root:x');
    }
    expect(await readFile(secret, 'utf8')).toBe('root:x:0');
  });

  test.each([
    ['the project', (alias: string, cwd: string) => [alias, join(cwd, 'out', FILE)]],
    ['the file', (alias: string, cwd: string) => [cwd, join(alias, 'out', FILE)]],
  ])('nor where %s is told by another name of its folder', async (_, told) => {
    const cwd = await repositoryOf('loose-requirements');
    const [outside, alias] = [await temporaryFolder(), join(await temporaryFolder(), 'alias')];
    await symlink(outside, join(cwd, 'out'));
    await symlink(cwd, alias);
    const [project, file] = told(alias, cwd) as [string, string];
    for (const flags of [
      ['--baseline', file, '--update-baseline'],
      ['--output', file],
    ]) {
      const { exitCode, stderr } = await repro(['check', project, ...flags], { cwd: outside });
      expect(stderr).toContain('a link there leads out of the project');
      expect(exitCode).toBe(2);
    }
    expect(await readdir(outside)).toEqual([]);
  });

  test('nor is a report written through one beside a config above the folder', async () => {
    const cwd = await repositoryOf('loose-requirements');
    const outside = await temporaryFolder();
    await symlink(outside, join(cwd, 'out'));
    await mkdir(join(cwd, 'part'));
    await writeFile(join(cwd, 'repro.config.yaml'), '{}\n');
    const { exitCode } = await repro(['check', '--output', '../out/report.txt'], { cwd: join(cwd, 'part') });
    expect(exitCode).toBe(2);
    expect(await readdir(outside)).toEqual([]);
  });

  test('is asked for where none is named', async () => {
    const { exitCode, stderr } = await repro(['check', '--update-baseline'], {
      cwd: await temporaryFolder(),
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/needs to know the file[\s\S]*--baseline repro-baseline\.json/);
  });

  test('of another rule set is used, and what it cannot say is told', async () => {
    const cwd = await adopted();
    await edit(join(cwd, FILE), (text) => text.replace('"ruleset": "1"', '"ruleset": "0"'));
    await commit(cwd);
    const report = await judged(cwd);
    expect(report.gate.passed).toBe(true);
    expect(report.baseline).toMatchObject({ minScore: null, notes: [expect.stringContaining('rule set 0')] });
  });
});

describe('several projects', () => {
  test('are known each by itself', async () => {
    const cwd = await adopted('monorepo-plain');
    const known = await judged(cwd);
    expect(known.gate).toEqual({ passed: true, reasons: [] });
    const [path] = known.projects!.map((section) => section.path).filter((folder) => folder !== '.');
    await writeFile(
      join(cwd, path!, 'draw.py'),
      'import numpy as np\n\nif __name__ == "__main__":\n    print(np.random.rand(3))\n',
    );
    await commit(cwd);
    const report = await judged(cwd);
    for (const reason of report.gate.reasons) expect(reason.startsWith(`${path}: `)).toBe(true);
    const { exitCode } = await repro(['check', ...KNOWN, '--project', path!, '--update-baseline', '-q'], {
      cwd,
    });
    expect(exitCode).toBe(0);
    await commit(cwd);
    expect((await judged(cwd)).gate.passed).toBe(true);
  });
});
