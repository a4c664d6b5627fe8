import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import { parseConfig } from '../../src/facts/randomness/configs.js';
import { canonical, findDraw, findSeeder, isSeedHelper } from '../../src/facts/randomness/lookup.js';
import { type Randomness, randomness } from '../../src/facts/randomness.js';
import { MemorySource } from '../../src/facts/source.js';

function look(files: Record<string, string>): Promise<Randomness> {
  return new Project(new MemorySource(files)).get(randomness);
}

describe('names', () => {
  test.each([
    ['pytorch_lightning.utilities.seed.seed_everything', 'lightning.seed_everything'],
    ['transformers.trainer_utils.set_seed', 'transformers.set_seed'],
    ['tensorflow.compat.v1.set_random_seed', 'tensorflow.set_random_seed'],
    ['tensorflow.keras.layers.Dense', 'keras.layers.Dense'],
    ['torch.utils.data.dataloader.DataLoader', 'torch.utils.data.DataLoader'],
    ['sklearn.ensemble._forest.RandomForestClassifier', 'sklearn.ensemble.RandomForestClassifier'],
    ['gensim.models.word2vec.Word2Vec', 'gensim.models.Word2Vec'],
    ['stable_baselines3.ppo.PPO', 'stable_baselines3.PPO'],
  ])('%s is known as %s', (long, short) => {
    expect(canonical(long)).toBe(short);
    expect(findDraw(long) ?? findSeeder(long)).toBeDefined();
  });

  test('helpers are told by their name', () => {
    for (const name of [
      'set_seed',
      'seed_everything',
      'setup_seed',
      'fix_random_seeds',
      'setSeed',
      'set_all_seeds',
    ]) {
      expect([name, isSeedHelper(name)]).toEqual([name, true]);
    }
    for (const name of ['seed', 'reset', 'get_seed', 'seeds_to_plant', 'fit']) {
      expect([name, isSeedHelper(name)]).toEqual([name, false]);
    }
  });
});

describe('configuration values', () => {
  test('carry their keys and lines', () => {
    expect(parseConfig('a.yaml', 'x:\n  - seed: 1\n    other: a\nseed: null\n')).toEqual([
      { file: 'a.yaml', line: 2, keys: ['x', '0', 'seed'], value: 1 },
      { file: 'a.yaml', line: 3, keys: ['x', '0', 'other'], value: 'a' },
      { file: 'a.yaml', line: 4, keys: ['seed'], value: null },
    ]);
    expect(parseConfig('a.toml', '[train]\nseed = 3\n')).toEqual([
      { file: 'a.toml', line: 2, keys: ['train', 'seed'], value: 3 },
    ]);
  });

  test('survive broken files, aliases and hostile keys', () => {
    const bomb = `a: &a [x, x]\n${'bcdefgh'
      .split('')
      .map((name, at) => `${name}: &${name} [${`*${'abcdefg'[at]}, `.repeat(9)}]`)
      .join('\n')}\nseed: 1\n`;
    expect(parseConfig('a.yaml', bomb).filter(({ keys }) => keys[0] === 'seed')).toHaveLength(1);
    expect(parseConfig('a.json', '{"__proto__": {"seed": 1}}')).toEqual([
      { file: 'a.json', line: 1, keys: ['__proto__', 'seed'], value: 1 },
    ]);
    expect(() => parseConfig('a.yaml', `${'['.repeat(3000)}`)).not.toThrow();
    expect(parseConfig('a.toml', '[[[')).toEqual([]);
  });
});

describe('the fact', () => {
  test('follows functions that call each other, and modules that import each other', async () => {
    const { entrypoints } = await look({
      'run.py': 'import train\n\nprint(train.y)\n',
      'train.py':
        'import random, other\n\ndef a(n):\n    return b(n)\n\ndef b(n):\n    random.seed(n)\n    return a(n)\n\nx = x if x else y\ny = x\na(x)\nprint(random.random())\n',
      'other.py':
        'import train\n\nclass A(B):\n    pass\n\nclass B(A):\n    def __init__(self):\n        self.seed = self.seed\n',
    });
    expect(entrypoints.map(({ path }) => path)).toEqual(['run.py']);
  });

  const LINES = [
    'import random, numpy as np, torch',
    'from sklearn.model_selection import *',
    'seed = seed or args.seed',
    'args = parse()',
    'def f(seed=None, *args, **kw):',
    '    if seed is not None:',
    '        random.seed(seed + f(seed))',
    '    self.x = self.x.y[0]["a"]',
    '    return f(*args, **{"seed": seed})',
    'class C(C, torch.nn.Module):',
    '    def __init__(self, g=lambda: C()): self.g = g(g)',
    'C().f().g["k"].h(np.random.default_rng(random.random()))',
    'x = [f(y) for y in x if (z := f)]',
    'torch.manual_seed(int(hash(str(time.time()))))',
    'train_test_split(**dict(**params))',
    "if __name__ == '__main__': f(seed=seed)",
    'random.shuffle(x',
    'np.random.rand(3)',
  ];

  test('never throws, and says the same twice, whatever the code', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...LINES), { maxLength: 14 }),
        fc.array(fc.constantFrom(...LINES), { maxLength: 6 }),
        fc.nat(400),
        async (train, helper, cut) => {
          const files = {
            'train.py': train.join('\n').slice(0, 900 - cut),
            'helper.py': `from train import *\n${helper.join('\n')}`,
            'conf.yaml': `seed: $${'{seed}'}\nparams: {seed: }\n`,
          };
          expect(await look(files)).toEqual(await look(files));
        },
      ),
      { numRuns: 150 },
    );
  });
});
