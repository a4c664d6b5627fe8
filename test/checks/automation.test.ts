import { checkNamed, verify } from '../support/verify.js';

const github = (step: string) => `on: push\njobs:\n  a:\n    steps:\n${step}`;

verify(checkNamed('code/ci'), {
  pass: {
    'through a Makefile and a script': {
      files: { '.github/workflows/a.yml': github('      - run: make check\n'), Makefile: 'check:\n\tbash ci/run.sh\n', 'ci/run.sh': 'set -e\npython -m pytest -q\n' },
    },
    'an action that lints': { files: { '.github/workflows/a.yaml': github('      - uses: pre-commit/action@v3.0.1\n') } },
    'GitLab, in a block': { files: { '.gitlab-ci.yml': 'test:\n  script:\n    - |\n      pip install .\n      ruff check .\n' } },
    'Jenkins': { files: { Jenkinsfile: "pipeline { stage('t') { steps { sh 'tox -e py311' } } }\n" } },
    'smoke runs in the folders of examples': {
      files: {
        '.github/workflows/a.yml': github('      - run: ./try.sh\n'),
        'try.sh': 'small() {\n  uv run main.py --epochs 1 || exit 1\n}\ncd small && small\n',
        'small/main.py': 'print(1)\n',
      },
    },
    'Azure Pipelines in a folder, by templates': { files: { '.pipelines/pr.yml': 'trigger: none\nsteps:\n- template: quality.yml\n', '.pipelines/quality.yml': 'steps:\n- script: |\n    flake8\n' } },
    'the action of Snakemake lints and runs the workflow': {
      files: { '.github/workflows/a.yml': github('      - uses: snakemake/snakemake-github-action@v1\n        with:\n          directory: .\n          args: "--lint"\n') },
    },
    'a run of the own workflow': { files: { '.github/workflows/a.yml': github('      - run: snakemake --cores 2\n'), Snakefile: 'rule train:\n    shell:\n        "python train.py"\n' } },
    'a smoke run of an own script': { files: { '.github/workflows/a.yml': github('      - run: python train.py --epochs 1\n'), 'train.py': '' } },
  },
  warn: {
    'only publishes': { files: { '.github/workflows/a.yml': github('      - run: mkdocs gh-deploy\n') }, findings: ['.github/workflows/a.yml:1'] },
    'Snakemake writes its container file': { files: { '.github/workflows/a.yml': github("      - uses: snakemake/snakemake-github-action@v1\n        with:\n          task: 'containerize'\n") } },
  },
  unknown: { 'broken YAML': { files: { '.github/workflows/a.yml': 'jobs: [\n  a: {\n' }, findings: [/a\.yml.* cannot be read/] } },
  fail: {
    'pytest named in the README only': { files: { 'README.md': '    pytest\n' } },
    'a folder of pipelines that are of no CI': { files: { '.pipelines/etl.yml': 'name: etl\nscript: pytest\n' } },
  },
}); // biome-ignore format: cases

verify(checkNamed('code/lint'), {
  pass: {
    'each part has its own settings': {
      files: {
        'api/a.py': '',
        'api/.flake8': '[flake8]\nmax-line-length = 100\n',
        'jobs/b.py': '',
        'jobs/ruff.toml': 'line-length = 100\n',
      },
      data: { tools: ['flake8', 'ruff'] },
    },
    'flake8 in setup.cfg': {
      files: { 'setup.cfg': '[flake8]\nmax-line-length = 99\n' },
      data: { tools: ['flake8'] },
    },
    'a hook': { files: { '.pre-commit-config.yaml': 'repos:\n  - repo: x\n    hooks:\n      - id: ruff\n' } },
    'run by make without configuration': { files: { Makefile: 'style:\n\tblack .\n\tpython3 -m flake8\n' } },
  },
  warn: {
    'one part of two': {
      files: { 'api/a.py': '', 'api/.flake8': '[flake8]\nmax-line-length = 100\n', 'jobs/b.py': '' },
      message: 'for 1 of 2 Python files',
      score: 0.5,
    },
    'a formatter only': {
      files: { 'pyproject.toml': '[tool.black]\nline-length = 99\n' },
      data: { tools: ['black'] },
    },
    'ruff as a formatter': { files: { 'pyproject.toml': '[tool.ruff.format]\nquote-style = "single"\n' } },
  },
  unknown: {
    'a manifest that does not parse': {
      files: { 'pyproject.toml': '[tool.ruff\n' },
      findings: ['pyproject.toml:1'],
    },
  },
  fail: {
    'an empty file': { files: { 'a.py': '', '.flake8': '# [flake8]\n' } },
    'a hook that is commented out': {
      files: {
        'a.py': '',
        '.pre-commit-config.yaml':
          'repos:\n  - repo: x\n    hooks:\n      - id: check-yaml\n#     - id: ruff\n',
      },
    },
  },
  skip: { 'a project without Python': { files: { 'train.R': 'library(ranger)\n' } } },
});

verify(checkNamed('code/tests'), {
  pass: {
    'a unittest class': {
      files: {
        'tests/test_a.py':
          'import unittest\nclass A(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(1, 1)\n',
      },
      data: { functions: 1 },
    },
  },
  warn: {
    'nothing asserted': {
      files: { 'test_a.py': 'def test_a():\n    print(1)\n' },
      findings: ['test_a.py:1'],
    },
  },
  fail: {
    'an evaluation script': { files: { 'test.py': 'def test(model):\n    assert model\n\ntest(1)\n' } },
    'an evaluation step': { files: { 'train.py': 'def test():\n    assert True\n' } },
    'a script named like a test': { files: { 'test_on_image.py': 'assert 1\nprint(2)\n' } },
  },
  skip: { 'no code': { files: { 'README.md': '#' } } },
});

verify(checkNamed('workflow/pipeline'), {
  pass: {
    'DVC stages': {
      files: { 'dvc.yaml': 'stages:\n  fit:\n    cmd: python src/model.py\n' },
      data: { kinds: ['DVC'] },
    },
    'an MLproject': { files: { MLproject: 'entry_points:\n  main:\n    command: "python train.py"\n' } },
    'poe tasks': { files: { 'pyproject.toml': '[tool.poe.tasks]\ntrain = "python -m pkg.train"\n' } },
    'a flow in Python': {
      files: { 'flow.py': 'from prefect import flow\n\n@flow\ndef main():\n    pass\n' },
      data: { kinds: ['Prefect'] },
    },
    'a variable in a recipe': {
      files: { Makefile: 'PY = python3\nmodel.pkl: data.csv\n\t$(PY) src/train.py \\\n\t  --x 1\n' },
    },
  },
  warn: {
    'a batch script': {
      files: { 'jobs/a.slurm': '#!/bin/bash\n#SBATCH -n 1\nsrun python train.py\n', 'train.py': '' },
      data: { kinds: ['shell'] },
    },
  },
  fail: {
    'targets that test and clean': {
      files: {
        Makefile: 'test-fast:\n\tpytest -x\nmanual-test:\n\tpytest --pdb\nclean:\n\trm -rf x\n',
        'a.py': '',
      },
    },
    'a script that downloads': { files: { 'get.sh': 'wget http://x.org/a.zip\n', 'a.py': '' } },
  },
  unknown: {
    'DVC that does not parse': {
      files: { 'dvc.yaml': 'stages: [\n', 'a.py': '' },
      findings: [/^dvc.yaml:\d .*cannot be read/],
    },
  },
});

verify(checkNamed('tracking/tool'), {
  pass: {
    'a report that an option switches on': {
      files: {
        'train.py':
          'from transformers import Trainer, TrainingArguments\nargs = TrainingArguments("o", report_to="wandb" if log else None)\nTrainer(model, args).train()\n',
      },
      data: { tools: ['wandb'] },
    },
    'runs of Azure ML': {
      files: {
        'train.py':
          'import sklearn\nfrom azureml.core.run import Run\nrun = Run.get_context()\nrun.log("mse", 1)\n',
      },
      data: { tools: ['azureml'] },
    },
    'what a trainer reports to by default': {
      files: {
        'train.py': 'import transformers\ntrainer = transformers.Trainer(model=model)\ntrainer.train()\n',
        'requirements.txt': 'transformers>=4.28,<5\nwandb\n',
      },
      data: { tools: ['wandb'] },
    },
    'imported where it is used': {
      files: { 'train.py': 'import torch\nif log:\n    import wandb\n    wandb.init(project="x")\n' },
      data: { tools: ['wandb'] },
    },
    'a logger of Lightning': {
      files: {
        'train.py':
          'import torch\nfrom lightning.pytorch.loggers import MLFlowLogger\nlogger = MLFlowLogger()\n',
      },
    },
    'a logger by its path in code': {
      files: {
        'train.py':
          "import torch\nloggers = {'w': {'target': 'lightning.pytorch.loggers.WandbLogger', 'params': {}}}\n",
      },
      data: { tools: ['wandb'] },
    },
    'a logger in a Hydra config': {
      files: {
        'train.py': 'import torch\n',
        'configs/logger/w.yaml': 'wandb:\n  _target_: lightning.pytorch.loggers.wandb.WandbLogger\n',
      },
    },
    report_to: {
      files: {
        'train.py': 'from transformers import TrainingArguments\nTrainingArguments(report_to=["wandb"])\n',
      },
    },
  },
  warn: {
    'a tracker by a default that the newest version no longer has': {
      files: {
        'requirements.txt': 'transformers>=4.28.1\nwandb\n',
        'train.py': 'from transformers import Trainer\nTrainer(model=m, args=a).train()\n',
      },
      data: { tools: ['wandb'] },
      findings: ['requirements.txt:2'],
    },
    'a writer of a module found at run time': {
      files: {
        'log.py':
          "import importlib, torch\nfor name in ['torch.utils.tensorboard', 'tensorboardX']:\n    writer = importlib.import_module(name).SummaryWriter('runs')\n",
      },
      data: { tools: ['tensorboard'] },
    },
    'writers of the JAX libraries': {
      files: {
        'train.py':
          'import jax\nfrom clu import metric_writers\nwriter = metric_writers.create_default_writer(folder)\n',
      },
    },
    'TensorBoard only': {
      files: {
        'train.py': 'import torch\nfrom torch.utils.tensorboard import SummaryWriter\nw = SummaryWriter()\n',
      },
      data: { tools: ['tensorboard'] },
    },
  },
  fail: {
    'a Trainer whose tracker is switched off': {
      files: {
        'requirements.txt': 'transformers<5\nwandb\n',
        'train.py':
          'import os\nfrom transformers import Trainer\nos.environ["WANDB_DISABLED"] = "true"\nTrainer(model=m).train()\n',
      },
    },
    'a trainer that is told to report to nobody, and one that reports to nobody by default': {
      files: {
        'train.py':
          "import transformers\ntransformers.Trainer(args=transformers.TrainingArguments(report_to='none')).train()\n",
        'requirements.txt': 'transformers>=4.28\nwandb\n',
      },
    },
    'summaries that no writer takes': {
      files: {
        'layers.py':
          "import tensorflow as tf\ntf.summary.histogram('w', w)\ntf.train.AdamOptimizer(0.1).minimize(loss)\n",
      },
    },
    'imported, never called': {
      files: { 'train.py': 'import torch\nimport wandb\n' },
      findings: ['train.py:2'],
    },
  },
  skip: {
    'nothing learns': { files: { 'a.py': 'print(1)\n' } },
    'a library of models that trains none': {
      files: {
        'net.py':
          'import torch\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return x\n',
      },
    },
  },
});
