import * as z from 'zod';
import { groupOfPath } from '../../facts/dependencies/groups.js';
import type { PythonModule, Scope } from '../../facts/python/model.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, skip } from '../check.js';

const MOST_NAMES = 3;
/** Methods that a framework calls and documents: what they do is told there, once for all. */
const HOOKS = new Set(
  `forward backward training_step validation_step test_step predict_step configure_optimizers configure_callbacks prepare_data setup teardown
  train_dataloader val_dataloader test_dataloader predict_dataloader on_fit_start on_fit_end on_train_start on_train_end on_train_epoch_start
  on_train_epoch_end on_validation_epoch_start on_validation_epoch_end on_epoch_end on_test_epoch_end call build get_config compute_output_shape
  fit transform fit_transform inverse_transform predict predict_proba score get_params set_params run update reset step close render seed`.split(
    /\s+/,
  ),
);
/** Files that are run by tools and imported by nobody. */
const ASIDE =
  /(?:^|\/)(?:setup|conftest|noxfile|tasks|conf|manage|versioneer|test_[^/]*|[^/]*_test)\.py$|\{\{/;
const GROUPS: ReadonlySet<string> = new Set([
  'test',
  'docs',
  'examples',
  'template',
  'benchmarks',
  'ci',
  'build',
]);

export default defineCheck({
  id: 'docs/docstrings',
  title: 'Public functions and classes say what they do',
  severity: 'optional',
  why: 'Who repeats a result reads the code; a docstring tells what a step takes, gives and assumes.',
  fix: 'Write a docstring for the functions and classes that others call: purpose, arguments with units and shapes, result.',
  source: 'https://peps.python.org/pep-0257/',
  needs: ['python'],
  options: z.strictObject({
    minCoverage: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Least share of public functions and classes with a docstring'),
  }),
  examples: {
    pass: { files: { 'model.py': 'def train(x):\n    """Fits the model to x."""\n' } },
    fail: { files: { 'model.py': 'def train(x):\n    return x\n\n\ndef test(x):\n    return x\n' } },
  },

  run({ python: { modules } }, { minCoverage }) {
    const judged = modules
      .filter(
        ({ kind, path }) => kind === 'module' && !ASIDE.test(path) && !GROUPS.has(groupOfPath(path) ?? ''),
      )
      .map((module) => ({ path: module.path, scopes: publicScopes(module) }))
      .filter(({ scopes }) => scopes.length > 0);
    const all = judged.flatMap(({ scopes }) => scopes);
    if (all.length === 0) return skip('no public function or class');
    const documented = all.filter(({ docstring }) => docstring).length;
    const coverage = documented / all.length;
    const data = { documented, total: all.length, coverage: Math.round(coverage * 1000) / 1000 };
    const among = `${documented} of ${count(all.length, 'public function or class', 'public functions and classes')} with a docstring`;
    const gaps = judged.flatMap(({ path, scopes }): Gap[] => {
      const bare = scopes.filter(({ docstring }) => !docstring);
      return bare[0]
        ? [
            {
              message: `${listed(
                bare.map(({ qualifiedName }) => qualifiedName),
                MOST_NAMES,
              )} ${bare.length === 1 ? 'has' : 'have'} no docstring`,
              at: { file: path, line: bare[0].line },
              key: path,
            },
          ]
        : [];
    });
    if (coverage >= minCoverage) return pass(among, { data });
    const least = `${among}; at least ${Math.round(minCoverage * 100)} % wanted`;
    return coverage >= minCoverage / 2
      ? partial(least, gaps, { data, ratio: coverage / minCoverage })
      : fail(least, gaps, { data });
  },
});

/**
 * Functions, methods and classes that others may call. Source: pydocstyle, "How publicity is determined"; PEP 257: what an
 * overload or a setter does is told at its function or getter. What `main` does is told by the script.
 */
function publicScopes({ scopes }: PythonModule): Scope[] {
  const isPublic = (scope: Scope): boolean => {
    if (scope.kind === 'module') return true;
    const parent = scopes[scope.parent];
    return (
      !scope.name.startsWith('_') && parent !== undefined && parent.kind !== 'function' && isPublic(parent)
    );
  };
  return scopes.filter((scope) => {
    if (scope.kind === 'module' || !isPublic(scope) || (scope.name === 'main' && scope.parent === 0))
      return false;
    const said = scope.decorators.map((one) => (one.kind === 'name' ? one.path : ''));
    if (said.some((name) => /(?:^|\.)(?:overload|override|setter|deleter)$/.test(name))) return false;
    const parent = scopes[scope.parent];
    return !(parent?.kind === 'class' && parent.bases.length > 0 && HOOKS.has(scope.name));
  });
}
