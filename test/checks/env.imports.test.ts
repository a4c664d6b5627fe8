import imports from '../../src/checks/env/imports.js';
import { notebook } from '../support/files.js';
import { verify } from '../support/verify.js';

const demo = '[project]\nname = "demo"\nversion = "1"\ndependencies = ["numpy"]\n';

verify(imports, {
  pass: {
    'names that differ': {
      files: {
        'train.py':
          'import cv2\nimport sklearn.svm\nfrom PIL import Image\nimport yaml\nfrom bs4 import BeautifulSoup\nimport dateutil\n',
        'requirements.txt':
          'opencv-contrib-python-headless\nscikit-learn\npillow-simd\nPyYAML\nbeautifulsoup4\npython_dateutil\n',
      },
      data: { imports: 6, provided: 6, missing: [], unknown: [] },
      findings: [],
    },
    'names that are the same but for case, dots and hyphens': {
      files: {
        'train.py': 'import Foo_Bar\nimport baz\n',
        'requirements.txt': 'foo.bar\npython-baz\n',
      },
    },
    'what an extra is called after': {
      files: {
        'train.py': 'import pandas\nimport plotly\n',
        'requirements.txt': 'kedro-datasets[pandas-csvdataset, plotly]>=3\n',
      },
      data: { missing: [], indirect: ['pandas', 'plotly'] },
    },
    'a constraint that nobody can look at adds nothing': {
      files: { 'train.py': 'import numpy\n', 'requirements.txt': '-c ${LIMITS}\nnumpy\n' },
    },
    'the project itself, which its documentation installs': {
      files: {
        'src/viqa/a.py': 'import viqa\n',
        'pyproject.toml':
          '[project]\nname = "viqa"\nversion = "1"\ndependencies = ["numpy"]\n[dependency-groups]\ndocs = ["viqa"]\n',
      },
      findings: [],
    },
    'build variants': {
      files: {
        'train.py': 'import tensorflow\nimport cupy\nimport faiss\nimport mxnet\n',
        'requirements.txt': 'tensorflow-cpu\ncupy-cuda118\nfaiss-gpu\nmxnet-cu117\n',
      },
    },
    'names of conda': {
      files: {
        'train.py': 'import torch\nimport tables\nimport cv2\nimport xgboost\n',
        'environment.yml':
          'dependencies:\n  - pytorch\n  - pytables\n  - py-opencv\n  - py-xgboost\n  - pip:\n    - rich\n',
      },
    },
    'parts of namespace packages': {
      files: {
        'train.py':
          'from google.cloud import storage\nimport google.protobuf.text_format\nimport ruamel.yaml\nfrom azure.storage.blob import BlobClient\nimport zope.event\nfrom mpl_toolkits.mplot3d import Axes3D\n',
        'requirements.txt':
          'google-cloud-storage\nprotobuf\nruamel.yaml\nazure-storage-blob\nzope.event\nmatplotlib\n',
      },
    },
    'what comes with others is a note': {
      files: { 'train.py': 'import pandas\nimport numpy\n', 'requirements.txt': 'pandas\n' },
      data: { indirect: ['numpy'] },
      findings: ['train.py:2 numpy is not declared and comes only through another package: numpy, by pandas'],
    },
    'what only the lock holds is a note': {
      files: {
        'train.py': 'import numpy\nimport idna\n',
        'pyproject.toml': demo,
        'uv.lock':
          'version = 1\n\n[[package]]\nname = "numpy"\nversion = "2.1.0"\nsource = { registry = "https://pypi.org/simple" }\n\n[[package]]\nname = "idna"\nversion = "3.10"\nsource = { registry = "https://pypi.org/simple" }\n',
      },
      findings: ['train.py:2 idna is not declared and comes only through another package'],
    },
    'a development group only is a note': {
      files: {
        'train.py': 'import numpy\nimport seaborn\n',
        'pyproject.toml': `${demo}[dependency-groups]\ndev = ["seaborn"]\n`,
      },
      data: { development: ['seaborn'] },
      findings: ['train.py:2 seaborn is declared for development only'],
    },
    'an extra and another group': {
      files: {
        'train.py': 'import numpy\nimport seaborn\nimport rich\n',
        'pyproject.toml': `${demo}[project.optional-dependencies]\nplots = ["seaborn"]\n[dependency-groups]\ntrain = ["rich"]\n`,
      },
      findings: [],
    },
    'guarded, typing, local and standard imports do not count': {
      files: {
        'train.py':
          'import os\nimport numpy\nimport helper\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\ntry:\n    import apex\nexcept ImportError:\n    apex = None\n',
        'helper.py': '',
        'requirements.txt': 'numpy\n',
      },
      data: { imports: 1 },
    },
    'tests, documentation and setup.py do not count': {
      files: {
        'train.py': 'import numpy\n',
        'setup.py':
          'import torch\nfrom setuptools import setup\nsetup(name="x", install_requires=["numpy"])\n',
        'tests/test_a.py': 'import hypothesis\n',
        'docs/conf.py': 'import sphinx_rtd_theme\n',
      },
      data: { imports: 1 },
    },
    'a src layout, a sibling script and a package by its installed name': {
      files: {
        'src/demo/core.py': 'import numpy\n',
        'scripts/run.py': 'import demo.core\nimport sibling\nimport demo_extra\n',
        'scripts/sibling.py': '',
        'lib/code.py': '',
        'setup.py':
          'from setuptools import setup\nsetup(name="demo", package_dir={"demo_extra": "lib"}, install_requires=["numpy"])\n',
      },
    },
    'modules that building makes': {
      files: {
        'train.py':
          'import numpy\nimport fast_ops\nimport MultiScaleAttention\nimport schema_pb2\nimport points_cpp\n',
        'fast_ops.pyx': '',
        'schema.proto': '',
        'requirements.txt': 'numpy\ntorch\n',
        'ops/setup.py':
          'from setuptools import setup\nfrom torch.utils.cpp_extension import CUDAExtension\nsetup(name="ops", ext_modules=[CUDAExtension("MultiScaleAttention", ["a.cu"])])\n',
        'ops/build.py':
          'from torch.utils.cpp_extension import load\nload(name="points_cpp", sources=["p.cpp"])\n',
      },
      data: { missing: [] },
    },
    'a submodule, and vendored code': {
      files: {
        'train.py': 'import numpy\nimport midas\n',
        'third_party/midas/__init__.py': '',
        'requirements.txt': 'numpy\n',
      },
    },
    'a notebook that installs for itself, and modules of its host': {
      files: {
        'a.ipynb': notebook([
          '!pip install -q gdown git+https://github.com/openai/CLIP.git',
          'import gdown, clip, numpy\nfrom google.colab import drive\nfrom IPython.display import HTML',
        ]),
        'requirements.txt': 'numpy\n',
      },
    },
    'a repository whose name is like the import': {
      files: {
        'train.py': 'import taming.modules\n',
        'requirements.txt':
          '-e git+https://github.com/CompVis/taming-transformers.git@master#egg=taming-transformers\n',
      },
    },
    'a part of a namespace that a sibling may hold is a note': {
      files: { 'train.py': 'import opentelemetry.unheard\n', 'requirements.txt': 'opentelemetry-sdk\n' },
      data: { unknown: ['opentelemetry.unheard'] },
    },
    'a file that no tree holds is a note': {
      files: { 'train.py': 'import numpy\nimport config\n', 'requirements.txt': 'numpy\n' },
      findings: ['train.py:2 what provides config cannot be told'],
      data: { unknown: ['config'] },
    },
    'a folder that is put on the import path': {
      files: {
        'train.py': 'import sys\nimport numpy\nsys.path.append("../elsewhere")\nimport some_checkout\n',
        'requirements.txt': 'numpy\n',
      },
      data: { unknown: ['some_checkout'] },
    },
    'the records of the environment go before the table': {
      files: {
        'train.py': 'import odd_name\n',
        'requirements.txt': 'curious-package\n',
        '.venv/pyvenv.cfg': 'version = 3.11.4\n',
        '.venv/lib/python3.11/site-packages/curious_package-1.0.dist-info/METADATA':
          'Name: curious-package\nVersion: 1.0\n',
        '.venv/lib/python3.11/site-packages/curious_package-1.0.dist-info/RECORD':
          'odd_name/__init__.py,sha256=x,1\ncurious_package-1.0.dist-info/METADATA,,\n',
      },
      findings: [],
    },
    'a list beside the code that it is for': {
      files: {
        'train.py': 'import numpy\n',
        'requirements.txt': 'numpy\n',
        'examples/demo.py': 'import gradio\n',
        'examples/requirements.txt': 'gradio\n',
      },
      findings: [],
    },
  },
  warn: {
    'what nothing but the documentation, a wheel and a script of another folder could hold': {
      files: {
        'train.py': 'import unheard_of\n',
        'requirements.txt': 'other @ https://x.org/other-1.0-py3-none-any.whl\n',
        'docs-requirements.txt': 'builder @ git+https://github.com/x/builder\n',
        'scripts/rocm/run.sh': 'pip install git+https://github.com/x/y\n',
      },
      data: { missing: ['unheard_of'], unknown: [] },
    },
    'what another folder with lists of its own declares': {
      files: {
        'one/train.py': 'import numpy\nimport pandas\n',
        'one/requirements.txt': 'numpy\n',
        'two/train.py': 'import pandas\n',
        'two/requirements.txt': 'pandas\n',
      },
      findings: [
        'one/train.py:2 pandas is declared only for another part of the project: pandas (two/requirements.txt:1)',
      ],
    },
    'two are missing': {
      files: {
        'train.py': 'import numpy\nimport yaml\nimport sklearn\n',
        'requirements.txt': 'numpy\n',
      },
      message: '1 of 3 imported modules',
      findings: [
        'train.py:2 yaml is imported and no declared dependency provides it',
        'train.py:3 sklearn is imported and no declared dependency provides it',
      ],
      data: { missing: ['sklearn', 'yaml'] },
      score: 1 / 3,
    },
    'an import of a part': {
      files: {
        'train.py': 'import google.protobuf\nfrom google.cloud import storage\n',
        'requirements.txt': 'protobuf\n',
      },
      findings: ['train.py:2 google.cloud.storage is imported'],
    },
    'only an install command of the README names it': {
      files: {
        'train.py': 'import numpy\nimport torch\n',
        'requirements.txt': 'numpy\n',
        'README.md': '```\npip install torch==2.1.0\n```\n',
      },
      findings: ['train.py:2 torch is named only by `pip install torch==2.1.0`'],
    },
    'only the base image holds it': {
      files: {
        'train.py': 'import numpy\nimport torch\n',
        'requirements.txt': 'numpy\n',
        Dockerfile: 'FROM pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime\n',
      },
      findings: ['train.py:2 torch is named only by the base image pytorch/pytorch'],
    },
    'another part declares it': {
      files: {
        'train.py': 'import numpy\nimport torch\n',
        'requirements.txt': 'numpy\n',
        'part/go.py': 'import torch\n',
        'part/requirements.txt': 'torch\n',
      },
      findings: ['train.py:2 torch is declared only for another part of the project'],
    },
    'a hosted notebook': {
      files: {
        'a.ipynb': notebook(['from google.colab import files\nimport seaborn, numpy']),
        'requirements.txt': 'numpy\n',
      },
      findings: ['a.ipynb cell 1, line 2 seaborn is not declared; Google Colab holds it'],
    },
    'many, but only inside functions': {
      files: {
        'train.py':
          'import numpy\ndef export():\n    import onnx\n    import tensorrt\n    import openvino\n    import coremltools\n',
        'requirements.txt': 'numpy\n',
      },
      data: { missing: ['coremltools', 'onnx', 'openvino', 'tensorrt'] },
    },
    'a library whose name a package of the project holds too': {
      files: {
        'train.py': 'import numpy\nimport torch\n',
        'pkg/__init__.py': '',
        'pkg/utils/__init__.py': '',
        'pkg/utils/torch.py': '',
        'requirements.txt': 'numpy\n',
      },
      findings: ['train.py:2 torch is imported'],
    },
  },
  fail: {
    'three are missing': {
      files: {
        'train.py': 'import numpy\nimport yaml\nimport cv2\nimport torch\n',
        'requirements.txt': 'numpy\n',
      },
      message: '3 missing',
    },
    'a notebook does not install for others': {
      files: {
        'a.ipynb': notebook(['!pip install torch pandas seaborn', 'import torch, pandas, seaborn']),
        'b.ipynb': notebook(['import torch, pandas, seaborn']),
        'requirements.txt': 'numpy\n',
      },
      data: { missing: ['pandas', 'seaborn', 'torch'] },
    },
  },
  unknown: {
    'a list that is computed': {
      files: {
        'train.py': 'import numpy\nimport torch\n',
        'setup.py':
          'from setuptools import setup\nfrom deps import find\nsetup(name="x", install_requires=find())\n',
        'requirements.txt': 'numpy\n',
      },
      findings: [],
      data: { unknown: ['torch'] },
    },
    'a list that goes on where nobody can read': {
      files: { 'train.py': 'import numpy\nimport torch\n', 'requirements.txt': 'numpy\n-r absent.txt\n' },
      data: { missing: [], unknown: ['torch'] },
    },
  },
  skip: {
    'nothing is declared': { files: { 'train.py': 'import numpy\n' }, message: 'no dependency is declared' },
    'nothing is imported': { files: { 'train.py': 'import os\n', 'requirements.txt': 'numpy\n' } },
  },
});
