import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checks } from '../../src/checks/index.js';
import { between } from '../../src/docs/tables.js';
import { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { repositoryOf } from '../support/repository.js';

const fixtures = readdirSync('fixtures', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What a maintainer would say of each fixture: the gate, and the verdicts for which it was made. */
const EXPECTED: Record<
  string,
  { exitCode: 0 | 1; verdicts: Record<string, Report['results'][number]['status']> }
> = {
  'fraud-uv': {
    exitCode: 0,
    verdicts: {
      'env/declared': 'pass',
      'env/pinned': 'pass',
      'env/lockfile': 'pass',
      'env/python': 'pass',
      'container/present': 'pass',
      'container/base-pinned': 'pass',
      'git/clean': 'pass',
      'git/remote': 'pass',
      'git/pushed': 'pass',
      'git/large-files': 'pass',
      'git/ignored': 'pass',
      'data/declared': 'pass',
      'data/hashes': 'pass',
      'seeds/fixed': 'pass',
      'seeds/constant': 'pass',
      'seeds/estimators': 'pass',
      'metrics/recorded': 'pass',
      'metrics/primary': 'pass',
      'metrics/expected': 'pass',
      'tracking/tool': 'pass',
      'workflow/pipeline': 'pass',
      'code/lint': 'pass',
      'code/syntax': 'pass',
      'code/tests': 'pass',
      'code/ci': 'pass',
      'docs/readme': 'pass',
      'docs/license': 'pass',
      'docs/links': 'pass',
      'docs/citation': 'pass',
    },
  },
  'loose-requirements': {
    exitCode: 1,
    verdicts: {
      'env/declared': 'pass',
      'env/pinned': 'warn',
      'env/lockfile': 'fail',
      'env/python': 'fail',
      'container/present': 'fail',
      'seeds/fixed': 'fail',
      'seeds/estimators': 'fail',
      'metrics/recorded': 'fail',
      'tracking/tool': 'fail',
      'code/lint': 'fail',
      'code/tests': 'fail',
      'docs/license': 'fail',
      'docs/links': 'fail',
    },
  },
  'notebooks-only': {
    exitCode: 1,
    verdicts: { 'env/pinned': 'pass', 'seeds/fixed': 'fail', 'docs/license': 'pass', 'code/syntax': 'pass' },
  },
  'conda-gpu': {
    exitCode: 1,
    verdicts: {
      'env/pinned': 'warn',
      'env/python': 'pass',
      'seeds/fixed': 'pass',
      'seeds/constant': 'pass',
      'tracking/tool': 'warn',
      'docs/citation': 'pass',
      'workflow/pipeline': 'warn',
    },
  },
  'poetry-lightning': {
    exitCode: 1,
    verdicts: { 'env/pinned': 'pass', 'env/lockfile': 'pass', 'seeds/fixed': 'warn', 'code/lint': 'warn' },
  },
  'dvc-pipeline': {
    exitCode: 1,
    verdicts: {
      'data/declared': 'pass',
      'seeds/fixed': 'pass',
      'metrics/recorded': 'pass',
      'workflow/pipeline': 'pass',
      'tracking/tool': 'pass',
    },
  },
  'dockerised-service': {
    exitCode: 1,
    verdicts: {
      'env/lockfile': 'pass',
      'env/python': 'pass',
      'container/present': 'pass',
      'container/base-pinned': 'fail',
      'seeds/fixed': 'pass',
    },
  },
  'seed-helper': {
    exitCode: 1,
    verdicts: {
      'env/lockfile': 'pass',
      'seeds/fixed': 'pass',
      'seeds/estimators': 'pass',
      'code/lint': 'pass',
      'code/tests': 'pass',
    },
  },
  'false-claims': {
    exitCode: 1,
    verdicts: {
      'data/hashes': 'fail',
      'metrics/primary': 'fail',
      'metrics/expected': 'fail',
      'seeds/constant': 'fail',
      'docs/license': 'fail',
    },
  },
  'broken-files': { exitCode: 1, verdicts: { 'code/syntax': 'fail' } },
  'not-python': {
    exitCode: 1,
    verdicts: { 'env/declared': 'pass', 'env/lockfile': 'pass', 'code/syntax': 'skip', 'code/lint': 'skip' },
  },
  'empty-readme': {
    exitCode: 1,
    verdicts: { 'docs/readme': 'fail', 'seeds/fixed': 'skip', 'env/declared': 'skip' },
  },
  'monorepo-uv': {
    exitCode: 1,
    verdicts: {
      'env/declared': 'pass',
      'env/pinned': 'pass',
      'env/lockfile': 'pass',
      'env/lock-fresh': 'pass',
      'env/lock-hashes': 'pass',
      'env/python': 'pass',
      'container/present': 'pass',
      'container/base-pinned': 'pass',
      'git/clean': 'pass',
      'seeds/fixed': 'warn',
      'seeds/estimators': 'warn',
      'metrics/recorded': 'warn',
      'workflow/pipeline': 'pass',
      'code/lint': 'pass',
      'code/tests': 'pass',
      'docs/license': 'pass',
    },
  },
  'monorepo-plain': {
    exitCode: 1,
    verdicts: {
      'env/declared': 'pass',
      'env/pinned': 'warn',
      'env/lockfile': 'warn',
      'env/python': 'warn',
      'container/present': 'warn',
      'git/clean': 'pass',
      'seeds/fixed': 'warn',
      'metrics/recorded': 'warn',
      'code/tests': 'fail',
      'docs/license': 'fail',
    },
  },
};

/** Output with what differs from machine to machine masked. */
function masked(output: string): string {
  return output.replace(/ at [0-9a-f]{10}/g, ' at COMMIT');
}

test('every fixture has its expectations', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual([...fixtures].sort());
});

describe.each(fixtures)('%s', (fixture) => {
  const { exitCode, verdicts } = EXPECTED[fixture]!;

  test('is judged as its maintainer would judge it', async () => {
    const folder = await repositoryOf(fixture);
    const run = await repro(['check', folder, '--format', 'json']);
    expect(run.stderr).toBe('');
    const report = Report.parse(JSON.parse(run.stdout));
    const found = Object.fromEntries(
      Object.keys(verdicts).map((id) => [id, report.results.find((result) => result.id === id)?.status]),
    );
    expect(found).toEqual(verdicts);
    expect(run.exitCode).toBe(exitCode);
    expect(report.results.map(({ id }) => id).filter((id) => !id.startsWith('repro/'))).toEqual(
      checks.map(({ id }) => id),
    );
  });

  test('reads the same at every run, and as it did before', async () => {
    const folder = await repositoryOf(fixture);
    const runs = await Promise.all([repro(['check', folder]), repro(['check', folder, '--jobs', '1'])]);
    expect(runs[1]).toEqual(runs[0]);
    await expect(masked(runs[0].stdout)).toMatchFileSnapshot(`../snapshots/${basename(fixture)}.txt`);
  });
});

test('the published schema of the report accepts the report of a fixture', async () => {
  const { stdout } = await repro(['schema', 'report']);
  const schema = JSON.parse(stdout);
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  const folder = await repositoryOf('fraud-uv');
  const report = JSON.parse((await repro(['check', folder, '--format', 'json'])).stdout);
  // The schema is read back, so that what is published is what accepts, not the source that it was made from.
  expect(z.fromJSONSchema(schema).safeParse(report).error).toBeUndefined();
  expect(z.fromJSONSchema(schema).safeParse({ ...report, score: 'high' }).success).toBe(false);
});

test('the README shows a real run', async () => {
  const folder = await repositoryOf('conda-gpu');
  const { stdout } = await repro(['check', '--only', 'env,container,seeds'], { cwd: folder });
  const shown = stdout.replace(/ at [0-9a-f]{10}/, ' at 3f2c81d0aa').trimEnd();
  await expect(
    between(await readFile('README.md', 'utf8'), 'run', `\`\`\`text\n${shown}\n\`\`\``),
  ).toMatchFileSnapshot('../../README.md');
});
