import { defineCheck, fail, partial, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'tracking/tool',
  title: 'Runs are logged to an experiment tracker',
  severity: 'advised',
  why: 'A tracker keeps parameters, code version and results of every run together, so that a result can be traced to what made it.',
  fix: 'Log runs with MLflow, DVCLive, Weights & Biases or a similar tool: `with mlflow.start_run(): mlflow.log_metric(...)`.',
  source: 'https://mlflow.org/docs/latest/ml/tracking/',
  examples: {
    pass: {
      files: {
        'train.py':
          'import mlflow\nimport torch\n\nwith mlflow.start_run():\n    mlflow.log_metric("loss", 0.1)\n',
      },
    },
    fail: { files: { 'train.py': 'from sklearn.svm import SVC\n\nSVC().fit(X, y)\n' } },
  },
  needs: ['tracking', 'python'],
  run({ tracking: { logging, learns } }) {
    const logs = logging.filter(({ by }) => by === 'call' || by === 'config');
    const runs = logs.filter(({ runs }) => runs);
    const tools = [...new Set(logs.map(({ tool }) => tool))].sort();
    const evidence = tools.flatMap((tool) =>
      logs
        .filter((one) => one.tool === tool)
        .slice(0, 2)
        .map((one) => `${place(one)} ${one.text}`),
    );
    const data = { tools };
    if (runs.length > 0) return pass(tools.join(', '), { evidence, data });
    const unsaid = logging.find(({ by }) => by === 'default');
    if (unsaid)
      return partial(
        `${unsaid.tool} by a default that transformers 5 no longer has`,
        [
          {
            message: `${unsaid.text} before version 5 of transformers, and to nothing from then on`,
            at: unsaid,
            fix: `Give report_to='${unsaid.tool === 'comet' ? 'comet_ml' : unsaid.tool}' to TrainingArguments, or keep transformers below 5.`,
            confidence: 'likely',
          },
        ],
        { evidence, data: { tools: [...new Set([...tools, unsaid.tool])].sort() } },
      );
    const [first] = logs;
    if (first)
      return partial(
        `only ${tools.join(', ')}`,
        [
          {
            message: `${tools.join(' and ')} ${tools.length > 1 ? 'keep' : 'keeps'} curves, but no parameters and no code version of a run`,
            at: first,
          },
        ],
        { evidence, data },
      );
    const imported = logging.find(({ by, runs }) => by === 'import' && runs);
    if (imported)
      return fail(
        `${imported.tool} is imported, but nothing is logged`,
        [{ message: `${imported.tool} is imported and never logged to`, at: imported, confidence: 'likely' }],
        { data },
      );
    if (!learns) return skip('no code of the project trains a model', { data });
    return fail('no experiment tracker', [{ message: 'runs are logged to no tracker' }], { data });
  },
});
