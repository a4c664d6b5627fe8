import { Report } from '../../src/report/report.js';
import { HOSTILE, monorepo, sample } from './sample.js';

/** Texts of a repository that try to get out of a format, move a cursor, command a CI server or start a program. */
export const HARSH: readonly string[] = [
  ...HOSTILE,
  'nul\u0000 bell\u0007 escape\u001b]0;title\u0007 c1\u009b31m del\u007f',
  'lone \ud800 and \udc00 surrogates \ud83d',
  'right \u202eto\u202c left \u2066marks\u2069 \u200f\u061c and \u2028 lines \u2029\u0085',
  'name\nwith\r\nlines',
  '::error file=a.py,line=1,title=t::owned',
  '  ::add-mask::e',
  'many words before it so that a line has to be broken somewhere near ::stop-commands::token and after',
  '##[add-matcher]matcher.json',
  '###[group]x ##vso[task.setvariable variable=a]b ##teamcity[buildStatus]',
  '%0A::error::after a line feed%0D%25',
  ']]><failure/><![CDATA[',
  '--><script>alert(1)</script><!--',
  '"><svg onload=alert(1)>&#x3c;b&#x3e;',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  'a;=1+1;b',
  '"quoted", with, commas',
  '{0} {1} [link](https://example.org) [two](2)',
  '${{ secrets.TOKEN }} $(id) `id`',
  '../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\x',
  '',
  ' ',
  `${'long '.repeat(4000)}end`,
  'x'.repeat(20_000),
  '\u{1f600}'.repeat(3000),
];

type Path = readonly (string | number)[];

/** Where a report holds any text: every string for which the schema would take another. */
function textFields(report: Report): Path[] {
  const found: Path[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'string') {
      if (Report.safeParse(withTexts(report, [path], () => 'other')).success) found.push(path);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(report, []);
  return found;
}

function withTexts(report: Report, paths: readonly Path[], text: (at: number) => string): Report {
  const copy = structuredClone(report);
  for (const [at, path] of paths.entries()) {
    let holder = copy as unknown as Record<string | number, unknown>;
    for (const key of path.slice(0, -1)) holder = holder[key] as typeof holder;
    holder[path.at(-1)!] = text(at);
  }
  return copy;
}

const BASES = [sample(), monorepo()].map((report) => {
  report.project.folder = 'models';
  return { report, fields: textFields(report) };
});

/** Number of text fields that are filled, so that a test can tell that there are some. */
export const filled = BASES.map(({ fields }) => fields.length);

/** Reports with this text in every field that takes one. */
export function reportsWith(text: string): Report[] {
  return BASES.map(({ report, fields }) => withTexts(report, fields, () => text));
}

/** Reports in which every field has another of the texts, `turn` places on. */
export function reportsWithAll(texts: readonly string[], turn: number): Report[] {
  return BASES.map(({ report, fields }) =>
    withTexts(report, fields, (at) => texts[(at * 7 + turn) % texts.length]!),
  );
}
