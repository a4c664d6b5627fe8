import { expect, test } from 'vitest';
import { notebook } from '../support/files.js';
import { eventFile } from '../support/messages.js';
import { checkNamed, judge, verify } from '../support/verify.js';

const train = { 'train.py': 'from sklearn.linear_model import Ridge\nRidge().fit(x, y)\n' };
const declared = (more: object) => ({ metrics: [{ file: 'out/m.json', expect: {}, ...more }] });

verify(checkNamed('metrics/recorded'), {
  pass: {
    'nested JSON': {
      files: { ...train, 'results/eval.json': '{"eval": {"accuracy": 0.9}}' },
      message: 'results/eval.json',
    },
    'a table over time': { files: { ...train, 'results.csv': 'epoch,val_loss\n1,0.5\n2,0.4\n' } },
    'runs of MLflow that git keeps': {
      files: {
        ...train,
        'mlruns/1/0123456789abcdef0123456789abcdef/meta.yaml': 'status: 3\n',
        'mlruns/1/0123456789abcdef0123456789abcdef/metrics/rmse': '1 0.5 0\n2 0.25 1\n',
        'mlruns/1/0123456789abcdef0123456789abcdef/metrics/epochs': '1 5 0\n',
      },
      message: 'results in mlruns/1/0123456789abcdef0123456789abcdef/meta.yaml',
    },
    'event files of TensorBoard that git keeps': {
      files: {
        ...train,
        'runs/a/events.out.tfevents.1700000000.host.1.0': eventFile([
          ['lr', 0.1],
          ['val/accuracy', 0.93],
        ]),
      },
      message: 'results in runs/a/events.out.tfevents.1700000000.host.1.0',
    },
    YAML: { files: { ...train, 'metrics.yaml': 'f1: 0.8\n' } },
    'declared, under any name': { files: { ...train, 'out/m.json': '{"x": 1}' }, settings: declared({}) },
    'declared in dvc.yaml': {
      files: {
        'dvc.yaml':
          'stages:\n  e:\n    cmd: python e.py\n    metrics:\n    - out/m.json:\n        cache: false\n',
        'out/m.json': '{"x": 1}',
      },
    },
    'NaN as Python writes it': {
      files: { ...train, 'metrics.json': '{"loss": NaN, "accuracy": 0.5, "text": "NaN"}' },
    },
  },
  warn: {
    'a table in the README': {
      files: { ...train, 'README.md': '# M\n\n| model | Accuracy |\n|---|---|\n| ours | 93.1% |\n' },
      findings: ['README.md:3 results stand only in a table'],
    },
    'a hash in dvc.lock, and no file': {
      files: {
        'dvc.yaml': 'stages:\n  e:\n    cmd: python e.py\n    outs: [out]\nmetrics:\n- out/m.json\n',
        'dvc.lock':
          "schema: '2.0'\nstages:\n  e:\n    cmd: python e.py\n    outs:\n    - path: out\n      md5: 0cc175b9c0f1b6a831c399e269772661.dir\n",
      },
      findings: ['dvc.yaml:6 out/m.json is declared and has a hash in dvc.lock'],
    },
    'the output of a notebook': {
      files: {
        ...train,
        'a.ipynb': notebook(['print(1)']).replace(
          '"outputs":[]',
          '"outputs":[{"output_type":"stream","name":"stdout","text":["accuracy: 0.93\\n"]}]',
        ),
      },
    },
  },
  fail: {
    'what tests of a workflow expect': {
      files: { ...train, '.tests/unit/a/expected/results/performance_results.csv': 'AUC,seed\n0.5,1\n' },
    },
    'a run that did not finish': {
      files: {
        ...train,
        'mlruns/1/0123456789abcdef0123456789abcdef/meta.yaml': 'status: 4\n',
        'mlruns/1/0123456789abcdef0123456789abcdef/metrics/rmse': '1 0.5 0\n',
      },
    },
    'a file that does not parse, with its line': {
      files: { ...train, 'metrics.json': '{\n"accuracy": 0.9,\n}' },
      findings: [/^metrics.json:3 metrics.json cannot be parsed/],
    },
    'an event file without a metric, and one that is none': {
      files: {
        ...train,
        'runs/events.out.tfevents.1.host': eventFile([['lr', 0.1]]),
        'runs/events.out.tfevents.2.host': 'x',
      },
      message: 'no results are recorded',
    },
    'an empty file': { files: { ...train, 'metrics.json': '' }, findings: ['it is empty'] },
    'deep nesting': { files: { ...train, 'metrics.json': '['.repeat(200_000) } },
    'declared outside the project': {
      files: train,
      settings: { metrics: [{ file: '../../etc/passwd.json', expect: {} }] },
      findings: ['repro.config.yaml:1 ../../etc/passwd.json leads outside the project'],
    },
    'declared and absent': {
      files: train,
      settings: declared({ line: 4 }),
      findings: ['repro.config.yaml:4 out/m.json does not exist'],
    },
    'settings, packages and data are no results': {
      files: {
        ...train,
        'params.yaml': 'train:\n  accuracy: 0.9\n  loss: 1\n',
        'config.yaml': 'loss: mse\n',
        'package.json': '{"version": 1, "score": 2}',
        'configs/eval.yaml': 'accuracy: 1\n',
        'data/scores.csv.txt': 'x',
        'hp.yaml': 'loss_weight: 0.5\nmse_weight: 0.2\n',
        'environment.yml': 'name: x\n',
        'dvc.yaml': 'stages: {}\n',
      },
      message: 'no results are recorded',
    },
    'TensorFlow 1 trains by minimising': {
      files: {
        'train.py':
          'import tensorflow as tf\nstep = tf.train.AdamOptimizer(0.01).minimize(loss())\ntf.Session().run(step)\n',
      },
      message: 'no results are recorded',
    },
  },
  skip: { 'a library': { files: { 'lib.py': 'def f(): pass\n' } } },
});

verify(checkNamed('metrics/primary'), {
  pass: {
    'nested, named by its end': {
      files: { 'out/m.json': '{"eval": {"recall": 0.9, "precision": 0.8}}' },
      settings: declared({ primary: 'recall' }),
      message: 'eval.recall = 0.9',
    },
    'another spelling': {
      files: { 'out/m.json': '{"F1-score": 0.9, "loss": 1}' },
      settings: declared({ primary: 'f1' }),
      message: 'F1-score = 0.9',
    },
    'a percentage': {
      files: { 'out/m.json': '{"accuracy": 93.1}' },
      settings: declared({ primary: 'accuracy' }),
    },
    'a loss may be negative': {
      files: { 'out/m.json': '{"loss": -3}' },
      settings: declared({ primary: 'loss' }),
    },
  },
  warn: {
    'recorded, and none declared': {
      files: { 'metrics.json': '{"accuracy": 0.9}' },
      findings: ['metrics.json accuracy is recorded'],
    },
  },
  fail: {
    absent: {
      files: { 'out/m.json': '{"a": 1}' },
      settings: declared({ primary: 'recall' }),
      findings: ['out/m.json has no recall'],
    },
    NaN: {
      files: { 'out/m.json': '{"recall": NaN}' },
      settings: declared({ primary: 'recall' }),
      findings: ['recall is NaN'],
    },
    'out of range': {
      files: { 'out/m.json': '{"auc": 930}' },
      settings: declared({ primary: 'auc' }),
      findings: ['auc is 930'],
    },
    'one of two endings': {
      files: { 'out/m.json': '{"a": {"f1": 0.1}, "b": {"f1": 0.2}}' },
      settings: declared({ primary: 'f1' }),
      findings: ['has no f1'],
    },
  },
  skip: { 'no file': { files: train } },
});

verify(checkNamed('metrics/expected'), {
  pass: {
    'the edge of a tolerance': {
      files: { 'out/m.json': '{"auc": 0.94}' },
      settings: declared({ expect: { auc: { value: 0.93, tolerance: 0.01 } } }),
    },
    'a table of names and values': {
      files: { 'm.csv': 'metric,value\nauc,0.9\n' },
      settings: { metrics: [{ file: 'm.csv', expect: { auc: { min: 0.9, max: 0.9 } } }] },
    },
  },
  warn: {
    'one of two': {
      files: { 'out/m.json': '{"auc": 0.9, "f1": 0.5}' },
      settings: declared({ expect: { auc: { min: 0.8 }, f1: { min: 0.6 } } }),
      findings: ['f1 of out/m.json is 0.5, expected at least 0.6 (difference -0.1)'],
      score: 0.5,
    },
  },
  fail: {
    'beyond the tolerance': {
      files: { 'out/m.json': '{"auc": 0.95}' },
      settings: declared({ expect: { auc: { value: 0.93, tolerance: 0.01 } } }),
      findings: ['auc of out/m.json is 0.95, expected 0.93 ± 0.01 (difference +0.02)'],
    },
    'not recorded': {
      files: { 'out/m.json': '{}' },
      settings: declared({ expect: { auc: { min: 0.8 } } }),
      findings: ['auc of out/m.json is not recorded'],
    },
    NaN: {
      files: { 'out/m.json': '{"auc": NaN}' },
      settings: declared({ expect: { auc: { min: 0.8 } } }),
    },
  },
  skip: { 'nothing expected': { files: { 'metrics.json': '{"auc": 1}' } } },
});

const history = (row: string) => ({
  settings: {
    metrics: [
      { file: 'm.csv', primary: 'val_loss', row: row as 'best', expect: { val_loss: { value: 0.4 } } },
    ],
  },
});
const table = { 'm.csv': 'epoch,val_loss,val_acc\n0,0.9,0.5\n1,0.4,0.8\n2,0.6,0.7\n,,\n' };

verify(checkNamed('metrics/expected'), {
  pass: { 'the best row, where less is better': { files: table, ...history('best') } },
  fail: {
    'the last row': { files: table, ...history('last'), findings: ['val_loss of m.csv is 0.6'] },
    'the first row': { files: table, ...history('first'), findings: ['val_loss of m.csv is 0.9'] },
  },
});

verify(checkNamed('metrics/expected'), {
  pass: {
    'the best record of a list, where more is better': {
      files: {
        'h.jsonl':
          '{"step": 1, "accuracy": 0.5}\n{"step": 2, "accuracy": 0.9}\n{"step": 3, "accuracy": 0.7}\n',
      },
      settings: {
        metrics: [
          { file: 'h.jsonl', primary: 'accuracy', row: 'best', expect: { accuracy: { value: 0.9 } } },
        ],
      },
    },
    'a classification report as text': {
      files: {
        'report.txt': [
          '              precision    recall  f1-score   support',
          '',
          '  not fraud       0.99      1.00      0.99       980',
          '      fraud       0.80      0.60      0.69        20',
          '',
          '    accuracy                           0.99      1000',
          '   macro avg       0.90      0.80      0.84      1000',
          '',
        ].join('\n'),
      },
      settings: {
        metrics: [
          {
            file: 'report.txt',
            expect: {
              'fraud.recall': { value: 0.6 },
              accuracy: { value: 0.99 },
              'macro avg.f1-score': { value: 0.84 },
            },
          },
        ],
      },
      message: '3 expectations met',
    },
  },
});

verify(checkNamed('metrics/recorded'), {
  pass: {
    'lines of text in a file named for it': {
      files: { ...train, 'metrics.txt': 'Test accuracy: 0.93\nF1 = 0.9\n' },
    },
  },
  fail: {
    'prose in it': {
      files: { ...train, 'metrics.txt': 'see the paper\n' },
      findings: ['neither a classification report'],
    },
  },
});

verify(checkNamed('metrics/uncertainty'), {
  pass: {
    'a row a seed': {
      files: { ...train, 'results.csv': 'seed,accuracy\n1,0.9\n2,0.91\n' },
      message: 'results.csv',
    },
    'a key a fold': {
      files: { ...train, 'metrics.json': '{"fold_1": {"f1": 0.9}, "fold_2": {"f1": 0.8}}' },
      data: { recorded: ['metrics.json'] },
    },
    'a list of scores': { files: { ...train, 'metrics.json': '{"accuracy": 0.9, "cv_scores": [0.8, 0.9]}' } },
    'records that name their seed': {
      files: { ...train, 'metrics.json': '[{"seed": 1, "f1": 0.8}, {"seed": 2, "f1": 0.9}]' },
    },
    'a deviation': { files: { ...train, 'metrics.yaml': 'accuracy: 0.9\naccuracy_std: 0.01\n' } },
    'a table in the README': {
      files: { ...train, 'README.md': '# M\n\n| model | Accuracy |\n|---|---|\n| a | 93.1 ± 0.2 |\n' },
    },
    'an interval in the README': {
      files: { ...train, 'README.md': '# M\n\n| model | AUC |\n|---|---|\n| a | 0.91 (0.89, 0.93) |\n' },
    },
  },
  fail: {
    'one seed': { files: { ...train, 'results.csv': 'seed,accuracy\n1,0.9\n1,0.91\n' } },
    'a history over epochs is one run': {
      files: { ...train, 'metrics.json': '{"loss": [0.9, 0.5, 0.3], "accuracy": 0.5}' },
    },
    'numbers in a table': {
      files: { ...train, 'README.md': '# M\n\n| model | Accuracy |\n|---|---|\n| a | 93.1 |\n' },
      findings: ['README.md:3 nothing says how far'],
    },
  },
  skip: { 'no results': { files: train } },
});

test('the mend for metrics that DVC keeps within a folder names the folder', async () => {
  const { findings } = await judge(checkNamed('metrics/recorded'), {
    files: {
      'dvc.yaml': 'stages:\n  e:\n    cmd: python e.py\n    outs: [out]\nmetrics:\n- out/m.json\n',
      'dvc.lock':
        "schema: '2.0'\nstages:\n  e:\n    cmd: python e.py\n    outs:\n    - path: out\n      md5: 0cc175b9c0f1b6a831c399e269772661.dir\n",
    },
  });
  expect(findings.map(({ fix }) => fix)).toEqual([
    expect.stringContaining('outside of out, which DVC keeps'),
  ]);
});
