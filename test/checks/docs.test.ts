import { checkNamed, verify } from '../support/verify.js';

const readme = (text: string) => ({ files: { 'README.md': text, 'main.py': 'print(1)\n' } });
const ALL = { install: true, data: true, train: true, evaluate: true, results: true };
const NONE = { install: false, data: false, train: false, evaluate: false, results: false };

verify(checkNamed('docs/readme'), {
  pass: {
    'commands alone tell four topics': {
      ...readme(
        '    pip install .\n\n    dvc pull\n\n    python -m torch.distributed.launch --nproc_per_node 8 train.py\n\n    python train.py --eval\n',
      ),
      data: { sections: { ...ALL, results: false } },
    },
    'a linked document counts': {
      files: {
        'README.md':
          '# A\n\n## Install\n\n`pip install -r requirements.txt`\n\nSee [training](TRAINING.md).\n',
        'TRAINING.md':
          '# T\n\n## Dataset\n\nDownload it from [here](https://example.org/x).\n\n```\npython train.py\npython evaluate.py\n```\n',
      },
    },
    'make targets are looked up': {
      files: {
        'README.md': '    make setup\n    make data\n    make all\n',
        Makefile:
          'all: train score\ntrain:\n\tpython fit.py\nscore:\n\tpython evaluate.py\nsetup:\n\tpip install .\ndata:\n\twget http://x.org/d.zip\n',
      },
    },
    'prompts of a shell, an environment for development, a value in a sentence': {
      ...readme(
        '# A\n\n## Development environment\n\nMake it with `conda env create -f env.yml`.\n\n## Run\n\n```bash\n> python train.py \\\n    --epochs 3\nepoch 1 done\n> python evaluate.py\n```\n\nThe R² of ridge regression is between 0.86 and 0.89.\n',
      ),
      data: { sections: { ...ALL, data: false } },
    },
    'tables of HTML with comments in them': {
      files: {
        'README.md':
          '    pip install .\n    python train.py\n    python eval.py\n\n<table><tbody>\n<!-- HEAD -->\n<th>model</th><th>accuracy</th>\n<!-- BODY -->\n<tr><td>a</td><td>81.5</td></tr>\n<tr><td>b</td><td>82.5</td></tr>\n</tbody></table>\n',
      },
      data: { sections: { ...ALL, data: false } },
    },
  },
  warn: {
    'Python code that trains, in a block': {
      ...readme(
        '    pip install .\n\n```python\nfrom lib import Net\n\nnet = Net()\nnet.train()\nnet.fit(x, y)\n```\n',
      ),
      data: { sections: { ...NONE, install: true, train: true } },
    },
    'terms in running text are no commands': {
      ...readme(
        '    pip install .\n    python train.py\n\nIt watches `max val_accuracy`, the `validation accuracy`.\n',
      ),
      data: { sections: { ...NONE, install: true, train: true } },
    },
    'a simulated environment is the data': {
      ...readme('    python main.py --env-id CartPole-v1\n'),
      data: { sections: { ...NONE, data: true, train: true } },
    },
    'the badge of a release is no data': {
      ...readme(
        '[![DOI](https://zenodo.org/badge/1.svg)](https://zenodo.org/badge/latestdoi/1)\n\n    pip install .\n    python train.py\n',
      ),
      data: { sections: { ...NONE, install: true, train: true } },
    },
    'an MLflow project runs by its folder': {
      files: {
        'README.md': '    conda env create -f conda.yml\n    mlflow run . -P steps=all\n',
        MLproject: 'name: a\nentry_points:\n  main:\n    command: python train.py\n',
      },
      data: { sections: { ...NONE, install: true, train: true } },
    },
    'unit tests are no evaluation, weights are no data': {
      ...readme(
        '## Install\n\n    pip install .\n    pytest tests\n    wget https://x.org/model.pth\n    python main.py\n',
      ),
      data: { sections: { ...NONE, install: true, train: true } },
    },
  },
  fail: {
    'no README': { files: { 'main.py': '' }, message: 'no README' },
    'words, hidden commands and a tree of files tell nothing': {
      ...readme(
        '# Train\n\nInstall, train and evaluate with high accuracy.\n\n<!--\n    pip install .\n    python main.py\n-->\n\n```\n├── train.py   <- Train\n└── eval.py    <- Evaluate\n```\n',
      ),
      data: { sections: NONE },
    },
    'an activated environment is no run': {
      ...readme('    source .env\n    source venv/bin/activate\n'),
      data: { sections: NONE },
    },
  },
});

/** A notebook with one Markdown cell after a cell of code. */
const notebook = (text: string) =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      { cell_type: 'code', source: 'print(1)', outputs: [], execution_count: 1, metadata: {} },
      { cell_type: 'markdown', source: text.split(/(?<=\n)/), metadata: {} },
    ],
  });

verify(checkNamed('docs/links'), {
  pass: {
    'addresses, templates, folders, anchors, and pages above the root': {
      files: {
        'README.md':
          '# Top\n\n[a](https://x.org/a.md) [b](#top) [c](src) [d](src/a%20b.py#L3) [e]({{ url }}) [f](../../issues) [g](<src/a b.py>) [h](./src/)\n',
        'src/a b.py': '',
      },
      findings: [],
    },
    'an anchor without heading is only possible': {
      files: { 'README.md': '[x](#nowhere)\n' },
      findings: ['names no heading'],
    },
    'pages of a documentation site': {
      files: {
        'mkdocs.yml': '',
        'docs/index.md': '[a](guide/) [b](/guide) ![i](/img/a.png)',
        'docs/guide.md': '#',
        'docs/img/a.png': '',
      },
      findings: [],
    },
    'pages, files and pictures of Sphinx': {
      files: {
        'docs/conf.py': '',
        'docs/index.rst':
          'Title\n=====\n\n.. toctree::\n   :maxdepth: 2\n\n   guide\n   The API <api/index>\n   self\n   parts/*\n\n.. |logo| image:: img/a.png\n\nSee :doc:`the guide </guide>` and :download:`data <img/a.png>`.\n\n.. literalinclude:: ../train.py\n',
        'docs/guide.rst': 'G\n=\n',
        'docs/api/index.md': '# A\n',
        'docs/img/a.png': '',
        'train.py': '',
      },
      message: '6 relative links',
      findings: [],
    },
    'names of an API and folders that a site makes are only possible': {
      files: {
        'docs/conf.py': '',
        'docs/a.md': '[a](pkg.models.MAEViT) [b](papers/swin.md) [c](./pkg.html)\n',
      },
      message: '3 relative links',
    },
    'a page that Sphinx may make is only possible': {
      files: {
        'docs/conf.py': '',
        'docs/index.rst': 'Title\n=====\n\n.. toctree::\n\n   generated/api\n',
      },
      findings: ['docs/index.rst:6 link generated/api does not exist'],
    },
    'cells of a notebook, with pictures that it holds itself': {
      files: {
        'nb/a.ipynb': notebook('# T\n\n![x](attachment:x.png) $[u](t,x)$ [data](../data/a.csv)'),
        'data/a.csv': '',
      },
      message: '1 relative link',
    },
    'what DVC makes or keeps, once it is fetched': {
      files: {
        'README.md': '[report](results/report.md) [data](data/a.csv) [all](results)\n',
        'dvc.yaml': 'stages:\n  a:\n    cmd: python a.py\n    outs:\n      - results\n',
        'data/a.csv.dvc': 'outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: a.csv\n',
      },
      message: '3 relative links',
      findings: [],
    },
  },
  fail: {
    'the README of a part': {
      files: { 'README.md': '# A\n', 'part/README.md': '![graph](../media/graph.png)\n' },
      findings: ['part/README.md:1 image ../media/graph.png does not exist'],
    },
    'an address in brackets of its own': {
      files: { 'README.md': '[a]((https://example.org/a.html))\n' },
      findings: ['README.md:1 link (https://example.org/a.html) is an address with a bracket too many'],
    },
    'another letter case': {
      files: { 'README.md': '\n![x](Figs/a.PNG)\n', 'figs/a.png': '' },
      findings: ['README.md:2 image Figs/a.PNG does not exist; the file is called figs/a.png'],
    },
    'in a cell of a notebook, by its number and line': {
      files: { 'nb/a.ipynb': notebook('# T\n\n<img src="figs/a.png">\n') },
      findings: ['nb/a.ipynb cell 2, line 3 image figs/a.png does not exist'],
    },
    'an address without its scheme': {
      files: { 'README.md': '[site](docs.example.org/a)\n' },
      findings: ['README.md:1 link docs.example.org/a is an address without `https://`'],
    },
    'an address of mail': {
      files: { 'README.md': '[Ann](ann@example.org)\n' },
      findings: ['README.md:1 link ann@example.org is an e-mail address without `mailto:`'],
    },
    'a page of a site that is gone from a folder that stands': {
      files: { 'docs/conf.py': '', 'docs/a.md': '[b](b.md)\n' },
      findings: ['docs/a.md:1 link b.md does not exist'],
    },
    'HTML images, and references by name': {
      files: { 'README.md': '<img src="a.png">\n\n[x][r]\n\n[r]: b.md\n' },
      findings: ['README.md:1 image a.png', 'README.md:3 link b.md'],
    },
  },
  skip: { 'no links': { files: { 'README.md': '# A\n' } }, 'no documents': { files: { 'a.py': '' } } },
});
