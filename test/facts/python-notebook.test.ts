import { beforeAll, describe, expect, test } from 'vitest';
import { loadGrammar } from '../../src/facts/python/grammar.js';
import { plainCell } from '../../src/facts/python/magics.js';
import { readPython } from '../../src/facts/python/read.js';

beforeAll(loadGrammar);

const read = (notebook: unknown) =>
  readPython(
    'n.ipynb',
    new TextEncoder().encode(typeof notebook === 'string' ? notebook : JSON.stringify(notebook)),
  );
const code = (source: string | string[], more: object = {}) => ({
  cell_type: 'code',
  source,
  outputs: [],
  execution_count: null,
  ...more,
});

describe('cells as Python', () => {
  test.each([
    ['%matplotlib inline\nx = 1', ['pass', 'x = 1'], []],
    ['if x:\n    !pip install "a==1"', ['if x:', '    pass'], ['pip install "a==1"']],
    ['!pip install a \\\n  b\nx', ['pass', '', 'x'], ['pip install a b']],
    ['%pip install a', ['pass'], ['pip install a']],
    ['pip install a', ['pass'], ['pip install a']],
    ['%%bash\nls\npip install b', ['', '', ''], ['ls', 'pip install b']],
    ['%%time\nf()', ['', 'f()'], []],
    ['%%html\n<b>', ['', ''], []],
    ['%time f()', ['f()'], []],
    ['files = !ls', ['files = None'], ['ls']],
    ["a, b['c'] = %timeit -o f()", ["a, b['c'] = None"], []],
    ["print('loss=%.3f' % loss)", ["print('loss=%.3f' % loss)"], []],
    ["plt.title('AUC = %.2f' % auc)", ["plt.title('AUC = %.2f' % auc)"], []],
    ["x['n=%d' % n]", ["x['n=%d' % n]"], []],
    ["'a=!b'", ["'a=!b'"], []],
    ["f(x, sep='=!')", ["f(x, sep='=!')"], []],
    ['x?', ['pass'], []],
    ['?x', ['pass'], []],
    ['y = (a\n% b)', ['y = (a', '% b)'], []],
    ['s = """\n!not\n"""', ['s = """', '!not', '"""'], []],
    ["x = 'it' # don't\n%time f()", ["x = 'it' # don't", 'f()'], []],
    ['ls = 3', ['ls = 3'], []],
  ])('%j', (source, lines, shell) => {
    const plain = plainCell(source);
    expect(plain.lines).toEqual(lines);
    expect(plain.shell.map(({ text }) => text)).toEqual(shell);
  });
});

describe('notebooks', () => {
  test('a cell that does not parse hides nothing of the others', () => {
    const found = read({
      cells: [
        code('import a'),
        code('f(1  # repro: ignore[code/syntax] left open\nx = 1'),
        code('import b\nb.seed(1)'),
      ],
    });
    expect(found).toMatchObject({
      kind: 'module',
      module: {
        imports: [{ module: 'a' }, { module: 'b' }],
        calls: [{ callee: { path: 'b.seed' }, line: 5 }],
        problems: [{ line: 2 }],
        suppressions: [{ line: 2 }],
      },
    });
  });

  test('lines are told by cell', () => {
    const result = read({
      nbformat: 4,
      cells: [
        { cell_type: 'markdown', source: '# Title' },
        code(['import os\n', 'x = 1'], { execution_count: 3 }),
        code('', {}),
        code('!pip install a\nos.getcwd()  # repro: ignore[x/y] why', {
          outputs: [{ output_type: 'error', ename: 'ValueError', evalue: 'bad' }],
        }),
      ],
    });
    expect(result).toMatchObject({
      kind: 'module',
      module: {
        cells: [
          { number: 2, line: 1, lines: 2, executionCount: 3, empty: false },
          { number: 3, line: 3, lines: 1, empty: true },
          { number: 4, line: 4, lines: 2, hasOutputs: true, error: 'ValueError: bad' },
        ],
        calls: [{ line: 5 }],
        shell: [{ text: 'pip install a', line: 4, cell: 4 }],
        suppressions: [{ line: 5, cell: 4 }],
        problems: [],
      },
    });
  });

  test('format 3', () => {
    const notebook = {
      nbformat: 3,
      worksheets: [{ cells: [{ cell_type: 'code', input: 'x = 1', language: 'python', prompt_number: 2 }] }],
    };
    expect(read(notebook)).toMatchObject({
      module: { cells: [{ executionCount: 2 }], assignments: [{ target: 'x' }] },
    });
  });

  test.each([
    [{ metadata: { kernelspec: { name: 'ir', language: 'R' } }, cells: [] }, 'r'],
    [{ metadata: { language_info: { name: 'julia' } }, cells: [] }, 'julia'],
  ])('another language is no module: %j', (notebook, language) => {
    expect(read(notebook)).toMatchObject({ kind: 'foreign', path: 'n.ipynb', language });
  });

  test.each([
    ['{"cells": [\n  {"a": }]}', /line 2, column 9/],
    ['', /not valid JSON/],
    ['[]', /no cells/],
    ['{"cells": 3}', /no cells/],
    ['['.repeat(100_000), /not valid JSON/],
  ])('%j is unread', (text, reason) => {
    const result = read(text);
    expect(result.kind === 'unread' && result.unread.reason).toMatch(reason);
  });
});
