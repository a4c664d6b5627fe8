import { expect, test } from 'vitest';
import { checkNamed, judge, verify } from '../support/verify.js';

verify(checkNamed('code/syntax'), {
  pass: {
    'a template is not yet Python': { files: { '{{ name }}/train.py': 'import {{ name }}', 'ok.py': '' } },
    'a Jinja line': { files: { 'train.py': 'from {{ module }} import x\n' } },
    'values that begin on another line and belong there': {
      files: {
        'a.py':
          'a = (\n  1)\nb = \\\n  2\nc: int = [\n 1]\nd = """\nx"""\nf(a=\n  1)\ne = lambda: (\n 0)\nh += (1,\n 2)\nx = y = {\n}\n',
      },
    },
    'files that are broken on purpose': { files: { 'tests/data/bad.py': 'def f(:\n', 'ok.py': '' } },
  },
  fail: {
    'Python 2 is said to be so': {
      files: { 'train.py': 'import os\nprint "x"\n', 'ok.py': 'x = 1\n' },
      message: '1 of 2',
      findings: ['train.py:2 Python 2: print statement'],
      data: { files: 2, broken: 1 },
    },
    'a cell of a notebook': {
      files: {
        'n.ipynb': JSON.stringify({
          cells: [
            { cell_type: 'code', source: '!ls\nx = 1' },
            { cell_type: 'code', source: 'y = = 2' },
          ],
        }),
      },
      findings: [/^n\.ipynb cell 2, line 1 invalid syntax/],
    },
    'cells of a notebook that leave something open, and none of the cells after them': {
      files: {
        'n.ipynb': JSON.stringify({
          cells: [
            { cell_type: 'code', source: 'import os\nx = load(os.path.join("a")[1]' },
            { cell_type: 'code', source: 'y = {}\nfor a in b:\n    y[a] = f(a)' },
            { cell_type: 'code', source: '    indented = 1\n    whole = 2' },
            { cell_type: 'code', source: 'print(f"version: {x})' },
            { cell_type: 'code', source: 'text = "d"' },
          ],
        }),
      },
      findings: [/^n\.ipynb cell 1, line 2 invalid syntax/, /^n\.ipynb cell 4, line 1 string_end is missing/],
    },
    'an assignment without a value': {
      files: {
        'a.py': 'x = # to be written\n\ny = 3\n\ndef f():\n    z = # to be written\n\n    return z\n',
      },
      findings: ['a.py:1 nothing follows `=` on its line', 'a.py:6 nothing follows `=` on its line'],
    },
    'a merge conflict': {
      files: { 'a.py': 'x = 1\n<<<<<<< HEAD\ny = 1\n=======\ny = 2\n>>>>>>> main\n' },
    },
  },
  unknown: {
    'a notebook that is no JSON': {
      files: { 'n.ipynb': '{"cells": [', 'ok.py': '' },
      findings: [/^n\.ipynb not valid JSON/],
    },
  },
  skip: { 'no Python': { files: { 'README.md': '# x' } } },
});

test('the mend fits what is wrong', async () => {
  const { findings } = await judge(checkNamed('code/syntax'), {
    files: { 'a.py': 'x =\n', 'b.py': 'print "x"\n' },
  });
  expect(findings.map(({ fix }) => fix)).toEqual([
    expect.stringContaining('Correct the line'),
    expect.stringContaining('Python 3'),
  ]);
});
