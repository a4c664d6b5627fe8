import { describe, expect, test } from 'vitest';
import { checkNamed, judge, verify } from '../support/verify.js';

const lines = (...text: string[]) => `${text.join('\n')}\n`;

const NOISE = lines(
  'import numpy as np',
  'import torch',
  '',
  'class Net(torch.nn.Module):',
  '    def __init__(self):',
  '        self.layer = torch.nn.Linear(2, 2)',
  '',
  'def noise(n):',
  '    return np.random.rand(n)',
  '',
  'def jitter(x, rng=None):',
  '    return x + (rng or np.random).rand()',
  '',
  'def shuffled(items, seed=0):',
  '    np.random.seed(seed)',
  '    np.random.shuffle(items)',
  '    return items',
);

/** A package whose only scripts are tutorials. */
const WITH_TUTORIAL = {
  'lib/__init__.py': '',
  'lib/split.py': lines(
    'import numpy as np',
    'from sklearn.model_selection import train_test_split',
    '',
    'def split(x, random_state=None):',
    '    rng = np.random.default_rng(random_state)',
    '    return train_test_split(x, random_state=random_state), rng.normal()',
  ),
  'examples/fit.py': lines(
    'from sklearn.svm import SVC',
    'from lib.split import split',
    '',
    'SVC().fit(*split([1, 2, 3]))',
  ),
};

describe('a library without an entry point', () => {
  test('is not judged by notebooks that show how it is used, those that cannot be read included', async () => {
    const cells = [{ cell_type: 'code', source: 'import torch\nx = = torch.rand(1)' }];
    const result = await judge(checkNamed('seeds/fixed'), {
      files: {
        'setup.py': '',
        'lib/__init__.py': '',
        'lib/noise.py': NOISE,
        'examples/a.ipynb': JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
      },
    });
    expect(result).toMatchObject({ status: 'skip' });
  });

  test('is told which draws its callers cannot seed, and accused of nothing', async () => {
    const result = await judge(checkNamed('seeds/fixed'), {
      files: { 'lib/__init__.py': '', 'lib/noise.py': NOISE, 'tests/test_noise.py': 'import lib.noise\n' },
    });
    expect(result).toMatchObject({
      status: 'skip',
      findings: [],
      evidence: ['lib/noise.py:9 noise() draws by np.random.rand()'],
      data: { library: ['lib/noise.py:9 noise() draws by np.random.rand()'] },
    });
    expect(result.summary).toContain('a library without an entry point is seeded by its callers; 1 draw');
  });

  test('stays one where a module shows itself in its main block', async () => {
    const net = lines(
      'import torch',
      '',
      'class Net(torch.nn.Module):',
      '    def __init__(self):',
      '        self.layer = torch.nn.Linear(2, 2)',
      '',
      "if __name__ == '__main__':",
      '    Net()(torch.rand(1, 2)).sum().backward()',
    );
    const files = {
      'lib/__init__.py': 'from lib.other import x\n',
      'lib/other.py': 'x = 1\n',
      'lib/net.py': net,
    };
    expect(await judge(checkNamed('seeds/fixed'), { files })).toMatchObject({ status: 'skip' });
    // Named for a task, or on its own, it is run.
    expect(
      await judge(checkNamed('seeds/fixed'), { files: { ...files, 'lib/train.py': net } }),
    ).toMatchObject({
      status: 'fail',
    });
    expect(await judge(checkNamed('seeds/fixed'), { files: { 'net.py': net } })).toMatchObject({
      status: 'fail',
    });
  });

  test('is one where notebooks show how to use what others install', async () => {
    const notebook = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [
        {
          cell_type: 'code',
          execution_count: 1,
          metadata: {},
          outputs: [],
          source: 'import torch\nnet = torch.nn.Linear(2, 2)\nnet(torch.rand(1, 2)).sum().backward()\n',
        },
      ],
    });
    const files = { 'lib/__init__.py': '', 'lib/noise.py': NOISE, 'examples/use.ipynb': notebook };
    const setup = { 'setup.py': "from setuptools import setup\nsetup(name='lib')\n" };
    const check = async (name: string, more: Record<string, string>) =>
      (await judge(checkNamed(name), { files: { ...files, ...more } })).status;
    expect(await check('seeds/fixed', setup)).toBe('skip');
    expect(await check('seeds/deterministic', setup)).toBe('skip');
    expect(
      (
        await judge(checkNamed('seeds/fixed'), {
          files: { ...setup, 'lib/__init__.py': '', 'examples/use.ipynb': notebook },
        })
      ).summary,
    ).toBe('only examples draw randomness (1), which are not judged');
    // What nobody installs is there to be run, and a script that trains is a run.
    expect(await check('seeds/fixed', {})).toBe('fail');
    const train = 'import torch\ntorch.nn.Linear(2, 2)(torch.rand(1, 2)).sum().backward()\n';
    expect(await check('seeds/fixed', { ...setup, 'examples/train.py': train })).toBe('fail');
  });

  test('is no more than modules in a folder', async () => {
    const result = await judge(checkNamed('seeds/fixed'), { files: { 'noise.py': NOISE } });
    expect(result).toMatchObject({ status: 'skip', evidence: [] });
  });
});

verify(checkNamed('seeds/constant'), {
  skip: { 'None is the default of what callers of a library give': { files: WITH_TUTORIAL } },
  warn: {
    'None is the default of what the script itself calls': {
      files: {
        'lib/__init__.py': '',
        'lib/seed.py': lines('import random', '', 'def fix(seed=None):', '    random.seed(seed)'),
        'train.py': lines('import random', 'from lib.seed import fix', 'fix()', 'print(random.random())'),
      },
    },
  },
});

verify(checkNamed('seeds/estimators'), {
  skip: { 'what a library hands on is for its callers to give': { files: WITH_TUTORIAL } },
  fail: {
    'what a library makes itself without a seed': {
      files: {
        'lib/__init__.py': '',
        'lib/split.py': lines(
          'from sklearn.model_selection import train_test_split',
          '',
          'def split(x):',
          '    return train_test_split(x)',
        ),
        'examples/fit.py': lines(
          'from sklearn.svm import SVC',
          'from lib.split import split',
          'SVC().fit(*split([1]))',
        ),
      },
      findings: ['lib/split.py:4 train_test_split() is given no random_state'],
    },
  },
});
