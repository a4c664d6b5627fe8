import accelerator from '../../src/checks/env/accelerator.js';
import { verify } from '../support/verify.js';

const train = 'import torch\n';
const lock = (name: string, version: string) =>
  `version = 1\n\n[[package]]\nname = "torch"\nversion = "2.5.1"\nsource = { registry = "https://pypi.org/simple" }\n\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://pypi.org/simple" }\n`;
const project = '[project]\nname = "demo"\nversion = "1"\ndependencies = ["torch"]\n';

verify(accelerator, {
  pass: {
    'a build label in the version': {
      files: { 'train.py': train, 'requirements.txt': 'torch==2.1.0+cu121\n' },
      data: { frameworks: { torch: ['torch==2.1.0+cu121'] } },
    },
    'an extra index of one CUDA release': {
      files: {
        'train.py': train,
        'requirements.txt': '--extra-index-url https://download.pytorch.org/whl/cu118\ntorch==2.1.0\n',
      },
    },
    'an index of CPU builds': {
      files: {
        'train.py': train,
        'requirements.txt': '-i https://download.pytorch.org/whl/cpu\ntorch==2.1.0\n',
      },
    },
    'an index of uv': {
      files: {
        'train.py': train,
        'pyproject.toml': `${project}[tool.uv.sources]\ntorch = { index = "pytorch" }\n[[tool.uv.index]]\nname = "pytorch"\nurl = "https://download.pytorch.org/whl/rocm6.1"\nexplicit = true\n`,
      },
    },
    'CUDA packages in the lock': {
      files: {
        'train.py': train,
        'pyproject.toml': project,
        'uv.lock': lock('nvidia-cublas-cu12', '12.4.5.8'),
      },
      data: { frameworks: { torch: ['nvidia-cublas-cu12 12.4.5.8'] } },
    },
    'a CUDA toolkit of conda': {
      files: {
        'train.py': train,
        'environment.yml': 'dependencies:\n  - pytorch=1.12\n  - cudatoolkit=11.3\n',
      },
    },
    'pytorch-cuda of conda': {
      files: { 'train.py': train, 'environment.yml': 'dependencies:\n  - pytorch\n  - pytorch-cuda=11.8\n' },
    },
    'a build string of conda': {
      files: {
        'train.py': train,
        'environment.yml': 'dependencies:\n  - pytorch=2.0.1=py3.10_cuda11.7_cudnn8.5.0_0\n',
      },
    },
    'a base image of PyTorch': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        Dockerfile: 'FROM pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime\n',
      },
    },
    'a base image of CUDA': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        Dockerfile: 'FROM nvidia/cuda:12.1.1-cudnn8-devel-ubuntu22.04\n',
      },
    },
    'an install script': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        'install.sh':
          'pip install torch==1.12.0+cu113 -f https://download.pytorch.org/whl/torch_stable.html\n',
      },
    },
    'an install command of the image': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        Dockerfile:
          'FROM python:3.11-slim\nRUN pip install torch==2.1.0 --index-url https://download.pytorch.org/whl/cu121\n',
      },
    },
    'extras of tensorflow and jax': {
      files: {
        'train.py': 'import jax\n',
        'requirements.txt': 'tensorflow[and-cuda]==2.16.1\njax[cuda12]\n',
      },
      data: { frameworks: { tensorflow: ['tensorflow[and-cuda]==2.16.1'], jax: ['jax[cuda12]'] } },
    },
    'a GPU distribution of tensorflow': {
      files: { 'train.py': 'import tensorflow\n', 'requirements.txt': 'tensorflow-gpu==1.15.0\n' },
    },
    'cupy, mxnet and paddle by name': {
      files: {
        'train.py': 'import cupy\n',
        'requirements.txt': 'cupy-cuda12x\nmxnet-cu112\npaddlepaddle-gpu==2.4.2.post117\n',
      },
    },
  },
  warn: {
    'one of two': {
      files: { 'train.py': train, 'requirements.txt': 'torch==2.1.0+cpu\njax==0.4.20\n' },
      findings: ['requirements.txt:2 jax is declared without saying'],
    },
    'only the README': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        'README.md': '```\nconda install pytorch=1.7.1 cudatoolkit=11.0\n```\n',
      },
      message: 'only aside of the main install route',
      findings: ['README.md:2 README.md alone says for which accelerator torch is built'],
    },
    'only the image of another part': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        'examples/big/setup.py':
          'from setuptools import setup\nsetup(name="big", install_requires=["torch"])\n',
        'examples/big/docker/Dockerfile': 'FROM nvidia/cuda:12.1.1-devel-ubuntu22.04\n',
      },
    },
    'only a list of its own': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        'extra/requirements.txt': 'torch==2.1.0+cu121\n',
      },
      findings: ['extra/requirements.txt alone says'],
    },
  },
  fail: {
    'a version without a build': {
      files: { 'train.py': train, 'requirements.txt': 'torch==2.1.0\n' },
      findings: ['requirements.txt:1 torch is declared without saying for which accelerator it is built'],
      data: { frameworks: { torch: [] } },
    },
    'an import that nothing declares': {
      files: { 'train.py': 'import tensorflow as tf\n' },
      findings: ['train.py:1 tensorflow is imported, and nothing says'],
    },
    'an index in a comment': {
      files: {
        'train.py': train,
        'requirements.txt': '# --extra-index-url https://download.pytorch.org/whl/cu118\ntorch==2.1.0\n',
      },
    },
    'a page of all builds': {
      files: {
        'train.py': train,
        'requirements.txt': '-f https://download.pytorch.org/whl/torch_stable.html\ntorch==2.1.0\n',
      },
    },
    'a base image without a version': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        Dockerfile: 'FROM pytorch/pytorch:latest\n',
      },
    },
    'a list for the documentation': {
      files: {
        'train.py': train,
        'requirements.txt': 'torch\n',
        'docs/requirements.txt': 'torch==2.1.0+cpu\n',
      },
    },
    'cupy from source': { files: { 'train.py': 'import cupy\n', 'requirements.txt': 'cupy==13.0.0\n' } },
    'jax without an extra': { files: { 'train.py': 'import jax\n', 'requirements.txt': 'jax==0.4.20\n' } },
  },
  skip: {
    'an extra and a group, which no run needs': {
      files: {
        'train.py': 'import numpy\n\ndef export():\n    import tensorflow\n',
        'pyproject.toml':
          '[project]\nname = "x"\nversion = "1"\ndependencies = ["numpy"]\n[project.optional-dependencies]\nexport = ["tensorflow"]\n[dependency-groups]\ntest = ["torch"]\n',
      },
    },
    'a second list, of which the code needs nothing': {
      files: {
        'train.py': 'import numpy\n',
        'setup.py': "from setuptools import setup\nsetup(install_requires=['numpy'])\n",
        'requirements_additional.txt': 'torch\n',
      },
    },
    'no such library': { files: { 'train.py': 'import numpy\n', 'requirements.txt': 'numpy\n' } },
    'only inside a function': { files: { 'train.py': 'def export():\n    import paddle\n' } },
    'only in tests': { files: { 'train.py': 'print(1)\n', 'tests/test_a.py': train } },
  },
});
