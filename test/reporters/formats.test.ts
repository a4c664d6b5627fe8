import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { finding, monorepo, sample } from './sample.js';
import { look, many, one } from './support.js';

describe.each([
  ['sarif', 'sarif'],
  ['junit', 'xml'],
  ['github', 'txt'],
  ['gitlab', 'json'],
  ['bitbucket', 'json'],
  ['csv', 'csv'],
] as const)('%s', (format, ending) => {
  test('of the sample', async () => {
    await expect(reporters[format](sample(), look)).toMatchFileSnapshot(
      `../snapshots/report_${format}.${ending}`,
    );
  });

  test('of a repository of several projects', async () => {
    await expect(reporters[format](monorepo(), look)).toMatchFileSnapshot(
      `../snapshots/projects_${format}.${ending}`,
    );
  });
});

describe('junit', () => {
  interface Case {
    name: string;
    classname: string;
    failure?: { message: string; type: string; '#text': string };
    error?: { message: string };
    skipped?: { message: string };
    'system-out'?: string;
  }
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  });
  const suitesOf = (report: Report): { name: string; tests: string; testcase: Case[] }[] =>
    parser.parse(reporters.junit(report, look)).testsuites.testsuite;
  const caseOf = (report: Report): Case => suitesOf(report)[1]!.testcase[0]!;

  test('a failed check is a failure with its findings, their mends and the reason', () => {
    const report = one({
      id: 'env/pinned',
      status: 'fail',
      summary: '1 can change',
      findings: [finding({ file: 'a.txt', line: 2, confidence: 'likely' })],
    });
    expect(caseOf(report).failure).toEqual({
      message: '1 can change',
      type: 'required',
      '#text': [
        'a.txt:2 numpy >=1.20 has no exact version (likely)',
        'Mend: Write `name==version`, or commit a lockfile with `uv lock`.',
        'A range installs something newer next month, and numbers move with it.',
      ].join('\n'),
    });
  });

  test('what could not be decided is an error, never a pass', () => {
    expect(
      caseOf(one({ id: 'data/hashes', status: 'unknown', summary: 'not readable' })).error,
    ).toMatchObject({ message: 'not readable' });
  });

  test('what does not apply or is waived is skipped, with the reason', () => {
    expect(caseOf(one({ id: 'data/hashes', status: 'skip', summary: 'no data' })).skipped).toEqual({
      message: 'no data',
    });
    const waived = one({
      id: 'docs/license',
      status: 'fail',
      waived: true,
      findings: [finding({ waived: 'not yet' })],
    });
    expect(caseOf(waived).skipped).toEqual({ message: 'waived: not yet' });
  });

  test('what holds in part passes as it does at the gate, and says what is missing', () => {
    const found = caseOf(
      one({ id: 'env/pinned', status: 'warn', summary: '3 of 4', findings: [finding({ file: 'a.txt' })] }),
    );
    expect(found).not.toHaveProperty('failure');
    expect(found['system-out']).toMatch(/^3 of 4\na\.txt numpy/);
  });

  test('the gate is a case of its own', () => {
    const report = one({ id: 'env/pinned', status: 'pass' });
    expect(suitesOf(report)[0]).toMatchObject({ name: 'Gate', failures: '1' });
    report.gate = { passed: true, reasons: [] };
    expect(suitesOf(report)[0]).toMatchObject({ name: 'Gate', failures: '0' });
  });

  test('the suites of several projects are told apart', () => {
    const names = suitesOf(monorepo()).map(({ name }) => name);
    expect(names).toContain('services/a: Environment');
    expect(names).toContain('services/b: Environment');
    expect(new Set(names).size).toBe(names.length);
  });

  test('shows the first lines of many', () => {
    expect(caseOf(many(1000)).failure!['#text']).toMatch(/a\.py:100 note 99\nand 702 more lines$/);
  });
});

describe('csv', () => {
  const rowsOf = (report: Report): Record<string, string>[] =>
    parse(reporters.csv(report, look), { columns: true });

  test('has a row for each finding, and one for a check without any', () => {
    const report = sample();
    const expected = report.results.reduce((sum, { findings }) => sum + Math.max(1, findings.length), 0);
    expect(rowsOf(report)).toHaveLength(expected);
  });

  test.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['-2+3', "'-2+3"],
    ['  @SUM(1)', "  '@SUM(1)"],
    ['a;=1+1', "a;'=1+1"],
    ['one-two = three', 'one-two = three'],
    ['say "no", twice', 'say "no", twice'],
  ])('%s is text to a spreadsheet', (message, shown) => {
    expect(
      rowsOf(one({ id: 'env/pinned', status: 'fail', findings: [finding({ message })] }))[0]!.message,
    ).toBe(shown);
  });

  test('gives paths from the top of the repository', () => {
    const report = one({ id: 'env/pinned', status: 'fail', findings: [finding({ file: 'a.py', line: 3 })] });
    report.project.folder = 'models/x';
    expect(rowsOf(report)[0]).toMatchObject({ file: 'models/x/a.py', line: '3' });
  });
});

describe('bitbucket', () => {
  test('keeps the thousand gravest, and says how many are left out', () => {
    const { report, annotations } = JSON.parse(reporters.bitbucket(many(2000), look));
    expect(annotations).toHaveLength(1000);
    expect(annotations.filter(({ severity }: { severity: string }) => severity === 'CRITICAL')).toHaveLength(
      400,
    );
    expect(report.details).toContain('1000 more annotations are left out');
  });
});

describe('badge', () => {
  test.each([
    [91.5, 'A', 'A (91.5 of 100)', 'brightgreen'],
    [48.1, 'E', 'E (48.1 of 100)', 'red'],
    [null, 'n/a', 'n/a', 'lightgrey'],
  ] as const)('of the score %s', (score, grade, message, color) => {
    expect(JSON.parse(reporters.badge({ ...sample(), score, grade }, look))).toEqual({
      schemaVersion: 1,
      label: 'reproducibility',
      message,
      color,
    });
  });
});
