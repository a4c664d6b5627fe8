import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { notebook } from '../support/files.js';
import { checkNamed, judge, verify } from '../support/verify.js';

const data = (path: string) => readFileSync(`test/data/env/${path}`, 'utf8');
const train = { 'train.py': 'import numpy\nimport torch\n' };

verify(checkNamed('env/declared'), {
  pass: {
    'a setup.py that lists them': {
      files: {
        ...train,
        'setup.py':
          "from setuptools import setup\nsetup(\n    name='x',\n    install_requires=['numpy',\n        'torch>=2'],\n)\n",
      },
      data: { files: ['setup.py'] },
    },
    'a setup.py that reads requirements.txt': {
      files: {
        ...train,
        'setup.py':
          "from setuptools import setup\nwith open('requirements.txt') as f:\n    needed = f.read().splitlines()\nsetup(install_requires=needed)\n",
        'requirements.txt': 'numpy\n',
      },
      data: { files: ['setup.py', 'requirements.txt'] },
    },
    'where the code is, when the root has nothing': {
      files: {
        'src/train.py': 'import numpy\n',
        'src/requirements.txt': 'numpy\n',
        'docs/requirements.txt': 'sphinx==7\n',
      },
      data: { files: ['src/requirements.txt'] },
    },
    'a list that is computed': {
      files: { ...train, 'setup.py': 'from setuptools import setup\nsetup(install_requires=needed())\n' },
      message: 'setup.py computes its dependencies when the package is built',
    },
    'UTF-16 as PowerShell writes it': {
      files: { ...train, 'requirements.txt': Buffer.from('\ufeffnumpy==1.26.4\r\n', 'utf16le') },
    },
    'a file that the README installs from': {
      files: { ...train, 'README.md': '    pip install -r needed.txt\n', 'needed.txt': 'numpy\n' },
      data: { files: ['needed.txt'] },
    },
    'lists of the folders where the root has one for its tools alone': {
      files: {
        'environment-lock.yml': 'dependencies:\n  - conda-lock>=2\n',
        'one/environment.yml': 'dependencies:\n  - numpy\n',
        'two/deep/environment.yml': 'dependencies:\n  - pandas\n',
        'two/deep/nested/requirements.txt': 'scipy\n',
        '.bot/requirements.txt': 'requests\n',
      },
      data: { files: ['one/environment.yml', 'two/deep/environment.yml'] },
    },
    'lists of examples, of which the rest of the code needs none': {
      files: {
        'lib/layers.py': 'import torch\n',
        'setup.py': "from setuptools import setup\nsetup(name='x')\n",
        'examples/nlg/requirements.txt': 'torch\n',
      },
      data: { files: ['examples/nlg/requirements.txt'] },
    },
    'requirements/ stands for the root': {
      files: {
        ...train,
        'requirements/base.txt': 'numpy\n',
        'docker/environment.yml': 'dependencies:\n  - scipy\n',
      },
      data: { files: ['requirements/base.txt'] },
    },
    'a nested file that is not there is told': {
      files: { ...train, 'requirements.txt': 'numpy\n-r base.txt\n' },
      findings: ['requirements.txt:2 base.txt does not exist'],
    },
  },
  warn: {
    'a second manifest that does not parse': {
      files: { ...train, 'requirements.txt': 'numpy\n', 'pyproject.toml': '[project\n' },
      message: 'pyproject.toml cannot be read',
      findings: ['pyproject.toml:1'],
    },
    'only a Dockerfile names them': {
      files: { ...train, Dockerfile: 'FROM python:3.11\nRUN pip install numpy \\\n  torch\n' },
      message: 'only scripts or container recipes name the packages',
      findings: ['Dockerfile:2'],
    },
    'a Dockerfile that hands a shell the command': {
      files: { ...train, Dockerfile: 'FROM python:3.11\nRUN bash -c "pip install numpy torch"\n' },
      findings: ['Dockerfile:2 `pip install numpy torch` is the only place that names numpy, torch'],
    },
    'only a notebook names them': {
      files: { 'a.ipynb': notebook(['import numpy', 'import torch\n!pip install numpy torch']) },
      message: 'only notebooks name the packages',
      findings: ['a.ipynb cell 2, line 2 `pip install numpy torch` is the only place'],
    },
    'a notebook and a script name them': {
      files: {
        'a.ipynb': notebook(['%pip install numpy', 'import numpy, torch']),
        'setup.sh': 'pip install torch\n',
      },
      message: 'only scripts, container recipes or notebooks name the packages',
      findings: ['a.ipynb cell 1, line 1', 'setup.sh:1'],
    },
  },
  fail: {
    'only the README names them': {
      files: { ...train, 'README.md': '# X\n\n    pip install numpy torch\n' },
      findings: ['README.md:3 `pip install numpy torch`'],
    },
    'a file that the config declares is absent': {
      files: { ...train, 'requirements.txt': 'numpy\n' },
      settings: { environment: { manifests: ['gone.txt'] } },
      findings: ['gone.txt'],
    },
    'tool settings only': {
      files: { ...train, 'pyproject.toml': '[tool.black]\n' },
      findings: ['train.py:1 numpy', 'train.py:2 torch'],
    },
    'lists for development only': { files: { ...train, 'requirements-dev.txt': 'pytest==8\n' } },
  },
  skip: {
    'the standard library is enough': { files: { 'train.py': 'import json\n' } },
    'optional and test imports do not count': {
      files: {
        'train.py': 'try:\n    import rich\nexcept ImportError:\n    rich = None\n',
        'tests/test_x.py': 'import pytest\n',
      },
    },
  },
  unknown: {
    'TOML that does not parse': {
      files: { ...train, 'pyproject.toml': '[project\n' },
      findings: [/^pyproject\.toml:1 /],
    },
    'a requirements file of other bytes': {
      files: { ...train, 'requirements.txt': new Uint8Array([1, 0, 2, 0]) },
    },
    'a requirements file that is far too large': {
      files: { ...train, 'requirements.txt': 'numpy\n'.repeat(2_000_000) },
    },
  },
});

verify(checkNamed('env/pinned'), {
  pass: {
    'ranges that a lock fixes': {
      files: {
        'train.py': 'import requests\n',
        'pyproject.toml': data('uv/pyproject.toml'),
        'uv.lock': data('uv/uv.lock'),
      },
      data: { pinned: 2, total: 2 },
    },
    'development tools need no pin': {
      files: { ...train, 'requirements.txt': 'numpy==1\ntorch==2\npytest\npip\n' },
      data: { pinned: 2, total: 2 },
    },
    'constraints pin what is required': {
      files: {
        ...train,
        'requirements.txt': '-c limits.txt\nnumpy\n',
        'limits.txt': 'numpy==1.26.4\nscipy==1\n',
      },
      data: { pinned: 1, total: 1 },
    },
    'what conda brings for pip under another name': {
      files: {
        ...train,
        'environment.yml': 'dependencies:\n  - pytorch=2.1.0\n  - numpy=1.26.4\n  - pip:\n    - -e .\n',
        'setup.py': "from setuptools import setup\nsetup(install_requires=['torch', 'numpy'])\n",
      },
      data: { pinned: 2, total: 2 },
    },
    'a package of the repository, which its lock names without a version': {
      files: {
        'pyproject.toml': '[project]\nname = "x"\nversion = "1"\ndependencies = ["sdk"]\n',
        'uv.lock':
          'version = 1\n\n[[package]]\nname = "x"\nversion = "1"\nsource = { virtual = "." }\n\n[[package]]\nname = "sdk"\nsource = { editable = "sdk" }\n',
      },
      data: { pinned: 1, total: 1 },
    },
    'a constraints file whose name a variable tells': {
      files: { ...train, 'requirements.txt': '-c ${LIMITS}\nnumpy==1\ntorch==2\n' },
      findings: ['requirements.txt:1 ${LIMITS} depends on an environment variable'],
    },
    'an allowed package': {
      files: { ...train, 'requirements.txt': 'numpy==1\ntorch\n' },
      options: { mayFloat: ['torch'] },
    },
    'files that take each other in': {
      files: { ...train, 'requirements.txt': '-r a.txt\n', 'a.txt': '-r requirements.txt\nnumpy==1\n' },
      data: { pinned: 1, total: 1 },
    },
  },
  warn: {
    'all parts count where the root has no manifest': {
      files: {
        'one/train.py': 'import numpy\n',
        'one/requirements.txt': 'numpy==1.26.0\n',
        'two/train.py': 'import torch\n',
        'two/requirements.txt': 'numpy==1.26.0\ntorch\n',
      },
      data: { pinned: 1, total: 2 },
    },
    'an exact version in one folder says nothing of the other': {
      files: {
        'one/requirements.txt': 'numpy==1.26.0\n',
        'two/requirements.txt': 'numpy\n',
      },
      data: { pinned: 1, total: 2 },
      findings: ['two/requirements.txt:1 numpy has no version'],
    },
    'a lock in one folder says nothing of the other': {
      files: {
        'one/pyproject.toml': data('uv/pyproject.toml'),
        'one/uv.lock': data('uv/uv.lock'),
        'two/requirements.txt': 'requests\n',
      },
      data: { pinned: 2, total: 3 },
      findings: ['two/requirements.txt:1 requests has no version'],
    },
    'some, with their lines': {
      files: {
        ...train,
        'requirements.txt': '# core\nnumpy==1.26.4\ntorch>=2\nscipy\nd @ git+https://x.org/d@main\n',
      },
      score: 0.25,
      data: { pinned: 1, total: 4 },
      findings: [
        'requirements.txt:3 torch >=2 is a range',
        'requirements.txt:4 scipy has no version',
        'requirements.txt:5 d is taken from a repository without a whole commit',
      ],
    },
    'what -e . brings in counts': {
      files: {
        ...train,
        'requirements.txt': '-e .\nnumpy==1\n',
        'setup.cfg': '[options]\ninstall_requires =\n  torch\n',
      },
      findings: ['setup.cfg:3 torch has no version'],
    },
    'markers are alternatives of one requirement': {
      files: {
        ...train,
        'requirements.txt': 'numpy==1; python_version < "3.9"\nnumpy>=2; python_version >= "3.9"\ntorch==2\n',
      },
      data: { pinned: 1, total: 2 },
    },
  },
  fail: {
    'nothing declared': { files: train, data: { pinned: 0, total: 0 } },
    'a lock of another folder changes nothing': {
      files: {
        ...train,
        'pyproject.toml': '[project]\ndependencies = ["requests"]\n',
        'other/pyproject.toml': data('uv/pyproject.toml'),
        'other/uv.lock': data('uv/uv.lock'),
      },
      data: { pinned: 0, total: 1 },
    },
    'extras and groups do not help': {
      files: {
        ...train,
        'pyproject.toml':
          '[project]\ndependencies = ["numpy"]\n[project.optional-dependencies]\nx = ["torch==2"]\n',
      },
      data: { pinned: 0, total: 1 },
    },
  },
  unknown: {
    'a nested file that is absent may hold anything': {
      files: { ...train, 'requirements.txt': 'numpy==1\n-r gone.txt\n' },
      findings: ['requirements.txt:2 gone.txt does not exist'],
    },
    'a nested file that is fetched when installing': {
      files: { ...train, 'requirements.txt': 'numpy==1\n-r https://x.org/more.txt\n' },
      message: 'can change',
    },
    'a setup.py that computes them': {
      files: { ...train, 'setup.py': 'from setuptools import setup\nsetup(install_requires=needed())\n' },
      message: 'computed',
    },
  },
  skip: { 'nothing to depend on': { files: { 'train.py': 'import json\n' } } },
});

const pins = (names: string) =>
  names
    .split(' ')
    .map((name) => `${name}==1.0\n`)
    .join('');

verify(checkNamed('env/lockfile'), {
  warn: {
    'a freeze without a mark': {
      files: {
        ...train,
        'requirements.txt': pins('numpy torch certifi idna urllib3 six pytz cycler filelock jinja2 sympy'),
      },
      findings: ['requirements.txt:1'],
    },
    'a lock in some of the folders that have lists of their own': {
      files: {
        'one/pyproject.toml': data('uv/pyproject.toml'),
        'one/uv.lock': data('uv/uv.lock'),
        'two/requirements.txt': 'requests\n',
        'three/deep/requirements.txt': 'numpy==1\n',
      },
      message: '1 of 3 lists of packages are locked',
      findings: [
        'three/deep/requirements.txt no lockfile fixes what three/deep/requirements.txt asks for',
        'two/requirements.txt',
      ],
    },
    'an exported conda environment': {
      files: {
        ...train,
        'environment.yml': `dependencies:\n${['a', 'b', 'c', 'd', 'e'].map((name) => `  - ${name}=1.0=h_0\n`).join('')}`,
      },
    },
  },
  fail: {
    'direct pins are no lock': {
      files: {
        ...train,
        'requirements.txt': pins('numpy torch pandas scipy matplotlib seaborn tqdm rich typer mlflow wandb'),
      },
    },
    'a header above loose lines': {
      files: { ...train, 'requirements.txt': '# This file is autogenerated by pip-compile\nnumpy\n' },
    },
    'a declared lock that is absent': {
      files: train,
      settings: { environment: { manifests: [], lockfile: 'uv.lock' } },
    },
    'a lock for something else': {
      files: {
        ...train,
        'requirements.txt': 'numpy\n',
        'sub/pyproject.toml': data('uv/pyproject.toml'),
        'sub/uv.lock': data('uv/uv.lock'),
      },
      findings: ['sub/uv.lock'],
    },
  },
  unknown: {
    'a lock that does not parse': {
      files: {
        ...train,
        'pyproject.toml': '[project]\ndependencies = ["numpy"]\n',
        'uv.lock': 'version = \n',
      },
    },
  },
});

verify(checkNamed('env/python'), {
  pass: {
    'a minor version in a conda file': {
      files: { ...train, 'environment.yml': 'dependencies:\n  - python=3.10\n  - numpy\n' },
      data: { versions: ['3.10'] },
    },
    'an image of Python, its digest and stages': {
      files: { ...train, Dockerfile: 'ARG V=3.11\nFROM python:$V-slim@sha256:00 AS base\nFROM base\n' },
    },
    'an image that says py310': {
      files: { ...train, 'deploy/job.yaml': 'base_image: ray:2.7.0-py310-cu118\n' },
    },
    'a range of one minor version': {
      files: { ...train, 'pyproject.toml': '[project]\nrequires-python = "==3.11.*"\n' },
    },
    'a minor and its patch release agree': {
      files: {
        ...train,
        '.python-version': '3.11.4\n',
        Dockerfile: 'FROM python:3.11\n',
        'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n',
      },
    },
  },
  warn: {
    'only a range': {
      files: { ...train, 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' },
      findings: ['pyproject.toml:2 >=3.9'],
    },
    'places disagree': {
      files: { ...train, '.python-version': '3.11\n', Dockerfile: 'FROM python:3.9\n' },
      findings: ['.python-version:1'],
    },
    'outside the declared range': {
      files: {
        ...train,
        '.python-version': '3.8\n',
        'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n',
      },
      findings: ['pyproject.toml:2 >=3.9 leaves out Python 3.8'],
    },
  },
  fail: {
    "a framework's version is not Python's": {
      files: { ...train, Dockerfile: 'FROM nvcr.io/nvidia/pytorch:23.10-py3\n' },
    },
    'what CI tests fixes no run': {
      files: {
        ...train,
        '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - with: {python-version: "3.11"}\n',
      },
    },
  },
  skip: { 'no Python': { files: { 'a.R': 'library(dplyr)\n' } } },
});

verify(checkNamed('env/lock-fresh'), {
  fail: {
    'names the requirement and both versions': {
      files: {
        'pyproject.toml': data('uv/pyproject.toml').replace('requests>=2.31', 'requests>=99'),
        'uv.lock': data('uv/uv.lock'),
      },
      findings: [/^pyproject\.toml:5 requests >=99 is declared, uv\.lock has >=2\.31 \(locked at \d/],
    },
  },
  skip: { 'no lockfile': { files: train } },
});

test('the order of files does not matter', async () => {
  const files = {
    ...train,
    'requirements.txt': 'numpy\n',
    'environment.yml': 'dependencies:\n  - torch=2.1.0\n',
  };
  const turned = Object.fromEntries(Object.entries(files).reverse());
  const [one, other] = await Promise.all(
    [files, turned].map((tree) => judge(checkNamed('env/pinned'), { files: tree })),
  );
  expect({ ...one, durationMs: 0 }).toEqual({ ...other, durationMs: 0 });
});
