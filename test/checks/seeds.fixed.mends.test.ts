import { describe, expect, test } from 'vitest';
import fixed from '../../src/checks/seeds/fixed.js';
import type { Result } from '../../src/report/report.js';
import { judge } from '../support/verify.js';

/** Python files; the lines of each. */
type Files = Record<string, string[]>;

interface Open {
  source: string;
  path: string[];
  add: { before: string; lines: string[] }[];
}

const text = (files: Files): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, lines]) => [path, `${lines.join('\n')}\n`]));

function openOf({ data }: Result): Open[] {
  const entries = (data.entrypoints ?? []) as unknown as { open: Open[] }[];
  return entries.flatMap(({ open }) => open);
}

/** The project with everything added that the findings say. */
function mended(files: Files, open: readonly Open[]): Files {
  const edits = new Map<string, string[]>();
  for (const { add } of open) {
    for (const { before, lines } of add)
      edits.set(before, [...new Set([...(edits.get(before) ?? []), ...lines])]);
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, lines]) => [
      path,
      [...lines, ''].flatMap((line, at) => [...(edits.get(`${path}:${at + 1}`) ?? []), line]),
    ]),
  );
}

const NET = ['model = torch.nn.Linear(2, 1)', 'model(torch.ones(1, 2)).sum().backward()'];

const CASES: Record<string, { files: Files; fixes: (string | RegExp)[]; messages?: (string | RegExp)[] }> = {
  'at the top level, before the statement that draws': {
    files: { 'train.py': ['import torch', '', 'size = 2', ...NET] },
    fixes: ['Add `torch.manual_seed(42)` to train.py before line 4, `model = torch.nn.Linear(2, 1)`.'],
  },
  'in main(), whatever it is reached through': {
    files: {
      'train.py': [
        'import torch',
        'from data import make_loader',
        '',
        'def main():',
        '    rows = make_loader()',
        '    return rows',
        '',
        "if __name__ == '__main__':",
        '    main()',
      ],
      'data.py': [
        'from torch.utils.data import random_split',
        '',
        'def make_loader():',
        '    return random_split(range(10), [5, 5])',
      ],
    },
    messages: [
      'train.py never seeds torch: drawn by random_split() at data.py:4, reached by train.py:9 main() -> train.py:5 make_loader() -> data.py:4 random_split()',
    ],
    fixes: ['Add `torch.manual_seed(42)` to train.py before line 5, `rows = make_loader()`.'],
  },
  'through the aliases of the file': {
    files: { 'train.py': ['import numpy as onp', 'import torch as th', 'x = onp.random.rand()', 'y = th.rand(1)'] },
    fixes: [/`onp\.random\.seed\(42\)` to train\.py before line 3/, /`th\.manual_seed\(42\)` to train\.py before line 3/],
  },
  'with the import that is missing': {
    files: {
      'train.py': ['"""Trains."""', 'from __future__ import annotations', 'from noise import noise', '', 'print(noise())'],
      'noise.py': ['import numpy as np', '', 'def noise():', '    return np.random.rand()'],
    },
    fixes: [
      'Add `np.random.seed(42)` to train.py before line 5, `print(noise())`, with `import numpy as np` before line 3.',
    ],
  },
  'never inside the loop or the branch that draws': {
    files: {
      'train.py': [
        'import random',
        '',
        'for epoch in range(3):',
        '    if epoch:',
        '        random.random()',
      ],
    },
    fixes: [/before line 3, `for epoch in range\(3\):`/],
  },
  'never inside a try, an elif or a bracket': {
    files: {
      'train.py': [
        'import random',
        'first = input()',
        'if first:',
        '    pass',
        'elif random.random() > 0.5:',
        '    pass',
        'both = [',
        '    random.random(),',
        ']',
      ],
    },
    fixes: [/before line 3, `if first:`/],
  },
  'before an import that draws': {
    files: {
      'train.py': ['import random', 'import table', '', 'print(table.ORDER, random.random())'],
      'table.py': ['import random', '', 'ORDER = random.sample([1, 2, 3], 3)'],
    },
    fixes: ['Add `random.seed(42)` to train.py before line 2, `import table`.'],
  },
  'beside the seeding of another library, with its seed': {
    files: {
      'train.py': [
        'import argparse',
        'import random',
        'import numpy as np',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--seed', default=3, type=int)",
        'args = p.parse_args()',
        'random.seed(args.seed)  # the order',
        'print(random.random(), np.random.rand())',
      ],
    },
    fixes: ['Add `np.random.seed(args.seed)` to train.py after line 7, `random.seed(args.seed)`.'],
  },
  'beside it in the helper of another file': {
    files: {
      'train.py': ['import numpy as np', 'from tools import fix_seeds', 'fix_seeds(1)', 'print(np.random.rand())'],
      'tools.py': ['import random', '', 'def fix_seeds(number):', '    random.seed(number)'],
    },
    fixes: [
      'Add `np.random.seed(number)` to tools.py after line 4, `random.seed(number)`, with `import numpy as np` before line 1.',
    ],
  },
  'not beside one that is deep in a loader of data': {
    files: {
      'train.py': ['import numpy as np', 'import torch', 'from rows import load', '', 'rows = load()', ...NET],
      'rows.py': ['import numpy as np', '', 'def load():', '    np.random.seed(1)', '    return np.random.rand(3)'],
    },
    fixes: [/`torch\.manual_seed\(42\)` to train\.py before line 6/],
  },
  'early, where a registry makes what is drawn from nobody knows where': {
    files: {
      'train.py': ['import torch', 'import nets', '', "name = 'net'", 'net = nets.make(name)', 'x = torch.rand(2)', 'net(x).backward()'],
      'nets.py': [
        'import torch',
        '',
        'def net():',
        '    return torch.nn.Linear(2, 1)',
        '',
        "KNOWN = {'net': net}",
        '',
        'def make(name):',
        '    return KNOWN[name]()',
      ],
    },
    fixes: [/`torch\.manual_seed\(42\)` to train\.py before line 4/],
  },
  'by the helper that nobody calls': {
    files: {
      'train.py': ['import torch', 'from tools import other', '', 'other()', ...NET],
      'tools.py': ['import torch', '', 'def other():', '    pass', '', 'def set_seed(seed):', '    torch.manual_seed(seed)'],
    },
    fixes: [
      'Add `set_seed(42)` (tools.py:6) to train.py before line 5, `model = torch.nn.Linear(2, 1)`, with `from tools import set_seed` before line 1.',
    ],
  },
  'by Lightning, which seeds everything': {
    files: {
      'train.py': [
        'import pytorch_lightning as pl',
        'import torch',
        'net = torch.nn.Linear(1, 1)',
        'pl.Trainer().fit(net)',
      ],
    },
    fixes: [/`pl\.seed_everything\(42, workers=True\)` to train\.py before line 3/],
  },
  'moved up where it comes too late': {
    files: { 'train.py': ['import torch', 'model = torch.nn.Linear(2, 1)', 'torch.manual_seed(1)', 'model(1).backward()'] },
    fixes: ['Move `torch.manual_seed(1)` from train.py:3 up to before line 2, `model = torch.nn.Linear(2, 1)`.'],
  },
  'in the process that draws': {
    files: {
      'train.py': [
        'import torch',
        'import torch.multiprocessing as mp',
        'def worker(rank):',
        '    net = torch.nn.Linear(1, 1)',
        '    net(rank).backward()',
        "if __name__ == '__main__':",
        '    mp.spawn(worker, nprocs=2)',
      ],
    },
    fixes: [/before line 4, `net = torch\.nn\.Linear\(1, 1\)`/],
  },
}; // biome-ignore format: a table reads better in rows

describe('the line that seeds/fixed says to add', () => {
  test.each(Object.entries(CASES))('%s', async (_, { files, fixes, messages }) => {
    const before = await judge(fixed, { files: text(files) });
    const matching = (list: (string | RegExp)[]) =>
      list.map((one) => (one instanceof RegExp ? expect.stringMatching(one) : one));
    expect(before.findings.map(({ fix }) => fix)).toEqual(matching(fixes));
    if (messages) expect(before.findings.map(({ message }) => message)).toEqual(matching(messages));
    // Added as told, it mends.
    const after = await judge(fixed, { files: text(mended(files, openOf(before))) });
    expect(after).toMatchObject({ status: 'pass' });
  });

  test.each([
    [
      'an Estimator, which draws in a graph of its own',
      [
        'import tensorflow as tf',
        'def model_fn(features, labels, mode):',
        "    return tf.get_variable('w', [8, 4])",
        'def main(_):',
        "    config = tf.estimator.RunConfig(model_dir='out')",
        '    tf.estimator.Estimator(model_fn=model_fn, config=config).train(None)',
        "if __name__ == '__main__':",
        '    tf.app.run()',
      ],
      'Pass `tf_random_seed=42` to tf.estimator.RunConfig() at train.py:5.',
    ],
    [
      'a seed that is taken away',
      [
        'import numpy as np',
        'np.random.seed(10101)',
        'np.random.shuffle(rows)',
        'np.random.seed(None)',
        'np.random.shuffle(rows)',
      ],
      'Write `np.random.seed(42)` at train.py:4 in place of None.',
    ],
    [
      'a seed from the system',
      ['import torch', 'torch.manual_seed(1)', 'torch.seed()', 'print(torch.rand(1))'],
      'Remove `torch.seed()` at train.py:3, which takes a seed from the system.',
    ],
    [
      'an own generator',
      ['import numpy as np', 'rng = np.random.default_rng()', 'print(rng.normal())'],
      'Write `np.random.default_rng(42)` at train.py:2.',
    ],
    [
      'shuffles of a library that are seeded each for itself, before a seeding of others',
      [
        'from datasets import load_dataset',
        'from transformers import set_seed',
        "rows = load_dataset('x').shuffle()",
        'set_seed(1)',
      ],
      'Pass `seed=42` to load_dataset().shuffle() at train.py:3.',
    ],
    [
      'an estimator',
      ['from sklearn.cluster import KMeans', 'KMeans(3).fit([[1]])', 'KMeans(4).fit([[1]])'],
      'Pass `random_state=42` to KMeans() at train.py:2 and at the further place.',
    ],
    [
      'the clock',
      ['import random, time', 'random.seed(time.time())', 'random.random()'],
      'Write `random.seed(42)` at train.py:2 in place of time.time().',
    ],
    [
      'an option without default',
      [
        'import argparse, random',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--seed', type=int)",
        'args = p.parse_args()',
        'if args.seed is not None:',
        '    random.seed(args.seed)',
        'random.random()',
      ],
      'Give --seed `default=42` at train.py:3.',
    ],
    [
      'a default that the condition on its option refuses',
      [
        'import argparse, random',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--seed', type=int, default=-1)",
        'args = p.parse_args()',
        'if args.seed >= 0:',
        '    random.seed(args.seed)',
        'random.random()',
      ],
      'Give --seed `default=42` at train.py:3, so that the condition at train.py:5 holds.',
    ],
    [
      'a switch that is off',
      [
        'import argparse, random',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--fixed', action='store_true')",
        'if p.parse_args().fixed:',
        '    random.seed(1)',
        'random.random()',
      ],
      'Call random.seed() at train.py:5 whatever the condition at train.py:4 says, which is off by default.',
    ],
    [
      'TensorFlow 1',
      ['import tensorflow as tf', 'x = tf.random.normal([1])', 'tf.Session().run(x)'],
      'Add `tf.set_random_seed(42)` to train.py before line 2, `x = tf.random.normal([1])`.',
    ],
  ])('%s', async (_, lines, fix) => {
    const { findings } = await judge(fixed, { files: text({ 'train.py': lines }) });
    expect(findings.map((finding) => finding.fix)).toEqual([fix]);
  });
});

test('in a notebook, the call that leaves the seed out is told by its cell', async () => {
  const cell = (source: string) => ({
    cell_type: 'code',
    metadata: {},
    execution_count: 1,
    outputs: [],
    source,
  });
  const cells = [
    cell('import numpy as np\ndef fix(seed=None):\n    np.random.seed(seed)'),
    cell('fix()\nnp.random.shuffle(rows)'),
  ];
  const notebook = { nbformat: 4, nbformat_minor: 4, metadata: { language_info: { name: 'python' } }, cells };
  const result = await judge(fixed, { files: { 'train.ipynb': JSON.stringify(notebook) } });
  expect(result.findings.map(({ fix }) => fix)).toEqual([
    'Pass `seed=42` to fix() at train.ipynb cell 2, line 1.',
  ]);
});
