import * as z from 'zod';
import type { ClassBalance } from '../../facts/labels.js';
import type { Stated } from '../../facts/protocol.js';
import { defineCheck, fail, type Gap, listed, partial, pass, place, skip } from '../check.js';

const balance = {
  path: 'data/claims.csv', label: 'is_fraud', at: { file: 'repro.config.yaml', line: 3 }, rows: 1000, whole: true, classes: 2,
  majority: { value: '0', share: 0.98 },
}; // biome-ignore format: an example reads better in rows
const code = (metric: string) =>
  [
    'from sklearn.linear_model import LogisticRegression',
    `from sklearn.metrics import ${metric}`,
    'from sklearn.model_selection import train_test_split',
    'a, b, c, d = train_test_split(x, y, random_state=1)',
    `print(${metric}(d, LogisticRegression().fit(a, c).predict(b)))`,
    '',
  ].join('\n');
const facts = { labels: { balances: [balance], problems: [] } };

/** Metrics that a model which always says the most frequent class does well by. Source: scikit-learn, "Classification metrics". */
const BLIND = new Set(['accuracy', 'top5', 'error', 'loss', 'logloss', 'nll']);
/** Metrics that show how the rare class fares. */
const TELLING = new Set([
  'recall', 'precision', 'f1', 'auprc', 'ap', 'auroc', 'balanced accuracy', 'mcc', 'kappa', 'specificity', 'dice', 'iou', 'miou', 'jaccard', 'map', 'map50',
]); // biome-ignore format: a list reads better in rows

export default defineCheck({
  id: 'metrics/protocol',
  title: 'How results are measured is stated: by which metric, on which part of the data',
  severity: 'advised',
  why: 'A number means nothing without its definition and its test set; accuracy on classes of uneven size rewards a model that never finds the rare one.',
  fix: 'Compute the metric by a function that has a name, say in the README on which split it is measured, and name the label column of the data (`label:`) in repro.config.yaml.',
  source: 'https://scikit-learn.org/stable/modules/model_evaluation.html#classification-metrics',
  examples: {
    pass: { files: { 'train.py': code('recall_score') }, facts },
    fail: { files: { 'train.py': code('accuracy_score') }, facts },
  },
  options: z.strictObject({
    majority: z
      .number()
      .min(0.5)
      .max(1)
      .default(0.8)
      .describe('Share of the most frequent class (0.5 to 1) from which classes count as uneven'),
  }),
  needs: ['protocol', 'labels', 'metrics'],

  run({ protocol: { definitions, parts, names }, labels, metrics }, { majority }) {
    const nothing = definitions.length === 0 && parts.length === 0 && names.size === 0;
    if (!metrics.trains && nothing) return skip('nothing is trained or evaluated');
    const uneven = labels.balances.filter((one) => one.majority.share >= majority);
    const problems = labels.problems.map(
      ({ message, at }): Gap => ({
        message,
        at,
        confidence: 'likely',
        fix: 'Correct `label` in the config.',
      }),
    );
    const told = {
      evidence: [...first(definitions), ...first(parts), ...labels.balances.map(balanceLine)],
      data: {
        metrics: [...names].sort(),
        definitions: definitions.length,
        parts: parts.length,
        balances: labels.balances.map(({ path, label, classes, rows, majority: most }) => ({
          path,
          label,
          classes,
          rows,
          majority: most.share,
        })),
      },
    };
    const [worst] = uneven;
    if (worst && [...names].every((name) => BLIND.has(name)) && names.size > 0)
      return fail(
        `only ${listed([...names].sort())} on classes of uneven size`,
        [unevenGap(worst), ...problems],
        told,
      );
    const gaps = [...problems];
    const primary = metrics.files.find(({ primary: name }) => name !== undefined && /acc/i.test(name));
    if (worst && primary && !/balanced/i.test(primary.primary ?? ''))
      gaps.push({
        message: `the primary metric is ${primary.primary}, and ${percent(worst)} of ${worst.path} is of one class`,
        at: primary.at,
        fix: `Declare one that sees the rare class as primary, such as ${[...names].find((name) => TELLING.has(name)) ?? 'recall'}.`,
      });
    if (definitions.length === 0)
      gaps.push({
        message: 'no code or library function defines a metric',
        fix: 'Compute the metrics with a library (`sklearn.metrics.recall_score`) or a function named for them.',
        key: 'definition',
        confidence: 'likely',
      });
    if (parts.length === 0)
      gaps.push({
        message: 'nothing says on which part of the data results are measured',
        fix: 'Make or keep a test split in the repository, and name it beside the results.',
        key: 'part',
        confidence: 'likely',
      });
    if (definitions.length === 0 && parts.length === 0) return fail('no protocol is stated', gaps, told);
    const stated = `measured by ${listed([...names].sort(), 4) || 'a metric of its own'}`;
    return gaps.length === 0 ? pass(stated, told) : partial('the protocol is stated in part', gaps, told);
  },
});

function first(stated: readonly Stated[]): string[] {
  return stated.slice(0, 8).map(({ text, at }) => `${place(at)} ${text}`);
}

function balanceLine(one: ClassBalance): string {
  const { path, label, classes, rows, whole, majority } = one;
  return `${path}:1 ${label}: ${classes} classes in ${whole ? '' : 'the first '}${rows} rows, ${percent(one)} of them ${majority.value}`;
}

function unevenGap(one: ClassBalance): Gap {
  const { path, label, majority, at } = one;
  return {
    message: `${percent(one)} of ${path} has ${label} = ${majority.value}: always saying so is as accurate`,
    at,
    fix: 'Report recall, precision or the area under the precision-recall curve of the rare class, and make one of them the primary metric.',
    key: `uneven ${path}`,
  };
}

function percent({ majority: { share } }: ClassBalance): string {
  return `${(share * 100).toFixed(1)} %`;
}
