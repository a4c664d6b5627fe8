import { appendFile, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { git, repository, repositoryOf } from '../support/repository.js';

async function report(folder: string, ...flags: string[]): Promise<Report> {
  const { stdout, stderr } = await repro(['check', folder, '--format', 'json', ...flags]);
  expect(stderr).toBe('');
  return Report.parse(JSON.parse(stdout));
}

const verdicts = ({ projects = [] }: Report, id: string) =>
  Object.fromEntries(
    projects.map(({ path, results }) => [path, results.find((result) => result.id === id)?.status]),
  );

describe('a uv workspace', () => {
  test('is judged a member at a time, all held by the one lock in the root', async () => {
    const found = await report(await repositoryOf('monorepo-uv'));
    expect(found.projects?.map(({ path, name }) => [path, name])).toEqual([
      ['packages/churn', 'churn'],
      ['packages/demand', 'demand'],
      ['packages/seeding', 'seeding'],
    ]);
    for (const id of ['env/declared', 'env/pinned', 'env/lockfile', 'env/lock-fresh', 'env/python'])
      expect(verdicts(found, id), id).toEqual({
        'packages/churn': 'pass',
        'packages/demand': 'pass',
        'packages/seeding': 'pass',
      });
  });

  test('shows the one member that does not fix its randomness, and fails for it', async () => {
    const found = await report(await repositoryOf('monorepo-uv'));
    expect(verdicts(found, 'seeds/fixed')).toEqual({
      'packages/churn': 'fail',
      'packages/demand': 'pass',
      'packages/seeding': 'skip',
    });
    expect(found.gate.reasons.filter((reason) => reason.includes('seeds/fixed'))).toEqual([
      expect.stringContaining('packages/churn: seeds/fixed: '),
    ]);
    const fixed = found.results.find(({ id }) => id === 'seeds/fixed');
    expect(new Set(fixed?.findings.map(({ file }) => file))).toEqual(
      new Set(['packages/churn/src/churn/train.py']),
    );
    // The seed of one member is set in another that it depends on.
    expect(fixed?.evidence.some((line) => line.startsWith('packages/seeding/src/seeding/fix.py:11 '))).toBe(
      true,
    );
  });

  test('asks the repository once for what is the repository’s', async () => {
    const found = await report(await repositoryOf('monorepo-uv'));
    const inProjects = new Set(found.projects?.flatMap(({ results }) => results.map(({ id }) => id)));
    for (const id of ['git/clean', 'docs/license', 'code/ci', 'code/lint'])
      expect(inProjects).not.toContain(id);
    expect(found.results.find(({ id }) => id === 'docs/license')?.status).toBe('pass');
  });

  test('tells all members that the lock is stale when one of them has changed', async () => {
    const folder = await repositoryOf('monorepo-uv');
    const manifest = join(folder, 'packages/churn/pyproject.toml');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"pandas>=2.2"', '"polars>=1"'));
    const found = await report(folder, '--only', 'env/lock-fresh');
    expect(new Set(Object.values(verdicts(found, 'env/lock-fresh')))).toEqual(new Set(['fail']));
    expect(found.results[0]?.findings.map(({ file }) => file)).toContain('packages/churn/pyproject.toml');
  });

  test('is one section with --project, or when a folder in it is asked for', async () => {
    const folder = await repositoryOf('monorepo-uv');
    const one = await report(folder, '--project', 'packages/demand', '--project', 'packages/demand/');
    expect(one.projects?.map(({ path }) => path)).toEqual(['packages/demand']);
    expect((await report(folder, '--project', 'churn')).projects?.map(({ path }) => path)).toEqual([
      'packages/churn',
    ]);
    await writeFile(join(folder, 'repro.config.yaml'), 'projects: [packages/*]\n');
    const { stdout, stderr } = await repro(['check', 'packages/demand/src', '-f', 'json'], { cwd: folder });
    expect(stderr).toBe('note: judging packages/demand in ., where repro.config.yaml is');
    expect(Report.parse(JSON.parse(stdout)).projects?.map(({ path }) => path)).toEqual(['packages/demand']);
  });

  test('is judged alone at the path of a member when there is no config above', async () => {
    const folder = await repositoryOf('monorepo-uv');
    const found = await report(join(folder, 'packages/demand'));
    expect(found.projects).toBeUndefined();
    expect(found.project).toMatchObject({ name: 'demand', folder: 'packages/demand' });
  });

  test('names the projects when --project names none of them', async () => {
    const folder = await repositoryOf('monorepo-uv');
    expect(await repro(['check', folder, '--project', 'packages/chrun'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: no project of this repository is called "packages/chrun", did you mean "packages/churn"?\n  hint: projects: packages/churn, packages/demand, packages/seeding',
    });
    const single = await repositoryOf('fraud-uv');
    expect((await repro(['check', single, '--project', 'x'])).stderr).toContain('is a single one');
  });

  test('locks its data in the root, and the member whose data it is answers for a change', async () => {
    const folder = await repositoryOf('monorepo-uv');
    expect((await repro(['lock', 'packages/demand/data/weeks.csv'], { cwd: folder })).exitCode).toBe(0);
    const locked = await report(folder, '--only', 'data/hashes');
    expect(locked.results[0]?.status).toBe('pass');
    expect(verdicts(locked, 'data/hashes')).toEqual({
      'packages/churn': 'skip',
      'packages/demand': 'pass',
      'packages/seeding': 'skip',
    });
    expect(locked.projects?.[1]?.results[0]).toMatchObject({
      data: { datasets: [{ path: 'data/weeks.csv' }] },
      evidence: [expect.stringMatching(/^repro\.lock:\d+ data\/weeks\.csv /)],
    });
    await appendFile(join(folder, 'packages/demand/data/weeks.csv'), '41,3.00,40\n');
    const changed = await report(folder, '--only', 'data/hashes');
    expect(verdicts(changed, 'data/hashes')).toEqual({
      'packages/churn': 'skip',
      'packages/demand': 'fail',
      'packages/seeding': 'skip',
    });
    expect(changed.gate.reasons).toContainEqual(expect.stringContaining('packages/demand: data/hashes: '));
    expect(changed.projects?.[1]?.results[0]?.findings).toMatchObject([{ file: 'repro.lock' }]);
    const alone = await report(folder, '--only', 'data/hashes', '--project', 'packages/demand');
    expect(verdicts(alone, 'data/hashes')).toEqual({ 'packages/demand': 'fail' });
    const { stdout } = await repro(['check', folder, '--only', 'data/hashes', '--quiet']);
    expect(stdout).toMatch(
      /✗ data\/hashes +packages\/demand: 1 dataset differs[\s\S]*repro\.lock:\d+\s+packages\/demand\/data\/weeks\.csv/,
    );
  });
});

describe('data of one project', () => {
  const DATA = 'a,b\n1,2\n';
  const PROJECTS = {
    'one/requirements.txt': 'pandas==2.2.0\n',
    'one/train.py': 'import pandas as pd\nprint(pd.read_csv("data/x.csv"))\n',
    'one/data/x.csv': DATA,
    'two/requirements.txt': 'pandas==2.2.0\n',
    'two/train.py': 'import pandas as pd\nprint(pd.read_csv("../shared/y.csv"))\n',
    'shared/y.csv': DATA,
  };

  test('that the root declares and records is not said to have no hash', async () => {
    const folder = await repository({
      ...PROJECTS,
      '.gitignore': '*.csv\n',
      'repro.config.yaml': 'projects: [one, two]\ndata: [{ path: one/data/x.csv }]\n',
    });
    expect((await repro(['lock'], { cwd: folder })).exitCode).toBe(0);
    expect(verdicts(await report(folder, '--only', 'data/hashes'), 'data/hashes')).toEqual({
      one: 'pass',
      two: 'skip',
    });
    await appendFile(join(folder, 'one/data/x.csv'), '3,4\n');
    expect(verdicts(await report(folder, '--only', 'data/hashes'), 'data/hashes')).toEqual({
      one: 'fail',
      two: 'skip',
    });
  });

  test('that the project locks itself, and what lies beside all, stay where they are', async () => {
    const folder = await repository({ ...PROJECTS, 'repro.config.yaml': 'projects: [one, two]\n' });
    expect((await repro(['lock', 'shared/y.csv'], { cwd: folder })).exitCode).toBe(0);
    await writeFile(join(folder, 'one/repro.config.yaml'), 'data: [{ path: data/x.csv }]\n');
    expect((await repro(['lock'], { cwd: join(folder, 'one') })).exitCode).toBe(0);
    await appendFile(join(folder, 'one/data/x.csv'), '3,4\n');
    await appendFile(join(folder, 'shared/y.csv'), '3,4\n');
    const found = await report(folder, '--only', 'data/hashes');
    expect(verdicts(found, 'data/hashes')).toEqual({ '.': 'fail', one: 'fail', two: 'skip' });
    const [root, one] = found.projects!;
    expect(root?.results[0]?.findings).toMatchObject([{ message: expect.stringContaining('shared/y.csv') }]);
    expect(one?.results[0]?.findings).toMatchObject([
      { message: expect.stringContaining('data/x.csv'), file: 'one/repro.lock' },
    ]);
  });
});

describe('folders with a manifest each', () => {
  test('are found, and each is held against its own', async () => {
    const found = await report(await repositoryOf('monorepo-plain'));
    expect(verdicts(found, 'env/pinned')).toEqual({ digits: 'pass', spam: 'pass', weather: 'fail' });
    expect(verdicts(found, 'env/lockfile')).toEqual({ digits: 'fail', spam: 'pass', weather: 'fail' });
    expect(verdicts(found, 'seeds/fixed')).toEqual({ digits: 'fail', spam: 'pass', weather: 'skip' });
  });

  test('are one project when the config says so', async () => {
    const folder = await repositoryOf('monorepo-plain');
    await writeFile(join(folder, 'repro.config.yaml'), 'projects: []\n');
    const found = await report(folder);
    expect(found.projects).toBeUndefined();
  });

  test('keep to a config of their own, which cannot reach out of its folder', async () => {
    const folder = await repositoryOf('monorepo-plain');
    const config = join(folder, 'digits/repro.config.yaml');
    await writeFile(
      config,
      'project: { name: Digits }\nchecks: { seeds/estimators: off }\nwaivers: [{ check: seeds/fixed, reason: a toy }]\n',
    );
    const found = await report(folder, '--only', 'seeds', '--fail-on', 'advised');
    const digits = found.projects?.find(({ path }) => path === 'digits');
    expect(digits?.name).toBe('Digits');
    expect(digits?.results.find(({ id }) => id === 'seeds/fixed')?.waived).toBe(true);
    expect(found.waivers).toEqual([{ check: 'seeds/fixed', path: 'digits', reason: 'a toy', state: 'used' }]);
    await writeFile(config, 'metrics: [{ file: ../spam/metrics.json }]\n');
    expect(await repro(['check', folder])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^error: digits\/repro\.config\.yaml:1:19: .*must stay inside the project/,
      ),
    });
    await rm(config);
    await rm(join(folder, 'digits/requirements.txt'));
    await symlink('../weather/requirements.txt', join(folder, 'digits/requirements.txt'));
    await git(folder, 'add', '-A');
    const linked = await report(folder, '--only', 'env/declared');
    expect(JSON.stringify(linked.projects?.find(({ path }) => path === 'digits'))).toContain(
      'leads outside the project',
    );
  });

  test.each([
    ['projects: [spam, ham]\n', 'error: repro.config.yaml:1:18: projects[1] names no folder'],
    ['projects: [spam/**/x]\n', 'error: repro.config.yaml:1:12: projects[0] fits no folder'],
  ])('%j is a mistake of the user', async (text, message) => {
    const folder = await repositoryOf('monorepo-plain');
    await writeFile(join(folder, 'repro.config.yaml'), text);
    const ran = await repro(['check', folder]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(message);
  });

  test('tells of code that lies in none of them', async () => {
    const folder = await repositoryOf('monorepo-plain');
    await writeFile(join(folder, 'repro.config.yaml'), 'projects: [spam, digits]\n');
    const { config } = await report(folder);
    expect(config.hints.at(-1)).toContain('projects does not cover weather/train.py');
    await writeFile(join(folder, 'repro.config.yaml'), 'projects: [., spam, digits]\n');
    const found = await report(folder);
    expect(verdicts(found, 'env/pinned')).toEqual({ '.': 'fail', digits: 'pass', spam: 'pass' });
    expect(found.config.hints.join()).not.toContain('does not cover');
  });

  test('are proposed by repro init', async () => {
    const folder = await repositoryOf('monorepo-plain');
    const { stdout } = await repro(['init', '--yes'], { cwd: folder });
    expect(stdout).toContain('wrote repro.config.yaml with 3 projects, ');
    expect(await readFile(join(folder, 'repro.config.yaml'), 'utf8')).toContain(
      '\nprojects: [digits, spam, weather]\n',
    );
    expect((await report(folder)).projects).toHaveLength(3);
  });

  test('take --only, --skip and --min-score all alike', async () => {
    const folder = await repositoryOf('monorepo-plain');
    const found = await report(folder, '--only', 'env', '--skip', 'env/python', '--min-score', '80');
    for (const { results } of found.projects ?? [])
      expect(results.every(({ id }) => id.startsWith('env/') && id !== 'env/python')).toBe(true);
    expect(
      found.projects?.map(({ path, gate }) => [
        path,
        gate.reasons.some((one) => one.endsWith('is below 80')),
      ]),
    ).toEqual([
      ['digits', true],
      ['spam', false],
      ['weather', true],
    ]);
    expect((await report(folder, '--only', 'git')).projects).toBeUndefined();
  });

  test('give the report that the published schema describes, and that can be rendered again', async () => {
    const folder = await repositoryOf('monorepo-plain');
    const { stdout } = await repro(['schema', 'report']);
    const found = await report(folder);
    expect(z.fromJSONSchema(JSON.parse(stdout)).safeParse(found).error).toBeUndefined();
    const saved = join(folder, 'report.json');
    await writeFile(saved, JSON.stringify(found));
    const rendered = await repro(['report', saved, '--format', 'text']);
    expect(rendered.stdout).toContain('\nProject weather: score ');
  });
});
