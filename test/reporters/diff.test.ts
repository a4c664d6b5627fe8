import fc from 'fast-check';
import { lexer, walkTokens } from 'marked';
import { describe, expect, test } from 'vitest';
import { compareReports } from '../../src/report/compare.js';
import type { Report, Result } from '../../src/report/report.js';
import { COMMENT_LIMIT, diffMarkdown, marker } from '../../src/reporters/diff-markdown.js';
import { diffText } from '../../src/reporters/diff-text.js';
import { columns } from '../../src/reporters/layout.js';
import { finding, HOSTILE, monorepo, result, sample } from './sample.js';

const look = { width: 80, color: false, verbose: false };

/** The sample with these results in place of its own. */
function after(results: readonly Result[], part: Partial<Report> = {}): Report {
  const own = new Map(results.map((one) => [one.id, one]));
  return { ...sample(), ...part, results: sample().results.map((one) => own.get(one.id) ?? one) };
}

/** A lockfile came, the README broke, and two more packages can change. */
const changed = () =>
  after(
    [
      result({ id: 'env/lockfile', status: 'pass', summary: 'uv.lock' }),
      result({ id: 'docs/readme', status: 'fail', summary: 'no section on data', severity: 'advised' }),
      result({
        id: 'env/pinned',
        status: 'warn',
        score: 0.25,
        summary: '2 of 8 pinned',
        findings: [
          ...sample().results[0]!.findings,
          finding({ message: 'torch has no version', file: 'requirements.txt', line: 4, fingerprint: 'a' }),
          finding({ message: 'scipy may float', fingerprint: 'b', confidence: 'possible' }),
        ],
      }),
    ],
    { score: 60.2, gate: { passed: false, reasons: ['score 60.2 is below 70'] } },
  );

/** Each text of a report in place of another. */
function hostile(text: string, other: string): Report {
  const report = changed();
  report.project.name = text;
  report.project.branch = other;
  report.tool.version = other;
  report.gate.reasons = [text];
  report.results[0]!.summary = text;
  report.results[0]!.findings.push(
    finding({ message: text, file: other, line: 7, fingerprint: 'x' }),
    finding({ message: other, fix: text, fingerprint: 'y' }),
  );
  report.projects = [{ ...monorepo().projects![2]!, path: text, name: other }];
  return report;
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.constantFrom(...HOSTILE),
  fc.lorem({ maxCount: 40 }),
);

describe('text', () => {
  test('tells what is worse first, and counts what stays', async () => {
    await expect(diffText(compareReports(sample(), changed()), look)).toMatchFileSnapshot(
      '../snapshots/diff.txt',
    );
  });

  test('of a repository of several projects', () => {
    const now = monorepo();
    now.projects![2]!.results = now.projects![1]!.results;
    now.projects![2]!.gate = { passed: true, reasons: [] };
    now.projects![2]!.score = 100;
    const shown = diffText(compareReports(monorepo(), now), look);
    expect(shown).toContain('services/b               score 40 -> 100 (+60), gate failed -> passed');
    expect(shown).toMatch(/services\/b: env\/lockfile\s+fail -> pass/);
  });

  test('says why two reports cannot be compared, and nothing else', () => {
    const other = { ...changed(), target: 'identical' as const };
    const shown = diffText(compareReports(sample(), other), look);
    expect(shown).toContain('the two reports cannot be compared');
    expect(shown).toContain('another target level: consistent before, identical after');
    expect(shown).not.toContain('torch');
  });

  test('fits its width, and holds no character that moves, hides or reorders text', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.integer({ min: 60, max: 120 }), (text, other, width) => {
        const shown = diffText(compareReports(sample(), hostile(text, other), { anyProject: true }), {
          ...look,
          width,
        });
        for (const line of shown.split('\n')) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(shown.replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Cs}\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u,
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe('markdown', () => {
  test('is a short comment with folded details', async () => {
    await expect(diffMarkdown(compareReports(sample(), changed()))).toMatchFileSnapshot(
      '../snapshots/diff.md',
    );
  });

  test('begins with a marker that is the same for every comparison of a project', () => {
    const first = (report: Report) => diffMarkdown(compareReports(sample(), report)).split('\n')[0];
    expect(first(sample())).toBe('<!-- repro diff -->');
    expect(first(changed())).toBe(first(sample()));
    expect(marker('services/a--b -->')).toBe('<!-- repro diff services%2Fa%2D%2Db%20%2D%2D%3E -->');
  });

  test('stays within the limit of a comment, and counts what is left out', () => {
    const many = (letter: string, number: number, length: number) =>
      Array.from({ length: number }, (_, nth) =>
        finding({
          message: `@${letter.repeat(length)} ${'@'.repeat(length)}`,
          file: `${letter}${nth}.py`,
          fingerprint: `${letter}${nth}`,
        }),
      );
    const with_ = (findings: Result['findings']) =>
      after([result({ id: 'env/pinned', status: 'fail', findings })], {
        project: { ...sample().project, name: '@'.repeat(90_000), folder: '-'.repeat(90_000) },
        gate: { passed: false, reasons: Array.from({ length: 900 }, () => '@'.repeat(900)) },
      });
    for (const length of [10, 150, 9_000]) {
      const shown = diffMarkdown(
        compareReports(with_(many('a', 3_000, length)), with_(many('b', 3_000, length)), {
          anyProject: true,
        }),
      );
      expect(shown.length).toBeLessThanOrEqual(COMMENT_LIMIT);
      expect(shown).toContain('New findings (3000)');
      expect(shown).toContain('Fixed findings (3000)');
      expect(shown).toMatch(/- and \d+ more/);
    }
  });

  test('nothing from a repository becomes markup', () => {
    const marks = (report: Report) => {
      const kinds: Record<string, number> = {};
      walkTokens(lexer(diffMarkdown(compareReports(sample(), report, { anyProject: true }))), (token) => {
        if (token.type === 'html' && token.raw.trim() === '<!-- -->') return;
        if (
          /^(?:html|link|image|heading|table|list|list_item|code|blockquote|hr|del|strong)$/.test(token.type)
        )
          kinds[token.type] = (kinds[token.type] ?? 0) + 1;
      });
      return kinds;
    };
    const harmless = marks(hostile('plain words', 'other words'));
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        // An empty text is left out with its mark-up.
        fc.pre(text.trim() !== '' && other.trim() !== '' && text !== other);
        expect(marks(hostile(text, other))).toEqual(harmless);
      }),
      { numRuns: 200 },
    );
  });
});
