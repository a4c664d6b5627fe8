import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Check, defineCheck, fail, pass, type Scope, skip, unknown } from '../../src/checks/check.js';
import type { Member } from '../../src/engine/members.js';
import { defaultPolicy, type WaiverRule } from '../../src/engine/policy.js';
import { rebase } from '../../src/engine/rebase.js';
import { buildReport } from '../../src/engine/report.js';
import { rollUp } from '../../src/engine/roll-up.js';
import { run } from '../../src/engine/run.js';
import { Project } from '../../src/facts/fact.js';
import { PartSource } from '../../src/facts/part-source.js';
import { MemorySource } from '../../src/facts/source.js';
import { Report, type Result, type Status } from '../../src/report/report.js';
import { finding, result } from '../reporters/sample.js';

/** Says of each project what its file `say.txt` is called after: `pass.txt`, `fail.txt`; a README in it is evidence. */
function told(id: Check['id'], scope?: Scope): Check {
  return defineCheck({
    id,
    title: 'Says what the files say',
    severity: 'required',
    ...(scope && { scope }),
    why: 'For tests.',
    fix: 'For tests.',
    needs: ['files'],
    options: z.strictObject({}),
    examples: { pass: { files: {} }, fail: { files: {} } },
    run({ files }) {
      const word = id.slice(id.indexOf('/') + 1);
      const has = (status: string) => files.has(`${word}-${status}.txt`);
      if (has('fail'))
        return fail('it fails', [
          { message: 'bad', at: { file: `${word}-fail.txt`, line: 1 } },
          { message: 'no file shows it' },
        ]);
      if (has('unknown')) return unknown('nobody knows');
      if (has('pass')) return pass('it passes', { evidence: [`${word}-pass.txt:1 there`, 'nothing: there'] });
      return skip('nothing said');
    },
  });
}

const POLICY = { ...defaultPolicy, today: '2026-11-23', checks: {} };
const CIRCUMSTANCES = {
  version: '1',
  project: { name: 'x', root: '.', folder: '', commit: null, branch: null, dirty: null, remote: null },
  config: { file: null, extends: 'recommended', hints: [] },
  environment: { node: '', platform: '', git: null, ci: null },
  startedAt: '2026-11-23T00:00:00Z',
  durationMs: 1,
};

async function judged(
  tree: Record<string, string>,
  checks: readonly Check[],
  { waivers = [], rootJudged = false }: { waivers?: WaiverRule[]; rootJudged?: boolean } = {},
) {
  const whole = new Project(new MemorySource(tree));
  const members: Member[] = [];
  for (const path of ['.', 'a', 'b']) {
    const folder = path === '.' ? '' : path;
    const source = folder === '' ? whole.source : await PartSource.open(whole.source, folder);
    const part = { whole, folder, neighbours: [], ...(folder === '' && { without: ['a', 'b'] }) };
    const project = new Project(source, { part });
    const own = waivers.filter(({ within }) => within === path);
    members.push({
      path,
      name: path,
      project,
      policy: { ...POLICY, waivers: own },
      judged: path !== '.' || rootJudged,
    });
  }
  const policy = { ...POLICY, waivers: waivers.filter(({ within }) => within === undefined) };
  const outcome = await run(whole, checks, policy, { members });
  expect(outcome.crashes).toEqual([]);
  const report = buildReport(outcome, policy, CIRCUMSTANCES);
  expect(Report.safeParse(report).error).toBeUndefined();
  return report;
}

const statuses = (report: Report) =>
  Object.fromEntries(
    (report.projects ?? []).map(({ path, results }) => [path, results.map(({ status }) => status)]),
  );

describe('a repository of several projects', () => {
  const tree = { 'a/x-pass.txt': '', 'b/x-fail.txt': '' };

  test('is judged a project at a time, and what they come to stands above', async () => {
    const report = await judged(tree, [told('env/x')]);
    expect(statuses(report)).toEqual({ a: ['pass'], b: ['fail'] });
    expect(report.results).toMatchObject([
      {
        id: 'env/x',
        status: 'warn',
        score: 0.5,
        summary: '1 of 2 projects passes; fails in b',
        evidence: ['a/x-pass.txt:1 there', 'nothing: there'],
      },
    ]);
    expect(report.score).toBe(50);
    expect(report.projects?.map(({ score }) => score)).toEqual([100, 0]);
  });

  test('fails the gate for what is required and fails in one of them', async () => {
    const { gate, projects } = await judged(tree, [told('env/x')]);
    expect(gate.reasons).toEqual(['score 50 is below 70', 'b: score 0 is below 70', 'b: env/x: it fails']);
    expect(projects?.map((section) => section.gate.passed)).toEqual([true, false]);
  });

  test('hides nothing that was not decided', async () => {
    const report = await judged({ 'a/x-pass.txt': '', 'b/x-unknown.txt': '' }, [told('env/x')]);
    expect(report.results[0]).toMatchObject({ status: 'unknown', score: null });
    expect(report.coverage).toBe(50);
    expect(report.gate.reasons).toEqual(['b: env/x could not be decided: nobody knows']);
  });

  test('names files from the root, and findings so that none is taken for another', async () => {
    const { results, projects } = await judged({ 'a/x-fail.txt': '', 'b/x-fail.txt': '' }, [told('env/x')]);
    expect(results[0]?.findings.map(({ file }) => file)).toEqual([
      undefined,
      'a/x-fail.txt',
      undefined,
      'b/x-fail.txt',
    ]);
    expect(new Set(results[0]?.findings.map(({ fingerprint }) => fingerprint)).size).toBe(4);
    expect(projects?.flatMap((one) => one.results.flatMap((each) => each.findings))).toEqual(
      results[0]?.findings,
    );
  });

  test('is asked once for what is the repository’s', async () => {
    const report = await judged({ 'x-fail.txt': '', ...tree }, [told('git/x', 'repository'), told('env/x')]);
    expect(report.results.map(({ id, summary }) => [id, summary])).toEqual([
      ['git/x', 'it fails'],
      ['env/x', '1 of 2 projects passes; fails in b'],
    ]);
    expect(report.projects?.flatMap(({ results }) => results.map(({ id }) => id))).toEqual([
      'env/x',
      'env/x',
    ]);
    expect(report.gate.reasons).toContain('git/x: it fails');
  });

  test('takes what the root has for all', async () => {
    const report = await judged({ ...tree, 'x-pass.txt': '' }, [told('container/x', 'either')]);
    expect(statuses(report)).toEqual({ a: ['pass'], b: ['pass'] });
    expect(report.projects?.[1]?.results[0]?.summary).toBe('in the root: it passes');
    expect(report.projects?.[1]?.results[0]?.evidence[0]).toBe('x-pass.txt:1 there');
  });

  test('lets the root stand in for nobody where both are asked, and shows what is wrong there', async () => {
    const both = [told('data/x', 'both')];
    expect(statuses(await judged({ ...tree, 'x-pass.txt': '' }, both))).toEqual({ a: ['pass'], b: ['fail'] });
    const wrong = await judged({ 'a/x-pass.txt': '', 'x-fail.txt': '' }, both);
    expect(statuses(wrong)).toEqual({ '.': ['fail'], a: ['pass'], b: ['skip'] });
    expect(wrong.gate.reasons).toContain('.: data/x: it fails');
    expect(wrong.projects?.[0]).toMatchObject({ score: null, grade: 'n/a', categories: [] });
    expect(wrong.gate.reasons.filter((reason) => reason.startsWith('.: '))).toHaveLength(1);
    expect(statuses(await judged({ 'x-pass.txt': '' }, both))).toEqual({ a: ['pass'], b: ['pass'] });
  });

  test('judges the root too where it is a project', async () => {
    const report = await judged({ ...tree, 'x-fail.txt': '' }, [told('env/x')], { rootJudged: true });
    expect(statuses(report)).toEqual({ '.': ['fail'], a: ['pass'], b: ['fail'] });
    expect(report.results[0]?.summary).toBe('1 of 3 projects passes; fails in the root, b');
  });

  test.each<[string, WaiverRule[], Partial<Result>]>([
    ['by its path from the root', [{ check: 'env/x', path: 'b/**', reason: 'old' }], { waived: true }],
    ['by its folder', [{ check: 'env/x', path: 'b', reason: 'old' }], { waived: true }],
    ['in its own config', [{ check: 'env/x', path: '*.txt', within: 'b', reason: 'old' }], { waived: false }],
    ['in its own config, all of it', [{ check: 'env/x', within: 'b', reason: 'old' }], { waived: true }],
    ['of another project', [{ check: 'env/x', within: 'a', reason: 'old' }], { waived: false }],
  ])('takes a waiver %s', async (_, waivers, expected) => {
    const report = await judged(tree, [told('env/x')], { waivers });
    expect(report.projects?.[1]?.results[0]).toMatchObject(expected);
    expect(report.results[0]).toMatchObject(
      expected.waived ? { status: 'pass', score: 1 } : { status: 'warn' },
    );
  });

  test('says which waivers are of no use any more', async () => {
    const waivers = [
      { check: 'env/x', path: 'b/**', reason: 'used' },
      { check: 'env/x', path: 'gone/**', reason: 'unused' },
      { check: 'env/x', within: 'a', reason: 'unused there' },
    ];
    const report = await judged(tree, [told('env/x')], { waivers });
    expect(report.waivers.map(({ state, path }) => [state, path])).toEqual([
      ['used', 'b/**'],
      ['unused', 'gone/**'],
      ['unused', 'a'],
    ]);
    expect(report.results.at(-1)?.findings).toHaveLength(2);
  });

  test('takes a comment in a file of one of them', async () => {
    const comment = '# repro: ignore-file[env/x] known\n';
    const checks = [
      { ...told('env/x'), run: () => fail('bad', [{ message: 'bad', at: { file: 'run.sh', line: 2 } }]) },
    ];
    const report = await judged({ 'a/run.sh': comment, 'b/run.sh': '' }, checks);
    expect(report.projects?.map(({ results }) => results[0]?.waived)).toEqual([true, false]);
  });

  test('is the same as ever for a single project', async () => {
    const single = await run(new Project(new MemorySource(tree)), [told('git/x', 'repository')], POLICY);
    expect(single.results).toMatchObject([{ id: 'git/x', status: 'skip' }]);
    expect(buildReport(single, POLICY, CIRCUMSTANCES)).not.toHaveProperty('projects');
  });
});

describe('what several results come to', () => {
  const check = told('env/x');
  const of = (...some: (Status | 'waived')[]) =>
    rollUp(
      check,
      some.map((status, at) => ({
        path: `p${at}`,
        results: [
          result({ id: 'env/x', status: status === 'waived' ? 'fail' : status, waived: status === 'waived' }),
        ],
      })),
    );

  test.each<[(Status | 'waived')[], Status, number | null, string]>([
    [['pass', 'pass'], 'pass', 1, '2 of 2 projects pass'],
    [['fail', 'fail'], 'fail', 0, '0 of 2 projects pass; fails in all'],
    [['skip', 'skip'], 'skip', null, 'as it should be'],
    [['pass', 'skip'], 'pass', 1, 'p0: as it should be; does not apply to 1'],
    [['skip', 'fail'], 'fail', 0, 'p1: as it should be; does not apply to 1'],
    [['waived'], 'fail', 0, 'p0: as it should be'],
    [['pass', 'fail'], 'warn', 0.5, '1 of 2 projects passes; fails in p1'],
    [['warn', 'warn'], 'warn', 0.5, '0 of 2 projects pass; partly in all'],
    [['pass', 'unknown'], 'unknown', null, '1 of 2 projects passes; undecided in p1'],
    [['unknown', 'unknown'], 'unknown', null, '0 of 2 projects pass; undecided in all'],
    [['fail', 'unknown'], 'fail', 0, '0 of 2 projects pass; fails in p0; undecided in p1'],
    [['pass', 'fail', 'unknown'], 'warn', 0.5, '1 of 3 projects passes; fails in p1; undecided in p2'],
    [['pass', 'waived'], 'pass', 1, '1 of 2 projects passes; waived in 1'],
    [
      ['fail', 'fail', 'fail', 'fail', 'pass'],
      'warn',
      0.2,
      '1 of 5 projects passes; fails in p0, p1, p2 and 1 more',
    ],
  ])('%j is %s', (some, status, score, summary) => {
    expect(of(...some)).toMatchObject({
      status,
      score,
      summary,
      waived: some.every((status) => status === 'waived'),
    });
  });

  test('is waived when all that applies is', () => {
    expect(of('waived', 'skip', 'waived')).toMatchObject({ status: 'fail', waived: true });
  });

  test('is as severe as the most severe, and shows what several share once', () => {
    const shared = [finding({ fingerprint: 'same' })];
    const one = result({ id: 'env/x', status: 'fail', severity: 'optional', findings: shared });
    const rolled = rollUp(check, [
      { path: 'a', results: [one] },
      { path: 'b', results: [{ ...one, severity: 'advised' }] },
    ]);
    expect(rolled).toMatchObject({ severity: 'advised', findings: shared });
  });

  test('is nothing when nobody was asked', () => {
    expect(rollUp(check, [{ path: 'a', results: [] }])).toBeUndefined();
  });
});

describe('paths of a part', () => {
  const at = (evidence: string[], file = 'x.py') =>
    rebase(
      fail('bad', [{ message: 'bad', at: { file, line: 3 } }, { message: 'nowhere' }], { evidence }),
      'services/a',
      (path) => (path === '.python-version' ? path : undefined),
      (path) => ['x.py', 'with space.txt', '.python-version'].includes(path),
    );

  test.each([
    ['x.py:3 seeded', 'services/a/x.py:3 seeded'],
    ['x.py cell 2, line 1 seeded', 'services/a/x.py cell 2, line 1 seeded'],
    ['with space.txt', 'services/a/with space.txt'],
    ['.python-version:1 3.11', '.python-version:1 3.11'],
    ['../../uv.lock:1 uv.lock', 'uv.lock:1 uv.lock'],
    ['../b/y.py:1', 'services/b/y.py:1'],
    ['y.py:1 is no file of it', 'y.py:1 is no file of it'],
    ['', ''],
    ['../../../../out', '../../../../out'],
  ])('in evidence: %s', (written, expected) => {
    expect(at([written]).evidence).toEqual([expected]);
  });

  test('in gaps', () => {
    const outcome = at([], '../../uv.lock');
    expect('gaps' in outcome && outcome.gaps.map((gap) => gap.at)).toEqual([
      { file: 'uv.lock', line: 3 },
      undefined,
    ]);
  });
});
