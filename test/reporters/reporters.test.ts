import fc from 'fast-check';
import { lexer, type Token, walkTokens } from 'marked';
import { describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { columns } from '../../src/reporters/layout.js';
import { HOSTILE, monorepo, sample, withText } from './sample.js';

const look = { color: false, width: 80, verbose: false, quiet: false };

/** Anything a repository may put into a name or message. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.constantFrom(...HOSTILE),
  fc.lorem({ maxCount: 40 }),
);

function tokensOf(markdown: string): Token[] {
  const found: Token[] = [];
  walkTokens(lexer(markdown), (token) => {
    found.push(token);
  });
  return found;
}

test('the sample is a report', () => {
  expect(Report.parse(monorepo())).toEqual(monorepo());
  expect(Report.parse(sample())).toEqual(sample());
});

describe('text', () => {
  test.each([
    ['plain', look],
    ['verbose', { ...look, verbose: true }],
    ['quiet', { ...look, quiet: true }],
    ['narrow', { ...look, width: 50 }],
    ['coloured', { ...look, color: true }],
  ])('%s', async (name, options) => {
    await expect(reporters.text(sample(), options)).toMatchFileSnapshot(`../snapshots/report_${name}.txt`);
  });

  test('fits its width, and holds no character that moves, hides or reorders text', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.integer({ min: 60, max: 120 }),
        fc.boolean(),
        (text, other, width, verbose) => {
          const shown = reporters.text(withText(text, other), { ...look, width, verbose });
          for (const line of shown.split('\n')) expect(columns(line)).toBeLessThanOrEqual(width);
          expect(shown.replaceAll('\n', '')).not.toMatch(
            /[\p{Cc}\p{Cs}\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('shows arithmetic from which the total can be computed again', () => {
    const shown = reporters.text(sample(), { ...look, verbose: true, width: 200 });
    expect(shown).toContain('env/pinned');
    expect(shown).toMatch(/mean +1\.5 \/ 6 = 25 %, weight 20/);
    expect(shown).toContain('Total: (20 x 25 + 5 x 100 + 10 x 68.3) / 35 = 48.1');
  });

  test('puts the mend that breaks the gate first', () => {
    const [, first = ''] = /Do first\n([\s\S]*?)\n {3}\S+: /.exec(reporters.text(sample(), look)) ?? [];
    expect(first).toContain('1. Write `name==version`');
    expect(reporters.text(sample(), look)).toMatch(/1\. [\s\S]*?env\/lockfile: no lockfile[\s\S]*?2\. /);
  });
});

describe('a repository of several projects', () => {
  test('in text', async () => {
    await expect(reporters.text(monorepo(), look)).toMatchFileSnapshot('../snapshots/projects.txt');
  });

  test('in Markdown', async () => {
    await expect(reporters.markdown(monorepo(), look)).toMatchFileSnapshot('../snapshots/projects.md');
  });

  test.each([
    ['text', { ...look, verbose: true }],
    ['markdown', look],
  ] as const)('shows every finding once: %s', (format, options) => {
    const shown = reporters[format](monorepo(), options);
    for (const message of ['no file locks the packages', 'package 6 can change'])
      expect(shown.split(message)).toHaveLength(2);
  });

  test('keeps sections short where nobody asks for more', () => {
    const shown = reporters.text(monorepo(), look);
    expect(shown.match(/package \d can change/g)).toHaveLength(3);
    expect(shown).toContain('and 4 more (--verbose)');
  });

  test('tells quietly what breaks the gate, and where', () => {
    const shown = reporters.text(monorepo(), { ...look, quiet: true });
    expect(shown).toContain('✗ env/lockfile             services/b: no lockfile');
    expect(shown).toContain('  - services/b: env/lockfile: no lockfile');
    expect(shown).toContain('    services/b/requirements.txt:1  no file locks the packages');
    expect(shown).toContain('    and 4 more (--verbose)');
  });

  test('puts first what breaks the gate in one of them', () => {
    const report = monorepo();
    report.results[0]!.severity = 'advised';
    expect(reporters.text(report, look)).toMatch(/2\. .*env\/lockfile.*3\. .*env\/pinned/s);
  });

  test('does not repeat hundreds of reasons', () => {
    const report = monorepo();
    report.gate.reasons = Array.from({ length: 300 }, (_, at) => `services/${at}: env/lockfile: no lockfile`);
    expect(reporters.text(report, look)).toContain('and 280 more');
    expect(reporters.markdown(report, look)).toContain('- and 280 more');
  });
});

describe('markdown', () => {
  test('of the sample', async () => {
    await expect(reporters.markdown(sample(), look)).toMatchFileSnapshot('../snapshots/report.md');
  });

  test('nothing from a repository becomes markup', () => {
    const marks = (report: Report) => {
      const tokens = tokensOf(reporters.markdown(report, look));
      const kinds: Record<string, number> = {};
      for (const token of tokens) {
        if (token.type === 'html' && /^<!-- -->$/.test(token.raw.trim())) continue;
        if (
          [
            'html',
            'link',
            'image',
            'heading',
            'table',
            'list',
            'list_item',
            'code',
            'blockquote',
            'hr',
            'del',
            'strong',
            'em',
          ].includes(token.type)
        ) {
          kinds[token.type] = (kinds[token.type] ?? 0) + 1;
        }
      }
      return kinds;
    };
    const harmless = marks(withText('plain words', 'other words'));
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        expect(marks(withText(text, other))).toEqual(harmless);
      }),
      { numRuns: 300 },
    );
  });

  test('no pipe ends the code that it stands in', () => {
    const report = sample();
    report.waivers[1]!.path = 'a\\|<img src=x>|b';
    report.results[0]!.summary = 'see `a\\|<img src=x>`';
    expect(tokensOf(reporters.markdown(report, look)).filter(({ raw }) => raw.startsWith('<img'))).toEqual(
      [],
    );
  });

  test('no table changes its number of columns', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        for (const token of tokensOf(reporters.markdown(withText(text, other), look))) {
          if (token.type !== 'table') continue;
          for (const cells of token.rows) expect(cells.length).toBe(token.header.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [
      'https://github.com/o/r',
      'https://github.com/o/r/blob/1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d/requirements.txt#L1',
    ],
    [
      'https://gitlab.com/o/r',
      'https://gitlab.com/o/r/-/blob/1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d/requirements.txt#L1',
    ],
    [
      'https://bitbucket.org/o/r',
      'https://bitbucket.org/o/r/src/1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d/requirements.txt#lines-1',
    ],
    ['https://git.example.org/o/r', '(./requirements.txt#L1)'],
    ['javascript:alert(1)//github.com', '(./requirements.txt#L1)'],
    ['https://github.com/o/r) <b>x</b> (', '(./requirements.txt#L1)'],
    [null, '(./requirements.txt#L1)'],
  ])('links lines as %s does', (remote, address) => {
    const report = sample();
    report.project.remote = remote;
    expect(reporters.markdown(report, look)).toContain(address);
  });

  test('leaves version numbers as they are', () => {
    expect(reporters.markdown(sample(), look)).toContain('| repro-check 0.1.0, rule set 1 |');
  });

  test('says that uncommitted changes cannot be reproduced', () => {
    const clean = sample();
    clean.project.dirty = false;
    expect(reporters.markdown(sample(), look)).toMatch(/reproduce this report[\s\S]*uncommitted changes/);
    expect(reporters.markdown(clean, look)).not.toContain('uncommitted changes');
  });

  test('links into the folder of the project inside its repository', () => {
    const report = sample();
    report.project.folder = 'models/fraud 1';
    expect(reporters.markdown(report, look)).toContain('/models/fraud%201/requirements.txt#L1');
  });
});

test('json is the report itself', () => {
  expect(JSON.parse(reporters.json(sample(), look))).toEqual(sample());
});
