import { checkNamed, verify } from '../support/verify.js';

const script = (...lines: string[]) => ({ 'train.py': `${lines.join('\n')}\n` });
const SPLIT = 'from sklearn.model_selection import train_test_split';
const TORCH = ['import torch', 'from torch.utils.data import random_split'];

verify(checkNamed('data/splits'), {
  pass: {
    'a seed in the call': { files: script(SPLIT, 'a, b = train_test_split([1, 2], random_state=0)') },
    'a seed by place of a constant': {
      files: script(SPLIT, 'SEED = 7', 'a, b = train_test_split([1, 2], test_size=0.5, random_state=SEED)'),
    },
    'the global generator that it falls back on': {
      files: script('import numpy as np', SPLIT, 'np.random.seed(3)', 'a, b = train_test_split([1, 2])'),
      message: '1 of 1 split fixed by a seed',
    },
    'a generator of its own': {
      files: script(
        ...TORCH,
        'a, b = random_split([1, 2, 3], [2, 1], generator=torch.Generator().manual_seed(42))',
      ),
    },
    'the global seed of torch, set before': {
      files: script(...TORCH, 'torch.manual_seed(0)', 'a, b = random_split([1, 2, 3], [2, 1])'),
    },
    'a part that pandas draws with a seed': {
      files: script(
        'import pandas as pd',
        "frame = pd.read_csv('a.csv')",
        'train_frame = frame.sample(frac=0.8, random_state=200)',
        'test_frame = frame.drop(train_frame.index)',
      ),
    },
    'folds that are shuffled with a seed': {
      files: script(
        'from sklearn.model_selection import StratifiedKFold',
        'folds = StratifiedKFold(5, shuffle=True, random_state=1)',
      ),
    },
    'parts that are kept as files': {
      files: {
        ...script('import pandas as pd', "a = pd.read_csv('data/train.csv')"),
        'data/train.csv': 'x\n1\n',
        'data/test.csv': 'x\n2\n',
      },
      message: 'the parts are kept as files (data/train.csv and data/test.csv)'.replace(
        'train.csv and data/test.csv',
        'test.csv and data/train.csv',
      ),
    },
    'lists of names': {
      files: { ...script('print(1)'), 'splits/val_ids.txt': '1\n', 'splits/train_ids.txt': '2\n' },
    },
    'parts of a benchmark under names of their own': {
      files: { ...script('print(1)'), 'Data/ml.train.rating': '1\n', 'Data/ml.test.rating': '2\n' },
    },
    'a dataset that comes divided': {
      files: script(
        'from torchvision.datasets import MNIST',
        "train = MNIST('x', train=True)",
        "test = MNIST('x', train=False)",
      ),
      message: 'the datasets come divided',
    },
  },
  warn: {
    'one of two': {
      files: script(
        SPLIT,
        'a, b = train_test_split([1, 2, 3])',
        'c, d = train_test_split(a, random_state=1)',
      ),
      score: 0.5,
      findings: ['train.py:2 train_test_split() draws other rows in each run: nothing seeds it'],
    },
  },
  fail: {
    'no seed at all': {
      files: script(SPLIT, 'a, b = train_test_split([1, 2])'),
      findings: [/^train\.py:2 /],
    },
    'None is no seed': { files: script(SPLIT, 'a, b = train_test_split([1, 2], random_state=None)') },
    'the seed comes after it': {
      files: script(...TORCH, 'a, b = random_split([1, 2, 3], [2, 1])', 'torch.manual_seed(0)'),
      findings: ['torch.manual_seed() comes after it'],
    },
    'the wrong generator is seeded': {
      files: script('import random', SPLIT, 'random.seed(1)', 'a, b = train_test_split([1, 2])'),
    },
    'a seed that is drawn': {
      files: script('import time', SPLIT, 'a, b = train_test_split([1, 2], random_state=int(time.time()))'),
      findings: ['its seed changes from run to run'],
    },
    'only on request': {
      files: script(
        'import argparse',
        SPLIT,
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int)",
        'args = parser.parse_args()',
        'a, b = train_test_split([1, 2], random_state=args.seed)',
      ),
      findings: ['it is seeded only on request'],
    },
    'a part that pandas draws': {
      files: script('import pandas as pd', "frame = pd.read_csv('a.csv')", 'train = frame.sample(frac=0.8)'),
      findings: ['train.py:3 frame.sample()'],
    },
    'indexes that are drawn': {
      files: script('import torch', 'train_idx = torch.randperm(10)[:8]'),
      findings: ['train.py:2 torch.randperm()'],
    },
  },
  skip: {
    'tables of results are no parts of the data': {
      files: { ...script('print(1)'), 'run/results/a/train.csv': 'x\n', 'run/results/a/val.csv': 'x\n' },
    },
    'folds in their order': {
      files: script('from sklearn.model_selection import KFold', 'folds = KFold(5)'),
    },
    'a split without shuffling': { files: script(SPLIT, 'a, b = train_test_split([1, 2], shuffle=False)') },
    'no split': { files: script('print(1)') },
    'a part that is mixed is split already': {
      files: script(
        'import tensorflow as tf',
        'train_ds = tf.data.Dataset.range(9)',
        'train_ds = train_ds.shuffle(9)',
      ),
    },
    'the order of batches is no split': {
      files: script(
        'import numpy as np',
        'from torch.utils.data import SubsetRandomSampler',
        'np.random.seed(0)',
        'sampler = SubsetRandomSampler([1, 2])',
      ),
    },
    'draws that split nothing': {
      files: script('import numpy as np', 'noise = np.random.permutation(10)', 'print(noise)'),
    },
    'in tests': { files: { 'tests/test_a.py': `${SPLIT}\na, b = train_test_split([1, 2])\n` } },
    'code for training is no part of the data': {
      files: {
        ...script('print(1)'),
        'train.py': 'print(1)\n',
        'test.py': 'print(2)\n',
        'train.yaml': 'a: 1\n',
      },
    },
  },
});
