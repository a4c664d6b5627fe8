import check from '../../src/checks/code/notebooks.js';
import { notebook } from '../support/files.js';
import { verify } from '../support/verify.js';

type Cell = { source?: string; count?: number | null; outputs?: object[]; tags?: string[]; type?: string };

/** A notebook as tools write it, cell by cell. */
function cells(list: readonly Cell[], metadata: object = {}): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: list.map(({ source = 'x = 1', count = null, outputs = [], tags, type = 'code' }) => ({
      cell_type: type,
      metadata: tags ? { tags } : {},
      source: [source],
      ...(type === 'code' ? { execution_count: count, outputs } : {}),
    })),
  });
}

const SHOWN = [{ output_type: 'stream', name: 'stdout', text: ['1\n'] }];
const RAISED = [{ output_type: 'error', ename: 'KeyError', evalue: "'a'", traceback: [] }];

verify(check, {
  pass: {
    'run in order': {
      files: { 'a.ipynb': notebook(['x = 1', 'y = 2']) },
      message: '1 of 1 notebook',
      data: { notebooks: 1, run: 1, stripped: 0 },
    },
    'gaps, and cells with nothing in them': {
      files: {
        'a.ipynb': cells([
          { count: 3 }, { source: '' }, { type: 'markdown' }, { source: '# only a remark\n' }, { count: 9 },
        ]),
      },
    },
    'no test, whatever its name': {
      files: { 'notebooks/test_made.ipynb': cells([{ count: 1 }]), 'tests/a.ipynb': cells([{ count: 3 }, { count: 1 }]) },
      data: { notebooks: 1 },
    },
    stripped: { files: { 'a.ipynb': cells([{}, {}]) }, data: { run: 0, stripped: 1 } },
    'written by a generator': { files: { 'a.ipynb': cells([{ count: 0 }, { count: 0 }]) }, data: { stripped: 1 } },
    'an error that is meant': {
      files: { 'a.ipynb': cells([{ count: 1, outputs: RAISED, tags: ['raises-exception'] }]) },
    },
    'another language': {
      files: { 'a.ipynb': cells([{ count: 1, source: 'x <- 1' }, { count: 2 }], { kernelspec: { name: 'ir', language: 'R', display_name: 'R' } }) },
      data: { notebooks: 1 },
    },
    'tests, templates and checkpoints are left out': {
      files: {
        'a.ipynb': cells([{ count: 1 }]),
        'tests/data/b.ipynb': cells([{ count: 2 }, { count: 1 }]),
        '{{ cookiecutter.name }}/c.ipynb': cells([{ count: 2 }, { count: 1 }]),
        '.ipynb_checkpoints/a-checkpoint.ipynb': cells([{ count: 2 }, { count: 1 }]),
      },
      data: { notebooks: 1 },
    },
  },
  warn: {
    'some, each with its first fault': {
      files: {
        'a.ipynb': cells([{ count: 1 }]),
        'b.ipynb': cells([{ count: 2 }, { count: 1 }]),
        'c.ipynb': cells([{ count: 1 }, { count: 1 }]),
        'd.ipynb': cells([{ count: 1 }, {}, { count: 2 }]),
        'e.ipynb': cells([{ outputs: SHOWN }, {}]),
        'f.ipynb': cells([{ count: 2 }, { count: 1, outputs: RAISED }]),
      },
      message: '1 of 6 notebooks',
      findings: [
        'b.ipynb cell 2 run as number 1, after cell 1 was run as number 2',
        'c.ipynb cell 2 run as number 1, as cell 1 was',
        'd.ipynb cell 2 not run, while 2 of 3 cells were',
        'e.ipynb cell 1 outputs are kept',
        "f.ipynb cell 2 the cell ends in an error: KeyError: 'a'",
      ],
      score: 1 / 6,
    },
  },
  fail: {
    'the only one': { files: { 'a.ipynb': cells([{ count: 2 }, { count: 1 }]) }, message: '0 of 1' },
  },
  unknown: {
    'one that is cut off': {
      files: { 'a.ipynb': cells([{ count: 1 }]), 'b.ipynb': cells([{ count: 1 }]).slice(0, 80) },
      findings: ['b.ipynb not valid JSON'],
    },
  },
  skip: {
    'no notebooks': { files: { 'train.py': 'x = 1\n' } },
    'only text': { files: { 'a.ipynb': cells([{ type: 'markdown' }, { source: '' }]) } },
  },
}); // biome-ignore format: cases read better in rows
