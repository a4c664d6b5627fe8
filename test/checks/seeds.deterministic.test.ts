import deterministic from '../../src/checks/seeds/deterministic.js';
import workers from '../../src/checks/seeds/workers.js';
import { type Case, verify } from '../support/verify.js';

const TRAINING = ['model = torch.nn.Linear(2, 1)', 'model(torch.rand(1, 2)).sum().backward()'];
const torch = (...lines: string[]): Case => ({
  files: { 'train.py': `${['import torch', ...lines, ...TRAINING].join('\n')}\n` },
});

const JAX = {
  'train.py':
    'import jax\nkey = jax.random.PRNGKey(0)\nw = jax.random.normal(key)\nfor step in range(3):\n    w = w - jax.grad(loss)(w)\nopt.update(w)\n',
};
const TENSORFLOW = {
  'train.py':
    'import tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Dense(1)])\nm.fit([1], [1])\n',
};
const PADDLE = 'net = paddle.nn.Linear(1, 1)\nloss = net(x)\nloss.backward()\n';

verify(deterministic, {
  pass: {
    'the cuDNN flag under an alias': torch(
      'import torch.backends.cudnn as cudnn',
      'cudnn.deterministic = True',
    ),
    'through a string of code': torch(
      'eval("setattr(torch.backends.cudnn, \'deterministic\', True)")',
      'eval("setattr(torch.backends.cudnn, \'benchmark\', False)")',
    ),
    'an option that is on by default': torch(
      'import argparse',
      'p = argparse.ArgumentParser()',
      "p.add_argument('--torch-deterministic', default=True)",
      'args = p.parse_args()',
      'torch.backends.cudnn.deterministic = args.torch_deterministic',
    ),
    'a Lightning Trainer': torch('import lightning as L', 'L.Trainer(deterministic=True)'),
    'a seeding call of transformers with 0': torch(
      'from transformers import enable_full_determinism',
      'enable_full_determinism(0)',
    ),
    'an error where a kernel is not': torch("torch.set_deterministic_debug_mode('error')"),
    MONAI: torch('from monai.utils import set_determinism', 'set_determinism(0)'),
    'full_determinism of the training arguments': torch(
      'from transformers import TrainingArguments',
      "TrainingArguments('out', full_determinism=True)",
    ),
    'the older XLA flag, in the script': {
      files: {
        'train.py': `import os\nos.environ['TF_XLA_FLAGS'] = '--xla_gpu_deterministic_reductions'\n${JAX['train.py']}`,
      },
    },
    'XLA flags in a shell script': {
      files: { ...JAX, 'run.sh': 'export XLA_FLAGS="--xla_gpu_deterministic_ops=true"\npython train.py\n' },
    },
    'TensorFlow’s variable in a Dockerfile': {
      files: { ...TENSORFLOW, Dockerfile: 'FROM python:3.8\nENV TF_DETERMINISTIC_OPS=1\n' },
    },
    'flags of Paddle': {
      files: {
        'train.py': `import paddle\npaddle.set_flags({'FLAGS_cudnn_deterministic': True})\n${PADDLE}`,
      },
    },
    TensorFlow: {
      files: {
        'train.py':
          'import tensorflow as tf\ntf.config.experimental.enable_op_determinism()\nm = tf.keras.Sequential([tf.keras.layers.Dense(1)])\nm.fit([1], [1])\n',
      },
    },
  },
  warn: {
    'Lightning told to benchmark as well': torch(
      'import lightning as L',
      'L.Trainer(deterministic=True, benchmark=True)',
    ),
    'undone by benchmarking': {
      ...torch('torch.backends.cudnn.deterministic = True', 'torch.backends.cudnn.benchmark = True'),
      findings: [
        'train.py:3 train.py: torch.backends.cudnn.benchmark = True lets cuDNN pick kernels by timing',
      ],
    },
    'benchmarking switched off and nothing more': torch('torch.backends.cudnn.benchmark = False'),
  },
  fail: {
    'XLA flags that say no': {
      files: { ...JAX, 'run.sh': 'export XLA_FLAGS=--xla_gpu_deterministic_ops=false\n' },
    },
    'a variable in a comment': {
      files: { ...TENSORFLOW, Dockerfile: 'FROM python:3.8\n# ENV TF_DETERMINISTIC_OPS=1\n' },
    },
    'Paddle as it comes': { files: { 'train.py': `import paddle\n${PADDLE}` } },
    'a debug mode that is off': torch("torch.set_deterministic_debug_mode('default')"),
    'only benchmarking, switched on': torch('torch.backends.cudnn.benchmark = True'),
    'cuDNN left on, which asks for nothing': {
      ...torch('torch.backends.cudnn.enabled = config.cudnn'),
      findings: ['train.py train.py does not ask for deterministic PyTorch kernels'],
    },
    'an option that is off by default': torch(
      'import argparse',
      'p = argparse.ArgumentParser()',
      "p.add_argument('--exact', action='store_true')",
      'args = p.parse_args()',
      'torch.use_deterministic_algorithms(args.exact)',
    ),
  },
  skip: {
    'no GPU framework': {
      files: { 'train.py': 'from sklearn.svm import SVC\nSVC().fit([[1]], [1])\n' },
    },
    'TensorBoard’s writer alone': {
      files: {
        'train.py':
          'from torch.utils.tensorboard import SummaryWriter\nfrom sklearn.svm import SVC\nSVC().fit([[1]], [1])\n',
      },
    },
  },
});

const LOADER = 'from torch.utils.data import DataLoader';
const NOISY =
  'import numpy as np\n\n\nclass Noisy:\n    def __len__(self):\n        return 1\n\n    def __getitem__(self, at):\n        return np.random.rand(3)\n\n';

verify(workers, {
  pass: {
    'seed_everything seeds the workers': torch(
      LOADER,
      'import lightning as L',
      'L.seed_everything(1, workers=True)',
      'DataLoader([1], num_workers=2)',
    ),
    'torch is seeded, from which the workers get their seeds': torch(
      LOADER,
      'torch.manual_seed(0)',
      'DataLoader([1], num_workers=2)',
    ),
    'NumPy is seeded in each worker': torch(
      LOADER,
      NOISY,
      'torch.manual_seed(0)',
      'DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)',
    ),
    'a generator of its own': torch(
      LOADER,
      'DataLoader([1], num_workers=2, generator=torch.Generator().manual_seed(0))',
    ),
  },
  warn: {
    'workers whose seeds come from a generator that nothing seeds': torch(
      LOADER,
      'DataLoader([1], num_workers=2, worker_init_fn=print)',
    ),
    'a dataset that draws from NumPy, which older releases leave unseeded': {
      ...torch(LOADER, NOISY, 'torch.manual_seed(0)', 'DataLoader(Noisy(), num_workers=2)'),
      findings: [/which PyTorch seeds from 1\.9 on only/],
    },
  },
  fail: {
    neither: torch(LOADER, 'DataLoader([1], num_workers=2)'),
    'seeded only for the GPU': torch(LOADER, 'torch.cuda.manual_seed(0)', 'DataLoader([1], num_workers=2)'),
  },
  unknown: {
    'a seed under a condition that cannot be judged': {
      ...torch(
        LOADER,
        'from lab.tools import set_random_seed',
        'if cfg.SEED >= 0:',
        '    set_random_seed(cfg.SEED)',
        'DataLoader([1], num_workers=2)',
      ),
      findings: ['train.py:6 whether a seed reaches the workers of DataLoader() could not be traced'],
    },
  },
  skip: {
    'a loader of the project that may seed its workers by itself': torch(
      LOADER,
      'class Loader(DataLoader):',
      '    pass',
      'Loader([1], num_workers=2)',
    ),
    'no workers': torch(LOADER, 'DataLoader([1], num_workers=0)', 'DataLoader([1])'),
  },
});
