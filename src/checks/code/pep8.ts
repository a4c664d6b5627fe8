import * as z from 'zod';
import type { HeldTo, Linting } from '../../facts/linting.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, place, skip, unknown } from '../check.js';

/** Code of fewer lines counts as this many: one long line in a script of thirty says nothing of its style. */
const FEWEST_LINES = 200;

export default defineCheck({
  id: 'code/pep8',
  title: "The code keeps the project's own rules of style, or PEP 8",
  severity: 'advised',
  scope: 'repository',
  why: 'Code in one style is read as one; where the rules are broken everywhere, nobody sees the line that matters.',
  fix: 'Run `ruff check --fix` and `ruff format`, mend what is left, and let a pre-commit hook keep it so.',
  source: 'https://peps.python.org/pep-0008/',
  needs: ['linting'],
  options: z.strictObject({
    maxPerKloc: z
      .number()
      .min(0)
      .default(5)
      .describe(
        `Violations per 1,000 lines (blank ones left out) that pass; up to ten times as many warn; less than ${FEWEST_LINES} lines count as so many`,
      ),
  }),
  examples: {
    pass: { files: { 'train.py': 'import math\n\n\ndef area(r):\n    return math.pi * r**2\n' } },
    fail: {
      files: {
        'train.py':
          'x=1\ny =2\nz= x+y\nif z==None :\n  print( z )\nif z==None :\n  print( z )\nif z==None :\n  print( z )\n',
      },
    },
  },
  run({ linting }, { maxPerKloc }) {
    const { linter, styles, rules, violations, files, clean, lines, left, problems, unjudged } = linting;
    const perKloc = (violations / Math.max(lines, FEWEST_LINES)) * 1000;
    const data = {
      linter,
      violations,
      lines,
      perKloc: Math.round(perKloc * 10) / 10,
      files,
      clean,
      rules: Object.fromEntries(rules.slice(0, 100).map(({ code, count: times }) => [code, times])),
      settings: styles.map(({ tool, at, files: held }) => ({ tool, at: at ? place(at) : null, files: held })),
      left: Object.fromEntries([...left].map(([reason, paths]) => [reason, paths.length])),
      unjudged: [...unjudged],
    };
    const unread: Gap[] = problems.map(({ path, line, message }) => ({
      message: `the settings cannot be used: ${message}`,
      at: { file: path, line },
      fix: 'Mend the file, so that the tool itself can read it.',
      confidence: 'likely',
    }));
    if (files === 0) {
      if (problems.length > 0)
        return unknown('the settings of the linter cannot be used', { gaps: unread, data });
      const parts = [...left].map(([reason, paths]) => `${count(paths.length, 'file')}: ${reason}`);
      return parts.length > 0
        ? unknown(`no file could be judged (${listed(parts)})`, { data })
        : skip('there is no Python code', { data });
    }
    const told = { data, evidence: evidence(linting), fix: mend(styles[0]) };
    const summary = `${count(violations, 'violation')} in ${count(lines, 'line')} of ${count(files, 'file')}, by ${ruleset(styles)}`;
    const gaps = [
      ...rules.map(
        ({ code, message, count: times, files: where, at }): Gap => ({
          message:
            `${code} ${message}${times > 1 ? `, and ${count(times - 1, 'more')} in ${count(where, 'file')}` : ''}`.replace(
              ' mores',
              ' more',
            ),
          at,
          key: code,
          spread: true,
        }),
      ),
      ...unread,
    ];
    if (perKloc <= maxPerKloc) return pass(summary, { ...told, gaps: unread });
    return perKloc <= maxPerKloc * 10
      ? partial(summary, gaps, { ...told, ratio: clean / files })
      : fail(summary, gaps, told);
  },
});

function ruleset(styles: readonly HeldTo[]): string {
  const names = styles.map(({ tool, at }) =>
    tool === 'none'
      ? `PEP 8${at ? ` at the line length of ${place(at)}` : ''}`
      : `the settings of ${tool}${at ? ` (${place(at)})` : ''}`,
  );
  return listed(names, 3);
}

function evidence({ styles, rules }: Linting): string[] {
  return [
    ...styles.flatMap(({ tool, at, files }) =>
      at ? [`${place(at)} ${tool === 'none' ? 'line length' : tool}, for ${count(files, 'file')}`] : [],
    ),
    ...rules.slice(0, 5).map(({ code, count: times, at }) => `${place(at)} ${code}, ${times} in all`),
  ];
}

/** The command of the tool that the project has chosen. */
function mend(style: HeldTo | undefined): string {
  if (style?.tool === 'ruff') return 'Run `ruff check --fix`, and mend what it still names.';
  if (style?.tool === 'flake8' || style?.tool === 'pycodestyle')
    return `Run \`${style.tool}\` and mend what it names; a formatter such as \`black\` mends most of the layout.`;
  return 'Run `ruff format` and `ruff check --select E,W --fix`, and mend what it still names; keep the rules you want in `[tool.ruff]` of pyproject.toml.';
}
