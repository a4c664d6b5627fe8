import check from '../../src/checks/container/packages-pinned.js';
import { verify } from '../support/verify.js';

const docker = (text: string) => `FROM python:3.11\nWORKDIR /app\n${text}`;
const POETRY = {
  'pyproject.toml':
    '[tool.poetry]\nname = "a"\nversion = "1"\n[tool.poetry.dependencies]\npython = "^3.10"\nnumpy = "^2.0"\nscipy = "1.14.1"\n',
  'poetry.lock':
    '[[package]]\nname = "numpy"\nversion = "2.1.0"\n\n[[package]]\nname = "scipy"\nversion = "1.14.1"\n\n[metadata]\nlock-version = "2.0"\npython-versions = "^3.10"\ncontent-hash = "0"\n',
};
const UV = {
  'pyproject.toml': '[project]\nname = "a"\nversion = "1"\ndependencies = ["numpy>=2"]\n',
  'uv.lock':
    'version = 1\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { virtual = "." }\n\n[[package]]\nname = "numpy"\nversion = "2.1.0"\nsource = { registry = "https://pypi.org/simple" }\n',
};

verify(check, {
  pass: {
    'exact versions in the command, tools left out': {
      files: {
        Dockerfile: docker('RUN pip install -U pip setuptools && pip install numpy==2.1.0 "scipy==1.14.1"\n'),
      },
      message: 'exact versions for 2 of 2 packages',
      findings: [],
      data: { pinned: 2, loose: [] },
    },
    'from the lock that is copied': {
      files: {
        ...POETRY,
        Dockerfile: docker('COPY pyproject.toml poetry.lock* ./\nRUN poetry install --no-root\n'),
      },
      data: { pinned: 2, locks: ['poetry.lock'] },
    },
    'a lock that is mounted': {
      files: {
        ...UV,
        Dockerfile: docker(
          'RUN --mount=type=bind,source=uv.lock,target=uv.lock --mount=type=bind,source=pyproject.toml,target=pyproject.toml uv sync --frozen --no-install-project\nCOPY . .\nRUN uv sync --frozen\n',
        ),
      },
    },
    'a list with ranges under constraints that are exact': {
      files: {
        'requirements.txt': 'numpy>=2\n',
        'constraints.txt': 'numpy==2.1.0\nunused==1\n',
        Dockerfile: docker('COPY *.txt ./\nRUN pip install -r requirements.txt -c constraints.txt\n'),
      },
      data: { pinned: 1 },
    },
    'the project after its pinned list: what is there already stays': {
      files: {
        'requirements.txt': 'numpy==2.1.0\n',
        'pyproject.toml': UV['pyproject.toml'],
        Dockerfile: docker('COPY . .\nRUN pip install -r requirements.txt\nRUN pip install -e .\n'),
      },
    },
    'the project alone, without what it asks for': {
      files: {
        ...POETRY,
        Dockerfile: docker('COPY . .\nRUN poetry install && pip install --no-deps .\n'),
      },
      findings: [],
    },
    'packages of the distribution are told, and do not count': {
      files: {
        Dockerfile: docker(
          'RUN apt-get update && apt-get install -y git libgl1 ffmpeg\nRUN pip install numpy==2.1.0\n',
        ),
      },
      findings: ['Dockerfile:3 libgl1 and ffmpeg come from the distribution'],
      data: { system: ['libgl1', 'ffmpeg'] },
    },
    'a version from an ARG with a default': {
      files: { Dockerfile: docker('ARG NUMPY=2.1.0\nRUN pip install numpy==${NUMPY}\n') },
    },
    'R from a snapshot of the repository': {
      files: {
        Dockerfile:
          'FROM rocker/r-ver:4.4.1\nRUN R -e \'install.packages("dplyr", repos = "https://packagemanager.posit.co/cran/2024-01-02")\'\n',
      },
    },
    'renv restores its lock': {
      files: {
        'renv.lock':
          '{"R":{"Version":"4.4.1"},"Packages":{"dplyr":{"Package":"dplyr","Version":"1.1.4","Source":"Repository"}}}',
        Dockerfile: "FROM rocker/r-ver:4.4.1\nCOPY renv.lock .\nRUN R -e 'renv::restore()'\n",
      },
      data: { pinned: 1, locks: ['renv.lock'] },
    },
    'conda, exact': {
      files: { Dockerfile: docker('RUN conda install -y python=3.10 numpy=1.26.4=py310_0 scipy==1.14.1\n') },
    },
    'a clone at a commit': {
      files: {
        Dockerfile: docker(
          'RUN git clone https://example.org/a/b && cd b && git checkout 0123456789abcdef0123456789abcdef01234567\n',
        ),
      },
    },
    'a list whose name a variable holds': {
      files: {
        'requirements/gpu.txt': 'numpy==2.1.0\n',
        'requirements.txt': 'numpy\n',
        Dockerfile: docker(
          'ARG REQ=requirements/gpu.txt\nCOPY ${REQ} /tmp/requirements.txt\nRUN pip install -r /tmp/requirements.txt\n',
        ),
      },
    },
    'an address with a version in a variable': {
      files: {
        Dockerfile: docker(
          'ENV TINI_VERSION v0.19.0\nADD https://github.com/krallin/tini/releases/download/${TINI_VERSION}/tini /tini\nADD https://e.org/lib-1.2.0.tar.gz /x\nRUN pip install numpy==2.1.0\n',
        ),
      },
      findings: [],
    },
    'libraries whose names begin as those of CUDA do': {
      files: {
        Dockerfile: docker(
          'RUN apt-get install -y libcurl4-openssl-dev libcups2-dev\nRUN pip install numpy==2.1.0\n',
        ),
      },
      findings: [/come from the distribution/],
    },
    'the context in which all that is copied lies': {
      files: {
        'docker/Dockerfile': docker(
          'COPY requirements.txt .\nCOPY src ./src\nRUN pip install -r requirements.txt\n',
        ),
        'docker/requirements.txt': 'flask\n',
        'requirements.txt': 'numpy==2.1.0\n',
        'src/a.py': '',
      },
    },
    'constraints of the command and of the environment': {
      files: {
        'constraints.txt': 'numpy==2.1.0\nscipy==1.14.1\n',
        Dockerfile: docker(
          'COPY constraints.txt /c.txt\nRUN pip install -c /c.txt numpy\nENV PIP_CONSTRAINT=/c.txt\nRUN pip install scipy\n',
        ),
      },
      data: { pinned: 2 },
    },
    'what one command names is resolved together': {
      files: {
        'requirements.txt': 'torch\n',
        'gpu.txt': 'numpy==2.1.0\n',
        'base.txt': 'numpy\n',
        Dockerfile: docker(
          'COPY *.txt ./\nRUN pip install torch==2.1.0 -r requirements.txt -r base.txt -r gpu.txt\n',
        ),
      },
      findings: [],
    },
    'a list for conda, in the words of conda': {
      files: {
        'list.txt': 'numpy=1.26.4\nscipy=1.11.3=py310h\n',
        Dockerfile: docker('COPY list.txt .\nRUN conda install --file list.txt\n'),
      },
      data: { pinned: 2 },
      findings: [],
    },
    'a stage that the image is not made of': {
      files: {
        Dockerfile:
          'FROM a:1 AS base\nRUN pip install numpy==2.1.0\nFROM base AS dev\nRUN pip install ipdb\nFROM base\nRUN make\n',
      },
      findings: [
        /^Dockerfile:4 ipdb is installed without an exact version, in a stage that the image is not made of/,
      ],
      data: { loose: [], pinned: 1 },
    },
    'test runners and linters': {
      files: { Dockerfile: docker('RUN pip install numpy==2.1.0 pytest ruff\n') },
      data: { pinned: 1 },
    },
  },
  warn: {
    some: {
      files: { Dockerfile: docker('RUN pip install numpy==2.1.0 \\\n      scipy \\\n      pandas>=2\n') },
      message: 'exact versions for 1 of 3 packages',
      findings: ['Dockerfile:4 scipy and pandas are installed without an exact version'],
      score: 1 / 3,
    },
    'one finding for each command, on the line of the word': {
      files: {
        Dockerfile: docker(
          'RUN pip install a==1 && \\\n    pip install b && \\\n    conda install -y c\nRUN <<EOF\npip install d\nEOF\n',
        ),
      },
      findings: [/^Dockerfile:4 b is/, /^Dockerfile:5 c is/, /^Dockerfile:7 d is/],
    },
    'a list of which some are exact': {
      files: {
        'requirements.txt': 'numpy==2.1.0\nscipy\n-r more.txt\n',
        'more.txt': 'pandas\n',
        Dockerfile: docker('COPY . .\nRUN pip install -r requirements.txt\n'),
      },
      findings: [
        'Dockerfile:4 requirements.txt is installed from, and gives no exact version of scipy and pandas',
      ],
    },
    'the lock stays outside of the image': {
      files: { ...POETRY, Dockerfile: docker('COPY pyproject.toml .\nRUN poetry install\n') },
      findings: [/^Dockerfile:4 pyproject.toml .* numpy; poetry.lock is not copied into the image/],
    },
    'only packages of the distribution': {
      files: { Dockerfile: docker('RUN apt-get install -y libgl1\n') },
      findings: [/libgl1 comes from the distribution/],
      score: 0.5,
    },
    'BLAS from the distribution moves numbers': {
      files: { Dockerfile: docker('RUN apt-get install -y libopenblas-dev && pip install numpy==2.1.0\n') },
      findings: [/^Dockerfile:3 libopenblas-dev is installed without/],
    },
    'what is made new is not what was there': {
      files: {
        'requirements.txt': 'numpy==2.1.0\n',
        Dockerfile: docker(
          'COPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN pip install --upgrade numpy\n',
        ),
      },
      findings: ['Dockerfile:5 numpy is installed without'],
    },
    'what another stage brought is not there': {
      files: {
        Dockerfile:
          'FROM a:1 AS b\nRUN pip install numpy==2.1.0\nFROM a:1\nCOPY --from=b /x /x\nRUN pip install numpy\n',
      },
      findings: ['Dockerfile:5 numpy'],
    },
    'one arm of a condition': {
      files: {
        Dockerfile: docker(
          'ARG GPU\nRUN if [ "$GPU" ]; then pip install torch==2.1.0; else pip install torch; fi\n',
        ),
      },
      findings: ['Dockerfile:4 torch'],
    },
    'the lock that is copied too late': {
      files: {
        ...POETRY,
        Dockerfile: docker('COPY pyproject.toml ./\nRUN poetry install --no-root\nCOPY . .\n'),
      },
      findings: [/^Dockerfile:4 pyproject.toml .* numpy; poetry.lock is not copied/],
    },
    'a list that is called a lock and is none': {
      files: {
        'requirements.txt': 'numpy\nscipy==1.14.1\n',
        Dockerfile: docker('COPY requirements.txt .\nRUN uv pip sync requirements.txt\n'),
      },
      findings: [/^Dockerfile:4 requirements.txt .* numpy/],
    },
    'a tag of a repository': {
      files: { Dockerfile: docker('RUN pip install a==1 git+https://github.com/x/y.git@v1.0.0\n') },
      findings: ['Dockerfile:3 y is taken from a repository without a whole commit'],
    },
    'an address with a password': {
      files: { Dockerfile: docker('ADD https://u:SECRET@e.org/z.zip /z\nRUN pip install a==1\n') },
      findings: [/^Dockerfile:3 https:\/\/(?!.*SECRET).*e\.org\/z\.zip is fetched/],
    },
    'a clone of whatever is there': {
      files: { Dockerfile: docker('RUN git clone https://example.org/a/b && pip install ./b c==1\n') },
      findings: [/^Dockerfile:3 https:\/\/example.org\/a\/b is cloned without a commit/],
    },
    'a script from the network': {
      files: { Dockerfile: docker('RUN curl -s https://example.org/setup.sh | bash && pip install c==1\n') },
      findings: [/^Dockerfile:3 https:\/\/example.org\/setup.sh is fetched without a checksum/],
    },
  },
  fail: {
    'a list of a branch somewhere': {
      files: { Dockerfile: docker('RUN pip install -r https://e.org/main/requirements.txt\n') },
      findings: [/^Dockerfile:3 https:\/\/e\.org\/main\/requirements\.txt is fetched without/],
    },
    'a list without versions': {
      files: {
        'requirements.txt': 'numpy\nscipy>=1\n',
        Dockerfile: docker('COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\n'),
      },
    },
    'more names than can be told': {
      files: { Dockerfile: docker('RUN pip install a b c d e f g\n') },
      findings: ['Dockerfile:3 a, b, c, d, e and 2 more are installed without an exact version'],
    },
    'a container definition of another kind': {
      files: { 'run.def': 'Bootstrap: docker\nFrom: python:3.11\n\n%post\n    pip install numpy\n' },
      findings: [/^run.def:5 numpy/],
    },
    'a script of the project that the recipe runs': {
      files: {
        'install.sh': '#!/bin/sh\npip install numpy\n',
        Dockerfile: docker('COPY install.sh .\nRUN bash install.sh\n'),
      },
      findings: [/^install.sh:2 numpy/],
    },
  },
  unknown: {
    'a list that is written while the image is built': {
      files: {
        'requirements.txt': 'numpy==2.1.0\n',
        Dockerfile: docker(
          "COPY requirements.txt .\nRUN sed -i 's/==.*//' requirements.txt && pip install -r requirements.txt\n",
        ),
      },
    },
    'a here-document that takes the place of a list': {
      files: {
        'requirements.txt': 'numpy==2.1.0\n',
        Dockerfile:
          '# syntax=docker/dockerfile:1\nFROM a:1\nCOPY <<EOF /tmp/requirements.txt\nnumpy\nEOF\nRUN pip install -r /tmp/requirements.txt\n',
      },
    },
    'constraints from elsewhere': {
      files: { Dockerfile: docker('RUN pip install -c https://e.org/constraints-${V}.txt airflow\n') },
    },
    'a version from outside': {
      files: { Dockerfile: docker('ARG NUMPY\nRUN pip install numpy==${NUMPY}\n') },
      findings: [/^Dockerfile:4 .*numpy comes from a value/],
    },
    'a list that is not there': {
      files: { Dockerfile: docker('RUN pip install -r /opt/list.txt scipy==1.14.1\n') },
      message: 'the rest cannot be told',
    },
  },
  skip: {
    'no container': { files: { 'train.py': 'import numpy\n' }, message: 'no container' },
    'nothing is installed': {
      files: { Dockerfile: docker('RUN apt-get install -y git curl && pip install -U pip\nCOPY . .\n') },
    },
  },
});
