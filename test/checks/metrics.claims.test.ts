import { checkNamed, verify } from '../support/verify.js';

const train = { 'train.py': 'from sklearn.linear_model import Ridge\nRidge().fit(x, y)\n' };
const readme = (...rows: string[]) => ({ 'README.md': `# Model\n\n## Results\n\n${rows.join('\n')}\n` });
const pairs = (...rows: string[]) => readme('| Metric | Value |', '|---|---|', ...rows);
const declared = { metrics: [{ file: 'metrics.json', expect: {} }] };

verify(checkNamed('metrics/claims'), {
  pass: {
    'rounded to what is shown': {
      files: { ...train, 'metrics.json': '{"accuracy": 0.93149}', ...pairs('| Accuracy | 0.931 |') },
      message: '1 number as recorded',
    },
    'cut off, not rounded': {
      files: { ...train, 'metrics.json': '{"accuracy": 0.9379}', ...pairs('| Accuracy | 0.93 |') },
    },
    'in percent, without a sign': {
      files: { ...train, 'metrics.json': '{"f1_score": 0.881}', ...pairs('| F1-score | 88.1 |') },
    },
    'a share of a recorded percentage': {
      files: { ...train, 'metrics.json': '{"top1": 76.13}', ...pairs('| Top-1 accuracy | 0.761 |') },
    },
    'other spellings': {
      files: {
        ...train,
        'metrics.json': '{"roc_auc": 0.9012, "root_mean_squared_error": 3.41, "val": {"mIoU": 0.713}}',
        ...pairs('| AUROC | 0.901 |', '| RMSE | 3.4 |', '| Mean IoU (validation) | 71.3% |'),
      },
      message: '3 numbers as recorded',
    },
    'within its spread': {
      files: { ...train, 'metrics.json': '{"accuracy": 0.915}', ...pairs('| Accuracy | 0.93 ± 0.02 |') },
    },
    'the one of several models that is recorded; the others are anybody’s': {
      files: {
        ...train,
        'metrics.json': '{"accuracy": 0.93}',
        ...readme(
          '| Model | Accuracy |',
          '|---|---|',
          '| ResNet [1] | 0.91 |',
          '| Ours | **0.93** |',
          '| ViT | 0.92 |',
        ),
      },
      data: { agreeing: 1, differing: 0, claimed: 3 },
    },
    'the other way round: a row a metric': {
      files: {
        ...train,
        'metrics.json': '{"test": {"precision": 0.8, "recall": 0.7}}',
        ...readme('| | Test |', '|---|---|', '| Precision | 0.80 |', '| Recall | 0.70 |'),
      },
      message: '2 numbers as recorded',
    },
    'averages of a report of classes': {
      files: {
        ...train,
        'metrics.json':
          '{"0": {"f1-score": 0.5}, "macro avg": {"f1-score": 0.75}, "weighted avg": {"f1-score": 0.9}}',
        ...pairs('| Macro F1 | 0.75 |', '| Weighted F1 | 0.90 |'),
      },
    },
  },
  warn: {
    'one of two is stale': {
      files: {
        ...train,
        'metrics.json': '{"precision": 0.8, "recall": 0.61}',
        ...pairs('| Precision | 0.80 |', '| Recall | 0.70 |'),
      },
      settings: declared,
      findings: [
        'README.md:8 Recall (Value) is given as 0.70, and recorded is recall = 0.61 in metrics.json',
      ],
      score: 0.5,
    },
    'each model by its name': {
      files: {
        ...train,
        'metrics.json': '{"logreg": {"accuracy": 0.81}, "xgboost": {"accuracy": 0.9}}',
        ...readme('| Model | Accuracy |', '|---|---|', '| LogReg | 0.81 |', '| XGBoost | 0.94 |'),
      },
      settings: declared,
      findings: ['README.md:8 Accuracy (XGBoost) is given as 0.94'],
    },
  },
  fail: {
    'the only number is another one': {
      files: { ...train, 'metrics.json': '{"accuracy": 0.88}', ...pairs('| Accuracy | 93.1% |') },
      settings: declared,
      findings: ['README.md:7 Accuracy (Value) is given as 93.1%, and recorded is accuracy = 0.88'],
    },
  },
  skip: {
    'no table': { files: { ...train, 'metrics.json': '{"accuracy": 0.88}', 'README.md': '# M\n' } },
    'no metrics file': { files: { ...train, ...pairs('| Accuracy | 93.1% |') } },
    'another split': {
      files: { ...train, 'metrics.json': '{"train_accuracy": 0.99}', ...pairs('| Test accuracy | 93.1% |') },
    },
    'recorded is only the training loss, and the README does not say which': {
      files: { ...train, 'metrics.json': '{"train_accuracy": 0.99}', ...pairs('| Accuracy | 93.1% |') },
    },
    'another k': {
      files: { ...train, 'metrics.json': '{"recall@10": 0.5}', ...pairs('| Recall@5 | 0.4 |') },
    },
    'several models, none of them recorded here': {
      files: {
        ...train,
        'metrics.json': '{"accuracy": 0.5}',
        ...readme('| Model | Accuracy |', '|---|---|', '| A | 0.91 |', '| B | 0.93 |'),
      },
    },
    'a neighbour of the recorded number is another number': {
      files: {
        ...train,
        'metrics.json': '{"accuracy": 0.93}',
        ...readme('| Model | Accuracy |', '|---|---|', '| A | 0.92 |', '| B | 0.94 |'),
      },
    },
    'a deviation is not the metric': {
      files: { ...train, 'metrics.json': '{"accuracy_std": 0.01}', ...pairs('| Accuracy | 0.91 |') },
    },
    'a key that names something else': {
      files: { ...train, 'metrics.json': '{"cats": {"accuracy": 0.5}}', ...pairs('| Accuracy | 0.91 |') },
    },
  },
});
