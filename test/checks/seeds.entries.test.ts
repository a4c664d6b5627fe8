import fixed from '../../src/checks/seeds/fixed.js';
import { type Case, verify } from '../support/verify.js';

const DRAWS = 'import random\nprint(random.random())\n';
/** A helper with a main block of its own: a demonstration, unless some command runs it. */
const HELPER = "import random\ndef go():\n    pass\nif __name__ == '__main__':\n    print(random.random())\n";
const MAIN = 'import random\nfrom helper import go\nrandom.seed(1)\ngo()\nprint(random.random())\n';

/** `eval_helper.py` is imported by the seeded `train.py` and draws without a seed when it is run itself. */
const project = (path: string, text: string, shown: string): Case => ({
  files: {
    'train.py': MAIN.replaceAll('helper', 'eval_helper'),
    'eval_helper.py': HELPER,
    [path]: text,
  },
  data: { entrypoints: [{ path: 'eval_helper.py', named: shown }, { path: 'train.py' }] },
});

verify(fixed, {
  warn: {
    'a stage of DVC': project(
      'dvc.yaml',
      'stages:\n  evaluate:\n    cmd: python eval_helper.py --n 3\n',
      'dvc.yaml:3 python eval_helper.py --n 3',
    ),
    'an entry of an MLproject': project(
      'MLproject',
      'name: x\nentry_points:\n  main:\n    command: "python eval_helper.py"\n',
      'MLproject:4 python eval_helper.py',
    ),
    'a rule of Snakemake': project(
      'Snakefile',
      'rule evaluate:\n    output: "x"\n    shell: "python eval_helper.py"\n',
      'Snakefile:3 python eval_helper.py',
    ),
    'a target of make': project(
      'Makefile',
      'eval:\n\tpoetry run python eval_helper.py\n',
      'Makefile:2 poetry run python eval_helper.py',
    ),
    'a recipe of just': project(
      'justfile',
      'eval:\n    uv run eval_helper.py\n',
      'justfile:2 uv run eval_helper.py',
    ),
    'a shell script in another folder': project(
      'scripts/run.sh',
      '#!/bin/sh\ntorchrun --nproc_per_node=2 eval_helper.py\n',
      'scripts/run.sh:2 torchrun --nproc_per_node=2 eval_helper.py',
    ),
    'the command of an image': project(
      'Dockerfile',
      'FROM python:3.12\nCOPY . /app\nCMD ["python", "/app/eval_helper.py"]\n',
      "Dockerfile:3 'python' '/app/eval_helper.py'",
    ),
    'the command of a service': project(
      'compose.yaml',
      'services:\n  a:\n    image: x\n    command: python -m eval_helper\n',
      'compose.yaml:4 python -m eval_helper',
    ),
    'a README': project(
      'README.md',
      '# P\n\n```bash\n$ accelerate launch eval_helper.py --x\n```\n',
      'README.md:4 accelerate launch eval_helper.py --x',
    ),
    'a notebook that papermill runs': {
      files: {
        Makefile: 'run:\n\tpapermill nb/eval.ipynb out.ipynb\n',
        'nb/eval.ipynb': JSON.stringify({
          cells: [
            { cell_type: 'code', source: 'import random\nprint(random.random())', outputs: [], metadata: {} },
            { cell_type: 'code', source: 'random.seed(1)', outputs: [], metadata: {} },
          ],
          metadata: {},
          nbformat: 4,
        }),
      },
      data: {
        entrypoints: [{ path: 'nb/eval.ipynb', named: 'Makefile:2 papermill nb/eval.ipynb out.ipynb' }],
      },
    },
  },
  fail: {
    'the function of an installed command': {
      files: {
        'pyproject.toml': '[project]\nname = "x"\n[project.scripts]\nx-train = "x.cli:main"\n',
        'x/__init__.py': '',
        'x/cli.py':
          'import torch\ndef main():\n    model = torch.nn.Linear(2, 1)\n    optimizer = torch.optim.SGD(model.parameters())\n    model(torch.ones(2)).sum().backward()\n    optimizer.step()\n',
      },
      data: { entrypoints: [{ path: 'x/cli.py', named: 'pyproject.toml:4 x-train' }] },
    },
    'a script of one line': { files: { 'train.py': DRAWS } },
  },
  pass: {
    'a demonstration that no command runs': {
      files: { 'train.py': MAIN.replaceAll('helper', 'eval_helper'), 'eval_helper.py': HELPER },
    },
    'a demonstration that only CI runs': {
      files: {
        'train.py': MAIN.replaceAll('helper', 'eval_helper'),
        'eval_helper.py': HELPER,
        '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - run: python eval_helper.py\n',
      },
    },
  },
});

const WRITES = `import numpy as np

if __name__ == '__main__':
    np.save('points.npy', np.random.rand(9))
`;
const FITS = `import numpy as np
from sklearn.linear_model import LinearRegression

points = np.load('points.npy').reshape(-1, 1)
LinearRegression().fit(points, points)
`;
const FEATURES = `import numpy as np
from base import Feature, make

class Age(Feature):
    def create(self):
        self.data = np.random.rand(3)

if __name__ == '__main__':
    make(globals())
`;
const BASE = `from abc import abstractmethod

class Feature:
    def run(self):
        self.create()

    @abstractmethod
    def create(self):
        raise NotImplementedError

def make(names):
    for value in names.values():
        if isinstance(value, type):
            value().run()
`;

verify(fixed, {
  fail: {
    'a script that writes what another one trains on': {
      files: { 'gen.py': WRITES, 'fit.py': FITS },
      findings: [/^gen\.py:4 gen\.py never seeds numpy/],
    },
    'classes of a module that are found by globals()': {
      files: { 'features/base.py': BASE, 'features/create.py': FEATURES },
      findings: [/^features\/create\.py:6 /],
    },
  },
  skip: {
    'a script that writes what nobody reads': { files: { 'gen.py': WRITES, 'other.py': 'x = 1\n' } },
    'globals() that no function of the project is given': {
      files: {
        'features/base.py': BASE,
        'features/create.py': FEATURES.replace('make(globals())', 'print(globals())'),
      },
    },
  },
});

/** Settings from a file, to which the script itself adds a seed. */
const SPREAD = (seed: string, config = 'json.load(open("c.json"))') => `import json
import time
from sklearn.ensemble import RandomForestRegressor

def build(settings):
    return RandomForestRegressor(**settings)

def go():
    config = ${config}
    config['random_state'] = ${seed}
    build(config).fit([[1]], [1])

if __name__ == '__main__':
    go()
`;

verify(fixed, {
  pass: {
    'a seed put into settings that are spread': {
      files: { 'train.py': SPREAD('42') },
      data: { entrypoints: [{ streams: { 'scikit-learn': 'fixed' } }] },
    },
  },
  fail: {
    'the time put into settings that are spread': { files: { 'train.py': SPREAD('int(time.time())') } },
  },
  unknown: {
    'settings of a file, to which something else is added': {
      files: { 'train.py': SPREAD('1').replace('random_state', 'depth') },
    },
  },
});

const SHOWS = [
  'import torch',
  'net = torch.nn.Linear(2, 1)',
  "net.load_state_dict(torch.load('net.pt'))",
  'torch.manual_seed(0)',
  'print(net(torch.randn(1, 2)))',
].join('\n');
const TRAINS = 'import torch\ntorch.nn.Linear(2, 1)(torch.ones(2)).sum().backward()\n';

/** What a script is for, by what it does and by its name. */
verify(fixed, {
  pass: {
    'a program of a general name that only loads what was learnt': {
      files: { 'run_net.py': SHOWS },
      data: { entrypoints: [{ role: 'evaluate' }] },
    },
  },
  fail: {
    'a script below benchmark/ that the README says to run': {
      files: { 'benchmark/train.py': TRAINS, 'README.md': '# A\n\n```sh\npython benchmark/train.py\n```\n' },
    },
  },
  skip: {
    'a script that measures': { files: { 'benchmark/speed.py': TRAINS } },
    'a name that only begins like one of training': {
      files: { 'tools/convert-pretrained.py': 'import torch\nimport torch.nn as nn\nnn.Linear(2, 1)\n' },
    },
  },
});
