import fixed from '../../src/checks/seeds/fixed.js';
import { type Case, verify } from '../support/verify.js';

/** A script of these lines, alone. */
const script = (...lines: string[]): Case => ({ files: { 'train.py': `${lines.join('\n')}\n` } });

const TORCH_TRAINING = [
  'model = torch.nn.Linear(2, 1)',
  'loss = model(torch.ones(4, 2)).sum()',
  'loss.backward()',
];

verify(fixed, {
  pass: {
    'training of a model that a configuration names': script(
      'import importlib',
      'from pytorch_lightning import seed_everything',
      'from pytorch_lightning.trainer import Trainer',
      'seed_everything(23)',
      "model = getattr(importlib.import_module(spec['module']), spec['name'])()",
      'trainer = Trainer.from_argparse_args(options)',
      'trainer.fit(model)',
    ),
    'aliases and names taken out of modules': script(
      'from random import shuffle, seed as fix',
      'import numpy.random as npr',
      'fix(1)',
      'npr.seed(2)',
      'items = [1, 2, 3]',
      'shuffle(items)',
      'print(npr.permutation(3))',
    ),
    'a helper of any name in another module, through a re-export': {
      files: {
        'train.py':
          'import numpy as np\nfrom pkg import prepare_all\n\nprepare_all(3)\nprint(np.random.rand())\n',
        'pkg/__init__.py': 'from .deep import prepare_all\n',
        'pkg/deep.py': 'import numpy as np\n\n\ndef prepare_all(n):\n    np.random.seed(n)\n',
      },
    },
    'a relative import and a method that seeds': {
      files: {
        'pkg/__init__.py': '',
        'pkg/train.py':
          "import random\nfrom .base import Run\n\nif __name__ == '__main__':\n    run = Run(5)\n    run.begin()\n    print(random.random())\n",
        'pkg/base.py':
          'import random\n\n\nclass Run:\n    def __init__(self, seed):\n        self.seed = seed\n\n    def begin(self):\n        random.seed(self.seed)\n',
      },
    },
    'in main(), called under the guard': script(
      'import argparse',
      'import torch',
      '',
      'def main(args):',
      '    torch.manual_seed(args.seed)',
      ...TORCH_TRAINING.map((line) => `    ${line}`),
      '',
      "if __name__ == '__main__':",
      '    parser = argparse.ArgumentParser()',
      "    parser.add_argument('--seed', type=int, default=0)",
      '    main(parser.parse_args())',
    ),
    'behind a condition on a seed that has a default': script(
      'import argparse, torch',
      'p = argparse.ArgumentParser()',
      "p.add_argument('--seed', default=3, type=int)",
      'args = p.parse_args()',
      'if args.seed is not None:',
      '    torch.manual_seed(args.seed)',
      ...TORCH_TRAINING,
    ),
    'each worker seeded by seed and rank': script(
      'import torch',
      'import torch.distributed as dist',
      'def worker(rank, seed):',
      '    torch.manual_seed(seed + rank)',
      ...TORCH_TRAINING.map((line) => `    ${line}`),
      'torch.multiprocessing.spawn(worker, args=(1,))',
    ),
    'what an object made in a spawned process draws in a method that a framework calls': script(
      'import torch',
      'class Net(torch.nn.Module):',
      '    def build(self):',
      '        self.layer = torch.nn.Linear(2, 1)',
      'def worker(rank, seed):',
      '    torch.manual_seed(seed)',
      '    Net()(rank).backward()',
      "if __name__ == '__main__':",
      '    torch.multiprocessing.spawn(worker, args=(1,))',
    ),
    'a helper that cannot be seen but has a telling name': script(
      'import torch',
      'from somewhere_else import set_random_seed',
      'set_random_seed(1)',
      ...TORCH_TRAINING,
    ),
    'the global NumPy seed for scikit-learn': {
      ...script(
        'import numpy as np',
        'from sklearn.model_selection import train_test_split',
        'np.random.seed(40)',
        'train, test = train_test_split([1, 2, 3])',
      ),
      data: { entrypoints: [{ path: 'train.py', role: 'train', streams: { 'scikit-learn': 'fixed' } }] },
    },
    'a Generator made once with a seed': script(
      'import numpy as np',
      'rng = np.random.default_rng(7)',
      'print(rng.normal())',
    ),
    'RandomState and random.Random with numbers': script(
      'import numpy as np, random',
      'a = np.random.RandomState(1)',
      'b = random.Random(2)',
      'print(a.rand(), b.random())',
    ),
    'a torch generator handed to random_split': script(
      'import torch',
      'from torch.utils.data import random_split',
      'g = torch.Generator().manual_seed(42)',
      'a, b = random_split(range(10), [5, 5], generator=g)',
    ),
    'libraries with a fixed default': script(
      'from xgboost import XGBClassifier',
      'import lightgbm as lgb',
      'XGBClassifier().fit([[1]], [1])',
      'lgb.train({}, None)',
    ),
    'a Trainer, which seeds with 42': script(
      'from transformers import Trainer, TrainingArguments',
      "trainer = Trainer(model=None, args=TrainingArguments('out'))",
      'trainer.train()',
    ),
    'Keras and TensorFlow 1': {
      files: {
        'train_a.py':
          'import keras\nkeras.utils.set_random_seed(1)\nm = keras.Sequential([keras.layers.Dense(2)])\nm.fit([1], [1])\n',
        'train_b.py':
          'import tensorflow as tf\ntf.set_random_seed(1)\nm = tf.keras.Sequential([tf.keras.layers.Dense(2)])\nm.fit([1], [1])\n',
        'train_c.py':
          'import tensorflow as tf\ntf.compat.v1.set_random_seed(1)\nx = tf.random.normal([2])\nprint(x)\n',
      },
    },
    'seed_everything of Lightning by its aliases': {
      files: {
        'train_a.py': `import pytorch_lightning as pl, torch\npl.seed_everything(42)\n${TORCH_TRAINING.join('\n')}\n`,
        'train_b.py': `import lightning as L, torch\nL.seed_everything(42, workers=True)\n${TORCH_TRAINING.join('\n')}\n`,
        'train_c.py': `from lightning.pytorch import seed_everything\nimport torch\nseed_everything(42)\n${TORCH_TRAINING.join('\n')}\n`,
      },
      message: '3 entry points',
    },
    'a jax key': script('import jax', 'key = jax.random.PRNGKey(0)', 'print(jax.random.normal(key, (2,)))'),
    'a dataclass read by tyro': script(
      'from dataclasses import dataclass',
      'import torch, tyro',
      '@dataclass',
      'class Args:',
      '    seed: int = 1',
      'args = tyro.cli(Args)',
      'torch.manual_seed(args.seed)',
      ...TORCH_TRAINING,
    ),
    'a value of a parameter file': {
      files: {
        'train.py':
          "import random, yaml\nparams = yaml.safe_load(open('params.yaml'))['prepare']\nrandom.seed(params['seed'])\nprint(random.random())\n",
        'params.yaml': 'prepare:\n  seed: 20170428\ntrain:\n  seed: null\n',
      },
      data: { seeds: [{ place: 'train.py:3', call: 'random.seed()', kind: 'config' }] },
    },
    'an unseeded example beside a seeded training script': {
      files: {
        'train.py': 'import random\nrandom.seed(1)\nprint(random.random())\n',
        'examples/show.py': 'import random\nprint(random.sample([1], 1))\n',
      },
    },
    'seeding in a callback that a framework runs': script(
      'import hydra, torch',
      '@hydra.main(config_path=None)',
      'def main(cfg):',
      '    torch.manual_seed(1)',
      ...TORCH_TRAINING.map((line) => `    ${line}`),
      "if __name__ == '__main__':",
      '    main()',
    ),
    'a seed that falls back to a number': script(
      'import os, random',
      "random.seed(int(os.environ.get('SEED', 42)))",
      'print(random.random())',
    ),
    'a model named by a string and taken out of a module, after the seed': {
      files: {
        'train.py':
          "import torch\nimport models\ntorch.manual_seed(1)\nnet = getattr(models, 'Net')()\nnet(1).backward()\n",
        'models.py':
          'import torch\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        self.a = torch.nn.Linear(1, 1)\n',
      },
      data: { entrypoints: [{ path: 'train.py', role: 'train', streams: { torch: 'fixed' } }] },
    },
    'a draw that the caller rules out': script(
      'import random',
      'def load(path, shuffle=False, seed=None):',
      '    rows = [path]',
      '    if shuffle:',
      '        random.Random(seed).shuffle(rows)',
      '    return rows',
      "load('a')",
      "load('b', shuffle=True, seed=1)",
    ),
    'nodes of a Kedro pipeline': {
      files: {
        'src/spam/pipeline.py':
          "from kedro.pipeline import node, pipeline\nfrom .nodes import split\n\ndef create_pipeline(**kwargs):\n    return pipeline([node(func=split, inputs=['x', 'params:split'], outputs='y')])\n",
        'src/spam/nodes.py':
          "from sklearn.model_selection import train_test_split\n\ndef split(x, parameters):\n    return train_test_split(x, random_state=parameters['random_state'])\n",
        'conf/base/parameters.yml': 'split:\n  random_state: 3\n',
      },
      data: { seeds: [{ place: 'src/spam/nodes.py:4', call: 'train_test_split()', kind: 'config' }] },
    },
    'weights that are overwritten by a checkpoint in evaluation': {
      files: {
        'train.py': `import torch\ntorch.manual_seed(0)\n${TORCH_TRAINING.join('\n')}\n`,
        'evaluate.py':
          "import torch\nmodel = torch.nn.Linear(2, 1)\nmodel.load_state_dict(torch.load('m.pt'))\nmodel.eval()\nprint(model(torch.ones(1, 2)))\n",
      },
    },
  },
  warn: {
    'the default of the option is None': {
      ...script(
        'import argparse, torch',
        'p = argparse.ArgumentParser()',
        "p.add_argument('--seed', type=int, default=None)",
        'args = p.parse_args()',
        'if args.seed is not None:',
        '    torch.manual_seed(args.seed)',
        ...TORCH_TRAINING,
      ),
      findings: ['train.py:7 train.py seeds torch only on request'],
    },
    'a hydra configuration with seed: null, the model named in another': {
      files: {
        'src/train.py':
          "import hydra\nimport lightning as L\n\n@hydra.main(config_path='../configs', config_name='train.yaml')\ndef main(cfg):\n    if cfg.get('seed'):\n        L.seed_everything(cfg.seed, workers=True)\n    model = hydra.utils.instantiate(cfg.model)\n    trainer = L.Trainer()\n    trainer.fit(model)\n\nif __name__ == '__main__':\n    main()\n",
        'src/net.py':
          'import torch\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = torch.nn.Linear(2, 2)\n',
        'configs/train.yaml': 'task: x\n\nseed: null\n',
        'configs/model/net.yaml': '_target_: src.net.Net\n',
        'configs/experiment/one.yaml': 'seed: 12345\n',
      },
      findings: [
        'src/train.py seeds torch only on request: L.seed_everything() at src/train.py:7 gets configs/train.yaml:3 seed: null',
      ],
    },
    'seeded after the model is made': {
      ...script(
        'import torch',
        'model = torch.nn.Linear(2, 1)',
        'torch.manual_seed(1)',
        'model(torch.rand(2, 2)).sum().backward()',
      ),
      findings: [/train\.py:2 train\.py seeds torch too late/],
    },
    'drawn while another module is imported': {
      files: {
        'train.py': 'import random\nimport tables\n\nrandom.seed(1)\nprint(tables.ORDER, random.random())\n',
        'tables.py': 'import random\n\nORDER = [1, 2, 3]\nrandom.shuffle(ORDER)\n',
      },
      findings: ['tables.py:4 train.py seeds python too late'],
    },
    'seeding behind a switch that is off': script(
      'import argparse, random',
      'p = argparse.ArgumentParser()',
      "p.add_argument('--repeatable', action='store_true')",
      'args = p.parse_args()',
      'if args.repeatable:',
      '    random.seed(1)',
      'print(random.random())',
    ),
    'one of two sources': {
      ...script('import random, numpy as np', 'random.seed(1)', 'print(random.random(), np.random.rand())'),
      score: 0.5,
      findings: ['train.py:3 train.py never seeds numpy: drawn by np.random.rand() at train.py:3'],
    },
    'one of two entry points': {
      files: {
        'train.py': 'import random\nrandom.seed(1)\nprint(random.random())\n',
        'evaluate.py': 'import random\nprint(random.sample([1, 2], 1))\n',
      },
      message: '1 of 2 entry points',
    },
    'a notebook whose seed comes after the draw': {
      files: {
        'train.ipynb': JSON.stringify({
          nbformat: 4,
          nbformat_minor: 5,
          metadata: { kernelspec: { language: 'python', name: 'python3' } },
          cells: [
            {
              cell_type: 'code',
              execution_count: 1,
              metadata: {},
              outputs: [],
              source: 'import numpy as np\nx = np.random.permutation(3)',
            },
            { cell_type: 'code', execution_count: 2, metadata: {}, outputs: [], source: 'np.random.seed(1)' },
          ],
        }),
      },
      findings: ['train.ipynb cell 1, line 2'],
    },
    'LightningCLI, which takes a random seed and saves it': script(
      'from lightning.pytorch.cli import LightningCLI',
      'import torch',
      'class Net(torch.nn.Module):',
      '    def __init__(self):',
      '        self.layer = torch.nn.Linear(1, 1)',
      'LightningCLI(Net)',
    ),
    'the default of a function is None and nobody passes another': script(
      'import random',
      'def seed_all(seed=None):',
      '    random.seed(seed)',
      'seed_all()',
      'print(random.random())',
    ),
  },
  fail: {
    'a Generator without a seed, though NumPy’s global one is seeded': {
      ...script(
        'import numpy as np',
        'np.random.seed(1)',
        'rng = np.random.default_rng()',
        'print(rng.normal())',
      ),
      findings: ['train.py:3 train.py never seeds numpy.random.default_rng'],
    },
    'the clock': script('import random, time', 'random.seed(int(time.time()))', 'print(random.random())'),
    'a jax key from the clock': script(
      'import jax, time',
      'key = jax.random.PRNGKey(time.time_ns())',
      'print(jax.random.normal(key))',
    ),
    'seeding with nothing': script('import numpy as np', 'np.random.seed()', 'print(np.random.rand())'),
    'seeding under the guard of a module that is only imported': {
      files: {
        'train.py': 'import random\nimport helper\n\nprint(random.random(), helper)\n',
        'helper.py': "import random\n\nif __name__ == '__main__':\n    random.seed(1)\n",
      },
    },
    'seeding only in the workers of a loader': script(
      'import numpy as np',
      'from torch.utils.data import DataLoader',
      'def init(worker):',
      '    np.random.seed(worker)',
      'loader = DataLoader([1], worker_init_fn=init)',
      'print(np.random.rand())',
    ),
    'an entry point that the config names': {
      files: {
        'jobs/nightly.py': 'import random\nprint(random.random())\n',
        'train.py': 'import random\nrandom.seed(1)\nprint(random.random())\n',
      },
      settings: { project: { entrypoints: { train: 'jobs/nightly.py' } } },
      findings: ['jobs/nightly.py:2 jobs/nightly.py never seeds python'],
    },
    'a helper that nobody calls': script(
      'import random',
      'def set_seed():',
      '    random.seed(1)',
      'print(random.random())',
    ),
    'a seed on the side that is not taken': script(
      'import random',
      'DEBUG = False',
      'if DEBUG:',
      '    print(1)',
      'x = random.random()',
    ),
    'several scripts with several sources': {
      files: {
        'gan/gan.py':
          'import numpy as np\nimport torch\n\nnet = torch.nn.Linear(1, 1)\nz = np.random.normal(0, 1)\nz2 = np.random.normal(0, 1)\nnet(torch.ones(1)).backward()\n',
      },
      findings: [
        'gan/gan.py:4 gan/gan.py never seeds torch: drawn by torch.nn.Linear()',
        'gan/gan.py:5 gan/gan.py never seeds numpy: drawn by np.random.normal() at gan/gan.py:5 and 1 further place',
      ],
    },
  },
  skip: {
    'arrays without draws': script('import numpy as np', "x = np.memmap('x.bin')", 'print(np.asarray(x))'),
    'a library of functions that nobody calls': {
      files: {
        'lib/__init__.py': '',
        'lib/noise.py': 'import random\n\n\ndef noise():\n    return random.random()\n',
      },
    },
    'only unit tests draw': { files: { 'tests/test_x.py': 'import random\n\nprint(random.random())\n' } },
    'secrets for names of runs': script('import secrets', 'print(secrets.token_hex(4))'),
    'an unknown object’s sample': script(
      'def main(buffer):',
      '    return buffer.sample(3)',
      'main(object())',
    ),
    'a loader that does not shuffle': script(
      'from torch.utils.data import DataLoader',
      'loader = DataLoader([1], shuffle=False)',
      'print(len(loader))',
    ),
    'a split that does not shuffle': script(
      'from sklearn.model_selection import train_test_split',
      'print(train_test_split([1, 2], shuffle=False))',
    ),
  },
});
