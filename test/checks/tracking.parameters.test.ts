import { checkNamed, verify } from '../support/verify.js';

const torch = (lr: string, before = '') =>
  `import torch\nimport argparse\n${before}\nopt = torch.optim.SGD(m.parameters(), lr=${lr})\nfor x in data:\n    m(x).backward()\n    opt.step()\n`;
const notebook = (tags: string[]) =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', language: 'python' } },
    cells: [
      { cell_type: 'code', id: 'a', metadata: { tags }, execution_count: 1, outputs: [], source: 'C = 0.3\n' },
      { cell_type: 'code', id: 'b', metadata: {}, execution_count: 2, outputs: [], source: 'from sklearn.svm import SVC\nSVC(C=C).fit(X, y)\n' },
    ],
  }); // biome-ignore format: cells

verify(checkNamed('tracking/parameters'), {
  skip: {
    'nothing trains': { files: { 'a.py': 'print(1)\n' } },
    'a package that others train with': {
      files: { 'setup.py': 'from setuptools import setup\nsetup()\n', 'pkg/__init__.py': '', 'pkg/a.py': 'import torch\n\ndef step(loss, opt):\n    loss.backward()\n' },
    },
    'all is left to the defaults of the library': { files: { 'train.py': 'from sklearn.svm import SVC\nSVC().fit(X, y)\n' } },
  },
  pass: {
    'a file of settings, through a dict and a spread': {
      files: {
        'train.py': 'import yaml\nfrom sklearn.ensemble import RandomForestClassifier\n\nwith open("params.yaml") as f:\n    params = yaml.safe_load(f)["train"]\nRandomForestClassifier(**params["rf"], max_depth=params["max_depth"]).fit(X, y)\n',
        'params.yaml': 'train:\n  rf:\n    n_estimators: 10\n  max_depth: 3\n',
      },
      data: { config: 2 },
    },
    'Hydra': {
      files: {
        'train.py': 'import hydra\nimport torch\n\n@hydra.main(config_path="conf", config_name="train")\ndef main(cfg):\n    opt = torch.optim.Adam(m.parameters(), lr=cfg.optim.lr)\n    for epoch in range(cfg.epochs):\n        loss.backward()\n        opt.step()\n\nif __name__ == "__main__":\n    main()\n',
        'conf/train.yaml': 'optim:\n  lr: 0.1\nepochs: 3\n',
      },
    },
    'fields of a dataclass': { files: { 'train.py': torch('args.lr', 'import tyro\nfrom dataclasses import dataclass\n@dataclass\nclass Args:\n    lr: float = 0.1\nargs = tyro.cli(Args)\n') } },
    'click': { files: { 'train.py': `import click\n@click.command()\n@click.option("--lr", default=0.1)\ndef main(lr):\n${torch('lr').replace(/^/gm, '    ')}\nif __name__ == "__main__":\n    main()\n` } },
    'fire makes options of arguments': { files: { 'train.py': `import fire\ndef main(lr=0.1):\n${torch('lr').replace(/^/gm, '    ')}\nif __name__ == "__main__":\n    fire.Fire(main)\n` } },
    'bare arguments of the command line': { files: { 'train.py': 'import sys\nfrom sklearn.linear_model import ElasticNet\nalpha = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5\nElasticNet(alpha=alpha).fit(X, y)\n' } },
    'Sacred': { files: { 'train.py': 'from sacred import Experiment\nimport torch\nex = Experiment("x")\n\n@ex.config\ndef cfg():\n    lr = 0.1\n\n@ex.automain\ndef main(lr):\n    opt = torch.optim.Adam(m.parameters(), lr=lr)\n    loss.backward()\n    opt.step()\n' } },
    'the parser of transformers makes an option of each': { files: { 'train.py': 'from transformers import HfArgumentParser, Trainer, TrainingArguments\nparser = HfArgumentParser(TrainingArguments)\nargs, = parser.parse_args_into_dataclasses()\nTrainer(model=m, args=args).train()\n' } },
    'the parameters cell of a notebook': { files: { 'train.ipynb': notebook(['parameters']) } },
    'a script that puts settings over its own': {
      files: { 'train.py': `lr = 0.1\nexec(open("configurator.py").read())\n${torch('lr')}`, 'configurator.py': '' },
    },
    'a Python file of settings': { files: { 'train.py': torch('LR', 'from config import LR\n'), 'config.py': 'LR = 0.1\n' } },
    'a class in a Python file of settings': { files: { 'train.py': torch('Config.lr', 'from settings import Config\n'), 'settings.py': 'class Config:\n    lr = 0.1\n' } },
    'a loader that only evaluates takes as many as it likes': {
      files: { 'train.py': `from torch.utils.data import DataLoader\n${torch('args.lr', 'p = argparse.ArgumentParser()\np.add_argument("--lr", type=float, default=0.1)\nargs = p.parse_args()\n')}val_loader = DataLoader(val_set, batch_size=77)\n` },
      data: { option: 1, literal: 0 },
    },
  },
  warn: {
    'constants in one block': { files: { 'train.py': torch('LR', 'LR = 0.1\n') }, score: 0.5, findings: [/train\.py:\d+ torch\.optim\.SGD\(\) takes lr \(0\.1\) from a constant in the code/] },
    'a notebook without a parameters cell': { files: { 'train.ipynb': notebook([]) }, score: 0.5 },
    'the attributes of a class': { files: { 'train.py': torch('Config.lr', 'class Config:\n    lr = 0.1\n') }, score: 0.5 },
    'a dict of settings in code': {
      files: { 'train.py': 'import xgboost as xgb\nP = {"max_depth": 3, "eta": 0.1}\nxgb.train(P, d, num_boost_round=10)\n' },
      data: { constant: 2, literal: 1 },
    },
    'one number alone': { files: { 'train.py': 'from sklearn.svm import SVC\nSVC(C=0.3).fit(X, y)\n' }, score: 0.5 },
    'one option beside numbers': {
      files: { 'train.py': `${torch('args.lr, momentum=0.9, weight_decay=5e-4', 'p = argparse.ArgumentParser()\np.add_argument("--lr", type=float, default=0.1)\nargs = p.parse_args()\n')}` },
      score: 1 / 3,
      findings: ['takes momentum (0.9) and weight_decay (5e-4) written into the code'],
    },
    'options whose way to the training is out of sight': {
      files: { 'train.py': `import argparse\n${torch('0.1')}p = argparse.ArgumentParser()\np.add_argument("--batch_size", type=int, default=8)\n` },
      data: { option: 1, literal: 1 },
    },
  },
  fail: {
    'numbers in calls': {
      files: { 'train.py': 'from keras.optimizers import Adam\nm.compile(Adam(0.003))\nm.fit(x, y, epochs=7, batch_size=16)\n' },
      findings: ['train.py:2 Adam() takes learning_rate (0.003)', 'train.py:3 m.fit() takes epochs (7) and batch_size (16)'],
    },
    'turns of a loop, from where it was left': {
      files: { 'train.py': `${torch('0.1')}start = 0\nfor epoch in range(start, start + 200):\n    pass\n` },
      findings: ['lr (0.1)', 'for epoch in range() takes epochs (200)'],
    },
  },
  unknown: {
    'settings out of sight': { files: { 'train.py': 'from elsewhere import settings\nfrom sklearn.svm import SVC\nSVC(C=settings()).fit(X, y)\n' }, message: 'could not be traced' },
  },
}); // biome-ignore format: cases
