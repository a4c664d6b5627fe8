import check from '../../src/checks/container/dependencies-shared.js';
import { verify } from '../support/verify.js';

const docker = (text: string) => `FROM python:3.11\nWORKDIR /app\n${text}`;
const LIST = { 'requirements.txt': 'numpy==2.1.0\nscipy==1.14.1\n' };
const INSTALL = 'COPY requirements.txt .\nRUN pip install -r requirements.txt\n';

verify(check, {
  pass: {
    'the manifest, under another name in the image': {
      files: {
        ...LIST,
        Dockerfile: docker('COPY requirements.txt /tmp/r.txt\nRUN pip install -r /tmp/r.txt\n'),
      },
      findings: [],
    },
    'what only the image needs is told': {
      files: { ...LIST, Dockerfile: docker(`${INSTALL}RUN pip install gunicorn==23.0.0\n`) },
      findings: ['Dockerfile:5 gunicorn is named in the recipe'],
    },
    'the project itself': {
      files: {
        'pyproject.toml': '[project]\nname = "a"\nversion = "1"\ndependencies = ["numpy"]\n',
        Dockerfile: docker('COPY . .\nRUN pip install .\n'),
      },
    },
    'a release of the project itself': {
      files: {
        'pyproject.toml': '[project]\nname = "a-b"\nversion = "1"\ndependencies = ["numpy"]\n',
        Dockerfile: docker('RUN pip install a_b==1.0\n'),
      },
    },
    'a second list beside the manifest': {
      files: {
        ...LIST,
        'requirements-serve.txt': 'flask==3.0.0\n',
        Dockerfile: docker('COPY requirements-serve.txt .\nRUN pip install -r requirements-serve.txt\n'),
      },
    },
    'a part with code and a list of its own': {
      files: {
        ...LIST,
        'train.py': '',
        'serve/app.py': '',
        'serve/requirements.txt': 'flask==3.0.0\n',
        'serve/Dockerfile': docker(INSTALL),
      },
    },
    'tools, and the interpreter of conda': {
      files: {
        ...LIST,
        Dockerfile: docker(`RUN conda install -y python=3.11 pip\n${INSTALL}RUN pip install -U pip pytest\n`),
      },
      findings: [],
    },
    'a version for one of several machines': {
      files: {
        'requirements.txt':
          'torch==2.1.0 ; sys_platform == "darwin"\ntorch==1.13.1 ; sys_platform == "linux"\n',
        Dockerfile: docker(`${INSTALL}RUN pip install torch==1.13.1\n`),
      },
    },
    "conda's version that begins so": {
      files: {
        'requirements.txt': 'numpy==1.26.4\n',
        Dockerfile: docker(`RUN conda install numpy=1.26\n${INSTALL}`),
      },
    },
    'a version of another build is the same version': {
      files: {
        'requirements.txt': 'torch==2.1.0\n',
        Dockerfile: docker(`RUN pip install torch==2.1.0+cu118\n${INSTALL}`),
      },
    },
  },
  warn: {
    'the same list in the names of conda': {
      files: {
        'requirements.txt': 'torch==2.1.0\nnumpy==1.26.4\n',
        Dockerfile: docker('RUN conda install pytorch==2.1.0 numpy==1.26.4\n'),
      },
      findings: [/torch and numpy are named/],
    },
    'a version that the manifest does not allow': {
      files: { ...LIST, Dockerfile: docker(`${INSTALL}RUN pip install numpy==1.26.4\n`) },
      findings: ['Dockerfile:5 numpy 1.26.4 is installed, where requirements.txt:1 has ==2.1.0'],
      score: 0.5,
    },
    'a version that the lock does not hold': {
      files: {
        'pyproject.toml': '[project]\nname = "a"\nversion = "1"\ndependencies = ["numpy>=1"]\n',
        'uv.lock':
          'version = 1\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { virtual = "." }\n\n[[package]]\nname = "numpy"\nversion = "2.1.0"\nsource = { registry = "https://pypi.org/simple" }\n',
        Dockerfile: docker('COPY . .\nRUN uv sync --frozen\nRUN uv pip install numpy==2.0.0\n'),
      },
      findings: ['Dockerfile:5 numpy 2.0.0 is installed, where uv.lock has 2.1.0'],
    },
    'the same list again': {
      files: { ...LIST, Dockerfile: docker('RUN pip install numpy==2.1.0 scipy==1.14.1\n') },
      findings: ['Dockerfile:3 numpy and scipy are named in the recipe'],
    },
    'one of two recipes': {
      files: { ...LIST, Dockerfile: docker(INSTALL), 'gpu.Dockerfile': docker('RUN pip install cupy\n') },
      findings: ['gpu.Dockerfile:3 cupy'],
    },
  },
  fail: {
    'a list of its own': {
      files: { ...LIST, Dockerfile: docker('RUN pip install pandas \\\n    flask\n') },
      message: 'Dockerfile installs a list of its own, not requirements.txt',
      findings: ['Dockerfile:3 pandas and flask are named in the recipe, beside what requirements.txt lists'],
    },
    'a list that serves the image alone': {
      files: {
        ...LIST,
        'docker/requirements.txt': 'numpy==1.26.4\n',
        'docker/Dockerfile': docker('COPY docker/requirements.txt .\nRUN pip install -r requirements.txt\n'),
      },
      findings: [
        'docker/Dockerfile:4 docker/requirements.txt is installed, which requirements.txt does not know of',
        'docker/requirements.txt:1 numpy 1.26.4 is installed, where requirements.txt:1 has ==2.1.0',
      ],
    },
  },
  unknown: {
    'a list from elsewhere': {
      files: { ...LIST, Dockerfile: docker('RUN pip install -r https://example.org/r.txt\n') },
    },
  },
  skip: {
    'no container': { files: LIST },
    'no manifest': { files: { Dockerfile: docker('RUN pip install numpy\n') }, message: 'no manifest' },
    'only packages of the distribution': {
      files: { ...LIST, Dockerfile: docker('RUN apt-get install -y git\n') },
    },
    'a service beside the project': {
      files: {
        ...LIST,
        'docker/mlflow/Dockerfile': docker('RUN pip install mlflow==2.9.2 psycopg2-binary==2.9.9\n'),
      },
    },
    'an image of an example': {
      files: { ...LIST, 'examples/a/Dockerfile': docker('RUN pip install flask\n') },
    },
    'a manifest in another part': {
      files: {
        'a/requirements.txt': 'numpy==1\n',
        'a/x.py': '',
        'b/Dockerfile': docker('RUN pip install flask\n'),
      },
    },
  },
});
