import { describe, expect, test } from 'vitest';
import constant from '../../src/checks/seeds/constant.js';
import fixed from '../../src/checks/seeds/fixed.js';
import type { Json, Status } from '../../src/report/report.js';
import { judge } from '../support/verify.js';

/** A project with what must be said of its seed. */
interface Followed {
  files: Record<string, string>;
  /** What `seeds/fixed` says. */
  fixed: Status;
  /** What `seeds/constant` says; the same when absent. */
  constant?: Status;
  /** What the last seed is said to be. */
  text?: string | RegExp;
}

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
/** A script that seeds with an expression, after some lines, and draws. */
const seeding = (seed: string, ...before: string[]): string =>
  lines('import random', ...before, `random.seed(${seed})`, 'print(random.random())');
const script = (seed: string, ...before: string[]) => ({ 'train.py': seeding(seed, ...before) });
const indented = (...rows: string[]): string[] => rows.map((row) => `    ${row}`);
/** A main function that seeds with an expression. */
const main = (head: string, seed: string): string[] => [
  head,
  ...indented(`random.seed(${seed})`, 'print(random.random())'),
];

const TABLE: Record<string, Record<string, Followed>> = {
  argparse: {
    'a default': {
      files: script(
        'args.seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int, default=42)",
        'args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: '--seed, default 42 (train.py:4)',
    },
    'no default': {
      files: script(
        'args.seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int)",
        'args = parser.parse_args()',
      ),
      fixed: 'warn',
      text: '--seed, default None (train.py:4)',
    },
    required: {
      files: script(
        'args.seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int, required=True)",
        'args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: '--seed, required (train.py:4)',
    },
    'required, and given by the pipeline': {
      files: {
        ...script(
          'args.seed',
          'import argparse',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--seed', type=int, required=True)",
          'args = parser.parse_args()',
        ),
        'dvc.yaml': lines('stages:', '  train:', '    cmd: python train.py --seed 7', '    deps: [train.py]'),
      },
      fixed: 'pass',
      text: 'dvc.yaml:3 --seed 7',
    },
    'no default, but given by the Makefile': {
      files: {
        ...script(
          'args.seed',
          'import argparse',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--seed', type=int)",
          'args = parser.parse_args()',
        ),
        Makefile: 'train:\n\tpython train.py --epochs 3 --seed=11\n',
      },
      fixed: 'pass',
      text: 'Makefile:2 --seed 11',
    },
    'set_defaults wins over the option’s own default': {
      files: script(
        'args.seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int)",
        'parser.set_defaults(seed=5)',
        'args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: '--seed, default 5 (train.py:5)',
    },
    'parse_known_args, unpacked': {
      files: script(
        'args.seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('-s', '--random-seed', dest='seed', type=int, default=3)",
        'args, rest = parser.parse_known_args()',
      ),
      fixed: 'pass',
      text: '--seed, default 3',
    },
    'parse_known_args, indexed': {
      files: script(
        'args.seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int, default=3)",
        'args = parser.parse_known_args()[0]',
      ),
      fixed: 'pass',
    },
    'vars() of the arguments': {
      files: script(
        "config['seed']",
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int, default=9)",
        'config = vars(parser.parse_args())',
      ),
      fixed: 'pass',
      text: '--seed, default 9',
    },
    'a parser made in another module': {
      files: {
        'train.py': lines(
          'import random',
          'from src.options import get_args',
          '',
          'def main():',
          '    args = get_args()',
          '    seed = args.seed',
          '    random.seed(seed)',
          '    print(random.random())',
          '',
          "if __name__ == '__main__':",
          '    main()',
        ),
        'src/options.py': lines(
          'import argparse',
          '',
          'def build():',
          '    parser = argparse.ArgumentParser()',
          "    parser.add_argument('--seed', type=int, default=1234)",
          '    return parser',
          '',
          'def get_args():',
          '    return build().parse_args()',
        ),
      },
      fixed: 'pass',
      text: '--seed, default 1234 (src/options.py:5)',
    },
    'a class of options': {
      files: {
        'train.py': lines(
          'import random',
          'from options.base import TrainOptions',
          'opt = TrainOptions().parse()',
          'random.seed(opt.seed)',
          'print(random.random())',
        ),
        'options/base.py': lines(
          'import argparse',
          '',
          'class TrainOptions:',
          '    def __init__(self):',
          '        self.parser = argparse.ArgumentParser()',
          "        self.parser.add_argument('--seed', type=int, default=8)",
          '',
          '    def parse(self):',
          '        self.opt = self.parser.parse_args()',
          '        return self.opt',
        ),
      },
      fixed: 'pass',
      text: '--seed, default 8 (options/base.py:6)',
    },
    'two scripts with the same option: each its own': {
      files: {
        'train.py': seeding(
          'args.seed',
          'from common import parse',
          'import argparse',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--seed', type=int)",
          'args = parser.parse_args()',
        ),
        'common.py': lines(
          'import argparse',
          'def parse():',
          '    parser = argparse.ArgumentParser()',
          "    parser.add_argument('--seed', type=int, default=1)",
          '    return parser.parse_args()',
        ),
      },
      fixed: 'warn',
      text: '--seed, default None (train.py:5)',
    },
    'parents and subparsers': {
      files: script(
        'args.seed',
        'import argparse',
        'common = argparse.ArgumentParser(add_help=False)',
        "common.add_argument('--seed', type=int, default=6)",
        'parser = argparse.ArgumentParser()',
        'commands = parser.add_subparsers()',
        "train = commands.add_parser('train', parents=[common])",
        'args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: '--seed, default 6',
    },
    'a switch that turns seeding off': {
      files: {
        'train.py': lines(
          'import argparse, random',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--no-seed', action='store_true')",
          'args = parser.parse_args()',
          'if not args.no_seed:',
          '    random.seed(0)',
          'print(random.random())',
        ),
      },
      fixed: 'pass',
    },
    'a Namespace made by hand, and one filled from a dict': {
      files: script(
        'args.seed + more.seed',
        'import argparse',
        'args = argparse.Namespace(seed=4)',
        "more = argparse.Namespace(**{'seed': 5})",
      ),
      fixed: 'pass',
      text: '4',
    },
    'getattr with a default': {
      files: script(
        "getattr(args, 'seed', 0)",
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--epochs', type=int, default=42)",
        'args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: 'default 0',
    },
    'passed down as keywords': {
      files: script(
        '1',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int, default=None)",
        'args = parser.parse_args()',
        ...main('def run(seed=3, **rest):', 'seed'),
        'run(**vars(args))',
      ),
      fixed: 'warn',
    },
  },
  'other option parsers': {
    optparse: {
      files: script(
        'opts.seed',
        'from optparse import OptionParser',
        'parser = OptionParser()',
        "parser.add_option('-s', '--seed', dest='seed', default=2, type='int')",
        'opts, args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: '--seed, default 2',
    },
    'click with a name of its own and an environment variable': {
      files: {
        'train.py': lines(
          'import random, click',
          '',
          '@click.command()',
          "@click.option('--seed', 'random_seed', default=13, envvar='SEED')",
          ...main('def main(random_seed):', 'random_seed'),
          "if __name__ == '__main__':",
          '    main()',
        ),
      },
      fixed: 'pass',
      text: 'default 13 (train.py:4)',
    },
    'click without a default': {
      files: {
        'train.py': lines(
          'import random, click',
          '',
          '@click.command()',
          "@click.option('--seed', type=int)",
          ...main('def main(seed):', 'seed'),
          "if __name__ == '__main__':",
          '    main()',
        ),
      },
      fixed: 'warn',
      text: '--seed, default None',
    },
    'typer, Option and Annotated': {
      files: {
        'train_a.py': lines(
          'import random, typer',
          'app = typer.Typer()',
          '@app.command()',
          ...main('def main(seed: int = typer.Option(42, help="x")):', 'seed'),
          'app()',
        ),
        'train_b.py': lines(
          'import random, typer',
          'from typing import Annotated',
          ...main('def main(seed: Annotated[int, typer.Option()] = 43):', 'seed'),
          'typer.run(main)',
        ),
      },
      fixed: 'pass',
      text: 'default 43',
    },
    'typer with a required option': {
      files: {
        'train.py': lines(
          'import random, typer',
          ...main('def main(seed: int = typer.Option(...)):', 'seed'),
          'typer.run(main)',
        ),
      },
      fixed: 'pass',
    },
    'absl flags, one through its holder': {
      files: {
        'train.py': lines(
          'import random',
          'import numpy as np',
          'from absl import app, flags',
          'FLAGS = flags.FLAGS',
          "flags.DEFINE_integer('seed', None, 'x')",
          "_NP = flags.DEFINE_integer('np_seed', 21, 'x')",
          'def main(argv):',
          '    random.seed(FLAGS.seed)',
          '    np.random.seed(_NP.value)',
          '    print(random.random(), np.random.rand())',
          "if __name__ == '__main__':",
          '    app.run(main)',
        ),
      },
      fixed: 'warn',
      text: '--np_seed, default 21',
    },
    'python-fire': {
      files: {
        'train.py': lines(
          'import random, fire',
          ...main("def main(seed=77, name='x'):", 'seed'),
          "if __name__ == '__main__':",
          '    fire.Fire(main)',
        ),
      },
      fixed: 'pass',
      text: 'seed, default 77',
    },
    'typed-argument-parser': {
      files: script(
        'args.seed',
        'from tap import Tap',
        'class Args(Tap):',
        '    seed: int = 31',
        'args = Args().parse_args()',
      ),
      fixed: 'pass',
      text: 'seed, default 31 (train.py:4)',
    },
    'simple-parsing': {
      files: script(
        'args.training.seed',
        'from dataclasses import dataclass',
        'from simple_parsing import ArgumentParser',
        '@dataclass',
        'class Training:',
        '    seed: int = 17',
        'parser = ArgumentParser()',
        "parser.add_arguments(Training, dest='training')",
        'args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: 'seed, default 17',
    },
    HfArgumentParser: {
      files: script(
        'data_args.split_seed + training_args.seed',
        'from dataclasses import dataclass, field',
        'from transformers import HfArgumentParser, TrainingArguments',
        '@dataclass',
        'class DataArguments:',
        '    split_seed: int = field(default=19, metadata={"help": "x"})',
        'parser = HfArgumentParser((DataArguments, TrainingArguments))',
        'data_args, training_args = parser.parse_args_into_dataclasses()',
      ),
      fixed: 'pass',
      text: 'split_seed, default 19',
    },
    'TrainingArguments keep their own default': {
      files: script(
        'training_args.seed',
        'from transformers import HfArgumentParser, TrainingArguments',
        'parser = HfArgumentParser(TrainingArguments)',
        '(training_args,) = parser.parse_args_into_dataclasses()',
      ),
      fixed: 'pass',
      text: 'default 42',
    },
    'tyro over a class of another module': {
      files: {
        'train.py': lines(
          'import random, tyro',
          'from args import Args',
          "if __name__ == '__main__':",
          '    args = tyro.cli(Args)',
          '    random.seed(args.seed)',
          '    print(random.random())',
        ),
        'args.py': lines(
          'from dataclasses import dataclass',
          '@dataclass',
          'class Args:',
          '    seed: int = 1',
          '    """seed of the experiment"""',
        ),
      },
      fixed: 'pass',
      text: 'seed, default 1 (args.py:4)',
    },
    'jsonargparse over a function': {
      files: {
        'train.py': lines(
          'import random',
          'from jsonargparse import CLI',
          ...main('def main(seed: int = 5):', 'seed'),
          "if __name__ == '__main__':",
          '    CLI(main)',
        ),
      },
      fixed: 'pass',
      text: 'seed, default 5',
    },
    docopt: {
      files: {
        'train.py': lines(
          '"""Train.',
          '',
          'Usage:',
          '  train.py [--seed=<n>]',
          '',
          'Options:',
          '  --seed=<n>  Seed of all generators [default: 99].',
          '  --other=<x>  None given.',
          '"""',
          'import random',
          'from docopt import docopt',
          'args = docopt(__doc__)',
          "random.seed(int(args['--seed']))",
          'print(random.random())',
        ),
      },
      fixed: 'pass',
      text: '--seed, default 99 (train.py:7)',
    },
    'the Lightning command line, with a configuration that the pipeline names': {
      files: {
        'main.py': lines(
          'import torch',
          'from lightning.pytorch.cli import LightningCLI',
          'class Net(torch.nn.Module):',
          '    def __init__(self):',
          '        self.layer = torch.nn.Linear(1, 1)',
          "if __name__ == '__main__':",
          '    LightningCLI(Net)',
        ),
        'configs/fit.yaml': lines('seed_everything: 42', 'trainer:', '  max_epochs: 1'),
        Makefile: 'train:\n\tpython main.py fit --config configs/fit.yaml\n',
      },
      fixed: 'pass',
      text: 'configs/fit.yaml:1 seed_everything: 42',
    },
    'the Lightning command line with a default of its own': {
      files: {
        'main.py': lines(
          'import torch',
          'from lightning.pytorch.cli import LightningCLI',
          'class Net(torch.nn.Module):',
          '    def __init__(self):',
          '        self.layer = torch.nn.Linear(1, 1)',
          'LightningCLI(Net, seed_everything_default=1234)',
        ),
      },
      fixed: 'pass',
      text: '1234',
    },
  },
  'configuration frameworks': {
    'Hydra: the primary configuration': {
      files: {
        'src/train.py': lines(
          'import random, hydra',
          "@hydra.main(version_base=None, config_path='../conf', config_name='config')",
          ...main('def main(cfg):', "cfg['seed']"),
          "if __name__ == '__main__':",
          '    main()',
        ),
        'conf/config.yaml': lines('defaults:', '  - _self_', 'lr: 1', 'seed: 5'),
        'conf/experiment/other.yaml': lines('# @package _global_', 'seed: 6'),
      },
      fixed: 'pass',
      text: 'conf/config.yaml:4 seed: 5',
    },
    'Hydra: the group that the defaults list names, not its neighbours': {
      files: {
        'train.py': lines(
          'import random, hydra',
          "@hydra.main(config_path='conf', config_name='config')",
          ...main('def main(cfg):', 'cfg.training.seed'),
          'main()',
        ),
        'conf/config.yaml': lines('defaults:', '  - training: long', '  - model: net'),
        'conf/training/long.yaml': lines('epochs: 3', 'seed: 8'),
        'conf/training/short.yaml': lines('epochs: 1', 'seed: null'),
        'conf/model/net.yaml': 'seed: null\n',
      },
      fixed: 'pass',
      text: 'conf/training/long.yaml:2 seed: 8',
    },
    'Hydra: a later entry of the defaults list wins': {
      files: {
        'train.py': lines(
          'import random, hydra',
          "@hydra.main(config_path='conf', config_name='config')",
          ...main('def main(cfg):', 'cfg.seed'),
          'main()',
        ),
        'conf/config.yaml': lines('defaults:', '  - _self_', '  - experiment: a', 'seed: 1'),
        'conf/experiment/a.yaml': lines('# @package _global_', 'seed: null'),
      },
      fixed: 'warn',
      text: 'conf/experiment/a.yaml:2 seed: null',
    },
    'Hydra: interpolation, and a function that is handed the configuration': {
      files: {
        'train.py': lines(
          'import random, hydra',
          'from lib import fit',
          "@hydra.main(config_path='conf', config_name='config')",
          'def main(cfg):',
          '    fit(cfg.trainer)',
          "if __name__ == '__main__':",
          '    main()',
        ),
        'lib.py': lines('import random', ...main('def fit(options):', 'options.seed')),
        'conf/config.yaml': lines('seed: 3', 'trainer:', '  seed: ${seed}'),
        'conf/old.yaml': lines('trainer:', '  seed: null'),
      },
      fixed: 'pass',
      text: 'conf/config.yaml:1 seed: 3',
    },
    'Hydra: interpolation in a circle': {
      files: {
        'train.py': lines(
          'import random, hydra',
          "@hydra.main(config_path='conf', config_name='config')",
          ...main('def main(cfg):', 'cfg.seed'),
          'main()',
        ),
        'conf/config.yaml': lines('seed: ${other}', 'other: ${seed}'),
      },
      fixed: 'unknown',
    },
    'Hydra: a value that the command has to give': {
      files: {
        'train.py': lines(
          'import random, hydra',
          "@hydra.main(config_path='conf', config_name='config')",
          ...main('def main(cfg):', 'cfg.seed'),
          'main()',
        ),
        'conf/config.yaml': lines('seed: ???'),
      },
      fixed: 'pass',
      text: 'conf/config.yaml:1 seed: required',
    },
    'Hydra: an override of the pipeline': {
      files: {
        'train.py': lines(
          'import random, hydra',
          "@hydra.main(config_path='conf', config_name='config')",
          ...main('def main(cfg):', 'cfg.seed'),
          "if __name__ == '__main__':",
          '    main()',
        ),
        'conf/config.yaml': lines('seed: null'),
        'dvc.yaml': lines('stages:', '  train:', '    cmd: python train.py seed=7'),
      },
      fixed: 'pass',
      text: 'dvc.yaml:3 seed=7',
    },
    'Hydra: get with a fallback, the key being absent': {
      files: {
        'train.py': lines(
          'import random, hydra',
          "@hydra.main(config_path='conf', config_name='config')",
          ...main('def main(cfg):', "cfg.get('seed', 2)"),
          'main()',
        ),
        'conf/config.yaml': 'lr: 1\n',
        'conf/experiment/a.yaml': 'seed: null\n',
      },
      fixed: 'pass',
      text: 'seed, default 2',
    },
    'Hydra: a structured configuration': {
      files: {
        'train.py': lines(
          'import random, hydra',
          'from dataclasses import dataclass, field',
          'from hydra.core.config_store import ConfigStore',
          '@dataclass',
          'class Training:',
          '    seed: int = 23',
          '@dataclass',
          'class Config:',
          '    training: Training = field(default_factory=Training)',
          'cs = ConfigStore.instance()',
          "cs.store(name='config', node=Config)",
          "@hydra.main(config_path=None, config_name='config')",
          ...main('def main(cfg: Config):', 'cfg.training.seed'),
          'main()',
        ),
      },
      fixed: 'pass',
      text: 'seed, default 23 (train.py:6)',
    },
    'OmegaConf.load of a path': {
      files: {
        ...script(
          'cfg.train.seed',
          'from omegaconf import OmegaConf',
          "cfg = OmegaConf.load('configs/b.yaml')",
        ),
        'configs/a.yaml': lines('train:', '  seed: null'),
        'configs/b.yaml': lines('train:', '  seed: 4'),
      },
      fixed: 'pass',
      text: 'configs/b.yaml:2 seed: 4',
    },
    'OmegaConf: files and a dict, merged': {
      files: {
        ...script(
          'cfg.seed',
          'from omegaconf import OmegaConf',
          "base = OmegaConf.load('a.yaml')",
          "cfg = OmegaConf.merge(base, OmegaConf.create({'seed': 12}))",
        ),
        'a.yaml': 'seed: null\n',
      },
      fixed: 'pass',
      text: '12',
    },
    'ml_collections and its flag': {
      files: {
        'main.py': lines(
          'import random',
          'from absl import app, flags',
          'from ml_collections import config_flags',
          'FLAGS = flags.FLAGS',
          "config_flags.DEFINE_config_file('config', 'configs/default.py', 'x')",
          'def main(argv):',
          '    random.seed(FLAGS.config.seed)',
          '    print(random.random())',
          "if __name__ == '__main__':",
          '    app.run(main)',
        ),
        'configs/default.py': lines(
          'import ml_collections',
          'def get_config():',
          '    config = ml_collections.ConfigDict()',
          '    config.seed = 42',
          '    return config',
        ),
        'configs/other.py': lines(
          'import ml_collections',
          'def get_config():',
          '    config = ml_collections.ConfigDict()',
          '    config.seed = None',
          '    return config',
        ),
      },
      fixed: 'pass',
      text: '42',
    },
    gin: {
      files: {
        'train.py': lines(
          'import gin, random',
          '@gin.configurable',
          ...main('def train(seed=gin.REQUIRED):', 'seed'),
          "gin.parse_config_file('configs/base.gin')",
          'train()',
        ),
        'configs/base.gin': lines('# settings', 'train.steps = 10', 'train.seed = 42'),
      },
      fixed: 'pass',
      text: 'configs/base.gin:3 train.seed: 42',
    },
    yacs: {
      files: {
        'train.py': lines(
          'import random',
          'from config import get_cfg_defaults',
          'cfg = get_cfg_defaults()',
          'random.seed(cfg.TRAIN.SEED)',
          'print(random.random())',
        ),
        'config.py': lines(
          'from yacs.config import CfgNode as CN',
          '_C = CN()',
          '_C.TRAIN = CN()',
          '_C.TRAIN.SEED = 42',
          'def get_cfg_defaults():',
          '    return _C.clone()',
        ),
      },
      fixed: 'pass',
      text: '42',
    },
    'yacs: a file laid over the defaults': {
      files: {
        'train.py': lines(
          'import random',
          'from config import cfg',
          "cfg.merge_from_file('exp.yaml')",
          'random.seed(cfg.SEED)',
          'print(random.random())',
        ),
        'config.py': lines('from yacs.config import CfgNode as CN', 'cfg = CN()', 'cfg.SEED = None'),
        'exp.yaml': lines('LR: 1', 'SEED: 6'),
      },
      fixed: 'pass',
      text: 'exp.yaml:2 SEED: 6',
    },
    sacred: {
      files: {
        'train.py': lines(
          'import random',
          'from sacred import Experiment',
          "ex = Experiment('x')",
          '@ex.config',
          'def config():',
          '    rng_seed = 15',
          '@ex.automain',
          ...main('def run(rng_seed):', 'rng_seed'),
        ),
      },
      fixed: 'pass',
      constant: 'warn',
      text: '15',
    },
    'sacred: a dict is added': {
      files: {
        'train.py': lines(
          'import random',
          'from sacred import Experiment',
          "ex = Experiment('x')",
          "ex.add_config({'rng_seed': 16})",
          '@ex.automain',
          ...main('def run(rng_seed):', 'rng_seed'),
        ),
      },
      fixed: 'pass',
      constant: 'warn',
      text: '16',
    },
    'W&B: the configuration given to init': {
      files: script(
        'wandb.config.seed',
        'import wandb',
        "wandb.init(project='x', config=dict(seed=10, lr=1))",
      ),
      fixed: 'pass',
      text: '10',
    },
    'Kedro parameters by name': {
      files: {
        'src/spam/pipeline.py': lines(
          'from kedro.pipeline import node, pipeline',
          'from .nodes import split',
          'def create_pipeline(**kwargs):',
          "    return pipeline([node(split, ['x', 'params:split.random_state'], 'y')])",
        ),
        'src/spam/nodes.py': lines(
          'from sklearn.model_selection import train_test_split',
          'def split(x, state):',
          '    return train_test_split(x, random_state=state)',
        ),
        'conf/base/parameters.yml': lines('split:', '  random_state: 3'),
      },
      fixed: 'pass',
      text: 'conf/base/parameters.yml:2 random_state: 3',
    },
    'Kedro parameters by keyword': {
      files: {
        'src/spam/pipeline.py': lines(
          'from kedro.pipeline import Node, pipeline',
          'from .nodes import split',
          'def create_pipeline(**kwargs):',
          "    return pipeline([Node(func=split, inputs=dict(x='x', state='params:split.random_state'), outputs='y')])",
        ),
        'src/spam/nodes.py': lines(
          'from sklearn.model_selection import train_test_split',
          'def split(x, state):',
          '    return train_test_split(x, random_state=state)',
        ),
        'conf/base/parameters.yml': lines('split:', '  random_state: 3'),
      },
      fixed: 'pass',
      text: 'conf/base/parameters.yml:2 random_state: 3',
    },
    'DVC: params_show': {
      files: {
        ...script("params['train']['seed']", 'import dvc.api', 'params = dvc.api.params_show()'),
        'params.yaml': lines('train:', '  seed: 20'),
        'old/params.yaml': lines('train:', '  seed: null'),
      },
      fixed: 'pass',
      text: 'params.yaml:2 seed: 20',
    },
    'MLflow project: a parameter with a default': {
      files: {
        ...script(
          'args.seed',
          'import argparse',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--seed', type=int, required=True)",
          'args = parser.parse_args()',
        ),
        MLproject: lines(
          'name: x',
          'entry_points:',
          '  main:',
          '    parameters:',
          '      seed: {type: int, default: 30}',
          '    command: python train.py --seed {seed}',
        ),
      },
      fixed: 'pass',
      text: '--seed',
    },
  },
  'files that code reads': {
    JSON: {
      files: {
        ...script("config['seed']", 'import json', "config = json.load(open('conf/config.json'))"),
        'conf/config.json': lines('{', '  "lr": 1,', '  "seed": 42', '}'),
        'config.json': '{"seed": null}\n',
      },
      fixed: 'pass',
      text: 'conf/config.json:3 seed: 42',
    },
    'YAML opened by with, from a path of the code': {
      files: {
        ...script(
          "cfg['train']['seed']",
          'import yaml',
          'from pathlib import Path',
          'ROOT = Path(__file__).parent',
          "with open(ROOT / 'configs' / 'one.yaml') as handle:",
          '    cfg = yaml.safe_load(handle)',
        ),
        'configs/one.yaml': lines('train:', '  seed: 1'),
        'configs/two.yaml': lines('train:', '  seed: null'),
      },
      fixed: 'pass',
      text: 'configs/one.yaml:2 seed: 1',
    },
    'YAML whose path is an option, read by a function': {
      files: {
        'train.py': lines(
          'import argparse, random',
          'from utils import load',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--config', default='configs/base.yaml')",
          'args = parser.parse_args()',
          'cfg = load(args.config)',
          "random.seed(cfg['seed'])",
          'print(random.random())',
        ),
        'utils.py': lines(
          'import yaml',
          'def load(path):',
          '    with open(path) as f:',
          '        data = yaml.safe_load(f)',
          '    return data',
        ),
        'configs/base.yaml': 'seed: 2\n',
        'configs/debug.yaml': 'seed: null\n',
      },
      fixed: 'pass',
      text: 'configs/base.yaml:1 seed: 2',
    },
    'the pipeline names another file': {
      files: {
        ...script(
          "cfg['seed']",
          'import argparse, yaml',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--config', required=True)",
          'args = parser.parse_args()',
          'cfg = yaml.safe_load(open(args.config))',
        ),
        'configs/a.yaml': 'seed: null\n',
        'configs/b.yaml': 'seed: 2\n',
        'dvc.yaml': lines('stages:', '  t:', '    cmd: python train.py --config configs/b.yaml'),
      },
      fixed: 'pass',
      text: 'configs/b.yaml:1 seed: 2',
    },
    'nobody says which file: they disagree': {
      files: {
        ...script("cfg['seed']", 'import sys, yaml', 'cfg = yaml.safe_load(open(sys.argv[1]))'),
        'configs/a.yaml': 'seed: null\n',
        'configs/b.yaml': 'seed: 2\n',
      },
      fixed: 'unknown',
    },
    'nobody says which file: all have a seed': {
      files: {
        ...script("cfg['seed']", 'import sys, yaml', 'cfg = yaml.safe_load(open(sys.argv[1]))'),
        'configs/a.yaml': 'seed: 1\n',
        'configs/b.yaml': 'seed: 2\n',
      },
      fixed: 'pass',
      text: 'configs/a.yaml:1 seed: 1',
    },
    'TOML, with the line of the table and not of its namesake': {
      files: {
        ...script(
          "cfg['train']['seed']",
          'import tomllib',
          "with open('conf.toml', 'rb') as f:",
          '    cfg = tomllib.load(f)',
        ),
        'conf.toml': lines('seeds = [1, 2]', '[data]', 'seed = 1', '[train]', 'epochs = 3', 'seed = 2'),
      },
      fixed: 'pass',
      text: 'conf.toml:6 seed: 2',
    },
    'INI by configparser': {
      files: {
        ...script(
          "config.getint('train', 'seed', fallback=1)",
          'import configparser',
          'config = configparser.ConfigParser()',
          "config.read('settings.ini')",
        ),
        'settings.ini': lines('[data]', 'seed = 4', '[train]', 'lr = 1', 'seed = 3'),
      },
      fixed: 'pass',
      text: 'settings.ini:5 seed: 3',
    },
    'INI without the key': {
      files: {
        ...script(
          "config.getint('train', 'seed', fallback=1)",
          'import configparser',
          'config = configparser.ConfigParser()',
          "config.read('settings.ini')",
        ),
        'settings.ini': lines('[train]', 'lr = 1'),
      },
      fixed: 'pass',
      text: 'default 1',
    },
    'the environment with a fallback': {
      files: script("int(os.environ.get('SEED', '42')) + int(os.getenv('X', 1))", 'import os'),
      fixed: 'pass',
      text: "default '42'",
    },
    'the environment, to be given from outside': {
      files: script("int(os.environ['SEED'])", 'import os'),
      fixed: 'pass',
      text: 'SEED of the environment',
    },
    'python-dotenv': {
      files: {
        ...script("int(os.environ['SEED'])", 'import os', 'from dotenv import load_dotenv', 'load_dotenv()'),
        '.env': lines('NAME=x', 'SEED=12'),
      },
      fixed: 'pass',
      text: '.env:2 SEED: 12',
    },
    'a results folder is no configuration': {
      files: {
        ...script("cfg['seed']", 'import sys, yaml', 'cfg = yaml.safe_load(open(sys.argv[1]))'),
        'results/run1/config.yaml': 'seed: 2\n',
        'data/meta.json': '{"seed": 5}\n',
      },
      fixed: 'unknown',
    },
  },
  'classes and containers': {
    'a dataclass instance, with and without an argument': {
      files: script(
        'a.seed + b.seed',
        'from dataclasses import dataclass, field',
        '@dataclass',
        'class Config:',
        '    name: str',
        '    seed: int = field(default=2)',
        "a = Config('x')",
        "b = Config('x', 5)",
      ),
      fixed: 'pass',
      text: 'seed, default 2 (train.py:6)',
    },
    'a dataclass whose argument is None': {
      files: script(
        'a.seed',
        'from dataclasses import dataclass',
        '@dataclass',
        'class Config:',
        '    seed: int = 2',
        'a = Config(seed=None)',
      ),
      fixed: 'fail',
      constant: 'warn',
    },
    'NamedTuple, attrs and pydantic': {
      files: script(
        'A().seed + B().seed + C().seed',
        'import attr',
        'from typing import NamedTuple',
        'from pydantic import Field',
        'from pydantic_settings import BaseSettings',
        'class A(NamedTuple):',
        '    seed: int = 1',
        '@attr.s(auto_attribs=True)',
        'class B:',
        '    seed: int = attr.ib(default=2)',
        'class C(BaseSettings):',
        "    seed: int = Field(3, env='SEED')",
      ),
      fixed: 'pass',
      text: 'seed, default 1',
    },
    'SimpleNamespace, EasyDict, Munch, Box': {
      files: script(
        'a.seed + b.train.seed + c.seed + d.seed',
        'from types import SimpleNamespace',
        'from easydict import EasyDict as edict',
        'from munch import Munch',
        'from box import Box',
        'a = SimpleNamespace(seed=1)',
        "b = edict({'train': {'seed': 2}})",
        "c = Munch.fromDict({'seed': 3})",
        "d = Box({'seed': 4})",
      ),
      fixed: 'pass',
    },
    'EasyDict filled line by line': {
      files: {
        'train.py': lines(
          'import random',
          'from config import cfg',
          'random.seed(cfg.TRAIN.SEED)',
          'print(random.random())',
        ),
        'config.py': lines(
          'from easydict import EasyDict',
          '__C = EasyDict()',
          'cfg = __C',
          '__C.TRAIN = EasyDict()',
          '__C.TRAIN.SEED = 3',
        ),
      },
      fixed: 'pass',
      text: '3',
    },
    'constants under an alias, by star, and one computed from another': {
      files: {
        'train.py': lines(
          'import random',
          'import numpy as np',
          'from settings import SEED as S, DEFAULTS',
          'from settings import *',
          'import settings as st',
          'random.seed(S)',
          'np.random.seed(OTHER)',
          "random.seed(DEFAULTS['seed'])",
          'random.seed(st.DEFAULTS["seed"])',
          'print(random.random(), np.random.rand())',
        ),
        'settings.py': lines('SEED = 7', 'OTHER = SEED * 2', "DEFAULTS = {'seed': SEED}"),
      },
      fixed: 'pass',
      text: '7',
    },
    'a class attribute, and self.config.seed': {
      files: {
        'train.py': lines(
          'import random',
          'from config import Config',
          'class Run:',
          '    def __init__(self, config):',
          '        self.config = config',
          '    def go(self):',
          '        random.seed(self.config.SEED)',
          '        print(random.random())',
          'random.seed(Config.SEED)',
          'Run(Config()).go()',
        ),
        'config.py': lines('class Base:', '    SEED = 3', 'class Config(Base):', '    LR = 1'),
      },
      fixed: 'pass',
      text: 'SEED, default 3 (config.py:2)',
    },
    'a property': {
      files: script('Run().seed', 'class Run:', '    @property', '    def seed(self):', '        return 11'),
      fixed: 'pass',
      text: '11',
    },
    'a dict handed on and unpacked': {
      files: script(
        '1',
        "settings = {'seed': 4, 'lr': 0.1}",
        ...main('def run(lr, seed=None):', 'seed'),
        'run(**settings)',
      ),
      fixed: 'pass',
      text: '1',
    },
    'a dict whose key is set later': {
      files: script("settings['seed']", 'settings = dict(lr=1)', "settings['seed'] = 14"),
      fixed: 'pass',
      text: '14',
    },
    'a dict merged from two': {
      files: script(
        "merged['seed']",
        "defaults = {'seed': 1}",
        "given = {'seed': 2}",
        'merged = {**defaults, **given}',
      ),
      fixed: 'pass',
      text: '2',
    },
    'a dict without the key, read by get': {
      files: script("settings.get('seed')", "settings = {'lr': 1}"),
      fixed: 'warn',
      text: 'absent',
    },
  },
  'getters of the project': {
    'one that takes a default and returns at two places': {
      files: script(
        "Params().pop_int('seed', 13)",
        'class Params:',
        '    def pop_int(self, key, default=None):',
        '        value = self.pop(key, default)',
        '        if value is None:',
        '            return None',
        '        return int(value)',
      ),
      fixed: 'pass',
      text: 'seed, default 13',
    },
    'one of which nobody can tell what it returns': {
      files: script('number(x)', 'def number(x):', '    if x:', '        return None', '    return x.y'),
      fixed: 'unknown',
    },
  },
  'values made of others': {
    'arithmetic, with a rank': {
      files: script(
        '(SEED * 1000 + rank) % 2**32',
        'import os',
        'SEED = 42',
        "rank = int(os.environ.get('RANK'))",
      ),
      fixed: 'pass',
      text: '42',
    },
    'hash of a string changes, hash of a number does not': {
      files: {
        'train.py': lines(
          'import random',
          'import numpy as np',
          "random.seed(abs(hash('name')) % 100)",
          'np.random.seed(hash((1, 2)))',
          'print(random.random(), np.random.rand())',
        ),
      },
      fixed: 'warn',
      constant: 'fail',
    },
    'a checksum of a constant': {
      files: script(
        "zlib.crc32(b'name') + int(hashlib.md5('x'.encode()).hexdigest(), 16)",
        'import hashlib, zlib',
      ),
      fixed: 'pass',
    },
    'loops over seeds': {
      files: {
        'train.py': lines(
          'import itertools, random',
          'import numpy as np',
          'for seed in range(5):',
          '    random.seed(seed)',
          'for lr, seed in itertools.product([0.1, 0.2], [1, 2]):',
          '    random.seed(seed)',
          'for at, seed in enumerate([1, 2, 3]):',
          '    random.seed(seed)',
          'for child in np.random.SeedSequence(42).spawn(3):',
          '    rng = np.random.default_rng(child)',
          'print(random.random(), rng.random())',
        ),
      },
      fixed: 'pass',
      constant: 'pass',
    },
    'a list of seeds that is an option': {
      files: {
        'train.py': lines(
          'import argparse, random',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--seeds', type=int, nargs='+', default=[1, 2])",
          'args = parser.parse_args()',
          'for seed in args.seeds:',
          '    random.seed(seed)',
          '    print(random.random())',
        ),
      },
      fixed: 'pass',
      text: '--seeds, default [1, 2]',
    },
    'or with a number': {
      files: script(
        'args.seed or 42',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int)",
        'args = parser.parse_args()',
      ),
      fixed: 'pass',
      text: '42',
    },
    'or with the clock': {
      files: script(
        'args.seed or int(time.time())',
        'import argparse, time',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int)",
        'args = parser.parse_args()',
      ),
      fixed: 'fail',
      text: 'time.time()',
    },
    'drawn where the default is -1': {
      files: script(
        'seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int, default=-1)",
        'seed = parser.parse_args().seed',
        'if seed == -1:',
        '    seed = random.randint(0, 100)',
      ),
      fixed: 'fail',
      text: 'random.randint()',
    },
    'drawn only where the default is replaced': {
      files: script(
        'seed',
        'import argparse',
        'parser = argparse.ArgumentParser()',
        "parser.add_argument('--seed', type=int, default=42)",
        'seed = parser.parse_args().seed',
        'if seed < 0:',
        '    seed = random.randint(0, 100)',
      ),
      fixed: 'pass',
      text: 'default 42',
    },
    'a parameter that is None is filled in': {
      files: script(
        '1',
        'def fix(seed=None):',
        '    if seed is None:',
        '        seed = 42',
        '    random.seed(seed)',
        'fix()',
      ),
      fixed: 'pass',
    },
    'only above zero': {
      files: {
        'train.py': lines(
          'import argparse, random',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--seed', type=int, default=-1)",
          'args = parser.parse_args()',
          'if args.seed >= 0:',
          '    random.seed(args.seed)',
          'print(random.random())',
        ),
      },
      fixed: 'warn',
      constant: 'pass',
    },
    'unpacked, walrus, chained and augmented': {
      files: script('a + b + c + d', 'a, b = 1, 2', 'if (c := 3) > 1:', '    pass', 'd = e = 4', 'd += 1'),
      fixed: 'pass',
    },
    'a global that a function sets': {
      files: script(
        'SEED',
        'SEED = None',
        'def configure():',
        '    global SEED',
        '    SEED = 5',
        'configure()',
      ),
      fixed: 'pass',
    },
    'partial and a decorator': {
      files: {
        'train.py': lines(
          'import functools, random',
          'def set_seed(seed):',
          '    random.seed(seed)',
          'fix = functools.partial(set_seed, 42)',
          'fix()',
          'print(random.random())',
        ),
      },
      fixed: 'pass',
      text: '42',
    },
    'a default argument bound to a constant of another module': {
      files: {
        'train.py': lines('import random', 'from seeds import fix', 'fix()', 'print(random.random())'),
        'seeds.py': lines(
          'import random',
          'from consts import SEED',
          'def fix(seed=SEED):',
          '    random.seed(seed)',
        ),
        'consts.py': 'SEED = 18\n',
      },
      fixed: 'pass',
      text: 'seed, default 18',
    },
    'drawn from a fixed generator': {
      files: {
        'train.py': lines(
          'import numpy as np, torch',
          'rng = np.random.default_rng(3)',
          'torch.manual_seed(int(rng.integers(1000)))',
          'print(torch.rand(1))',
        ),
      },
      fixed: 'pass',
      text: 'rng.integers()',
    },
    'drawn and written down': {
      files: script(
        'seed',
        'import logging',
        'import numpy as np',
        'np.random.seed()',
        'seed = np.random.randint(100)',
        "logging.info('seed %d', seed)",
      ),
      fixed: 'warn',
      constant: 'warn',
    },
    'an Optuna suggestion': {
      files: {
        'train.py': lines(
          'import optuna, random',
          'def objective(trial):',
          "    random.seed(trial.suggest_int('seed', 0, 10))",
          '    return random.random()',
          'study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))',
          'study.optimize(objective, n_trials=3)',
        ),
      },
      fixed: 'pass',
    },
  },
  'code and files that lead nowhere': {
    'names, attributes and dicts in circles': {
      files: script(
        "a + seed + x.y.z.seed + args['seed'] + one['seed']",
        'a = b',
        'b = a + a',
        'seed = seed + seed',
        'x = x.y.z',
        'x.y = x',
        'args = vars(args)',
        'one = {**two, **two}',
        'two = {**one}',
      ),
      fixed: 'unknown',
    },
    'names that double at every step': {
      files: script(
        'a0',
        ...Array.from({ length: 80 }, (_, at) => `a${at} = a${at + 1} + a${at + 1}`),
        'a80 = 1',
      ),
      fixed: 'unknown',
    },
    'functions that call one another, twice each': {
      files: script(
        'f0(1)',
        ...Array.from(
          { length: 80 },
          (_, at) => `def f${at}(x):\n    return f${(at + 1) % 80}(f${(at + 1) % 80}(x))`,
        ),
      ),
      fixed: 'unknown',
    },
    'two thousand interpolations in a chain, and a defaults list that names itself': {
      files: {
        'train.py': lines(
          'import random, hydra',
          "@hydra.main(config_path='conf', config_name='config')",
          ...main('def main(cfg):', 'cfg.a0'),
          'main()',
        ),
        'conf/config.yaml': lines(
          'defaults:',
          '  - config',
          '  - a: b',
          ...Array.from({ length: 2000 }, (_, at) => `a${at}: \${a${at + 1}}`),
          'a2000: 1',
        ),
        'conf/a/b.yaml': lines('defaults:', '  - /config', '  - b', '  - /a: b'),
      },
      fixed: 'unknown',
    },
    'a configuration of ten thousand entries': {
      files: {
        ...script("cfg['k9999']['seed']", 'import yaml', "cfg = yaml.safe_load(open('big.yaml'))"),
        'big.yaml': lines(...Array.from({ length: 10_000 }, (_, at) => `k${at}:\n  seed: ${at}`)),
      },
      fixed: 'pass',
      text: 'big.yaml:20000 seed: 9999',
    },
  },
  'what libraries make of no seed': {
    'Lightning falls back on 0': {
      files: {
        'train.py': lines(
          'import lightning as L',
          'import torch',
          'L.seed_everything(None)',
          'print(torch.rand(1))',
        ),
      },
      fixed: 'pass',
      constant: 'skip',
    },
    'spaCy and timm have numbers of their own': {
      files: {
        'train.py': lines(
          'import random, torch',
          'import spacy.util',
          'spacy.util.fix_random_seed()',
          'print(random.random())',
        ),
        'train_timm.py': lines(
          'import random, torch',
          'from timm.utils import random_seed',
          'random_seed()',
          'print(random.random(), torch.rand(1))',
        ),
      },
      fixed: 'pass',
      constant: 'skip',
    },
    'mmengine and detectron2 draw one': {
      files: {
        'train_mm.py': lines(
          'import torch',
          'from mmengine.runner import set_random_seed',
          'set_random_seed(None)',
          'print(torch.rand(1))',
        ),
        'train_d2.py': lines(
          'import torch',
          'from detectron2.utils.env import seed_all_rng',
          'seed_all_rng()',
          'print(torch.rand(1))',
        ),
      },
      fixed: 'fail',
      constant: 'warn',
    },
  },
};

for (const [group, cases] of Object.entries(TABLE)) {
  describe(group, () => {
    test.each(Object.entries(cases))('%s', async (_, { files, text, ...expected }) => {
      const of = { fixed: await judge(fixed, { files }), constant: await judge(constant, { files }) };
      const seeds = (of.constant.data as { seeds?: { text: string }[] } | undefined)?.seeds ?? [];
      expect({
        fixed: of.fixed.status,
        constant: of.constant.status,
        texts: seeds.map((seed) => seed.text),
      } satisfies Json).toMatchObject({
        fixed: expected.fixed,
        constant: expected.constant ?? expected.fixed,
      });
      if (text !== undefined) {
        const wanted = text instanceof RegExp ? expect.stringMatching(text) : expect.stringContaining(text);
        expect(seeds.map((seed) => seed.text)).toContainEqual(wanted);
      }
    });
  });
}
