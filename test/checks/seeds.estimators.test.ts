import estimators from '../../src/checks/seeds/estimators.js';
import { type Case, verify } from '../support/verify.js';

const script = (...lines: string[]): Case => ({ files: { 'train.py': `${lines.join('\n')}\n` } });

verify(estimators, {
  pass: {
    'inside a pipeline, and where the default solver needs none': {
      ...script(
        'from sklearn.pipeline import Pipeline',
        'from sklearn.decomposition import TruncatedSVD',
        'from sklearn.linear_model import LogisticRegression',
        "pipe = Pipeline(steps=[('svd', TruncatedSVD(random_state=1)), ('clf', LogisticRegression())])",
        'pipe.fit([[1]], [1])',
      ),
      data: { given: 1, missing: 0, global: 0 },
    },
    'parameters of a literal dict': script(
      'from sklearn.ensemble import RandomForestClassifier',
      "params = {'n_estimators': 10, 'random_state': 3}",
      'RandomForestClassifier(**params).fit([[1]], [1])',
      'RandomForestClassifier(**dict(random_state=1)).fit([[1]], [1])',
    ),
    'only by the global seed, told as fragile': {
      ...script(
        'import numpy as np',
        'from sklearn.model_selection import train_test_split',
        'np.random.seed(40)',
        'train_test_split([1, 2])',
      ),
      findings: [
        'train.py:4 train_test_split() is given no random_state: it is fixed only by the global seed',
      ],
      data: { global: 1 },
    },
    'a pandas sample with a seed': script(
      'import pandas as pd',
      "df = pd.read_csv('x.csv').dropna()",
      'df = df.sample(frac=1, random_state=1)',
    ),
  },
  warn: {
    'one of two': {
      ...script(
        'from sklearn.model_selection import KFold, train_test_split',
        'a = train_test_split([1, 2], random_state=1)',
        'b = KFold(5, shuffle=True)',
        'c = KFold(5)',
        'a.fit(b)',
      ),
      score: 0.5,
      findings: ['train.py:3 KFold() is given no random_state'],
    },
  },
  fail: {
    'an explicit None': {
      ...script(
        'from sklearn.ensemble import RandomForestClassifier',
        'RandomForestClassifier(random_state=None).fit([[1]], [1])',
      ),
      findings: ['train.py:2 RandomForestClassifier() is given no random_state'],
    },
    'a literal dict without a seed': script(
      'from sklearn.ensemble import RandomForestClassifier',
      "params = {'n_estimators': 10}",
      'RandomForestClassifier(**params).fit([[1]], [1])',
    ),
    'an old import path and a private module': {
      ...script(
        'from sklearn.cross_validation import train_test_split',
        'from sklearn.ensemble._forest import RandomForestClassifier',
        'train_test_split([1])',
        'RandomForestClassifier().fit([[1]], [1])',
      ),
      message: '2 of 2',
    },
    'a sample of a frame that came through a function': {
      files: {
        'train.py': "import data\n\ndf = data.load('x.csv')\nprint(df.sample(frac=1).head())\n",
        'data.py': 'import pandas as pd\n\n\ndef load(path):\n    return pd.read_csv(path)\n',
      },
    },
    'an Optuna sampler and a solver that shuffles': {
      ...script(
        'import optuna',
        'from sklearn.linear_model import LogisticRegression',
        'study = optuna.create_study(sampler=optuna.samplers.TPESampler())',
        "LogisticRegression(solver='saga').fit([[1]], [1])",
      ),
      message: '2 of 2',
    },
  },
  unknown: {
    'parameters put together at run time': script(
      'import json',
      'from sklearn.ensemble import RandomForestClassifier',
      "params = json.load(open('p.json'))",
      'RandomForestClassifier(**params).fit([[1]], [1])',
    ),
  },
  skip: {
    'only in unit tests': {
      files: {
        'tests/test_model.py':
          'from sklearn.ensemble import RandomForestClassifier\nRandomForestClassifier().fit([[1]], [1])\n',
      },
    },
    'none that is random': script(
      'from sklearn.linear_model import LinearRegression',
      'LinearRegression().fit([[1]], [1])',
    ),
  },
});
