import { checkNamed, verify } from '../support/verify.js';

const train = { 'train.py': 'import numpy\n' };

/** A project with one Dockerfile. */
const docker = (text: string, more: Record<string, string> = {}) => ({
  files: { ...train, Dockerfile: text, ...more },
});

verify(checkNamed('env/python'), {
  pass: {
    'mise, asdf and pyenv agree': {
      files: {
        ...train,
        '.python-version': '# pinned\n3.11.4\n3.10.2\n',
        '.tool-versions': 'nodejs 20\npython 3.11.4 3.9.1\n',
        'mise.toml': '[tools]\npython = ["3.11", "3.10"]\n',
      },
      data: { version: '3.11.4', places: 3 },
    },
    "a Pipfile's full version": {
      files: { ...train, Pipfile: '[packages]\nnumpy = "*"\n[requires]\npython_full_version = "3.11.4"\n' },
      data: { version: '3.11.4' },
    },
    'Heroku and MLflow': {
      files: { ...train, 'runtime.txt': 'python-3.10.13\n', 'python_env.yaml': 'python: "3.10"\n' },
      data: { version: '3.10.13', places: 2 },
    },
    Cog: { files: { ...train, 'cog.yaml': 'build:\n  gpu: true\n  python_version: "3.11"\n' } },
    Nix: {
      files: {
        ...train,
        'shell.nix': 'mkShell { packages = [ pkgs.python311 pkgs.python311Packages.numpy ]; }\n',
      },
      data: { version: '3.11' },
    },
    'the feature of a development container': {
      files: {
        ...train,
        '.devcontainer/devcontainer.json':
          '{\n  // tools\n  "image": "ubuntu:22.04",\n  "features": {\n    "ghcr.io/devcontainers/features/python:1": {"version": "3.12"},\n  },\n}\n',
      },
      data: { version: '3.12', places: 1 },
    },
    'a package of the distribution on a CUDA image': {
      ...docker(
        'FROM nvidia/cuda:12.1.0-base-ubuntu22.04\nRUN apt-get update && \\\n    apt-get install -y \\\n    python3.10 python3.10-venv\n',
      ),
      data: { version: '3.10', places: 1 },
    },
    'an environment that conda creates': {
      ...docker(
        'FROM continuumio/miniconda3:24.1.2-0\nRUN conda create -n x "python=3.9" && conda clean -a\n',
      ),
      data: { version: '3.9' },
    },
    "an interpreter of uv takes the place of the image's": {
      ...docker('FROM python:3.9\nRUN uv python install 3.11\n', { '.python-version': '3.11\n' }),
      data: { version: '3.11', places: 2 },
    },
    "a conda file takes the place of the image's": {
      ...docker('FROM python:3.9\nCOPY environment.yml .\nRUN conda env create -f environment.yml\n', {
        'environment.yml': 'dependencies:\n  - python=3.10\n  - numpy\n',
      }),
      data: { version: '3.10', places: 1 },
    },
    'an image with several interpreters to test with': {
      ...docker('FROM ubuntu:22.04\nRUN uv python install 3.9 3.10 3.11\n', { '.python-version': '3.11\n' }),
      data: { version: '3.11', places: 1 },
    },
    'a stage that only builds': {
      ...docker(
        'FROM python:3.8 AS wheels\nRUN pip wheel .\nFROM python:3.11-slim\nCOPY --from=wheels /w /w\n',
      ),
      data: { version: '3.11', places: 1 },
    },
    'a last stage that starts from an earlier one': {
      ...docker(
        'FROM python:3.9 AS base\nFROM python:3.11 AS wheels\nRUN uv python install 3.12\nFROM base\nCOPY --from=wheels /w /w\n',
      ),
      data: { version: '3.9', places: 1 },
    },
    'an environment that the last stage copies': {
      ...docker('FROM python:3.11 AS venv\nFROM debian:12\nCOPY --from=venv /venv /venv\n'),
      data: { version: '3.11', places: 1 },
    },
    'an interpreter that the last stage copies': {
      ...docker(
        'FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\nRUN uv python install 3.12\nFROM debian:bookworm-slim\nCOPY --from=builder /python /python\n',
      ),
      data: { version: '3.12', places: 1 },
    },
    'an installer of conda, before an environment is made from a file': {
      ...docker(
        'FROM ubuntu:22.04\nRUN wget https://repo.anaconda.com/miniconda/Miniconda3-py39_4.12.0-Linux-x86_64.sh -O m.sh && sh m.sh\nRUN conda env create -f environment.yml\n',
        {
          'environment.yml': 'dependencies:\n  - python=3.10\n  - numpy\n',
        },
      ),
      data: { version: '3.10', places: 1 },
    },
    'an installer of conda alone': {
      ...docker(
        'FROM ubuntu:22.04\nRUN wget https://repo.anaconda.com/miniconda/Miniconda3-py39_4.12.0-Linux-x86_64.sh -O m.sh && sh m.sh\n',
      ),
      data: { version: '3.9', places: 1 },
    },
    'a version in a variable': {
      ...docker(
        'FROM nvidia/cuda:12.1.0-base-ubuntu22.04\nARG PYTHON_VERSION=3.10\nRUN apt-get install -y python${PYTHON_VERSION} python$PYTHON_VERSION-dev\n',
      ),
      data: { version: '3.10', places: 1 },
    },
    'an environment that is for tests only': {
      files: {
        ...train,
        '.python-version': '3.11\n',
        'pyproject.toml': '[project]\ndependencies = ["numpy"]\n[tool.hatch.envs.test]\npython = "3.9"\n',
        'docs/Dockerfile': 'FROM python:3.8\n',
        '.readthedocs.yaml': 'build:\n  tools:\n    python: "3.8"\n',
        'tox.ini': '[tox]\nenvlist = py38\n',
      },
      data: { versions: ['3.11'] },
    },
    'CI that tests other versions is worth a word': {
      files: {
        ...train,
        '.python-version': '3.11\n',
        '.github/workflows/ci.yml':
          'jobs:\n  a:\n    strategy:\n      matrix:\n        python-version: ["3.9", "3.10"]\n',
      },
      findings: ['.github/workflows/ci.yml:5 CI tests Python 3.10, 3.9, but not 3.11'],
      data: { tested: ['3.10', '3.9'] },
    },
    'CI that tests it among others': {
      files: {
        ...train,
        '.python-version': '3.11\n',
        '.github/workflows/ci.yml':
          'jobs:\n  a:\n    strategy:\n      matrix:\n        python-version: ["3.9", 3.11]\n',
      },
      findings: [],
    },
    'a part with code and requirements of its own': {
      files: {
        ...train,
        'requirements.txt': 'numpy==1.26.4\n',
        Dockerfile: 'FROM python:3.11\n',
        'vendor/bench/Dockerfile': 'FROM python:3.9\n',
        'vendor/bench/requirements.txt': 'scipy==1.11.0\n',
        'vendor/bench/bench.py': 'import scipy\n',
        'vendor/bench/.python-version': '3.9\n',
      },
      data: { version: '3.11', places: 1 },
    },
    'a loop over packages, and a list of values': {
      ...docker(
        'FROM nvidia/cuda:12.1.0-base-ubuntu22.04\nSHELL ["/bin/bash", "-c"]\nRUN for p in python3.10 python3.10-venv; do apt-get install -y $p; done\nRUN apt-get install -y python3.10-{dev,distutils}\n',
      ),
      data: { version: '3.10', places: 1 },
    },
    'an environment file that conda finds by its name': {
      ...docker('FROM python:3.9\nCOPY environment.yml .\nRUN conda env create && true\n', {
        'environment.yml': 'dependencies:\n  - python=3.10\n  - numpy\n',
      }),
      data: { version: '3.10', places: 1 },
    },
    'a version that a quoted text only speaks of': {
      ...docker('FROM python:3.11\nRUN echo "now run conda install python=3.8; bye" && pip install numpy\n'),
      data: { version: '3.11', places: 1 },
    },
    'the environment of pixi for a run, not for tests': {
      files: {
        ...train,
        'pixi.toml':
          '[dependencies]\npython = "3.11.*"\nnumpy = "*"\n[feature.old.dependencies]\npython = "3.8.*"\n',
      },
      data: { versions: ['3.11'] },
    },
  },
  warn: {
    'images for training and for serving': {
      files: { ...train, 'train/Dockerfile': 'FROM python:3.11\n', 'serve/Dockerfile': 'FROM python:3.9\n' },
      findings: [/^train\/Dockerfile:1 FROM python:3\.11: Python 3\.11, but serve\/Dockerfile:1 names 3\.9$/],
    },
    'equal parts without a root that declares anything': {
      files: {
        'a/requirements.txt': 'numpy==1.26.4\n',
        'a/train.py': 'import numpy\n',
        'a/Dockerfile': 'FROM python:3.11\n',
        'b/Dockerfile': 'FROM python:3.9\n',
        'b/requirements.txt': 'numpy==1.26.4\nscipy==1.11.0\n',
        'b/c/train.py': 'import scipy\n',
        'c/Dockerfile': 'FROM python:3.8\n',
        'c/x.py': 'import b.c.train\n',
      },
      data: { places: 3 },
    },
    'requirements beside a Dockerfile, without code': {
      files: {
        ...train,
        '.python-version': '3.11\n',
        'requirements.txt': 'numpy==1.26.4\n',
        'docker/Dockerfile': 'FROM python:3.9\n',
        'docker/requirements.txt': 'numpy==1.26.4\n',
      },
      findings: [/^docker\/Dockerfile:1 FROM python:3\.9: Python 3\.9/],
    },
    'a single place against two': {
      files: {
        ...train,
        '.python-version': '3.9\n',
        Dockerfile: 'FROM python:3.11\n',
        'environment.yml': 'dependencies:\n  - python=3.11\n  - numpy\n',
      },
      findings: [/^\.python-version:1 .*Python 3\.9, but environment\.yml:2 names 3\.11$/],
    },
    'two patch releases': {
      files: {
        ...train,
        '.python-version': '3.11.4\n',
        Dockerfile: 'FROM python:3.11.6\n',
        '.tool-versions': 'python 3.11\n',
      },
      findings: [/^Dockerfile:1 FROM python:3\.11\.6/],
    },
    'a conda environment outside of requires-python': {
      files: {
        ...train,
        'environment.yml': 'dependencies:\n  - python=3.8\n  - numpy\n',
        'pyproject.toml': '[project]\nrequires-python = ">=3.9"\ndependencies = ["numpy"]\n',
      },
      findings: [/>=3\.9 leaves out Python 3\.8, which environment\.yml:2 names/],
    },
  },
  fail: {
    'a version file without a version': { files: { ...train, '.python-version': 'my-env\n' } },
    'what only documentation is built with': {
      files: { ...train, '.readthedocs.yaml': 'build:\n  tools:\n    python: "3.11"\n' },
    },
  },
});
