import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareReports } from '../../src/report/compare.js';
import { changeOf } from '../../src/report/compare-checks.js';
import { Comparison } from '../../src/report/comparison.js';
import type { Finding, Report, Result } from '../../src/report/report.js';
import { finding, monorepo, result, sample } from '../reporters/sample.js';

/** A report with these results, whose gate fails when `reasons` are given. */
function report(results: Result[], part: Partial<Report> = {}): Report {
  return {
    ...sample(),
    gate: { passed: true, reasons: [] },
    categories: [{ id: 'env', title: 'Environment', weight: 20, score: 50 }],
    results,
    ...part,
  };
}

const at = (file: string, fingerprint: string, part: Partial<Finding> = {}) =>
  finding({ file, line: 3, fingerprint, message: 'numpy is a range', ...part });

/** The comparison of one check with these findings before and after. */
function ofFindings(before: Finding[], after: Finding[]) {
  const one = (findings: Finding[]) =>
    report([
      result({ id: 'env/pinned', status: findings.length > 0 ? 'warn' : 'pass', score: 0.5, findings }),
    ]);
  return Comparison.parse(compareReports(one(before), one(after)));
}

const places = (findings: { file?: string | undefined; line?: number | undefined }[]) =>
  findings.map(({ file, line }) => `${file}:${line}`);

describe('one check', () => {
  const state = (status: Result['status'], part: Partial<Result> = {}) =>
    result({ id: 'env/pinned', status, ...part });
  const waived = { waived: true };

  test.each([
    ['pass', 'pass', 'same'],
    ['pass', 'warn', 'worse'],
    ['pass', 'fail', 'worse'],
    ['warn', 'fail', 'worse'],
    ['fail', 'warn', 'better'],
    ['warn', 'pass', 'better'],
    ['pass', 'unknown', 'worse'],
    ['warn', 'unknown', 'worse'],
    ['fail', 'unknown', 'changed'],
    ['unknown', 'pass', 'better'],
    ['unknown', 'warn', 'changed'],
    ['unknown', 'fail', 'worse'],
    ['unknown', 'unknown', 'same'],
    ['pass', 'skip', 'changed'],
    ['fail', 'skip', 'changed'],
    ['skip', 'pass', 'changed'],
    ['skip', 'fail', 'worse'],
    ['skip', 'unknown', 'changed'],
  ] as const)('%s, then %s: %s', (before, after, change) => {
    expect(changeOf(state(before), state(after))).toBe(change);
  });

  test.each([
    ['a larger share holds', state('warn', { score: 0.5 }), state('warn', { score: 0.75 }), 'better'],
    ['a smaller share holds', state('warn', { score: 0.5 }), state('warn', { score: 0.25 }), 'worse'],
    ['it is accepted now', state('fail'), state('fail', waived), 'changed'],
    ['it is no longer accepted', state('fail', waived), state('fail'), 'worse'],
    ['what was accepted is mended', state('fail', waived), state('pass'), 'better'],
    ['it stays accepted', state('fail', waived), state('fail', waived), 'same'],
    ['it was not asked for', null, state('fail'), 'new'],
    ['it is asked for no more', state('fail'), null, 'gone'],
  ] as const)('%s', (_, before, after, change) => {
    expect(changeOf(before, after)).toBe(change);
  });

  test('nothing is said of a check that does not differ', () => {
    expect(compareReports(sample(), sample())).toMatchObject({
      verdict: 'same',
      checks: [],
      worse: [],
      obstacles: [],
    });
  });

  test('another severity is told, and is neither better nor worse', () => {
    const compared = compareReports(
      report([state('fail')]),
      report([state('fail', { severity: 'advised' })]),
    );
    expect(compared.checks).toMatchObject([
      { change: 'same', before: { severity: 'required' }, after: { severity: 'advised' } },
    ]);
    expect(compared.verdict).toBe('same');
  });

  test('the reasons say what became worse, each once', () => {
    const failing = state('fail', {
      summary: '0 of 2 pinned',
      findings: [at('a.txt', '1'), at('a.txt', '2')],
    });
    const gate = { passed: false, reasons: ['env/pinned: 0 of 2 pinned'] };
    expect(compareReports(report([state('pass')]), report([failing], { gate })).worse).toEqual([
      'env/pinned: pass before, fail now: 0 of 2 pinned',
      'the gate passed before and fails now',
    ]);
  });
});

describe('findings', () => {
  test('are known by their fingerprint, wherever their line is', () => {
    const compared = ofFindings([at('a.txt', '1')], [at('a.txt', '1', { line: 90 })]);
    expect(compared.findings).toMatchObject({ new: [], fixed: [], still: 1 });
    expect(compared.verdict).toBe('same');
  });

  test('of the same fingerprint are counted', () => {
    const compared = ofFindings(
      [at('a.txt', '1'), at('a.txt', '1', { line: 4 }), at('a.txt', '1', { line: 5 })],
      [at('a.txt', '1'), at('a.txt', '1', { line: 4 })],
    );
    expect(places(compared.findings.fixed)).toEqual(['a.txt:5']);
    expect(compared.findings.still).toBe(2);
    expect(ofFindings([at('a.txt', '1')], [at('a.txt', '1'), at('a.txt', '1')]).findings.new).toHaveLength(1);
  });

  test('of the same fingerprint in another check are others', () => {
    const one = (id: string, other: string) =>
      report([
        result({ id, status: 'fail', findings: [at('a.txt', '1')] }),
        result({ id: other, status: 'pass' }),
      ]);
    const compared = compareReports(one('env/pinned', 'env/lockfile'), one('env/lockfile', 'env/pinned'));
    expect(compared.findings).toMatchObject({
      new: [{ check: 'env/lockfile' }],
      fixed: [{ check: 'env/pinned' }],
      still: 0,
    });
    expect(compared.verdict).toBe('mixed');
  });

  test('of a check that cannot be decided any more are not called fixed', () => {
    const before = report([result({ id: 'env/pinned', status: 'fail', findings: [at('a.txt', '1')] })]);
    const after = report([result({ id: 'env/pinned', status: 'unknown' })]);
    expect(compareReports(before, after)).toMatchObject({
      verdict: 'same',
      findings: { fixed: [], undecided: 1 },
      checks: [{ change: 'changed' }],
    });
  });

  test('of a check that is switched off are not called fixed', () => {
    const other = result({ id: 'docs/readme', status: 'pass' });
    const before = report([
      result({ id: 'env/pinned', status: 'fail', findings: [at('a.txt', '1')] }),
      other,
    ]);
    expect(compareReports(before, report([other]))).toMatchObject({
      verdict: 'same',
      findings: { fixed: [] },
      checks: [{ id: 'env/pinned', change: 'gone' }],
    });
  });

  test('that are only possible make nothing worse', () => {
    expect(
      ofFindings([at('a.txt', '1')], [at('a.txt', '1'), at('a.txt', '2', { confidence: 'possible' })]),
    ).toMatchObject({
      verdict: 'same',
      findings: { new: [{ fingerprint: '2' }] },
    });
  });

  test('that are accepted, and that are no longer', () => {
    const open = at('a.txt', '1');
    const accepted = at('a.txt', '1', { waived: 'published' });
    expect(ofFindings([open], [accepted])).toMatchObject({
      verdict: 'same',
      findings: { accepted: [{ fingerprint: '1' }], new: [], fixed: [] },
    });
    expect(ofFindings([accepted], [open])).toMatchObject({
      verdict: 'worse',
      worse: ['env/pinned: 1 new finding'],
      findings: { reopened: [{ fingerprint: '1' }] },
    });
    expect(ofFindings([], [accepted]).findings).toMatchObject({ new: [], accepted: [{ fingerprint: '1' }] });
  });

  describe('in a renamed file', () => {
    const moved = (before: Finding[], after: Finding[]) => ofFindings(before, after).findings;

    test('stay when the name of the file does', () => {
      expect(moved([at('train.txt', '1')], [at('src/train.txt', '2')])).toMatchObject({
        moved: [{ file: 'src/train.txt', from: 'train.txt' }],
        new: [],
        fixed: [],
      });
    });

    test('stay when all of several do, whose messages name the file', () => {
      const all = (file: string, first: number) =>
        ['never seeds', 'draws'].map((words, nth) =>
          at(file, `${first + nth}`, { message: `${file} ${words}` }),
        );
      expect(moved(all('old.py', 1), all('new.py', 3)).moved.map(({ from, file }) => [from, file])).toEqual([
        ['old.py', 'new.py'],
        ['old.py', 'new.py'],
      ]);
    });

    test('are new when a single one comes up in a file of another name', () => {
      expect(moved([at('a.txt', '1')], [at('b.txt', '2')])).toMatchObject({
        moved: [],
        new: [{}],
        fixed: [{}],
      });
    });

    test('are new when the old file still has others', () => {
      const other = at('a/r.txt', '9', { message: 'torch has no version' });
      expect(moved([at('a/r.txt', '1'), other], [other, at('b/r.txt', '2')])).toMatchObject({
        moved: [],
        new: [{}],
      });
    });
  });

  test('each is told exactly once', () => {
    const some = fc.array(
      fc.record({
        file: fc.constantFrom('a.py', 'b.py', 'src/a.py'),
        fingerprint: fc.constantFrom('1', '2', '3'),
        message: fc.constantFrom('x', 'y 1', 'y 2'),
        waived: fc.option(fc.constant('ok'), { nil: undefined }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(some, some, (before, after) => {
        const made = (parts: typeof before) => parts.map((part) => finding(part));
        const { findings } = ofFindings(made(before), made(after));
        const { still, moved, fixed, accepted, reopened } = findings;
        expect(findings.undecided).toBe(0);
        expect(still + moved.length + fixed.length).toBe(before.length);
        const arrived = accepted.length + findings.new.length;
        expect(still + moved.length + arrived).toBeGreaterThanOrEqual(after.length);
        expect(still + moved.length + findings.new.length).toBeLessThanOrEqual(after.length);
        expect(reopened.length).toBeLessThanOrEqual(still + moved.length);
      }),
    );
  });
});

describe('totals', () => {
  test('with their difference in points', () => {
    const compared = compareReports(
      report([result({ id: 'env/pinned', status: 'pass' })], { score: 61.3, coverage: 90 }),
      report([result({ id: 'env/pinned', status: 'pass' })], { score: 60.1, coverage: null }),
    );
    expect(compared.score).toEqual({ before: 61.3, after: 60.1, change: -1.2 });
    expect(compared.coverage).toEqual({ before: 90, after: null, change: null });
  });

  test('a gate that passes again is better', () => {
    const compared = compareReports(
      report([], { gate: { passed: false, reasons: ['score 60 is below 70'] } }),
      report([]),
    );
    expect(compared).toMatchObject({ verdict: 'better', gate: { before: false, after: true } });
  });
});

describe('what cannot be compared', () => {
  const failing = report([result({ id: 'env/pinned', status: 'fail', findings: [at('a.txt', '1')] })]);
  const passing = report([result({ id: 'env/pinned', status: 'pass' })], { score: 90 });
  const project = { ...sample().project };

  test.each([
    ['another rule set', { tool: { ...failing.tool, ruleset: '2' } }, 'ruleset'],
    ['another target', { target: 'identical' }, 'target'],
    [
      'another repository',
      { project: { ...project, remote: 'https://github.com/example/other' } },
      'project',
    ],
    ['another folder of it', { project: { ...project, folder: 'services/b' } }, 'project'],
    [
      'another name where no remote is known',
      { project: { ...project, remote: null, name: 'other' } },
      'project',
    ],
  ] as const)('%s tells of no change', (_, part, what) => {
    const compared = Comparison.parse(compareReports(failing, { ...passing, ...part }));
    expect(compared).toMatchObject({
      verdict: 'incomparable',
      obstacles: [{ what }],
      score: { change: null },
      checks: [],
      worse: [],
      findings: { new: [], fixed: [], still: 0 },
    });
  });

  test.each([
    ['a fork', { remote: 'https://github.com/somebody/fraud-detection' }],
    ['a clone without a remote, by its name', { remote: null }],
    ['another branch and commit', { branch: 'topic', commit: null }],
  ])('%s is the same project', (_, part) => {
    expect(compareReports(failing, { ...passing, project: { ...project, ...part } }).obstacles).toEqual([]);
  });

  test('the asker may know better', () => {
    const other = { ...passing, project: { ...project, name: 'worktree', remote: null } };
    expect(compareReports(failing, other, { anyProject: true })).toMatchObject({
      verdict: 'better',
      obstacles: [],
    });
  });

  test('other checks: those of both are compared, the totals are not', () => {
    const more = report([...passing.results, result({ id: 'docs/readme', status: 'fail' })]);
    const compared = compareReports(failing, more);
    expect(compared).toMatchObject({
      obstacles: [{ what: 'checks', text: 'other checks were asked for: only after docs/readme' }],
      verdict: 'better',
      score: { change: null },
      checks: [
        { id: 'env/pinned', change: 'better' },
        { id: 'docs/readme', change: 'new' },
      ],
    });
    expect(compareReports(more, failing).checks.map(({ id, change }) => [id, change])).toEqual([
      ['env/pinned', 'worse'],
      ['docs/readme', 'gone'],
    ]);
  });

  test('what the tool says of waivers is no check that was asked for', () => {
    const idle = result({
      id: 'repro/waivers',
      status: 'warn',
      category: 'repro',
      findings: [at('a.py', '7')],
    });
    const compared = compareReports(passing, { ...passing, results: [...passing.results, idle] });
    expect(compared).toMatchObject({ obstacles: [], checks: [{ id: 'repro/waivers', change: 'worse' }] });
  });
});

describe('a repository of several projects', () => {
  test('is compared a project at a time', () => {
    const before = monorepo();
    const after = monorepo();
    Object.assign(after.projects![2]!, { score: 70, gate: { passed: true, reasons: [] } });
    after.projects![2]!.results = after.projects![1]!.results;
    const compared = Comparison.parse(compareReports(before, after));
    expect(compared.projects).toMatchObject([
      { path: '.', change: 'both' },
      { path: 'services/a', score: { change: 0 } },
      {
        path: 'services/b',
        score: { before: 40, after: 70, change: 30 },
        gate: { before: false, after: true },
      },
    ]);
    expect(compared.checks.map(({ id, project, change }) => [project, id, change])).toEqual([
      ['services/b', 'env/pinned', 'better'],
      ['services/b', 'env/lockfile', 'better'],
    ]);
    // The findings of the roll-up are those of the projects, and count once.
    expect(compared.findings.fixed).toHaveLength(8);
  });

  test('tells of projects that come and go', () => {
    const after = monorepo();
    after.projects = after.projects!.filter(({ path }) => path !== 'services/b');
    const compared = compareReports(monorepo(), after);
    expect(compared.projects?.map(({ path, change }) => [path, change])).toContainEqual([
      'services/b',
      'gone',
    ]);
    expect(compareReports(after, monorepo()).projects).toContainEqual(
      expect.objectContaining({
        path: 'services/b',
        change: 'new',
        score: { before: null, after: 40, change: null },
      }),
    );
  });

  test('that was judged as one before is compared by what its projects come to', () => {
    const { projects: _, ...one } = monorepo();
    const compared = compareReports(one, monorepo());
    expect(compared).toMatchObject({ verdict: 'same', checks: [], score: { change: null } });
    expect(compared.obstacles.map(({ what }) => what)).toContain('projects');
  });
});
