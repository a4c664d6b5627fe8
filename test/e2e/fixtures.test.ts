import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checks } from '../../src/checks/index.js';
import { between } from '../../src/docs/tables.js';
import { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { repositoryOf } from '../support/repository.js';
import { verdicts as verdictsOf } from '../support/verdicts.js';
import { EXPECTED, SAID } from './expected.js';

const fixtures = readdirSync('fixtures', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The reports of one fixture by several threads and by one, without times; it is judged once for all tests. */
const judged = new Map<
  string,
  Promise<{ folder: string; report: Report; alone: Report; exitCode: unknown }>
>();

function judge(fixture: string) {
  const known = judged.get(fixture) ?? run(fixture);
  judged.set(fixture, known);
  return known;
}

async function run(fixture: string) {
  const folder = await repositoryOf(fixture);
  const command = ['check', folder, '--format', 'json'];
  const [usual, single] = await Promise.all([repro(command), repro([...command, '--jobs', '1'])]);
  expect(usual.stderr).toBe('');
  return { folder, report: timeless(usual.stdout), alone: timeless(single.stdout), exitCode: usual.exitCode };
}

function timeless(stdout: string): Report {
  const timed = Report.parse(JSON.parse(stdout));
  for (const { results } of sectionsOf(timed)) for (const result of results) result.durationMs = 0;
  return { ...timed, startedAt: '', durationMs: 0 };
}

function sectionsOf({ results, projects = [] }: Report) {
  return [{ results }, ...projects];
}

test('every fixture has its expectations', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual([...fixtures].sort());
});

describe.each(fixtures)('%s', (fixture) => {
  const { exitCode, verdicts } = EXPECTED[fixture]!;

  test('is judged as its maintainer would judge it', async () => {
    const { report, ...ran } = await judge(fixture);
    const found = Object.fromEntries(
      Object.keys(verdicts).map((id) => [id, report.results.find((result) => result.id === id)?.status]),
    );
    expect(found).toEqual(verdicts);
    expect(ran.exitCode).toBe(exitCode);
    expect(report.results.map(({ id }) => id).filter((id) => !id.startsWith('repro/'))).toEqual(
      checks.map(({ id }) => id),
    );
  });

  test('is judged the same by one thread as by several', async () => {
    const { report, alone } = await judge(fixture);
    expect(alone).toEqual(report);
  });

  test('is told in whole words', async () => {
    const { report } = await judge(fixture);
    for (const { results } of sectionsOf(report)) {
      for (const { id, summary, fix, findings, evidence } of results) {
        const said = [summary, fix, ...evidence, ...findings.flatMap((one) => [one.message, one.fix ?? []])];
        for (const words of said.flat()) {
          expect(words, id).not.toMatch(/\bundefined\b|\[object| {2}|^[,;:]|[,;:]$/);
        }
      }
    }
  });
});

test.each(SAID)(
  '%s: %s says why it is not sure, or content only in part',
  async (fixture, id, summary, found) => {
    const sections = sectionsOf((await judge(fixture)).report);
    const results = sections.flatMap(({ results }) => results.filter((result) => result.id === id));
    const said = results.map((result) => [result.summary, result.findings[0]?.message]);
    expect(said).toContainEqual([summary, found]);
  },
);

test('the verdicts on all fixtures are what they were', async () => {
  const reports = new Map<string, Report>();
  for (const fixture of fixtures) reports.set(fixture, (await judge(fixture)).report);
  await expect(verdictsOf(reports)).toMatchFileSnapshot('../snapshots/verdicts.txt');
});

test('the text of a whole run reads as it did', async () => {
  const { folder } = await judge('loose-requirements');
  const { stdout } = await repro(['check', folder]);
  await expect(stdout.replace(/ at [0-9a-f]{10}/, ' at COMMIT')).toMatchFileSnapshot('../snapshots/run.txt');
});

test('the published schema of the report accepts the report of a fixture', async () => {
  const { stdout } = await repro(['schema', 'report']);
  const schema = JSON.parse(stdout);
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  const { report } = await judge('fraud-uv');
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
