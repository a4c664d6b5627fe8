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

describe('definitions', () => {
  const model = `from base import Base
class Model(Base):
    def __init__(self):
        self.engine = Engine()
    def fit(self): self.step(); self.engine.run(); super().reset()
    def step(self): pass
class Engine:
    def run(self): pass
def build(): return Model()
`;
  const files = {
    'train.py': `from pkg import Model
from pkg.model import build
import pkg.model as m
model = Model()
def main(other: Model):
    inner = build()
`,
    'pkg/__init__.py': 'from .model import Model\n',
    'pkg/model.py': model,
    'base.py': 'class Base:\n    def reset(self): pass\n',
  };

  test.each([
    ['train.py', 'Model', 0, 'Model'],
    ['train.py', 'Model.fit', 0, 'Model.fit'],
    ['train.py', 'model.fit', 0, 'Model.fit'],
    ['train.py', 'model.reset', 0, 'Base.reset'],
    ['train.py', 'model.engine.run', 0, 'Engine.run'],
    ['train.py', 'm.Engine.run', 0, 'Engine.run'],
    ['train.py', 'other.step', 1, 'Model.step'],
    ['train.py', 'inner.fit', 1, 'Model.fit'],
    ['train.py', 'main', 1, 'main'],
    ['train.py', 'unknown', 0, undefined],
    ['pkg/model.py', 'self.step', 3, 'Model.step'],
    ['pkg/model.py', 'self.engine.run', 3, 'Engine.run'],
  ])('%s: %s in scope %i is %s', async (path, used, scope, qualified) => {
    const facts = await collect(files);
    const found = facts.define(facts.get(path)!, name(used), scope);
    expect(found?.module.scopes[found.scope]?.qualifiedName).toBe(qualified);
  });

  test('a method of super() is that of the base', async () => {
    const facts = await collect(files);
    const module = facts.get('pkg/model.py')!;
    const call = module.calls.find(({ callee }) => callee.kind === 'attribute' && callee.name === 'reset')!;
    const found = facts.define(module, call.callee, call.scope);
    expect(found?.module.path).toBe('base.py');
  });
});

describe('imports', () => {
  test.each([
    ['pkg/train.py', 'import utils', { 'pkg/utils.py': '' }, 'local pkg/utils.py'],
    [
      'train.py',
      'import lib.tool',
      { 'src/lib/tool.py': '', 'src/lib/__init__.py': '' },
      'local src/lib/tool.py',
    ],
    ['a/train.py', 'from lib import tool', { 'code/lib/tool.py': '' }, 'local code/lib/tool.py'],
    ['train.py', 'import datasets', { 'datasets/notes.py': '' }, 'third-party datasets'],
    [
      'train.py',
      'from datasets import load_dataset',
      { 'x/datasets/__init__.py': '' },
      'third-party datasets',
    ],
    [
      'train.py',
      'import torch',
      { 'pkg/tools/__init__.py': '', 'pkg/tools/torch.py': '' },
      'third-party torch',
    ],
    ['train.py', 'import logging', { 'logging.py': '' }, 'local logging.py'],
    ['pkg/train.py', 'import logging', { 'pkg/logging.py': '', 'pkg/__init__.py': '' }, 'stdlib logging'],
    ['pkg/train.py', 'from .missing import x', {}, 'local pkg/missing.py'],
    ['pkg/sub/train.py', 'from .. import x', { 'pkg/x.py': '' }, 'local pkg/x.py'],
    ['train.py', 'import os.path', {}, 'stdlib os'],
    ['train.py', 'import distutils.core', {}, 'stdlib distutils'],
    ['wandb.py', 'import wandb', {}, 'third-party wandb'],
  ])('%s: %s', async (path, text, others, target) => {
    const facts = await collect({ [path]: text, ...(others as Record<string, string>) });
    const module = facts.get(path)!;
    const found = facts.resolve(module, module.imports[0]!);
    expect(`${found.kind} ${found.kind === 'local' ? found.path : found.name}`).toBe(target);
  });

  test('packages on the way count as imported', async () => {
    const facts = await collect({
      'main.py': 'import a.b.c',
      'a/__init__.py': '',
      'a/b/__init__.py': '',
      'a/b/c.py': '',
    });
    expect(facts.importsOf(facts.get('main.py')!)).toEqual(['a/__init__.py', 'a/b/__init__.py', 'a/b/c.py']);
  });

  test('what cannot be read is told', async () => {
    const facts = await collect({ 'big.py': new Uint8Array(5 * 1024 * 1024), 'bad.ipynb': '{', 'ok.py': '' });
    expect(facts.modules.map(({ path }) => path)).toEqual(['ok.py']);
    expect(facts.unread.map(({ path }) => path)).toEqual(['bad.ipynb', 'big.py']);
  });
});
