import fc from 'fast-check';
import { lexer, walkTokens } from 'marked';
import { describe, expect, test } from 'vitest';
import { HISTORY_VERSION, History, historyRun } from '../../src/report/history.js';
import type { Report } from '../../src/report/report.js';
import { historyReporters } from '../../src/reporters/history.js';
import { columns } from '../../src/reporters/layout.js';
import { HOSTILE, sample, withText } from './sample.js';

const look = { color: false, width: 80, verbose: false, quiet: false };

/** The sample at a day of a month, with a score and a lockfile or none. */
function run(day: number, score: number | null, locked: boolean): Report {
  const report = sample();
  report.startedAt = `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`;
  report.score = score;
  report.gate = { passed: locked, reasons: locked ? [] : ['env/lockfile: no lockfile'] };
  if (locked)
    report.results[1] = { ...report.results[1]!, status: 'pass', score: 1, summary: 'uv.lock', findings: [] };
  return report;
}

function history(reports: readonly Report[], leftOut: History['leftOut'] = []): History {
  return {
    historyVersion: HISTORY_VERSION,
    project: { name: reports.at(-1)!.project.name, folder: '' },
    runs: reports.map((report, at) => historyRun(`${at}.json`, report, reports[at - 1])),
    leftOut,
  };
}

const three = () => [run(1, 40, false), run(8, 75.5, true), run(15, 60, false)];

describe('a history', () => {
  test('says what turned better and worse from one run to the next', () => {
    const { runs } = History.parse(history(three()));
    expect(runs.map(({ since }) => since && [since.score, since.better.number, since.worse.number])).toEqual([
      null,
      [35.5, 1, 0],
      [-15.5, 0, 1],
    ]);
    expect(runs[1]!.since!.better.checks.map(({ id }) => id)).toEqual(['env/lockfile']);
  });

  test('does not compare what judges differently', () => {
    const [before, after] = three();
    after!.tool.ruleset = '2';
    const { since } = history([before!, after!]).runs[1]!;
    expect(since).toMatchObject({ verdict: 'incomparable', score: null, better: { number: 0 } });
    expect(historyReporters.text(history([before!, after!]), after!, look)).toContain(
      'rule set 1 before, 2 after',
    );
  });

  test('in text: a line, a table, the changes', () => {
    const shown = historyReporters.text(history(three()), three()[2]!, look);
    expect(shown).toContain('3 runs from 2026-11-01 08:00 to 2026-11-15 08:00');
    expect(shown).toContain('score   ▁█▅  40 to 75.5, 60 now');
    expect(shown).toMatch(/2026-11-08 08:00 {2}1a2b3c4\+ +75\.5 +\+35\.5 +83\.3 % +E +passed +1 better/);
    expect(shown).toMatch(
      /worse {2}env\/lockfile: pass -> fail: no lockfile[\s\S]*better env\/lockfile: fail -> pass/,
    );
  });

  test('a run without a score leaves a gap, one alone draws no line', () => {
    const gap = [run(1, 40, false), run(2, null, false), run(3, 60, true)];
    expect(historyReporters.text(history(gap), gap[2]!, look)).toContain('score   ▁ █  40 to 60, 60 now');
    expect(historyReporters.text(history(gap.slice(0, 1)), gap[0]!, look)).not.toContain('▁');
  });

  test('many runs are cut in text, with their number', () => {
    const reports = Array.from({ length: 28 }, (_, at) => run(at + 1, 40 + at, at % 2 === 0));
    const shown = historyReporters.text(history(reports), reports[27]!, look);
    expect(shown).toContain('8 earlier runs (--verbose)');
    expect(shown).toContain('and 22 earlier changes (--verbose)');
    const all = historyReporters.text(history(reports), reports[27]!, { ...look, verbose: true });
    expect(all).not.toContain('earlier');
  });

  test('the page is that of the newest report, with a chart and the same as a table', () => {
    const reports = three();
    const page = historyReporters.html(history(reports), reports[2]!, look);
    expect(page).toContain('Score of each run');
    expect(page.match(/class="point is-(?:pass|fail)"/g)).toHaveLength(3);
    expect(page).toContain('>75.5</div></td>');
    expect(page).toContain('id="checks"');
    expect(page.indexOf('id="verdict"')).toBeLessThan(page.indexOf('id="history"'));
  });

  test('the chart tells the days of its ends, and the hours where all runs are of one day', () => {
    const marks = (reports: readonly Report[]) =>
      [
        ...historyReporters
          .html(history(reports), reports.at(-1)!, look)
          .matchAll(/class="mark"[^>]*>(\d{4}-[^<]*|\d\d:\d\d)</g),
      ].map(([, mark]) => mark);
    const evening = { ...run(1, 60, true), startedAt: '2026-11-01T19:30:00.000Z' };
    expect(marks(three())).toEqual(['2026-11-01', '2026-11-15']);
    expect(marks([run(1, 40, false), evening])).toEqual(['2026-11-01 08:00', '19:30']);
  });

  test('in JSON is by its schema', () => {
    const reports = three();
    const told = JSON.parse(historyReporters.json(history(reports), reports[2]!, look));
    expect(History.parse(told)).toEqual(history(reports));
  });
});

describe('hostile texts', () => {
  const text = fc.constantFrom(...HOSTILE, 'a'.repeat(300));
  const hostile = (one: string, other: string) => {
    const [before, after] = [withText(one, other), withText(other, one)];
    before.results[1]!.status = 'pass';
    after.results[1]!.summary = one;
    return { told: history([before, after], [{ file: one, reason: other }]), newest: after };
  };

  test('text fits its width and holds no character that moves, hides or reorders text', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 60, max: 120 }), fc.boolean(), (one, other, width, ascii) => {
        const { told, newest } = hostile(one, other);
        const shown = historyReporters.text(told, newest, { ...look, width, ascii, verbose: true });
        for (const line of shown.split('\n')) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u);
        if (ascii) expect(shown).toMatch(/^[\n\x20-\x7e]*$/);
      }),
      { numRuns: 100 },
    );
  });

  test('become no markup', () => {
    for (const one of HOSTILE) {
      const { told, newest } = hostile(one, HOSTILE[4]!);
      const kinds = new Set<string>();
      walkTokens(lexer(historyReporters.markdown(told, newest, look)), ({ type, raw }) => {
        if (raw.trim() !== '<!-- -->') kinds.add(type);
      });
      for (const kind of ['html', 'link', 'image', 'code', 'hr']) expect(kinds).not.toContain(kind);
      expect(historyReporters.html(told, newest, look)).not.toMatch(/<(?:script|img|h1>out)/);
    }
  });
});
