import type { SplitUse } from '../../facts/randomness.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, place, skip, unknown } from '../check.js';
import { wayTo } from '../way-words.js';

export default defineCheck({
  id: 'data/splits',
  title: 'Training, validation and test data are the same rows in every run',
  severity: 'advised',
  why: 'A split that is drawn anew puts other rows into the test set, so that two results are measured on different data.',
  fix: 'Give each splitting call a fixed seed (`random_state=42`, `generator=torch.Generator().manual_seed(42)`), or keep the split as files.',
  source: 'https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness',
  needs: ['splits'],
  examples: {
    pass: {
      files: {
        'train.py':
          'from sklearn.datasets import load_iris\nfrom sklearn.model_selection import train_test_split\n\nx, y = load_iris(return_X_y=True)\nparts = train_test_split(x, y, random_state=42)\n',
      },
    },
    fail: {
      files: {
        'train.py':
          'from sklearn.datasets import load_iris\nfrom sklearn.model_selection import train_test_split\n\nx, y = load_iris(return_X_y=True)\nparts = train_test_split(x, y)\n',
      },
    },
  },
  run({ splits: { made, files, given } }) {
    const fixed = made.filter(({ state }) => state === 'fixed');
    const untold = made.filter(({ state }) => state === 'unknown');
    const open = made.filter(({ state }) => state !== 'fixed' && state !== 'unknown');
    const data = {
      fixed: fixed.length,
      open: open.length,
      unknown: untold.length,
      files: files.flat(),
      given: given.length,
    };
    const evidence = [
      ...fixed.map(
        ({ call, at, seeded, parameter }) =>
          `${place(at)} ${call} ${seeded ? `after ${seeded}` : parameter === undefined ? 'is fixed' : `with its ${parameter}`}`,
      ),
      ...files.map((parts) => `${listed(parts, 4)} are kept`),
      ...given
        .slice(0, 10)
        .map(({ call, at }) => `${place(at)} ${call} asks for a part that the dataset comes with`),
    ].slice(0, 20);
    if (made.length === 0) {
      if (files.length > 0)
        return pass(`the parts are kept as files (${listed(files.flat(), 3)})`, { evidence, data });
      if (given.length > 0) return pass('the datasets come divided', { evidence, data });
      return skip('no split is made in the code, and none is kept as files', { data });
    }
    const gaps = [...open, ...untold].map(gapOf);
    const whole = count(made.length, 'split');
    if (open.length === 0) {
      return fixed.length > 0
        ? pass(`${fixed.length} of ${whole} fixed by a seed`, { evidence, data, gaps })
        : unknown('the seeds of the splits could not be traced', { evidence, data, gaps });
    }
    const judged = fixed.length + open.length;
    const summary = `${fixed.length} of ${count(judged, 'split')} fixed by a seed`;
    return fixed.length === 0
      ? fail(summary, gaps, { data, evidence })
      : partial(summary, gaps, { data, evidence, ratio: fixed.length / judged });
  },
});

function gapOf({ call, at, path, state, parameter, seeded, certainty }: SplitUse): Gap {
  const why = {
    fixed: '',
    unknown: 'its seed could not be traced',
    unfixed: 'nothing seeds it',
    optional: 'it is seeded only on request',
    late: `${seeded ?? 'the seed'} comes after it`,
    varying: 'its seed changes from run to run',
  }[state];
  return {
    message: `${call} draws other rows in each run: ${why}`.replace(
      'draws other rows in each run: its seed could',
      'splits the data, and its seed could',
    ),
    at,
    ...(parameter === undefined ? {} : { fix: `Give it a fixed seed: \`${seedFor(parameter)}\`.` }),
    confidence: state === 'unknown' ? 'possible' : certainty,
    key: `${at.file} ${call}`,
    related: wayTo(at, path),
  };
}

function seedFor(parameter: string): string {
  return parameter === 'generator' ? 'generator=torch.Generator().manual_seed(42)' : `${parameter}=42`;
}
