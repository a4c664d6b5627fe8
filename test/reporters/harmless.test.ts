import { describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { filled, HARSH, reportsWith, reportsWithAll } from './hostile.js';
import { type Format, oracles } from './oracles.js';
import { monorepo, sample } from './sample.js';

const look = { color: false, width: 80, verbose: true, quiet: false };
const formats = Object.keys(reporters) as Format[];

/** What no format may hold as it is: it would move a cursor, hide or reorder text, or not be UTF-8. */
const RAW =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u;

function assertHarmless(format: Format, report: Report): void {
  const shown = reporters[format](report, look);
  expect(shown).not.toMatch(RAW);
  // A CI server that keeps the output as its log finds no command in it but ours.
  expect(shown).not.toMatch(/##(?:\[|vso\[|teamcity\[)/i);
  if (format !== 'github') expect(shown).not.toMatch(/^\s*::[\w-]/m);
  oracles[format]?.(shown, report);
}

test('every text field of a report is filled', () => {
  for (const number of filled) expect(number).toBeGreaterThan(100);
  for (const text of HARSH)
    for (const report of reportsWith(text)) expect(Report.safeParse(report).success).toBe(true);
});

describe.each(formats)('%s', (format) => {
  test('is harmless, whatever a repository is called and holds', () => {
    for (const text of HARSH) for (const report of reportsWith(text)) assertHarmless(format, report);
    for (let turn = 0; turn < HARSH.length; turn++)
      for (const report of reportsWithAll(HARSH, turn)) assertHarmless(format, report);
  });

  test('has no line that begins as a command, wherever a long text is broken', () => {
    for (let before = 0; before < 90; before++) {
      for (const filler of ['x'.repeat(before), 'word '.repeat(before / 4)])
        for (const report of reportsWith(`${filler}::error file=a::owned ${filler} ::debug::b`))
          assertHarmless(format, report);
    }
  });

  test('gives the same bytes for the same report, and leaves it as it was', () => {
    for (const report of [sample(), monorepo()]) {
      const before = JSON.stringify(report);
      const first = reporters[format](report, look);
      expect(reporters[format](structuredClone(report), look)).toBe(first);
      expect(JSON.stringify(report)).toBe(before);
    }
  });

  test('shows a report in which nothing was found', () => {
    const report = sample();
    const empty: Report = {
      ...report,
      results: [],
      categories: [],
      waivers: [],
      score: null,
      grade: 'n/a',
      coverage: null,
    };
    delete empty.standards;
    assertHarmless(format, empty);
    expect(reporters[format](empty, look)).not.toMatch(/undefined|NaN/);
  });
});
