import { describe, expect, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import type { Value } from '../../src/facts/python/model.js';
import { type Python, python } from '../../src/facts/python/python.js';
import { MemorySource } from '../../src/facts/source.js';

function collect(files: Record<string, string | Uint8Array>): Promise<Python> {
  return new Project(new MemorySource(files)).get(python);
}

const name = (path: string): Value => ({ kind: 'name', path });

describe('names', () => {
  test.each([
    ['import numpy as np', 'np.random.seed', 'numpy.random.seed'],
    ['import numpy as np\nrnd = np.random', 'rnd.seed', 'numpy.random.seed'],
    ['import torch.nn.functional as F', 'F.dropout', 'torch.nn.functional.dropout'],
    ['import torch.nn', 'torch.manual_seed', 'torch.manual_seed'],
    ['from torch import nn', 'nn.Linear', 'torch.nn.Linear'],
    [
      'from sklearn.model_selection import train_test_split as split',
      'split',
      'sklearn.model_selection.train_test_split',
    ],
    ['from helpers import np', 'np.random.rand', 'numpy.random.rand'],
    ['from helpers import *', 'np.random.rand', 'numpy.random.rand'],
    ['import helpers', 'helpers.np.random.rand', 'numpy.random.rand'],
    ['from pkg.sub import tool', 'tool.seed', undefined],
    ['import pkg.sub.tool', 'pkg.sub.tool.rnd.seed', 'random.seed'],
    ['try:\n  import numpy as np\nexcept ImportError:\n  np = None', 'np.zeros', 'numpy.zeros'],
    ['np = load()', 'np.zeros', undefined],
    ['x = 1', 'undefined_name', undefined],
    ['a = b\nb = a', 'a.x', undefined],
  ])('%s: %s is %s', async (text, used, full) => {
    const facts = await collect({
      'main.py': text,
      'helpers.py': 'import numpy as np\n',
      'pkg/__init__.py': '',
      'pkg/sub/tool.py': 'import random as rnd\n',
    });
    expect(facts.qualify(facts.get('main.py')!, name(used), 0)).toBe(full);
  });
});
