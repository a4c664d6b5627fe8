import { checkNamed, verify } from '../support/verify.js';

const train = { 'train.py': 'model.fit(x, y)\n' };
const monitor = { 'src/monitor.py': 'from evidently import Report\nReport().run(a, b)\n' };
const serve = { 'api.py': 'from fastapi import FastAPI\napp = FastAPI()\n' };
const score = { 'score.py': 'from sklearn.metrics import f1_score\nprint(f1_score(a, b))\n' };
const clean = {
  'clean_data.py':
    'import pandas as pd\ndef run():\n    a = pd.read_csv("x")\n    b = a.dropna()\n    c = b.sort_values("d")\n    d = c.reset_index()\n    d.to_csv("y")\n',
};
const notebook = (code: string, text = '') =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      ...(text ? [{ cell_type: 'markdown', source: text, metadata: {} }] : []),
      { cell_type: 'code', source: code, outputs: [], execution_count: 1, metadata: {} },
    ],
  });
const look = 'import pandas as pd\nframe = pd.read_csv("a.csv")\nframe.describe()\nframe.hist()\n';

verify(checkNamed('docs/modules'), {
  pass: {
    'a single script with the command that runs it': {
      files: { ...train, 'README.md': '# A\n\nFits a model of claims.\n\n```sh\npython train.py\n```\n' },
      data: { parts: { training: true } },
    },
    'what the training script measures on its way is no part of its own': {
      files: {
        'train.py': 'from sklearn.metrics import f1_score\nmodel.fit(x, y)\nprint(f1_score(a, b))\n',
        'README.md': '    python train.py\n',
      },
      data: { parts: { training: true } },
    },
    'a table of modules': {
      files: {
        ...train,
        ...monitor,
        ...serve,
        'README.md':
          '# A\n\n| file | what it does |\n|---|---|\n| train.py | fits the model to the claims |\n| src/monitor.py | compares last week with the training data |\n| `api.py` | answers requests with a score |\n',
      },
      message: '3 of 3',
    },
    'a tree of files with remarks': {
      files: {
        ...clean,
        ...serve,
        'README.md':
          '# A\n\n```\n├── clean_data.py   <- drops rows without a label\n└── api.py          # serves the model over HTTP\n```\n',
      },
      message: '2 of 2',
    },
    'a page for a part, linked or not': {
      files: {
        ...monitor,
        'README.md': '# A\n\nText.\n',
        'docs/monitoring.md':
          '# Drift\n\nEach night the inputs are held against those of the training year.\n',
      },
      data: { parts: { monitoring: true } },
    },
    'a list that says what a file does': {
      files: {
        ...monitor,
        'README.md': '# A\n\n- `src/monitor.py`: warns when the inputs move away from 2023\n',
      },
    },
    'a list of stages by their names': {
      files: {
        ...monitor,
        ...clean,
        'README.md':
          '# A\n\n- `2-clean_data`: rows without a label are left out\n- Monitoring: each night the inputs are compared with 2023\n',
      },
      message: '2 of 2',
    },
    'the README beside the only code of a part': {
      files: {
        'filter/clean_data.py': clean['clean_data.py'],
        'filter/README.md': '# Corpus\n\nRows without a label are left out, and those of other years.\n',
        'README.md': '# A\n',
      },
    },
    'a program that serves': {
      files: { ...serve, 'README.md': '# A\n\n```sh\nuvicorn api:app --port 80\n```\n' },
    },
    'a notebook explains itself': {
      files: {
        'eda.ipynb': notebook(
          look,
          '# Exploratory analysis\n\nAmounts are skewed: one claim in ten holds half of the money.',
        ),
        'README.md': '# A\n',
      },
      data: { parts: { exploration: true } },
    },
    'reStructuredText in docs': {
      files: {
        ...score,
        'docs/index.rst':
          'Project\n=======\n\nEvaluation\n----------\n\nThe model is judged by F1 on the claims of 2024.\n',
      },
    },
    'another language': {
      files: {
        ...train,
        'README.md':
          '# A\n\n## Entrenamiento\n\nEl modelo se ajusta con los datos de 2023 y validación cruzada.\n',
      },
    },
    'a module run by its name': {
      files: {
        'pkg/fit.py': 'model.fit(x, y)\n',
        'pkg/__init__.py': '',
        'README.md': '    python -m pkg.fit --epochs 3\n',
      },
    },
  },
  warn: {
    'one part of two, with the file that shows the other': {
      files: {
        ...train,
        ...monitor,
        'README.md': '## Training\n\nThe model is fitted with ten folds on claims.\n',
      },
      message: '1 of 2 parts described; missing: monitoring',
      findings: ['src/monitor.py:1 nothing describes the monitoring (src/monitor.py:1 evidently)'],
      score: 0.5,
    },
    'words and empty headings are no description': {
      files: {
        ...train,
        ...serve,
        'README.md':
          '# Deployment of a monitored API\n\nGood.\n\n## Deployment\n\nTODO\n\n## Training\n\n```sh\npython train.py\n```\n',
      },
      findings: ['api.py:1 nothing describes the deployment'],
    },
    'a changelog and templates of the host describe nothing': {
      files: {
        ...train,
        ...score,
        'README.md': '    python train.py\n',
        'CHANGELOG.md':
          '# Changes\n\n## Evaluation 1.0\n\nThe evaluation by F1 was added, and results were changed.\n',
        '.github/ISSUE_TEMPLATE/bug.md':
          '## Evaluation\n\nTell how you evaluated the model, and the numbers.\n',
      },
      findings: ['score.py:2 nothing describes the evaluation'],
    },
    'a list of features of the software is no preprocessing': {
      files: {
        ...train,
        ...clean,
        'README.md':
          '## Features\n\n- fast, small, and well tested on many machines\n\n## Training\n\n    python train.py\n',
      },
      findings: ['clean_data.py:2 nothing describes the preprocessing'],
    },
    'a notebook that only shows code': {
      files: {
        ...train,
        'look.ipynb': notebook(look),
        'README.md': '    python train.py\n',
      },
      findings: [
        'look.ipynb cell 1, line 3 nothing describes the exploration (look.ipynb cell 1, line 3 describe(), hist())',
      ],
    },
    'a script that collects data': {
      files: {
        ...train,
        'scrape.py': 'import requests\nprint(requests.get("https://example.org").text)\n',
        'README.md': '    python train.py\n',
      },
      findings: ['scrape.py:2 nothing describes the data collection (scrape.py:2 requests.get())'],
    },
  },
  fail: {
    'no README at all': {
      files: train,
      message: '0 of 1',
      findings: ['train.py:1 nothing describes the training'],
    },
    'a README of one line': { files: { ...train, 'README.md': '# Example project\n' } },
  },
  skip: {
    'no solution: a library of helpers': {
      files: { 'a.py': 'def f():\n    return 1\n', 'README.md': '# A\n' },
    },
    'a script that fetches weights collects no data': {
      files: { 'download.py': 'import urllib.request\nurllib.request.urlretrieve("https://x.org/a.pth")\n' },
    },
    'tests and examples': { files: { 'tests/test_a.py': 'm.fit(x)\n', 'examples/a.py': 'm.fit(x)\n' } },
  },
});
