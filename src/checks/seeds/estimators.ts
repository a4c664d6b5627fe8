import { seedArgument } from '../../facts/randomness/mending/model.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';
import { wayTo } from '../way-words.js';

export default defineCheck({
  id: 'seeds/estimators',
  title: 'Estimators, splitters and samplers are given their seed',
  severity: 'advised',
  why: 'Without random_state an estimator or split draws from a shared or fresh generator, and the result changes with every run or with any other draw before it.',
  fix: 'Pass random_state=SEED (or seed=SEED) to each of them.',
  source: 'https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness',
  needs: ['randomness'],
  examples: {
    pass: {
      files: {
        'train.py':
          'from sklearn.ensemble import RandomForestClassifier\n\nmodel = RandomForestClassifier(random_state=0)\nmodel.fit([[0], [1]], [0, 1])\n',
      },
    },
    fail: {
      files: {
        'train.py':
          'from sklearn.ensemble import RandomForestClassifier\n\nmodel = RandomForestClassifier()\nmodel.fit([[0], [1]], [0, 1])\n',
      },
    },
  },
  run({ randomness: { estimators: all, entrypoints, library } }) {
    if (all.length === 0) return skip('no estimator, splitter or sampler with a seed parameter is used');
    // What a library hands on from a parameter of its own is for its callers to give.
    const scripts = new Set(entrypoints.map(({ path }) => path));
    const estimators = all.filter(({ handed, at }) => !(library && handed && !scripts.has(at.file)));
    if (estimators.length === 0) return skip('the seeds are left to the callers of a library');
    const missing = estimators.filter(({ state }) => state === 'missing');
    const global = estimators.filter(({ state }) => state === 'global');
    const untold = estimators.filter(({ state }) => state === 'unknown');
    const given = estimators.length - missing.length - global.length - untold.length;
    const gaps: Gap[] = [
      ...missing.map(({ call, at, path, parameter, certainty }) => ({
        message: `${call} is given no ${parameter}`,
        at,
        fix: `Pass \`${seedArgument(parameter)}\`.`,
        confidence: certainty,
        key: `${call} ${parameter}`,
        related: wayTo(at, path),
      })),
      ...global.map(({ call, at, path, parameter }) => ({
        message: `${call} is given no ${parameter}: it is fixed only by the global seed, and any other draw before it changes it`,
        at,
        fix: `Pass \`${seedArgument(parameter)}\`.`,
        confidence: 'possible' as const,
        key: `${call} ${parameter}`,
        related: wayTo(at, path),
      })),
    ];
    const told = {
      data: { given, global: global.length, missing: missing.length, untold: untold.length },
      evidence: estimators
        .filter(({ state }) => state === 'given')
        .slice(0, 20)
        .map(({ at, call, parameter }) => `${place(at)} ${call} is given ${parameter}`),
    };
    const decided = estimators.length - untold.length;
    if (decided === 0) return unknown('seeds may be among arguments that are put together at run time', told);
    if (missing.length === 0) {
      return pass(
        `${given} of ${count(decided, 'seedable call')} given a seed, ${global.length} fixed by the global seed`,
        { ...told, gaps },
      );
    }
    const summary = `${missing.length} of ${count(decided, 'seedable call')} not given a seed`;
    if (missing.length === decided) return fail(summary, gaps, told);
    return partial(summary, gaps, { ...told, ratio: 1 - missing.length / decided });
  },
});
