import { checkNamed, verify } from '../support/verify.js';

/** TensorFlow 1: the main function is found by its name, and the Estimator has a graph of its own. */
const estimator = (seed: string) => `import tensorflow as tf

flags = tf.flags
flags.DEFINE_string('out', 'out', 'Folder of the model.')


def model_fn_builder(width):
    def model_fn(features, labels, mode, params):
        with tf.variable_scope('net'):
            table = tf.get_variable('w', [8, width], initializer=tf.truncated_normal_initializer(stddev=0.02))
        return tf.estimator.EstimatorSpec(mode, loss=tf.reduce_mean(tf.matmul(features, table)))

    return model_fn


def main(_):
    config = tf.estimator.RunConfig(model_dir=flags.FLAGS.out${seed})
    estimator = tf.estimator.Estimator(model_fn=model_fn_builder(4), config=config)
    estimator.train(input_fn=None, max_steps=10)


if __name__ == '__main__':
    tf.app.run()
`;

/** Whole small programs, laid out as people lay them out, so that seeds have a way to go before they reach what draws. */

const MODEL = `import torch.nn as nn


class Net(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, width), nn.ReLU(), nn.Dropout(0.1), nn.Linear(width, 2))

    def forward(self, x):
        return self.body(x)
`;
const DATA = `import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Points(Dataset):
    def __init__(self, path, augment):
        self.rows = np.load(path)
        self.augment = augment

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, at):
        row = self.rows[at]
        if self.augment and random.random() < 0.5:
            row = row + np.random.normal(0, 0.01, row.shape)
        return torch.as_tensor(row[:-1]), int(row[-1])


def loaders(path, batch_size, workers=0):
    train = DataLoader(Points(path, True), batch_size=batch_size, shuffle=True, num_workers=workers)
    test = DataLoader(Points(path, False), batch_size=batch_size)
    return train, test
`;
const SEEDING = `import os
import random

import numpy as np
import torch


def set_seed(seed: int, deterministic: bool = True) -> None:
    os.environ['PYTHONHASHSEED'] = str(seed)
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    if deterministic:
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = False
`;
const LOOP = `

def fit(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
`;

verify(checkNamed('seeds/fixed'), {
  pass: {
    'an Estimator of TensorFlow 1 with a seed': { files: { 'train.py': estimator(', tf_random_seed=7') } },
    'PyTorch with a helper in a package, called from main with an option': {
      files: {
        'src/proj/__init__.py': '',
        'src/proj/model.py': MODEL,
        'src/proj/data.py': DATA,
        'src/proj/seeding.py': SEEDING,
        'src/proj/train.py': `import argparse

import torch

from proj.data import loaders
from proj.model import Net
from proj.seeding import set_seed
${LOOP}

def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', default='data/points.npy')
    parser.add_argument('--seed', type=int, default=13)
    return parser.parse_args()


def main():
    args = parse()
    set_seed(args.seed)
    train, _ = loaders(args.data, 32)
    fit(Net(), train, 3)


if __name__ == '__main__':
    main()
`,
      },
    },
    'the helper comes through a package that re-exports it': {
      files: {
        'proj/__init__.py': 'from .utils import *\n',
        'proj/utils/__init__.py': "from .seeding import set_seed\n\n__all__ = ['set_seed']\n",
        'proj/utils/seeding.py': SEEDING,
        'proj/model.py': MODEL,
        'proj/data.py': DATA,
        'run.py': `import torch

import proj
from proj.data import loaders
from proj.model import Net as Model
${LOOP}

if __name__ == '__main__':
    proj.set_seed(7)
    fit(Model(), loaders('a.npy', 4)[0], 1)
`,
      },
    },
    'a trainer class that seeds in its constructor, before it makes model and loaders': {
      files: {
        'model.py': MODEL,
        'data.py': DATA,
        'seeding.py': SEEDING,
        'config.py':
          'from dataclasses import dataclass\n\n\n@dataclass\nclass Config:\n    seed: int = 3\n    epochs: int = 2\n    path: str = "a.npy"\n',
        'trainer.py': `import torch

from data import loaders
from model import Net
from seeding import set_seed


class Trainer:
    def __init__(self, config):
        self.config = config
        set_seed(config.seed)
        self.model = Net()
        self.train, self.test = loaders(config.path, 8)

    def run(self):
        optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)
        for _ in range(self.config.epochs):
            for x, y in self.train:
                loss = torch.nn.functional.cross_entropy(self.model(x), y)
                loss.backward()
                optimizer.step()
`,
        'main.py': 'from config import Config\nfrom trainer import Trainer\n\nTrainer(Config()).run()\n',
      },
    },
    'Hydra with groups, Lightning and a seed of the main config': {
      files: {
        'configs/train.yaml': 'defaults:\n  - _self_\n  - model: small\n\nseed: 11\n',
        'configs/model/small.yaml': '_target_: src.model.Net\nwidth: 8\n',
        'src/__init__.py': '',
        'src/model.py': MODEL,
        'src/data.py': DATA,
        'src/train.py': `import hydra
import lightning as L
from omegaconf import DictConfig

from src.data import loaders


@hydra.main(version_base=None, config_path='../configs', config_name='train')
def main(cfg: DictConfig) -> None:
    if cfg.get('seed'):
        L.seed_everything(cfg.seed, workers=True)
    model = hydra.utils.instantiate(cfg.model)
    trainer = L.Trainer(max_epochs=1)
    trainer.fit(model, loaders('a.npy', 4)[0])


if __name__ == '__main__':
    main()
`,
      },
    },
    'a scikit-learn pipeline whose parts are each given the constant of a settings module': {
      files: {
        'settings.py': 'from pathlib import Path\n\nROOT = Path(__file__).parent\nRANDOM_STATE = 42\n',
        'train.py': `import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV, StratifiedKFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import settings as s


def main():
    frame = pd.read_csv(s.ROOT / 'data.csv')
    x_train, x_test, y_train, y_test = train_test_split(
        frame.drop(columns='y'), frame['y'], test_size=0.2, random_state=s.RANDOM_STATE, stratify=frame['y']
    )
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=s.RANDOM_STATE)
    search = GridSearchCV(
        make_pipeline(StandardScaler(), RandomForestClassifier(random_state=s.RANDOM_STATE)),
        {'randomforestclassifier__max_depth': [3, 5]},
        cv=folds,
    )
    search.fit(x_train, y_train)
    joblib.dump(search, 'model.joblib')


main()
`,
      },
    },
    'JAX keys that all come from one': {
      files: {
        'train.py': `import jax
import jax.numpy as jnp
from absl import app, flags

FLAGS = flags.FLAGS
flags.DEFINE_integer('seed', 0, 'seed of all keys')


def init(key):
    one, two = jax.random.split(key)
    return {'w': jax.random.normal(one, (4, 4)), 'b': jax.random.normal(two, (4,))}


def main(_):
    key = jax.random.PRNGKey(FLAGS.seed)
    key, sub = jax.random.split(key)
    params = init(sub)
    grads = jax.value_and_grad(lambda p: jnp.sum(p['w']))(params)
    print(grads)


if __name__ == '__main__':
    app.run(main)
`,
      },
    },
    'a notebook that seeds in its second cell': {
      files: {
        'train.ipynb': JSON.stringify({
          nbformat: 4,
          nbformat_minor: 5,
          metadata: { kernelspec: { language: 'python', name: 'python3' } },
          cells: [
            'import numpy as np\\nimport pandas as pd\\nfrom sklearn.ensemble import RandomForestRegressor\\n%matplotlib inline',
            'SEED = 1\\nnp.random.seed(SEED)',
            'x = np.random.rand(10, 2)\\nmodel = RandomForestRegressor(n_estimators=10)\\nmodel.fit(x, x[:, 0]);',
          ].map((source, at) => ({
            cell_type: 'code',
            execution_count: at + 1,
            metadata: {},
            outputs: [],
            source: source.replaceAll('\\n', '\n'),
          })),
        }),
      },
    },
    'Hugging Face with set_seed before the model': {
      files: {
        'finetune.py': `from dataclasses import dataclass, field

from datasets import load_dataset
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    HfArgumentParser,
    Trainer,
    TrainingArguments,
    set_seed,
)


@dataclass
class ModelArguments:
    name: str = field(default='bert-base-uncased')


def main():
    parser = HfArgumentParser((ModelArguments, TrainingArguments))
    model_args, training_args = parser.parse_args_into_dataclasses()
    set_seed(training_args.seed)
    data = load_dataset('glue', 'mrpc').shuffle(seed=training_args.seed)
    model = AutoModelForSequenceClassification.from_pretrained(model_args.name)
    Trainer(model=model, args=training_args, train_dataset=data['train']).train()


if __name__ == '__main__':
    main()
`,
      },
    },
    'a script that imports its own class, so that it can be unpickled': {
      files: {
        'train.py':
          'import random\n\n\nclass Workspace:\n    def __init__(self, cfg):\n        random.seed(1)\n        self.order = random.sample(range(9), 3)\n\n\ndef main(cfg):\n    from train import Workspace as W\n\n    return W(cfg)\n\n\nif __name__ == "__main__":\n    main(1)\n',
      },
    },
    'an environment variable with a number to fall back on': {
      files: {
        'train.py': `import os
import random

import numpy as np

SEED = int(os.environ.get('SEED', '5'))
random.seed(SEED)
rng = np.random.default_rng(SEED)
rows = list(range(10))
random.shuffle(rows)
weights = rng.normal(size=3)
`,
      },
    },
  },
  warn: {
    'the dataset augments with random and NumPy, and only torch is seeded': {
      files: {
        'model.py': MODEL,
        'data.py': DATA,
        'train.py': `import torch

from data import loaders
from model import Net
${LOOP}

torch.manual_seed(0)
fit(Net(), loaders('a.npy', 4)[0], 1)
`,
      },
      findings: [/^data\.py:18 .*random\.random/, /^data\.py:19 .*np\.random\.normal/],
    },
    'the model is made before the seed is set': {
      files: {
        'model.py': MODEL,
        'train.py': `import torch

from model import Net
${LOOP}

model = Net()
torch.manual_seed(0)
fit(model, [(torch.randn(4, 8), torch.zeros(4).long())], 1)
`,
      },
      findings: [/too late/],
    },
    'the seed is only set when it is asked for': {
      files: {
        'train.py': `import argparse
import random

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument('--seed', type=int)
args = parser.parse_args()
if args.seed is not None:
    random.seed(args.seed)
    np.random.seed(args.seed)
print(random.random(), np.random.rand())
`,
      },
      findings: [/only on request/, /only on request/],
    },
    'a helper that forgets NumPy': {
      files: {
        'seeding.py':
          'import random\nimport torch\n\n\ndef seed_all(seed=1):\n    random.seed(seed)\n    torch.manual_seed(seed)\n',
        'model.py': MODEL,
        'data.py': DATA,
        'train.py': `import torch

from data import loaders
from model import Net
from seeding import seed_all
${LOOP}

seed_all()
fit(Net(), loaders('a.npy', 4)[0], 1)
`,
      },
      findings: [/numpy/],
    },
    'a notebook that shows something does not stand for the scripts that train': {
      files: {
        'notebooks/test_net.ipynb': JSON.stringify({
          nbformat: 4,
          nbformat_minor: 5,
          metadata: { kernelspec: { language: 'python', name: 'python3' } },
          cells: [
            {
              cell_type: 'code',
              execution_count: 1,
              metadata: {},
              outputs: [],
              source: 'import random\nrandom.seed(1)\nprint(random.random())',
            },
          ],
        }),
        'examples/train.py': `import random\n\nimport torch\n\nfrom model import Net\n${LOOP}\n\nrandom.seed(1)\nprint(random.random())\nfit(Net(), [], 1)\n`,
        'model.py': MODEL,
      },
      findings: [/examples\/train\.py never seeds torch/],
    },
  },
  fail: {
    'an Estimator of TensorFlow 1, whose main is found by its name': {
      files: { 'train.py': estimator('') },
      findings: [
        /^train\.py:10 train\.py never seeds tensorflow: drawn by tf\.truncated_normal_initializer\(\)/,
      ],
    },
    'the helper is there, and nobody calls it': {
      files: {
        'seeding.py': SEEDING,
        'model.py': MODEL,
        'train.py': `import torch

from model import Net
from seeding import set_seed
${LOOP}

fit(Net(), [(torch.randn(4, 8), torch.zeros(4).long())], 1)
`,
      },
    },
    'seeded with the time of day': {
      files: {
        'train.py':
          'import random\nimport time\n\nseed = int(time.time())\nrandom.seed(seed)\nprint(random.random())\n',
      },
    },
    'NumPy is seeded, and the numbers come from a generator of their own': {
      files: {
        'train.py':
          'import numpy as np\n\nnp.random.seed(1)\nrng = np.random.default_rng()\nprint(rng.normal())\n',
      },
    },
    'seeded in a worker that never runs': {
      files: {
        'seeding.py': SEEDING,
        'train.py': `import numpy as np


def unused():
    np.random.seed(1)


print(np.random.rand())
`,
      },
    },
  },
  skip: {
    'weights that a demonstration replaces by what was learnt': {
      files: {
        'model.py':
          `${MODEL}\n\nclass Positions(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.embedding = nn.Parameter(torch.randn(1, 8))\n`.replace(
            'import torch.nn as nn',
            'import torch\nimport torch.nn as nn',
          ),
        'predict.py':
          "import torch\n\nfrom model import Positions\n\nmodel = Positions()\nmodel.load_state_dict(torch.load('model.pt'))\nprint(model.eval())\n",
      },
    },
    'a command line of a package, which predicts': {
      files: {
        'pkg/__init__.py': '',
        'pkg/__main__.py':
          'import torch\n\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.position = torch.nn.Parameter(torch.randn(1))\n\n\nif __name__ == "__main__":\n    print(Net())\n',
      },
    },
    'a library that takes its generator from the caller': {
      files: {
        'pyproject.toml': '[project]\nname = "noise"\nversion = "1"\n',
        'noise/__init__.py': 'from .core import jitter\n',
        'noise/core.py': 'def jitter(x, rng):\n    return x + rng.normal(size=len(x))\n',
      },
    },
  },
});
