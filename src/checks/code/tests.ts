import { isTest } from '../../facts/files.js';
import { baseName } from '../../facts/paths.js';
import { lastName } from '../../facts/python/values.js';
import { count, defineCheck, fail, partial, pass, skip, unknown } from '../check.js';

/** Calls that assert: unittest's methods, numpy's and torch's helpers, pytest's contexts, mocks. */
const ASSERTING =
  /^(?:assert\w*|fail|raises|warns|approx|expect|run|check_call|check_output|invoke|check_estimator)$/;

export default defineCheck({
  id: 'code/tests',
  title: 'Automated tests exist and assert something',
  severity: 'advised',
  scope: 'either',
  why: 'Tests show whether the code still does on another machine what it did on the first.',
  fix: 'Write tests/test_*.py with functions named test_* that assert results, and run them by `pytest`.',
  source:
    'https://docs.pytest.org/en/stable/explanation/goodpractices.html#conventions-for-python-test-discovery',
  examples: {
    pass: { files: { 'tests/test_model.py': 'def test_sum():\n    assert 1 + 1 == 2\n' } },
    fail: { files: { 'test.py': 'model.eval()\nprint(model(x))\n' } },
  },
  needs: ['python', 'files'],
  run({ python: { modules, unread }, files }) {
    const others = files.own.filter(({ path }) =>
      /(?:^|\/)tests?\/(?:testthat\/test[^/]*\.[Rr]|runtests\.jl)$/.test(path),
    );
    if (modules.length === 0 && unread.length === 0 && others.length === 0) return skip('no Python code');
    const tests = modules.flatMap((module) => {
      const name = baseName(module.path);
      const found = /^(?:test_.+|.+_test|tests?)\.py$/.test(name);
      if (!found || module.kind !== 'module') return [];
      const functions = module.scopes.filter(({ kind, name, parent }) => {
        const of = module.scopes[parent];
        // pytest collects module functions, and methods of Test* and TestCase classes.
        return (
          kind === 'function' &&
          /^test/.test(name) &&
          (of?.kind === 'module'
            ? !/^tests?$/.test(name)
            : of?.kind === 'class' &&
              (/^Test|Tests?$|TestCase$/.test(of.name) ||
                of.bases.some((base) => base.kind === 'name' && /Test/.test(base.path))))
        );
      });
      // `test.py` with `def test_model(loader)` evaluates a model: pytest does not collect that file.
      const collected =
        !/^tests?\.py$/.test(name) ||
        (isTest(module.path) && functions.length > 0) ||
        functions.some(({ parent }) => module.scopes[parent]?.kind === 'class');
      if (functions.length === 0 || !collected) return [];
      const asserts =
        module.asserts.length > 0 || module.calls.some((call) => ASSERTING.test(lastName(call.callee)));
      return [{ path: module.path, line: functions[0]!.line, functions: functions.length, asserts }];
    });
    const good = tests.filter(({ asserts }) => asserts);
    const total = tests.reduce((sum, { functions }) => sum + functions, 0);
    const data = { files: tests.length, functions: total };
    const evidence = [
      ...good.slice(0, 10).map(({ path, line, functions }) => `${path}:${line} ${count(functions, 'test')}`),
      ...others.map(({ path }) => path),
    ];
    if (good.length > 0 || others.length > 0)
      return pass(total > 0 ? `${count(total, 'test')} in ${count(tests.length, 'file')}` : others[0]!.path, {
        evidence,
        data,
      });
    if (tests.length > 0)
      return partial(
        'tests without assertions',
        tests.map(({ path, line }) => ({
          message: `${path} asserts nothing`,
          at: { file: path, line },
          confidence: 'likely' as const,
        })),
        { data },
      );
    const unreadTests = unread.filter(({ path }) => isTest(path));
    if (unreadTests[0]) return unknown(unreadTests[0].reason, { data });
    return fail(
      'no automated tests',
      [{ message: 'no file with test functions that a test runner collects' }],
      { data },
    );
  },
});
