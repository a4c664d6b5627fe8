import commands from '../../src/checks/workflow/commands.js';
import { notebook } from '../support/files.js';
import { type Case, verify } from '../support/verify.js';

const TRAIN = `import argparse


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('data')
    parser.add_argument('--learning-rate', '-l', type=float)
    parser.add_argument('--epochs', type=int)
    parser.add_argument('--cache', action=argparse.BooleanOptionalAction)
    print(parser.parse_args())


if __name__ == '__main__':
    main()
`;

/** A project with a README that shows these commands. */
function shown(text: string, files: Record<string, string> = {}): Case['files'] {
  return { 'README.md': `# Work\n\n## Run\n\n\`\`\`sh\n${text}\n\`\`\`\n`, 'train.py': TRAIN, ...files };
}

function parser(...lines: string[]): string {
  return `import argparse\n${lines.join('\n')}\nif __name__ == '__main__':\n    print(parser.parse_args())\n`;
}

verify(commands, {
  skip: {
    'a library without code to run': {
      files: {
        'README.md': '# Lib\n',
        'lib/__init__.py': 'def f():\n    pass\n',
        'setup.py': 'from setuptools import setup\nsetup()\n',
      },
    },
    'notebooks are run as they stand': {
      files: { 'README.md': '# Course\n', 'ch1/a.ipynb': notebook(['import numpy']) },
      message: 'only notebooks',
    },
    'a library whose examples show its use': {
      files: {
        'README.md': '# Lib\n',
        'lib/__init__.py': '',
        'pyproject.toml': '[project]\nname = "lib"\n',
        'examples/use.ipynb': notebook(['import lib']),
      },
    },
  },
  fail: {
    'no command at all': {
      files: { 'README.md': 'Run train.py.\n', 'train.py': TRAIN },
      message: 'no command is given',
    },
    'settings of a workflow that do not exist': {
      files: shown('snakemake --cores 2 --configfile config/b.yaml', { 'config/a.yaml': '' }),
      findings: ['config/b.yaml does not exist'],
    },
    'a script that does not exist': {
      files: shown('python trian.py x'),
      findings: ['README.md:6 trian.py does not exist; did you mean train.py? (`python trian.py x`)'],
    },
    'a script that moved to another folder': {
      files: {
        'README.md': '```sh\npython tools/run.py\n```\n',
        'tools/other.py': '',
        'scripts/run.py': TRAIN,
      },
      findings: ['tools/run.py does not exist; did you mean scripts/run.py?'],
    },
    'a flag that the parser does not know': {
      files: shown('python train.py x --learning-rte 0.1 --epochs 3'),
      findings: ['README.md:6 train.py knows no --learning-rte; did you mean --learning-rate?'],
    },
    'a short flag that the parser does not know': {
      files: shown('python train.py x -q 3'),
      findings: ['train.py knows no -q'],
    },
    'flags where abbreviations are refused': {
      files: shown('python a.py --learn 1', {
        'a.py': parser(
          'parser = argparse.ArgumentParser(allow_abbrev=False)',
          "parser.add_argument('--learning-rate')",
        ),
      }),
      findings: ['a.py knows no --learn; did you mean --learning-rate?'],
    },
    'a flag of click': {
      files: shown('python a.py --no-fast --lr 1 --lrr 2', {
        'a.py':
          "import click\n\n\n@click.command()\n@click.option('--lr')\n@click.option('--fast/--no-fast')\ndef main(lr, fast):\n    pass\n\n\nif __name__ == '__main__':\n    main()\n",
      }),
      findings: ['a.py knows no --lrr; did you mean --lr?'],
    },
    'a module of the project': {
      files: shown('python -m pkg.trian', { 'pkg/__init__.py': '', 'pkg/train.py': TRAIN }),
      findings: ['the project has no module pkg.trian; did you mean'],
    },
    'a target of the Makefile': {
      files: {
        'README.md': '```sh\nmake trian\n```\n',
        Makefile: '.PHONY: train\ntrain:\n\techo 1\n',
        'train.py': TRAIN,
      },
      findings: ['README.md:2 Makefile has no trian; did you mean train?'],
    },
    'a stage of the pipeline': {
      files: {
        'README.md': '```sh\ndvc repro evaluat\n```\n',
        'dvc.yaml': 'stages:\n  evaluate:\n    cmd: echo 1\n',
        'train.py': TRAIN,
      },
      findings: ['dvc.yaml has no evaluat; did you mean evaluate?'],
    },
    'a list of requirements': {
      files: {
        'README.md': '```sh\npip install -r requirement.txt\n```\n',
        'requirements.txt': '',
        'train.py': TRAIN,
      },
      findings: ['requirement.txt does not exist; did you mean requirements.txt?'],
    },
    'an environment file': {
      files: {
        'README.md': '```sh\nconda env create -f env.yml\n```\n',
        'environment.yml': '',
        'train.py': TRAIN,
      },
      findings: ['env.yml does not exist'],
    },
    'a Dockerfile': {
      files: {
        'README.md': '```sh\ndocker build -f Dockerfile.gpu .\n```\n',
        Dockerfile: '',
        'train.py': TRAIN,
      },
      findings: ['Dockerfile.gpu does not exist'],
    },
    'settings in a folder that is here': {
      files: {
        'README.md': '```sh\npython a.py --config configs/base.yaml\n```\n',
        'configs/basic.yaml': '',
        'a.py': 'import sys\nprint(sys.argv)\n',
      },
      message: '1 of 1 command',
      findings: ['configs/base.yaml does not exist; did you mean configs/basic.yaml?'],
    },
    'a group of Hydra': {
      files: {
        'README.md': '```sh\npython a.py model=resnet trainer.epochs=3 optimiser=adam\n```\n',
        'a.py':
          "import hydra\n\n\n@hydra.main(config_path='conf', config_name='config')\ndef main(cfg):\n    pass\n\n\nif __name__ == '__main__':\n    main()\n",
        'conf/config.yaml': 'defaults:\n  - model: cnn\ntrainer: {epochs: 1}\n',
        'conf/model/cnn.yaml': 'a: 1\n',
      },
      findings: [/have no model=resnet/, /have no optimiser=adam/],
    },
    'an entry point of MLflow': {
      files: {
        'README.md': '```sh\nmlflow run . -e trian\n```\n',
        MLproject: 'entry_points:\n  train:\n    command: echo 1\n',
        'train.py': TRAIN,
      },
      findings: ['MLproject has no trian; did you mean train?'],
    },
  },
  warn: {
    'some of them': {
      files: shown('python train.py x\npython evaluate.py'),
      message: '1 of 2 commands names what is not there',
      score: 0.5,
    },
    'a pipeline that runs what is gone': {
      files: shown('python train.py x', {
        'dvc.yaml': 'stages:\n  a:\n    cmd: python src/gone.py\n',
        'src/here.py': '',
      }),
      findings: [/dvc.yaml:3 src\/gone.py does not exist/],
    },
  },
  pass: {
    'a workflow of Snakemake with its settings': {
      files: shown('snakemake --use-conda --cores 2 --configfile config/a.yaml', {
        'workflow/Snakefile': 'rule all:\n    input: "x"\n',
        'config/a.yaml': '',
      }),
      data: { names: 2 },
    },
    'a pipeline of Kedro in the registry': {
      files: shown('> pip install -e src\n> kedro run --pipeline=etl', {
        'src/setup.py': '',
        'pyproject.toml': '[tool.kedro]\npackage_name = "a"\n',
        'src/a/pipeline_registry.py': "def register_pipelines():\n    return {'etl': etl}\n",
      }),
      data: { names: 2 },
    },
    'a project of MLflow': {
      files: shown('mlflow run . -P steps=a\nmlflow run src/step_name', {
        MLproject: 'name: a\nentry_points:\n  main:\n    command: python train.py x\n',
      }),
    },
    'flags, their beginnings and negations': {
      files: shown('python train.py x --learn 0.1 -l3 --no-cache --epochs=3 -h'),
      data: { missing: [] },
    },
    'a script of a folder that was entered': {
      files: shown('cd tools\npython run.py', { 'tools/run.py': '' }),
    },
    'a folder that was entered in a block above': {
      files: {
        'README.md':
          '## A\n\n```sh\ngit clone https://github.com/me/project\ncd project/tools\n```\n\nThen\n\n```\npython run.py\n```\n',
        'tools/run.py': '',
      },
    },
    'a document beside the code': {
      files: { 'part/README.md': '```sh\npython run.py\n```\n', 'part/run.py': '' },
    },
    'a folder that the text names': {
      files: { 'README.md': 'In the folder `tools/`:\n\n```sh\npython run.py\n```\n', 'tools/run.py': '' },
    },
    'a path from above the project': {
      files: { 'README.md': '```sh\npython project/run.py\n```\n', 'run.py': '' },
    },
    launchers: {
      files: shown(
        'torchrun --nproc_per_node 8 train.py x --epochs 1\naccelerate launch --num_processes 2 train.py x\npython -m torch.distributed.launch --nproc_per_node=2 train.py x --epochs 3\ndeepspeed train.py x\nCUDA_VISIBLE_DEVICES=0 nohup python -u train.py x --epochs 3 > log.txt &',
      ),
      data: { commands: 5, missing: [] },
    },
    'parents, groups, subcommands and helpers in other modules': {
      files: shown('python a.py fit --lr 1 --seed 2 --depth 3', {
        'common.py':
          "import argparse\n\ndef base():\n    parser = argparse.ArgumentParser(add_help=False)\n    parser.add_argument('--seed')\n    return parser\n\ndef add_model(parser):\n    group = parser.add_argument_group('m')\n    group.add_argument('--depth')\n",
        'a.py': parser(
          'from common import base, add_model',
          'parser = argparse.ArgumentParser(parents=[base()])',
          'add_model(parser)',
          'sub = parser.add_subparsers()',
          "fit = sub.add_parser('fit')",
          "fit.add_argument('--lr')",
        ),
      }),
      data: { missing: [] },
    },
    'unknown flags that are let through': {
      files: shown('python a.py --other 1', {
        'a.py':
          "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--x')\nprint(parser.parse_known_args())\n",
      }),
    },
    'flags that are made in a loop': {
      files: shown('python a.py --other 1', {
        'a.py': parser(
          'parser = argparse.ArgumentParser()',
          "for name in ['other']:",
          "    parser.add_argument('--' + name)",
        ),
      }),
    },
    'a parser that a library fills': {
      files: shown('python a.py --gpus 1', {
        'a.py': parser(
          'from lightning import Trainer',
          'parser = argparse.ArgumentParser()',
          'parser = Trainer.add_argparse_args(parser)',
        ),
      }),
    },
    'a parser that comes from elsewhere, beside one that is imported': {
      files: shown('python a.py --other 1', {
        'util.py':
          "import argparse\n\ndef unused():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--x')\n    return parser.parse_args()\n",
        'a.py': 'import util\nimport toolkit\nparser = toolkit.make_parser()\nprint(parser.parse_args())\n',
      }),
    },
    'what is handed on to another program': {
      files: shown('python a.py run --other 1', {
        'a.py': parser(
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('rest', nargs=argparse.REMAINDER)",
        ),
      }),
    },
    'a script that reads its command line by itself': {
      files: shown('python a.py --lr=3', { 'a.py': 'import sys\nprint(sys.argv)\n' }),
    },
    'a parser of a library': {
      files: shown('python a.py --lr 3', {
        'a.py':
          'from transformers import HfArgumentParser, TrainingArguments\nprint(HfArgumentParser(TrainingArguments).parse_args_into_dataclasses())\n',
      }),
    },
    'what follows two dashes': { files: shown('python train.py x -- --other 3') },
    placeholders: {
      files: shown(
        'python train.py x\npython <script>.py --what\npython path/to/run.py\npython $SCRIPT.py\npython your_script.py\nbash scripts/*.sh\npython train.py [--other]\nmake [target]',
      ),
      data: { missing: [] },
    },
    'what somebody else installs': {
      files: shown(
        'python train.py x\npython -m http.server\npython -m pip install x\npython -m transformers.other --x 3\npytest -q\njupyter notebook',
      ),
      data: { missing: [] },
    },
    'a clone of another repository': {
      files: shown(
        'python train.py x\ngit clone https://github.com/NVIDIA/apex\ncd apex\npython setup.py install\nbash run.sh',
      ),
      data: { missing: [] },
    },
    'a script that is fetched': {
      files: shown('python train.py x\nwget https://example.org/tools/fetch.py\npython fetch.py'),
      data: { missing: [] },
    },
    'a script that the reader writes': {
      files: {
        ...shown('python train.py x'),
        'docs/own.md':
          'Create the file `mine.py`:\n\n```python\nprint(1)\n```\n\nThen run `python mine.py`.\n',
      },
      data: { missing: [] },
    },
    'a file that git ignores': {
      files: shown('python train.py x\npip install -r local.txt', { '.gitignore': 'local.txt\n' }),
      data: { missing: [] },
    },
    'a path of some other package': {
      files: shown('python train.py x\npython otherpkg/tools/make.py'),
      data: { missing: [] },
    },
    'targets that cannot be told': {
      files: shown('python train.py x\nmake deploy', { Makefile: 'include common.mk\ntrain:\n\techo 1\n' }),
      data: { missing: [] },
    },
    'a template of projects': {
      files: shown('python train.py x\nmake sync', {
        Makefile: 'train:\n\techo 1\n',
        '{{ cookiecutter.name }}/Makefile': 'sync:\n\techo\n',
      }),
      data: { missing: [] },
    },
    'a command of the package': {
      files: {
        'README.md': '```sh\nwork-train --lr 3\n```\n',
        'pyproject.toml': '[project]\nname = "work"\n[project.scripts]\nwork-train = "work.cli:main"\n',
        'work/__init__.py': '',
        'work/cli.py':
          "import argparse\n\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--lr')\n    parser.parse_args()\n",
      },
    },
    'overrides of Hydra': {
      files: {
        'README.md':
          '```sh\npython a.py model=cnn,rnn +extra.key=1 ~old trainer.epochs=3 hydra.sweep.dir=x -m --config-name=other\npython a.py model=rnn new.key=1 --multirun experiment=a/b\n```\n',
        'a.py':
          "import hydra\n\n\n@hydra.main(config_path='conf', config_name='config')\ndef main(cfg):\n    pass\n",
        'conf/config.yaml': 'trainer: {epochs: 1}\n',
        'conf/model/cnn.yaml': 'a: 1\n',
        'conf/model/rnn.yaml': '# @package _global_\nnew: {key: 2}\n',
        'conf/experiment/a/b.yaml': 'x: 1\n',
      },
      data: { missing: [] },
    },
    'output of a program': {
      files: { 'README.md': '```\npython train.py x\n\nsrc/gone.py 100 3 97%\n```\n', 'train.py': TRAIN },
    },
    'scripts of one name in two folders': {
      files: {
        'README.md': 'See `a/` and `b/`.\n\n```sh\npython run.py --second 1\n```\n',
        'a/run.py': parser('parser = argparse.ArgumentParser()', "parser.add_argument('--first')"),
        'b/run.py': parser('parser = argparse.ArgumentParser()', "parser.add_argument('--second')"),
      },
      data: { missing: [] },
    },
    'a commit of another repository': {
      files: {
        ...shown('python train.py x'),
        'docs/benchmarks.md': '* other: at commit `b0d845f`, run\n  ```\n  ./dist_train.sh 8\n  ```\n',
      },
      data: { missing: [] },
    },
  },
  unknown: {
    'only commands of programs that are installed': {
      files: { 'README.md': '```sh\nfairseq-train data --arch roberta\n```\n', 'train.py': TRAIN },
    },
    'nothing but what leads elsewhere': {
      files: {
        'README.md': '```sh\ngit clone https://github.com/a/b\ncd b\npython run.py\n```\n',
        'train.py': TRAIN,
      },
    },
  },
});
