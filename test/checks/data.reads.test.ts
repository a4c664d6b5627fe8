import { expect, test } from 'vitest';
import declared from '../../src/checks/data/declared.js';
import { Written } from '../../src/facts/datasets/written.js';
import { type Case, judge, verify } from '../support/verify.js';

const script = (...lines: string[]): Case => ({ files: { 'train.py': `${lines.join('\n')}\n` } });

verify(declared, {
  warn: {
    'what a library or hub fetches, and how each is fixed': {
      ...script(
        'import seaborn as sns',
        'from datasets import load_dataset',
        'from sklearn.datasets import fetch_california_housing, fetch_openml',
        "load_dataset('imdb')",
        "fetch_openml('mnist_784')",
        'fetch_california_housing()',
        "sns.load_dataset('penguins')",
      ),
      findings: [
        'train.py:4 imdb comes through datasets.load_dataset',
        'train.py:5 mnist_784 comes through sklearn.datasets.fetch_openml',
        'train.py:6 california_housing comes through sklearn.datasets.fetch_california_housing',
        'train.py:7 penguins comes through seaborn.load_dataset',
      ],
    },
  },
  fail: {
    'files of a folder for data, whose names are known at run time, beside products of another folder': {
      ...script(
        'import os, sys',
        'import numpy as np',
        'run = sys.argv[1]',
        "x = np.load(os.path.join('data', 'train', '{}.npy'.format(run)))",
        "np.save(os.path.join('data', run, 'smoothed', '{}.npy'.format(run)), x)",
        "y = np.load(os.path.join('data', run, 'smoothed', '{}.npy'.format(run)))",
      ),
      findings: ['train.py:4 data/train/*.npy is read and not declared'],
    },
    'what is read, and written under its name elsewhere': {
      ...script(
        'import pandas as pd',
        "df = pd.read_csv('data/raw/train.csv')",
        "df.dropna().to_csv('data/processed/train.csv')",
      ),
      findings: ['train.py:2 data/raw/train.csv is read and not declared'],
    },
    'a path in a configuration file that names no seed': {
      files: {
        'train.py':
          "import yaml\nimport pandas as pd\nconfig = yaml.safe_load(open('config.yaml'))\npd.read_csv(config['data']['path'])\n",
        'config.yaml': 'data:\n  path: data/x.csv\n',
      },
      findings: ['train.py:4 data/x.csv is read and not declared'],
    },
    'paths put together with a percent sign': {
      ...script(
        'import pandas as pd',
        "pd.read_csv('%s/x.csv' % 'data')",
        "pd.read_csv('%s/%s.csv' % ('data', 'y'))",
      ),
      findings: ['train.py:2 data/x.csv is read', 'train.py:3 data/y.csv is read'],
    },
    'one place that scripts of two folders read': {
      files: {
        'train.py': "import numpy as np\nnp.load('data/a.npy')\n",
        'plots/show.py': "import numpy as np\nnp.load('../data/a.npy')\n",
      },
      findings: ['plots/show.py:2 ../data/a.npy is read and not declared'],
    },
    'data of a project whose name holds another word': {
      ...script('import numpy as np', "np.load('word_language_model/data/a.npy')"),
      findings: ['train.py:2 word_language_model/data/a.npy is read and not declared'],
    },
    'a way up and down again': {
      ...script(
        'import os',
        'import pandas as pd',
        "pd.read_csv(os.path.join(os.path.dirname(__file__), '..', 'data', 'a.csv'))",
      ),
      findings: ['train.py:3 ../data/a.csv is read and not declared'],
    },
  },
  pass: {
    'a folder that a stage of DVC is given': {
      files: {
        'train.py': "import numpy as np\nimport sys\nnp.load(f'./bees_data/{sys.argv[1]}.npy')\n",
        'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    deps:\n    - bees_data/\n',
        'dvc.lock':
          "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n    - path: bees_data/\n      hash: md5\n      md5: 70257f9e8d30c0b5a5e6f2f3a0d0c0b1.dir\n      size: 12\n      nfiles: 2\n",
      },
    },
  },
  unknown: {
    'files of a folder that may hold anything': script(
      'import sys',
      'import pandas as pd',
      "pd.read_csv(f'runs/{sys.argv[1]}/progress.csv')",
      "pd.read_csv(f'{sys.argv[1]}/data/train.csv')",
    ),
    'names of temporary files, which are no options': {
      files: {
        'names.py':
          "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--name', default='htdemucs')\n",
        'train.py':
          'import tempfile\nimport numpy as np\nimport pandas as pd\nwith tempfile.NamedTemporaryFile() as out:\n    np.load(out.name)\nfolder = tempfile.TemporaryDirectory()\nhere = folder.name\npd.read_csv(here + "/train.csv")\npd.read_csv(tempfile.mkdtemp().name)\n',
      },
    },
  },
  skip: {
    'what pages of documentation show': {
      files: { 'nbs/docs/guide.py': "import pandas as pd\npd.read_csv('https://x.org/example.csv')\n" },
    },
    'what is written in one folder and read from another working folder': script(
      'import pandas as pd',
      "pd.DataFrame().to_csv('data/processed/train.csv')",
      "pd.read_csv('../data/processed/train.csv')",
      "pd.read_csv('processed/train.csv')",
    ),
    'what is written under names that are known in part': script(
      'import sys',
      'import pandas as pd',
      'model, data, group = sys.argv[1:]',
      "pd.DataFrame().to_csv(f'data/{model}-forecasts-M3-Monthly.csv')",
      "pd.read_csv(f'data/{model}-forecasts-{data}-{group}.csv')",
      "pd.read_csv(f'{data}/{model}-forecasts-{group}.csv')",
    ),
    'text and bytes in memory': script(
      'import io',
      'import pandas as pd',
      "pd.read_csv(io.StringIO('a,b'))",
      "buffer = io.BytesIO(b'a,b')",
      'pd.read_csv(buffer)',
    ),
  },
});

test.each([
  // Read, written: whether the one may be the other.
  ['data/*-a-*.csv', 'out/x-a-1.csv', false],
  ['*/*-a-*.csv', 'out/x-a-1.csv', true],
  ['*/*-a-*.csv', '*/*-b-*.csv', true],
  ['*/x-abc-*.csv', '*/y-abc-*.csv', false],
  ['d/*-abc.csv', 'd/abc.csv', false],
  ['d/*abc*.csv', 'd/abc.csv', true],
  ['d/*.csv', 'd/abc.csv', false],
  ['d/abc.csv', 'd/*.csv', false],
  ['../d/abc.csv', 'abc.csv', true],
  ['a/d/abc.csv', 'b/d/abc.csv', false],
])('%s is read, %s written: %s', (path, value, may) => {
  expect(new Written([{ access: 'write', value }]).has(path)).toBe(may);
});

test('what a library or hub fetches is fixed as that library allows', async () => {
  const { findings } = await judge(
    declared,
    script(
      'import seaborn as sns',
      'from datasets import load_dataset',
      'from sklearn.datasets import fetch_openml',
      "load_dataset('imdb')",
      "fetch_openml('mnist_784')",
      "sns.load_dataset('penguins')",
    ),
  );
  expect(findings.map(({ fix }) => fix)).toEqual([
    'Give the commit of the dataset: `revision="<40 hex digits>"`.',
    'Give the version of the dataset: `version=1`.',
    'Record a hash of what the library fetched under `data` in repro.config.yaml.',
  ]);
});
