import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { finding, sample } from './sample.js';
import { isSarif } from './sarif-schema.js';
import { look, many, one } from './support.js';

interface SarifResult {
  ruleId: string;
  kind?: string;
  level: string;
  message: { text: string };
  locations: [
    { physicalLocation: { artifactLocation: { uri: string }; region?: object }; logicalLocations?: object[] },
  ];
  partialFingerprints: Record<string, string>;
  suppressions?: object[];
  relatedLocations?: object[];
}

function sarifOf(report: Report, verbose = false) {
  const log = JSON.parse(reporters.sarif(report, { ...look, verbose }));
  isSarif(log);
  return log.runs[0] as { results: SarifResult[]; tool: { driver: { rules: { id: string }[] } } } & Record<
    string,
    never
  >;
}

describe('sarif', () => {
  test('has rules for what is reported only, each once', () => {
    const { results, tool } = sarifOf(sample());
    expect(tool.driver.rules.map(({ id }) => id)).toEqual([...new Set(results.map(({ ruleId }) => ruleId))]);
  });

  test('places lines and columns in the folder of the project', () => {
    const report = one({
      id: 'env/pinned',
      status: 'fail',
      findings: [finding({ file: 'a b/ü#.py', line: 3, column: 5 })],
    });
    report.project.folder = 'models/x';
    expect(sarifOf(report).results[0]!.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'models/x/a%20b/%C3%BC%23.py', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 5 },
    });
  });

  test('names the other places that a result belongs to, in their order', () => {
    const report = one({
      id: 'seeds/fixed',
      status: 'fail',
      findings: [
        finding({
          file: 'model.py',
          line: 5,
          related: [
            { file: 'train.py', line: 9, column: 2, message: 'main()' },
            { file: 'a b.ipynb', cell: 2, line: 1, message: 'see [this](0) and {0}' },
          ],
        }),
        finding({ file: 'model.py', line: 6, fingerprint: 'other' }),
      ],
    });
    report.project.folder = 'models';
    const [way, alone] = sarifOf(report).results;
    expect(way?.relatedLocations).toEqual([
      {
        id: 1,
        physicalLocation: {
          artifactLocation: { uri: 'models/train.py', uriBaseId: '%SRCROOT%' },
          region: { startLine: 9, startColumn: 2 },
        },
        message: { text: 'main()' },
      },
      {
        id: 2,
        physicalLocation: { artifactLocation: { uri: 'models/a%20b.ipynb', uriBaseId: '%SRCROOT%' } },
        logicalLocations: [{ name: 'cell 2', kind: 'cell' }],
        message: { text: 'see [this] (0) and {{0}}' },
      },
    ]);
    expect(alone).not.toHaveProperty('relatedLocations');
  });

  test('a line of a notebook’s cell is no line of the file', () => {
    const report = one({
      id: 'env/pinned',
      status: 'fail',
      findings: [finding({ file: 'a.ipynb', cell: 4, line: 2 })],
    });
    const [{ message, locations, partialFingerprints }] = sarifOf(report).results as [SarifResult];
    expect(locations[0].physicalLocation.region).toBeUndefined();
    expect(locations[0].logicalLocations).toEqual([{ name: 'cell 4', kind: 'cell' }]);
    expect(message.text).toMatch(/^cell 4, line 2: numpy/);
    // Without a line GitHub's upload computes no fingerprint.
    expect(partialFingerprints.primaryLocationLineHash).toBe('0123456789abcdef:1');
  });

  test('a line of a notebook whose cell is not known is none either', () => {
    const report = one({
      id: 'env/pinned',
      status: 'fail',
      findings: [finding({ file: 'a.ipynb', line: 900 })],
    });
    expect(sarifOf(report).results[0]!.locations[0].physicalLocation.region).toBeUndefined();
  });

  test.each([
    [
      'a manifest that the category is about',
      {
        id: 'env/lockfile' as const,
        evidence: ['sub/requirements.txt:1 x', 'requirements.txt:1 x', 'README.md:1 x'],
      },
      'requirements.txt',
    ],
    ['the README', { id: 'git/remote' as const, evidence: ['README.rst:1 x'] }, 'README.rst'],
    ['the config when nothing else is known', { id: 'git/remote' as const }, 'repro.config.yaml'],
    [
      'the config for its own mistakes',
      { id: 'settings/waivers' as const, evidence: ['README.md:1 x'] },
      'repro.config.yaml',
    ],
  ])('a check without a place is shown at %s', (_, part, uri) => {
    const [found] = sarifOf(one({ status: 'fail', ...part })).results;
    expect(found!.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
    });
    expect(found!.message.text).toContain('as it should be. Write `name==version`');
  });

  test.each(['/etc/repro.yaml', '../shared.yaml', 'a/../../b.yaml', 'C:\\repro.yaml', null])(
    'a config elsewhere (%s) is no place to show anything',
    (file) => {
      const report = one({ id: 'git/remote', status: 'fail' });
      report.config.file = file;
      expect(sarifOf(report).results[0]!.locations[0].physicalLocation.artifactLocation.uri).toBe(
        'README.md',
      );
    },
  );

  test('what could not be decided is open, has no level and does not show a mend for a gap that nobody has seen', () => {
    const [found] = sarifOf(one({ id: 'data/hashes', status: 'unknown', summary: 'not readable' })).results;
    expect(found).toMatchObject({
      kind: 'open',
      level: 'none',
      message: { text: 'could not be decided: not readable' },
    });
  });

  test('what is waived is suppressed, with the reason, where all is asked for, and else left out', () => {
    const report = one({
      id: 'docs/license',
      status: 'fail',
      waived: true,
      findings: [finding({ waived: 'not yet' })],
    });
    const brief = sarifOf(report);
    expect(brief.results).toEqual([]);
    expect(brief.tool.driver.rules).toEqual([]);
    expect(JSON.stringify(brief.invocations)).toContain('1 waived and 0 known to the baseline are left out');
    const [found] = sarifOf(report, true).results;
    expect(found!.suppressions).toEqual([{ kind: 'external', status: 'accepted', justification: 'not yet' }]);
  });

  test.each([
    ['https://github.com/o/r', true],
    ['javascript:alert(1)', false],
    ['https://github.com/o/r ) <b>', false],
    [null, false],
  ])('names the commit of %s: %s', (remote, named) => {
    const report = sample();
    report.project.remote = remote;
    expect('versionControlProvenance' in sarifOf(report)).toBe(named);
  });

  test('keeps what GitHub keeps, the gravest, and says how many are left out', () => {
    const { results, invocations } = sarifOf(many(20_000)) as unknown as {
      results: SarifResult[];
      invocations: [{ toolExecutionNotifications: [{ message: { text: string } }] }];
    };
    expect(results).toHaveLength(5000);
    expect(results.filter(({ level }) => level === 'error')).toHaveLength(4000);
    expect(invocations[0].toolExecutionNotifications[0].message.text).toMatch(/^15000 more results/);
  });

  test('stays below the size that GitHub takes, whatever paths there are', () => {
    const report = many(5000);
    for (const { findings } of report.results)
      for (const each of findings) each.file = `${'é'.repeat(900)}/${each.line}`;
    const text = reporters.sarif(report, look);
    expect(Buffer.byteLength(text)).toBeLessThan(12_000_000);
    expect(text).toMatch(/\d+ more results/);
  });
});
