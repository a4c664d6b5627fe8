import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { finding, monorepo, result, sample } from './sample.js';
import { look, many, one } from './support.js';

const gitlabOf = (
  report: Report,
): { check_name: string; severity: string; location: object; fingerprint: string }[] =>
  JSON.parse(reporters.gitlab(report, look));

describe('github', () => {
  test('shows ten of a kind, each check before the second finding of any, and counts the rest', () => {
    const report = many(500);
    report.results.push(
      result({ id: 'data/declared', status: 'fail', findings: [finding({ message: 'the other check' })] }),
    );
    const lines = reporters.github(report, look).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines[1]).toContain('the other check');
    expect(lines.filter((line) => line.startsWith('::notice '))).toHaveLength(10);
    expect(lines.at(-1)).toContain('482 more findings are not shown here');
  });

  test('escapes what the runner reads', () => {
    const report = one({
      id: 'env/pinned',
      status: 'fail',
      findings: [finding({ file: 'a,b:c%.py', line: 2, message: '50% of\nit' })],
    });
    expect(reporters.github(report, look)).toMatch(
      /^::error file=a%2Cb%3Ac%25\.py,line=2,title=env\/pinned::50%25 of\\nit\. /,
    );
  });

  test('a name that a command cannot carry stands in the message', () => {
    const report = one({
      id: 'env/pinned',
      status: 'fail',
      findings: [finding({ file: 'a\u202e.py', line: 2 })],
    });
    expect(reporters.github(report, look)).toMatch(/^::error title=env\/pinned::a\\u202e\.py: numpy/);
  });

  test('leaves out what is waived', () => {
    expect(reporters.github(sample(), look)).not.toContain('licence');
  });
});

describe('gitlab', () => {
  test.each([
    ['fail', 'required', 'error', 'blocker'],
    ['warn', 'required', 'warning', 'critical'],
    ['fail', 'advised', 'warning', 'major'],
    ['warn', 'optional', 'warning', 'minor'],
    ['fail', 'required', 'note', 'info'],
  ] as const)('%s of a check that is %s, as %s, is %s', (status, severity, level, expected) => {
    const report = one({ id: 'env/pinned', status, severity, findings: [finding({ level })] });
    expect(gitlabOf(report)[0]!.severity).toBe(expected);
  });

  test('gives every issue a fingerprint of its own', () => {
    const report = one({
      id: 'env/pinned',
      status: 'fail',
      findings: [finding({ message: 'a' }), finding({ message: 'b' })],
    });
    expect(gitlabOf(report).map(({ fingerprint }) => fingerprint)).toEqual([
      '0123456789abcdef',
      '0123456789abcdef-2',
    ]);
  });

  test('tells once what the root has for several projects', () => {
    const report = monorepo();
    const shared = result({
      id: 'container/base-pinned',
      status: 'fail',
      findings: [finding({ file: 'Dockerfile', line: 1 })],
    });
    for (const section of report.projects!) section.results.push(shared);
    expect(
      gitlabOf(report).filter(({ check_name }) => check_name === 'repro/container/base-pinned'),
    ).toHaveLength(1);
  });
});
