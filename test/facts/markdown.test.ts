import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { parseMarkdown } from '../../src/facts/formats/markdown.js';
import { parsePlain, parseRst } from '../../src/facts/formats/plain-document.js';

const README = `---
title: front
---
# Model <!-- not shown -->

<!--
## Hidden

    pip install hidden
-->

Text with \`python train.py --lr 0.1\` and [a link](docs/a.md#top).
![figure](figures/a.png)

## Install & *run*

- first

  \`\`\`bash
  # a comment
  $ pip install -r requirements.txt
  Collecting numpy
  $ python train.py \\
      --epochs 3 && python eval.py
  \`\`\`

> quoted
>
>     make data

## Install & *run*

| model | accuracy |
|---|---|
| a | 91.2 |
| [b](b.md) | 90 |

<table><tbody>
<!-- HEAD -->
<tr><th>k</th><th>v</th></tr>
<!-- BODY -->
<tr><td>x</td><td><a href="c.md">1.5</a></td></tr>
</tbody></table>

[ref]: other.md
See [it][ref].

\`\`\`
@article{key2024,
  title={x}
}
\`\`\`
`;

/** The line of the text's first line that holds the words. */
const lineOf = (words: string, nth = 0) =>
  README.split('\n').flatMap((line, index) => (line.includes(words) ? [index + 1] : []))[nth];

describe('a README in Markdown', () => {
  const document = parseMarkdown(README);

  test('has its headings, with anchors as GitHub makes them', () => {
    expect(document.headings).toEqual([
      { level: 1, text: 'Model', line: lineOf('# Model'), slug: 'model' },
      { level: 2, text: 'Install & run', line: lineOf('## Install'), slug: 'install--run' },
      { level: 2, text: 'Install & run', line: lineOf('## Install', 1), slug: 'install--run-1' },
    ]);
  });

  test('shows commands where they stand, without prompts, output and launchers', () => {
    expect(document.commands.map(({ words, line }) => [line, words.join(' ')])).toEqual([
      [lineOf('--lr 0.1'), 'python train.py --lr 0.1'],
      [lineOf('$ pip'), 'pip install -r requirements.txt'],
      [lineOf('$ python train'), 'python train.py --epochs 3'],
      [lineOf('&& python eval'), 'python eval.py'],
      [lineOf('make data'), 'make data'],
    ]);
  });

  test('links from text, tables, references and HTML, each with its line', () => {
    expect(document.links.map(({ target, line, image }) => [line, target, image])).toEqual([
      [lineOf('a link'), 'docs/a.md#top', false],
      [lineOf('figures/a.png'), 'figures/a.png', true],
      [lineOf('b.md'), 'b.md', false],
      [lineOf('c.md'), 'c.md', false],
      [lineOf('See ['), 'other.md', false],
    ]);
  });

  test('holds tables of both kinds and a BibTeX entry', () => {
    expect(document.tables.map(({ header, rows, line }) => ({ header, rows, line }))).toEqual([
      { header: ['model', 'accuracy'], rows: [['a', '91.2'], ['b', '90']], line: lineOf('| model') },
      { header: ['k', 'v'], rows: [['x', '1.5']], line: lineOf('<table>') },
    ]); // biome-ignore format: rows
    expect(document.bibtex).toEqual([lineOf('@article')]);
  });

  test('holds a table whose second row has tabs, as GitHub shows it', () => {
    const { tables } = parseMarkdown('| Model\t\t| Recall |\n| ----\t | :---: |\t\t \n| a\t| 85.5% |\t\n');
    expect(tables).toMatchObject([{ header: ['Model', 'Recall'], rows: [['a', '85.5%']] }]);
  });

  test('tells the bold words that set off what a paragraph is about', () => {
    const { prose } = parseMarkdown(
      '**Use cases**\nNone so far.\n\n**Limits:** many.\n\n**Bold** words only.\n\n**Alone**\n\nPlain.\n',
    );
    expect(prose.map(({ label }) => label)).toEqual(['Use cases', 'Limits', undefined, undefined, undefined]);
  });
});

const BIG = 20_000;
const HOSTILE: Record<string, string> = {
  'unclosed brackets': '['.repeat(BIG),
  'nested quotes': '>'.repeat(BIG),
  'nested quotes over lines': Array.from({ length: 500 }, (_, n) => `${'> '.repeat(n)}x`).join('\n'),
  'nested lists': Array.from({ length: 500 }, (_, n) => `${'  '.repeat(n)}- x`).join('\n'),
  'emphasis marks': '*a_'.repeat(BIG),
  'backticks of many lengths': Array.from({ length: 400 }, (_, n) => `${'`'.repeat(n)} x`).join(''),
  'open tags': '<a href="'.repeat(BIG),
  'open comment': `<!--${'-'.repeat(BIG)}`,
  'many table cells': `${'|a'.repeat(5000)}|\n${'|-'.repeat(5000)}|\n${'|1'.repeat(5000)}|`,
  'links in links': '[a]('.repeat(BIG),
  'a long line': 'x'.repeat(1_000_000),
  'only returns': '\r'.repeat(BIG),
  'references to themselves': '[a]: a\n'.repeat(5000) + '[a]'.repeat(5000),
};

describe('hostile Markdown', () => {
  test('a paragraph of nothing but emphasis marks is plain text, and what follows is read', () => {
    const { headings, links } = parseMarkdown(
      `${'*a_'.repeat(6000)}\n\n# After\n\n[one](a.md) *b* [two](b.md)\n`,
    );
    expect(headings.map(({ text }) => text)).toEqual(['After']);
    expect(links.map(({ target }) => target)).toEqual(['a.md', 'b.md']);
  });

  test.each(Object.entries(HOSTILE))('%s is read or refused', (_, text) => {
    try {
      expect(parseMarkdown(text).headings).toBeDefined();
    } catch (error) {
      expect(error).toBeInstanceOf(CannotTell);
    }
  });
});

const piece = fc.oneof(
  fc.string(),
  fc.constantFrom('# a', '```', '```sh', '    x', '- b', '> ', '| a | b |', '|---|---|', '<!--', '-->', '<table>', '[x](y)', '$ pip install x', '---', '\t- c', '1. d', '===', '<pre>'),
); // biome-ignore format: one list

describe('any text', () => {
  test('is read by every reader, with lines inside the text', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('\n');
        const last = text.split(/\r\n|\n|\r/).length;
        for (const read of [
          parseMarkdown,
          parseRst,
          (text: string) => parsePlain(text, 'text'),
          (text: string) => parsePlain(text, 'org'),
        ]) {
          const { headings, code, links, commands, tables, prose } = read(text);
          for (const { line } of [...headings, ...links, ...commands, ...tables, ...prose]) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(last);
          }
          for (const { line } of code) expect(line).toBeLessThanOrEqual(last + 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('around a marked heading never moves its line', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '',
            'text',
            '- item',
            '  more',
            '> quote',
            '| a | b |',
            '|---|---|',
            '| 1 | 2 |',
            '<b>x</b>',
            '<!-- c -->',
          ),
          { maxLength: 30 },
        ),
        (before) => {
          const text = [...before, '', '', '# The marked one', 'text'].join('\n');
          const found = parseMarkdown(text).headings.find(({ text }) => text === 'The marked one');
          expect(found?.line).toBe(before.length + 3);
        },
      ),
    );
  });
});

test('reStructuredText has headings, code, commands, links', () => {
  const document = parseRst(
    '=====\nModel\n=====\n\nInstall\n-------\n\nRun::\n\n    pip install .\n\n.. code-block:: bash\n\n   python train.py\n\nSee `docs <docs/a.rst>`_.\n\n.. image:: a.png\n',
  );
  expect(document.headings.map(({ level, text, line }) => [level, text, line])).toEqual([[1, 'Model', 2], [2, 'Install', 5]]); // biome-ignore format: rows
  expect(document.commands.map(({ words, line }) => [words.join(' '), line])).toEqual([['pip install .', 10], ['python train.py', 14]]); // biome-ignore format: rows
  expect(document.links.map(({ target, line }) => [target, line])).toEqual([['docs/a.rst', 16], ['a.png', 18]]); // biome-ignore format: rows
});
