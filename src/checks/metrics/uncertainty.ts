import { defineCheck, fail, pass, place, skip } from '../check.js';

const train = 'from sklearn.linear_model import LogisticRegression\nLogisticRegression().fit(X, y)\n';

export default defineCheck({
  id: 'metrics/uncertainty',
  title: 'Results carry a spread: several seeds, folds, a deviation or an interval',
  severity: 'optional',
  why: 'One number hides how much of it is luck: a second run that differs by less than the spread agrees, and without a spread nobody can say.',
  fix: 'Run with several seeds or folds, and record each of them or their mean and deviation: `{"accuracy": 0.931, "accuracy_std": 0.004}`.',
  source: 'https://neurips.cc/public/guides/PaperChecklist',
  examples: {
    pass: { files: { 'train.py': train, 'metrics.json': '{"accuracy": 0.931, "accuracy_std": 0.004}\n' } },
    fail: { files: { 'train.py': train, 'metrics.json': '{"accuracy": 0.931}\n' } },
  },
  needs: ['metrics'],

  run({ metrics: { files, shown } }) {
    const good = files.filter(({ status, values }) => status === 'ok' && values.length > 0);
    if (good.length === 0 && shown.length === 0) return skip('no results are recorded or shown');
    const recorded = good.filter(({ spreads }) => spreads.length > 0);
    const said = shown.filter(({ spread }) => spread);
    const evidence = [
      ...recorded.map(({ path, spreads }) => `${path}:1 ${spreads.slice(0, 3).join(', ')}`),
      ...said.map((one) => `${place(one)} numbers with their spread`),
    ].slice(0, 20);
    const data = { recorded: recorded.map(({ path }) => path), shown: said.map((one) => place(one)) };
    if (evidence.length > 0) {
      const where = recorded[0]?.path ?? said[0]?.file ?? '';
      return pass(`${where} shows how far results scatter`, { evidence, data });
    }
    const [first] = good;
    const at = first ? { file: first.path } : shown[0];
    return fail(
      'results are single numbers',
      [{ message: 'nothing says how far the results scatter from run to run', at, key: 'spread' }],
      { data },
    );
  },
});
