import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { finding, result, sample } from './sample.js';
import { isSarif } from './sarif-schema.js';
import { look } from './support.js';

const fresh = finding({ message: 'a fresh one', file: 'a.txt', line: 1, fingerprint: 'fresh' });
const known = finding({ message: 'an old one', file: 'a.txt', line: 2, fingerprint: 'old', known: true });
const outside = finding({
  message: 'one elsewhere',
  file: 'b.txt',
  line: 3,
  fingerprint: 'far',
  outside: true,
});

/** Something fresh beside something known, a check that is known, one outside of what changed, and an undecided one that is known. */
function report(): Report {
  return {
    ...sample(),
    gate: { passed: true, reasons: [] },
    waivers: [],
    standards: [],
    results: [
      result({ id: 'env/pinned', status: 'fail', summary: '2 can change', findings: [known, fresh] }),
      result({
        id: 'env/lockfile',
        status: 'fail',
        known: true,
        summary: 'no lockfile',
        findings: [{ ...known, fingerprint: 'old-2' }],
      }),
      result({
        id: 'docs/links',
        status: 'fail',
        outside: true,
        summary: '1 leads nowhere',
        findings: [outside],
      }),
      result({ id: 'data/hashes', status: 'unknown', known: true, summary: 'not readable' }),
    ],
    baseline: {
      file: 'repro-baseline.json',
      findings: 2,
      checks: 1,
      new: 1,
      stale: [{ check: 'env/python', message: '<gone>' }],
      minScore: 47,
      written: false,
      notes: [],
    },
    changes: { since: 'main', base: '0'.repeat(40), files: 1, outside: 1, notes: [] },
  };
}

/** The same where nothing is fresh. */
function allExcused(): Report {
  const given = report();
  return { ...given, results: given.results.slice(1) };
}

const render = (format: keyof typeof reporters, given = report(), verbose = false) =>
  reporters[format](given, { ...look, verbose });

describe('sarif', () => {
  const runOf = (verbose: boolean, given = report()) => {
    const log = JSON.parse(render('sarif', given, verbose));
    isSarif(log);
    return log.runs[0] as {
      results: { partialFingerprints: Record<string, string>; baselineState?: string; properties: object }[];
      invocations: [{ toolExecutionNotifications: { level: string; message: { text: string } }[] }];
    };
  };
  const states = (verbose: boolean, given?: Report) =>
    runOf(verbose, given).results.map(({ partialFingerprints, baselineState }) => [
      partialFingerprints['repro/v1'],
      baselineState,
    ]);

  test('opens no alert for what the baseline knows, and says how much that is', () => {
    expect(states(false)).toEqual([
      ['fresh', 'new'],
      ['far', 'new'],
    ]);
    expect(runOf(false).invocations[0].toolExecutionNotifications).toEqual([
      {
        level: 'note',
        message: { text: expect.stringMatching(/^0 waived and 3 known to the baseline are left out/) },
      },
    ]);
  });

  test('has all of it, each with its state, where all is asked for', () => {
    expect(states(true)).toEqual([
      ['old', 'unchanged'],
      ['fresh', 'new'],
      ['old-2', 'unchanged'],
      ['far', 'new'],
      ['data/hashes', 'unchanged'],
    ]);
    expect(runOf(true).invocations[0].toolExecutionNotifications).toEqual([]);
  });

  test('keeps what lies outside of what changed, since code scanning would call it fixed', () => {
    expect(runOf(false).results[1]!.properties).toMatchObject({ outsideOfChanges: true });
    const { baseline: _, ...without } = report();
    expect(states(false, without)).toContainEqual(['far', undefined]);
  });
});

describe('github', () => {
  test('annotates what is held against the run alone, and counts the rest', () => {
    const lines = render('github').trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::error file=a\.txt,line=1,/);
    expect(lines[1]).toContain(
      'Not held against this run: 3 known to the baseline, 1 outside of what changed.',
    );
    expect(render('github', allExcused()).trimEnd().split('\n')).toHaveLength(1);
  });

  test('a check that is held against the run though all its findings are known is annotated as a whole', () => {
    const given = report();
    given.results = [result({ id: 'data/hashes', status: 'fail', summary: 'it differs', findings: [known] })];
    expect(render('github', given)).toMatch(/^::error title=data\/hashes::it differs/);
  });
});

test('gitlab keeps them, since it would call resolved what is missing, and they only inform', () => {
  const issues: { fingerprint: string; severity: string; description: string }[] = JSON.parse(
    render('gitlab'),
  );
  expect(issues.map(({ fingerprint, severity }) => [fingerprint, severity])).toEqual([
    ['old', 'info'],
    ['fresh', 'blocker'],
    ['old-2', 'info'],
    ['far', 'info'],
    ['data/hashes', 'info'],
  ]);
  expect(issues[0]!.description).toMatch(/ \(known\)$/);
  expect(issues[1]!.description).not.toContain('(known)');
  expect(issues[3]!.description).toMatch(/ \(outside of what changed\)$/);
});

test('bitbucket annotates what is held against the run alone, and counts the rest', () => {
  const { report: told, annotations } = JSON.parse(render('bitbucket'));
  expect(annotations.map(({ external_id }: { external_id: string }) => external_id)).toEqual(['repro-fresh']);
  expect(told.details).toContain('Not held against this run: 3 known to the baseline, 1 outside');
  expect(told.data.length).toBeLessThanOrEqual(10);
  expect(told.data).toEqual(
    expect.arrayContaining([
      { title: 'Failed', type: 'NUMBER', value: 1 },
      { title: 'Undecided', type: 'NUMBER', value: 0 },
      { title: 'Known or outside', type: 'NUMBER', value: 3 },
    ]),
  );
});

test('junit passes a check of which nothing is held against the run, and says what is wrong', () => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
  const { testsuites } = parser.parse(render('junit'));
  expect(testsuites).toMatchObject({ failures: '1', errors: '0' });
  const cases: Record<string, unknown>[] = testsuites.testsuite.flatMap(
    ({ testcase }: { testcase: unknown }) => testcase,
  );
  const outputs = Object.fromEntries(cases.map((one) => [String(one.name).split(':')[0], one['system-out']]));
  expect(outputs['env/lockfile']).toMatch(/^failed: no lockfile \(known\)\na\.txt:2 an old one \(known\)/);
  expect(outputs['docs/links']).toMatch(/^failed: 1 leads nowhere \(outside of what changed\)/);
  expect(outputs['data/hashes']).toMatch(/^undecided: not readable \(known\)/);
  const failed = cases.find((one) => one.failure) as { failure: { '#text': string } };
  // What is fresh stands before what is known.
  expect(failed.failure['#text']).toMatch(/^a\.txt:1 a fresh one\na\.txt:2 an old one \(known\)/);
});

test('csv has a column for it', () => {
  const rows = render('csv').trimEnd().split('\r\n');
  expect(rows[0]).toMatch(/,excused$/);
  expect(rows.slice(1).map((row) => row.slice(row.lastIndexOf(',') + 1))).toEqual([
    'known',
    '',
    'known',
    'outside',
    'known',
  ]);
});

describe('html', () => {
  const checks = (page: string) =>
    page.match(/<details class="check [^>]*>/g)!.map((head) => /class="([^"]*)"( open)?/.exec(head)!);

  test('folds and marks them, and neither unfolds nor counts them as to do', () => {
    const page = render('html');
    expect(checks(page).map(([, names, open]) => [names, open])).toEqual([
      ['check is-fail is-open', ' open'],
      ['check is-excused', undefined],
      ['check is-excused', undefined],
      ['check is-excused', undefined],
    ]);
    expect(page).toContain('<summary>1 known to the baseline</summary>');
    expect(page).toContain('no lockfile (known)');
    expect(page).toMatch(/for="show-excused">.*?known or outside <span class="number">3</);
    expect(page).toMatch(/for="show-open">to do <span class="number">1</);
    expect(page).toContain(' 1 required check failed or could not be decided.');
  });

  test('says at the verdict what is not held against the run, and what the baseline lists in vain', () => {
    const page = render('html');
    expect(page).toContain(
      'baseline repro-baseline.json: 2 findings and 1 check known, 1 new, 1 entry found no more',
    );
    expect(page).toContain('only what changed since main');
    expect(page).toContain('env/python: &lt;gone&gt;');
    const { baseline: _, changes: __, ...without } = report();
    expect(render('html', without)).not.toContain('Not held against this run');
  });
});

test('a badge and a crate say nothing else of the score, and the crate that there is a baseline', () => {
  const { baseline: _, changes: __, ...without } = report();
  expect(render('badge')).toBe(render('badge', without));
  const bodyOf = (given: Report): string =>
    JSON.parse(render('rocrate', given))['@graph'].find((one: { '@id': string }) => one['@id'] === '#review')
      .reviewBody;
  expect(bodyOf(report())).toBe(
    `${bodyOf(without)} Baseline repro-baseline.json: 2 findings and 1 check known, 1 new, 1 entry found no more (--prune-baseline takes them out); with it the least score is 47. Only what changed since main (0000000000) counts at the gate: 1 file changed, 1 finding outside of them.`,
  );
});
