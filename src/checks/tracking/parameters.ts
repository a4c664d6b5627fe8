import type { HyperparameterUse } from '../../facts/randomness.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, place, skip, unknown } from '../check.js';

/** How far a value lives where it can be changed without touching code, and be recorded. */
const WORTH: Readonly<Record<Exclude<HyperparameterUse['origin'], 'unknown'>, number>> = {
  config: 1,
  option: 1,
  default: 0.5,
  constant: 0.5,
  literal: 0,
};
/** Nearly all: a betas pair beside ten options is no scattered setting. */
const ENOUGH = 0.85;

export default defineCheck({
  id: 'tracking/parameters',
  title: 'Hyperparameters live in a tracked file or in options of the command line',
  severity: 'advised',
  why: 'A run can be repeated and compared when its settings stand in one place that is recorded with it. Numbers that are scattered over the code are changed and forgotten.',
  fix: 'Move the values to a tracked file (params.yaml, Hydra) or to options with defaults: `parser.add_argument("--lr", type=float, default=0.1)`.',
  source: 'https://dvc.org/doc/user-guide/project-structure/dvcyaml-files#parameters',
  examples: {
    pass: {
      files: {
        'train.py':
          'import argparse\nfrom sklearn.svm import SVC\n\nparser = argparse.ArgumentParser()\nparser.add_argument("--c", type=float, default=1.0)\nargs = parser.parse_args()\nSVC(C=args.c).fit(X, y)\n',
      },
    },
    fail: { files: { 'train.py': 'from sklearn.svm import SVC\n\nSVC(C=0.37, gamma=0.02).fit(X, y)\n' } },
  },
  needs: ['randomness'],
  run({ randomness: { hyperparameters } }) {
    const known = hyperparameters.filter((use) => use.origin !== 'unknown');
    if (hyperparameters.length === 0) return skip('no script gives a hyperparameter to what trains');
    const evidence = known.slice(0, 6).map((use) => `${place(use.at)} ${use.call} ${use.name}: ${use.text}`);
    const counts = Object.fromEntries(
      ['config', 'option', 'default', 'constant', 'literal', 'unknown'].map((origin) => [
        origin,
        hyperparameters.filter((use) => use.origin === origin).length,
      ]),
    );
    const told = { evidence, data: counts };
    if (known.length === 0)
      return unknown(
        `where the values of ${listed(hyperparameters.map(({ name }) => name))} come from could not be traced`,
        told,
      );
    const worth = known.map(({ origin }) => WORTH[origin as keyof typeof WORTH]);
    const ratio = worth.reduce((sum, one) => sum + one, 0) / known.length;
    const outside = known.filter(({ origin }) => origin === 'config' || origin === 'option');
    const literal = known.filter(({ origin }) => origin === 'literal');
    const gaps = gapsOf(known);
    if (ratio >= ENOUGH)
      return pass(`${outside.length} of ${count(known.length, 'value')} from files or options`, {
        ...told,
        gaps,
      });
    // One number alone is not scattered.
    if (literal.length === known.length && known.length > 1)
      return fail(
        `${count(known.length, 'value')} written into calls, none in a file or an option`,
        gaps,
        told,
      );
    const named = known.length - outside.length - literal.length;
    const parts = [
      ...(outside.length > 0 ? [`${outside.length} in files or options`] : []),
      ...(named > 0 ? [`${named} as constants or defaults in code`] : []),
      ...(literal.length > 0 ? [`${literal.length} written into calls`] : []),
    ];
    return partial(`of ${count(known.length, 'value')} ${listed(parts)}`, gaps, {
      ...told,
      ratio: known.length > 1 ? ratio : 0.5,
    });
  },
});

/** One gap for each call that takes values from the code itself. */
function gapsOf(known: readonly HyperparameterUse[]): Gap[] {
  const calls = new Map<string, HyperparameterUse[]>();
  for (const use of known) {
    if (use.origin === 'config' || use.origin === 'option') continue;
    const key = `${place(use.at)} ${use.call} ${use.origin === 'literal'}`;
    const same = calls.get(key);
    if (same) same.push(use);
    else calls.set(key, [use]);
  }
  return [...calls.values()].map((uses) => {
    const [first] = uses as [HyperparameterUse];
    const values = listed(uses.map(({ name, text }) => `${name} (${text})`));
    return {
      message:
        first.origin === 'literal'
          ? `${first.call} takes ${values} written into the code`
          : `${first.call} takes ${values} from a ${first.origin === 'constant' ? 'constant' : 'default'} in the code`,
      at: first.at,
      key: `${first.call} ${uses.map(({ name }) => name).join(' ')}`,
      confidence: 'likely' as const,
    };
  });
}
