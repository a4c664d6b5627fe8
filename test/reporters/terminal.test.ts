import { describe, expect, test } from 'vitest';
import { wantsAscii } from '../../src/cli/terminal.js';
import type { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { columns, inAscii } from '../../src/reporters/layout.js';
import { finding, HOSTILE, monorepo, result, sample } from './sample.js';

/** The sample with a word that is wider than any terminal, in a place and in a text. */
function wide(): Report {
  const report = sample();
  const path = `${'a-long-folder-name/'.repeat(9)}train.py`;
  report.results.push(
    result({
      id: 'code/pep8',
      status: 'fail',
      summary: `lines of ${path} are too long – “quoted” and naïve`,
      findings: [finding({ message: 'E501 → too long', file: path, line: 3, fix: `Break it at ${path}.` })],
      evidence: [`${path}:3 ${'x'.repeat(300)}`],
    }),
  );
  // A sum with all its digits.
  for (const at of [1, 2, 3, 4])
    report.results.push(
      result({ id: `code/part-${at}`, status: 'warn', severity: 'advised', score: 0.842857 }),
    );
  report.categories.push({ id: 'code', title: 'Code', weight: 20, score: 61.3 });
  return report;
}

const REPORTS = { 'a project': wide(), 'several projects': monorepo() };
const LOOKS = [60, 80, 120].flatMap((width) =>
  [false, true].flatMap((color) => [false, true].map((ascii) => ({ width, color, ascii }))),
);
const CASES = Object.entries(REPORTS).flatMap(([name, report]) =>
  LOOKS.map((look) => ({ name, report, ...look })),
);

const STYLE = /\u001b\[\d+m/g;
const bare = (text: string) => text.replace(STYLE, '');
/** What is said, whatever the width: wrapping adds spaces and breaks within words that are too long for a line. */
const words = (text: string) => bare(text).replace(/\s+/g, '');

describe.each(CASES)(
  '$name at $width columns, color $color, ASCII $ascii',
  ({ report, width, color, ascii }) => {
    const look = { width, color, ascii, verbose: true, quiet: false };
    const shown = reporters.text(report, look);

    test('no line is wider, none ends in spaces, and no style runs on into the next', () => {
      for (const line of shown.split('\n')) {
        expect(columns(bare(line))).toBeLessThanOrEqual(width);
        expect(bare(line)).toBe(bare(line).trimEnd());
        const styles = [...line.matchAll(STYLE)].map(([style]) => style);
        expect(styles.filter((style) => /\[(?:39|22|24|0)m/.test(style)).length).toBe(styles.length / 2);
      }
    });

    test('colour is there when it is wanted, and takes nothing away', () => {
      expect(STYLE.test(shown)).toBe(color);
      STYLE.lastIndex = 0;
      expect(bare(shown)).toBe(reporters.text(report, { ...look, color: false }));
    });

    test('every check, finding, place and mend is told', () => {
      const said = words(shown);
      const told = (text: string) => words(ascii ? inAscii(text) : text);
      const all = [...report.results, ...(report.projects ?? []).flatMap(({ results }) => results)];
      for (const { id, summary } of all) {
        expect(said).toContain(told(id));
        expect(said).toContain(told(summary));
      }
      if (report.projects) return;
      const { findings } = report.results.at(-1)!;
      for (const { message, file, fix } of findings) {
        expect(said).toContain(told(message));
        expect(said).toContain(told(file!));
        expect(said).toContain(told(fix!));
      }
    });

    test('a status is told by a sign of its own, not by colour alone', () => {
      const sign = (id: string) =>
        bare(shown)
          .split('\n')
          .find((line) => line.slice(2).startsWith(`${id} `))
          ?.slice(0, 2);
      const fail = ascii ? 'x ' : '✗ ';
      const pass = ascii ? '+ ' : '✓ ';
      if (report.projects) {
        expect(sign('env/lockfile')).toBe('! ');
        return;
      }
      expect(
        ['env/lockfile', 'docs/readme', 'data/hashes', 'env/pinned', 'metrics/expected'].map(sign),
      ).toEqual([fail, pass, '? ', '! ', '- ']);
    });

    test('the ids stand in a column', () => {
      const rows = bare(shown)
        .split('\n')
        .filter((line) => /^[✓✗!?+x-] [a-z]+\/[a-z0-9-]+ {2,}\S/.test(line));
      expect(rows.length).toBeGreaterThan(2);
      expect(new Set(rows.map((line) => /^. \S+ +/.exec(line)?.[0].length))).toEqual(new Set([27]));
    });

    test('ASCII is nothing but ASCII', () => {
      if (ascii) expect(bare(shown)).toMatch(/^[\n\x20-\x7e]*$/);
      else expect(shown).toMatch(/[✓✗→]/);
    });
  },
);

test('ASCII keeps what it cannot show by its number', () => {
  expect(inAscii('naïve – “日本” 🎉 → …')).toBe('na\\xefve - "\\u65e5\\u672c" \\u{1f389} -> ...');
  for (const text of HOSTILE) expect(inAscii(text)).toMatch(/^[\x00-\x7f]*$/);
});

test.each([
  [{}, undefined, false],
  [{ LANG: 'en_GB.UTF-8' }, undefined, false],
  [{ LANG: 'C.utf8', TERM: 'dumb' }, undefined, false],
  [{ LANG: 'C' }, undefined, true],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, undefined, true],
  [{ LC_ALL: '', LANG: 'de_DE.ISO-8859-1' }, undefined, true],
  [{ TERM: 'dumb' }, undefined, true],
  [{ LANG: 'C' }, false, false],
  [{ LANG: 'en_GB.UTF-8' }, true, true],
])('with %j and the flag %s, ASCII is %s', (env, wanted, expected) => {
  expect(wantsAscii({ env, wanted })).toBe(expected);
});
