import estimators from '../../src/checks/seeds/estimators.js';
import fixed from '../../src/checks/seeds/fixed.js';
import { type Case, verify } from '../support/verify.js';

// Draws and seeds that do not stand in the call itself: names of star imports, seeds that are set later, options that keep a seeding away.

const script = (...lines: string[]): Case => ({ files: { 'train.py': `${lines.join('\n')}\n` } });

/** A script that seeds NumPy behind a condition on `--seed`. */
const behind = (option: string, condition: string): Case =>
  script(
    'import argparse, numpy as np',
    'parser = argparse.ArgumentParser()',
    `parser.add_argument('--seed', type=int, ${option})`,
    "parser.add_argument('--repeatable', action='store_true')",
    'args = parser.parse_args()',
    `if ${condition}:`,
    '    np.random.seed(args.seed)',
    'print(np.random.rand())',
  );

verify(fixed, {
  pass: {
    'a star import of a library that seeds and draws': script(
      'from random import *',
      'seed(1)',
      'print(random())',
    ),
    'a module that a star import brings': script(
      'from numpy import *',
      'random.seed(0)',
      'print(random.rand(3))',
    ),
    'an estimator that is given its seed by set_params': script(
      'from sklearn.linear_model import SGDClassifier',
      'model = SGDClassifier()',
      'model.set_params(alpha=0.1, random_state=0)',
      'model.fit(x, y)',
    ),
    'an estimator that is given its seed by set_params(**{})': script(
      'from sklearn.linear_model import SGDClassifier',
      'model = SGDClassifier()',
      "model.set_params(**{'random_state': 0})",
      'model.fit(x, y)',
    ),
    'an estimator whose attribute is set': script(
      'from sklearn.linear_model import SGDClassifier',
      'model = SGDClassifier()',
      'model.random_state = 0',
      'model.fit(x, y)',
    ),
    'seeding functions in a loop over them': script(
      'import random',
      'import numpy as np',
      'for fix in (random.seed, np.random.seed):',
      '    fix(1)',
      'print(np.random.rand(), random.random())',
    ),
    'a module that is imported by its name': {
      files: {
        'train.py':
          "import importlib\nimport numpy as np\nimportlib.import_module('settle')\nprint(np.random.rand())\n",
        'settle.py': 'import numpy as np\nnp.random.seed(1)\n',
      },
    },
    'an argument of the command line, or a number': script(
      'import sys',
      'import numpy as np',
      'seed = int(sys.argv[1]) if len(sys.argv) > 1 else 5',
      'np.random.seed(seed)',
      'print(np.random.rand())',
    ),
    'generators from the children of a fixed SeedSequence': {
      ...script(
        'import numpy as np',
        'sequence = np.random.SeedSequence(1)',
        'rngs = [np.random.default_rng(child) for child in sequence.spawn(3)]',
        'print(rngs[0].normal())',
      ),
      findings: [],
    },
  },
  unknown: {
    'an argument of the command line, or the time': script(
      'import sys, time',
      'import numpy as np',
      'seed = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())',
      'np.random.seed(seed)',
      'print(np.random.rand())',
    ),
    'a part of a pipeline that is given some seed later': {
      ...script(
        'from sklearn.pipeline import make_pipeline',
        'from sklearn.linear_model import SGDClassifier',
        'pipe = make_pipeline(SGDClassifier())',
        'pipe.set_params(sgdclassifier__random_state=0)',
        'pipe.fit(x, y)',
      ),
      findings: [/SGDClassifier\(\) at train.py:3 with what is set on it later$/],
    },
  },
  warn: {
    'a default that the condition on it refuses': {
      ...behind('default=-1', 'args.seed >= 0'),
      findings: ['np.random.seed() at train.py:7 is skipped by default, by the condition at train.py:6'],
    },
    'zero, which counts as no seed': {
      ...behind('default=0', 'args.seed'),
      findings: ['skipped by default, by the condition at train.py:6'],
    },
    'a condition on another option': {
      ...behind('default=3', 'args.repeatable'),
      findings: ['skipped by default, by the condition at train.py:6'],
    },
  },
  fail: {
    'drawing functions in a loop over them': {
      ...script(
        'import random',
        'import numpy as np',
        'for draw in [random.random, np.random.rand]:',
        '    print(draw())',
      ),
      findings: ['train.py never seeds numpy', 'train.py never seeds python'],
    },
    'a star import of a library that only draws': {
      ...script('from random import *', 'print(random())'),
      findings: ['train.py:2 train.py never seeds python: drawn by random() at train.py:2'],
    },
    'a seed that is set on another object': {
      ...script(
        'from sklearn.linear_model import SGDClassifier',
        'model = SGDClassifier()',
        'other.set_params(random_state=0)',
        'cfg.random_state = 0',
        'model.fit(x, y)',
      ),
      findings: ['train.py:2 train.py never seeds scikit-learn'],
    },
    'a dict that holds None for a seed': {
      ...script(
        'from sklearn.ensemble import RandomForestClassifier',
        "settings = {'n_estimators': 5, 'random_state': None}",
        'RandomForestClassifier(**settings).fit(x, y)',
      ),
      findings: [
        'train.py never seeds scikit-learn: None is given as the seed of RandomForestClassifier() at train.py:3',
      ],
    },
  },
  skip: {
    'a name of a star import that the project binds itself': script(
      'from random import *',
      'def choice(values): return values[0]',
      'def first(shuffle): return shuffle([1])',
      'print(choice([1]), first(max))',
    ),
    'a name of a star import that another module of the project binds': {
      files: {
        'train.py': 'from random import *\nfrom utils import *\nprint(choice([1]))\n',
        'utils.py': 'def choice(values):\n    return values[0]\n',
      },
    },
  },
});

verify(estimators, {
  pass: {
    'given by set_params': {
      ...script(
        'from sklearn.linear_model import SGDClassifier',
        'model = SGDClassifier()',
        'model.set_params(random_state=0)',
        'model.fit(x, y)',
      ),
      data: { given: 1 },
    },
  },
});
