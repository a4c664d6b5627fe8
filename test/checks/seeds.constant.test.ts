import constant from '../../src/checks/seeds/constant.js';
import { type Case, verify } from '../support/verify.js';

const script = (...lines: string[]): Case => ({ files: { 'train.py': `${lines.join('\n')}\n` } });

verify(constant, {
  pass: {
    'a literal, a constant of another module, arithmetic': {
      files: {
        'train.py':
          'import random, torch\nimport config\nfrom config import SEED\nrandom.seed(SEED)\ntorch.manual_seed(config.SEED + 1)\n',
        'config.py': 'SEED = 1337\n',
      },
      message: '2 seeds recorded',
    },
    'click, typer and absl options': {
      files: {
        'train_click.py':
          "import click, random\n\n@click.command()\n@click.option('--seed', default=1)\ndef main(seed):\n    random.seed(seed)\n\nif __name__ == '__main__':\n    main()\n",
        'train_typer.py':
          "import random, typer\n\ndef main(seed: int = typer.Option(2)):\n    random.seed(seed)\n\nif __name__ == '__main__':\n    typer.run(main)\n",
        'train_absl.py':
          "import random\nfrom absl import app, flags\n\nFLAGS = flags.FLAGS\nflags.DEFINE_integer('rng', 3, 'seed')\n\ndef main(argv):\n    random.seed(FLAGS.rng)\n\nif __name__ == '__main__':\n    app.run(main)\n",
      },
      message: '3 seeds recorded',
    },
    'an attribute that the constructor was given': script(
      'import random',
      'class Run:',
      '    def __init__(self, seed):',
      '        self.seed = seed',
      '    def go(self):',
      '        random.seed(self.seed)',
      'Run(seed=4).go()',
    ),
    'several fixed seeds in a loop': script(
      'import random',
      'for seed in [1, 2, 3]:',
      '    random.seed(seed)',
    ),
    'a seed drawn from a seeded generator': script(
      'import random, torch',
      'random.seed(1)',
      'torch.manual_seed(random.randint(0, 9))',
    ),
    'a loader’s worker that takes the base seed': script(
      'import numpy as np, torch',
      'torch.manual_seed(0)',
      'np.random.seed(torch.initial_seed() % 2**32)',
    ),
  },
  warn: {
    'a default of None': {
      ...script(
        'import argparse, random',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--seed', type=int)",
        'args = p.parse_args()',
        'random.seed(args.seed)',
      ),
      findings: ['train.py:5 random.seed() gets no seed by default (--seed, default None (train.py:3))'],
    },
    'a random seed that is printed': {
      ...script(
        'import argparse, random',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--manualSeed', type=int)",
        'opt = p.parse_args()',
        'if opt.manualSeed is None:',
        '    opt.manualSeed = random.randint(1, 10000)',
        "print('Random Seed: ', opt.manualSeed)",
        'random.seed(opt.manualSeed)',
      ),
      findings: [/takes a random seed/],
    },
    'a key of a configuration file that is null': {
      files: {
        'train.py':
          "import random\nfrom omegaconf import OmegaConf\ncfg = OmegaConf.load('conf.yaml')\nrandom.seed(cfg.seed)\n",
        'conf.yaml': 'lr: 1\nseed: null\n',
      },
      findings: ['conf.yaml:2 seed: null'],
    },
  },
  fail: {
    'the clock, the process, the operating system': {
      ...script(
        'import os, random, time, uuid',
        'from datetime import datetime',
        'random.seed(time.time())',
        'random.seed(os.getpid())',
        "random.seed(int.from_bytes(os.urandom(4), 'big'))",
        'random.seed(datetime.now().timestamp())',
        'random.seed(uuid.uuid4().int)',
      ),
      message: '5 seeds of 5',
    },
    'a draw of an unseeded generator': {
      ...script('import random, torch', 'seed = random.randint(0, 100)', 'torch.manual_seed(seed)'),
      findings: ['train.py:3 torch.manual_seed() is seeded from random.randint()'],
    },
    'an estimator seeded from the clock': script(
      'import time',
      'from sklearn.svm import LinearSVC',
      'from sklearn.ensemble import RandomForestClassifier',
      'RandomForestClassifier(random_state=int(time.time())).fit([[1]], [1])',
    ),
  },
  skip: {
    'nothing seeded': script('import random', 'print(random.random())'),
    'an estimator with an explicit None': script(
      'from sklearn.ensemble import RandomForestClassifier',
      'RandomForestClassifier(random_state=None).fit([[1]], [1])',
    ),
  },
  unknown: {
    'a value from elsewhere': script(
      'import random, remote',
      'random.seed(remote.number())',
      'print(random.random())',
    ),
  },
});
