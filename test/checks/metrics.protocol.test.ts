import { readFileSync } from 'node:fs';
import { checkNamed, verify } from '../support/verify.js';

const script = (...lines: string[]) => ({ 'train.py': `${lines.join('\n')}\n` });
const FIT = ['from sklearn.linear_model import LogisticRegression', 'model = LogisticRegression().fit(a, c)'];
const SPLIT = [
  'from sklearn.model_selection import train_test_split',
  'a, b, c, d = train_test_split(x, y, random_state=1)',
];
const ACCURACY = ['from sklearn.metrics import accuracy_score', 'print(accuracy_score(d, model.predict(b)))'];
const rows = (zeros: number, ones: number, mark = ',') =>
  `amount${mark}is_fraud\n${`10${mark}0\n`.repeat(zeros)}${`99${mark}1\n`.repeat(ones)}`;
const labelled = (path: string, label = 'is_fraud') => ({ data: [{ path, label, exclude: [] }] });
const parquet = (codec: string) => readFileSync(`test/data/labels/claims-${codec}.parquet`);

verify(checkNamed('metrics/protocol'), {
  pass: {
    'a metric of a library on a split of the code': {
      files: script(...SPLIT, ...FIT, ...ACCURACY),
      message: 'measured by accuracy',
    },
    'cross-validation with a scorer': {
      files: script(
        ...FIT,
        'from sklearn.model_selection import cross_val_score',
        "print(cross_val_score(model, x, y, scoring='roc_auc'))",
      ),
      message: 'measured by auroc',
    },
    'a metric of its own on a set that the README names': {
      files: {
        'train.py':
          'import torch\ndef accuracy(output, target):\n    return (output.argmax(1) == target).float().mean()\nloss.backward()\n',
        'README.md': '# Net\n\nWe report accuracy on the test set of CIFAR-10.\n',
      },
    },
    'a metric of another library, and a part of the data named by a condition': {
      files: script(
        'import os',
        'import torch',
        'from timm.utils import accuracy',
        "root = os.path.join(path, 'train' if is_train else 'val')",
        'loss.backward()',
        'acc1, acc5 = accuracy(output, target, topk=(1, 5))',
      ),
    },
    'indices of a test set': {
      files: script(
        'import torch',
        'idx_test = torch.arange(9)',
        'loss.backward()',
        'acc = accuracy(out, y)',
      ),
    },
    'an agent is measured in its environment': {
      files: script(
        'import gymnasium as gym',
        'import torch',
        "env = gym.make('CartPole-v1')",
        'loss.backward()',
      ),
      message: 'measured by reward',
    },
    'Keras by name, with validation data': {
      files: script(
        'import tensorflow as tf',
        "model.compile(optimizer='adam', loss='mse', metrics=['mae'])",
        'model.fit(x, y, validation_split=0.2)',
      ),
      message: 'measured by mae',
    },
    'a quotient of its own': {
      files: script(...SPLIT, 'import torch', 'loss.backward()', 'val_acc = correct / total'),
      message: 'measured by accuracy',
    },
    'accuracy on even classes': {
      files: { ...script(...SPLIT, ...FIT, ...ACCURACY), 'd.csv': rows(55, 45) },
      settings: labelled('d.csv'),
      data: { balances: [{ path: 'd.csv', label: 'is_fraud', classes: 2, rows: 100, majority: 0.55 }] },
    },
    'recall beside accuracy on uneven classes': {
      files: {
        ...script(
          ...SPLIT,
          ...FIT,
          ...ACCURACY,
          'from sklearn.metrics import recall_score',
          'recall_score(d, b)',
        ),
        'd.csv': rows(98, 2),
      },
      settings: labelled('d.csv'),
    },
    'a report of classes on uneven classes': {
      files: {
        ...script(
          ...SPLIT,
          ...FIT,
          'from sklearn.metrics import classification_report',
          'classification_report(d, b)',
        ),
        'd.tsv': rows(98, 2, '\t'),
      },
      settings: labelled('d.tsv'),
    },
  },
  warn: {
    'a metric, and no word on which data': {
      files: script(...FIT, ...ACCURACY),
      findings: ['nothing says on which part of the data results are measured'],
    },
    'a split, and no metric': {
      files: script(...SPLIT, ...FIT),
      findings: ['no code or library function defines a metric'],
    },
    'a label that is no column': {
      files: { ...script(...SPLIT, ...FIT, ...ACCURACY), 'd.csv': 'a,b\n1,2\n' },
      settings: labelled('d.csv'),
      findings: ['repro.config.yaml:1 d.csv has no column is_fraud'],
    },
    'a label that is a quantity': {
      files: {
        ...script(...SPLIT, ...FIT, ...ACCURACY),
        'd.csv': `is_fraud\n${Array.from({ length: 1500 }, (_, at) => `${at}.5\n`).join('')}`,
      },
      settings: labelled('d.csv'),
      findings: ['holds more than 1000 values'],
    },
    'a table in a format that cannot be read': {
      files: { ...script(...SPLIT, ...FIT, ...ACCURACY), 'd.xlsx': 'PK' },
      settings: labelled('d.xlsx'),
      findings: ['d.xlsx is neither a csv, a tsv nor a parquet file'],
    },
    'accuracy declared as the primary one of uneven classes': {
      files: {
        ...script(...SPLIT, ...FIT, ...ACCURACY),
        'd.csv': rows(98, 2),
        'metrics.json': '{"accuracy": 0.98, "recall": 0.1}',
      },
      settings: {
        ...labelled('d.csv'),
        metrics: [{ file: 'metrics.json', primary: 'accuracy', expect: {} }],
      },
      findings: ['the primary metric is accuracy, and 98.0 % of d.csv is of one class'],
      fix: 'Compute the metric',
    },
  },
  fail: {
    'accuracy alone on uneven classes': {
      files: { ...script(...SPLIT, ...FIT, ...ACCURACY), 'd.csv': rows(98, 2) },
      settings: labelled('d.csv'),
      message: 'only accuracy on classes of uneven size',
      findings: ['98.0 % of d.csv has is_fraud = 0: always saying so is as accurate'],
    },
    'semicolons, quotes, a byte order mark and a cut last line': {
      files: {
        ...script(...SPLIT, ...FIT, ...ACCURACY),
        'd.csv': `\ufeff"amount";"is_fraud"\r\n${'"1,5";"no"\r\n'.repeat(95)}${'2;"yes"\r\n'.repeat(5)}3`,
      },
      settings: labelled('d.csv'),
      findings: ['95.0 % of d.csv has is_fraud = no'],
    },
    ...Object.fromEntries(
      ['snappy', 'gzip', 'zstd', 'none'].map((codec) => [
        `parquet, ${codec}`,
        {
          files: { ...script(...SPLIT, ...FIT, ...ACCURACY), 'd.parquet': parquet(codec) },
          settings: labelled('d.parquet'),
          findings: ['98.0 % of d.parquet has is_fraud = 0'],
        },
      ]),
    ),
    'training, and not a word on measuring': { files: script(...FIT), message: 'no protocol is stated' },
  },
  skip: { 'a library': { files: { 'lib.py': 'def add(a, b):\n    return a + b\n' } } },
});

verify(checkNamed('metrics/protocol'), {
  warn: Object.fromEntries(
    ['cut', 'flipped', 'flipped zstd', 'empty', 'huge count'].map((how) => {
      const whole = parquet(how === 'flipped zstd' ? 'zstd' : 'snappy');
      const bytes = {
        cut: whole.subarray(0, whole.length - 40),
        flipped: Buffer.from(whole.map((byte, at) => (at > 3 && at < whole.length - 8 ? byte ^ 0xff : byte))),
        'flipped zstd': Buffer.from(
          whole.map((byte, at) =>
            at > 3 && at < whole.length - 8 - whole.readUInt32LE(whole.length - 8) ? byte ^ 0xff : byte,
          ),
        ),
        empty: Buffer.alloc(0),
        'huge count': Buffer.concat([
          Buffer.from('PAR1'),
          Buffer.alloc(64, 0xff),
          Buffer.from('\xff\xff\xff\x7fPAR1', 'latin1'),
        ]),
      }[how] as Uint8Array;
      return [
        `a broken parquet file: ${how}`,
        {
          files: { ...script(...SPLIT, ...FIT, ...ACCURACY), 'd.parquet': bytes },
          settings: labelled('d.parquet'),
          findings: [/^repro\.config\.yaml:1 d\.parquet/],
        },
      ];
    }),
  ),
});
