import { admits, agree } from '../../facts/interpreter/versions.js';
import type { InterpreterPlace } from '../../facts/interpreter.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'env/python',
  title: 'The Python version of a run is fixed, and every place that names it agrees',
  severity: 'required',
  why: 'Another Python resolves other package versions and may hash, sort and compute differently.',
  fix: 'Write the version into `.python-version` (or the conda file, or the tag of the base image), the same one everywhere.',
  needs: ['interpreter', 'python', 'dependencies'],
  examples: {
    pass: { files: { 'train.py': 'print(1)\n', '.python-version': '3.11\n' } },
    fail: { files: { 'train.py': 'print(1)\n' } },
  },

  run({ interpreter, python, dependencies }) {
    const { places, declared, problems } = interpreter;
    const runs = places.filter(({ role, version }) => role === 'run' && version !== undefined);
    const ranges = places.filter(({ role }) => role === 'range');
    const data = {
      declared: declared ?? null,
      versions: [...new Set(runs.flatMap(({ version }) => version ?? []))].sort(),
      ranges: ranges.flatMap(({ range }) => range ?? []),
    };
    const isPython =
      python.modules.length + python.unread.length > 0 ||
      dependencies.manifests.some(({ kind }) => kind !== 'r-description' && kind !== 'julia-project');
    if (!isPython && places.length === 0) return skip('there is no Python code', { data });
    const broken = problems.map(({ file, line, message }): Gap => ({ message, at: { file, line } }));
    const evidence = [...runs, ...ranges].map(({ at, text }) => `${place(at)} ${text}`);
    const first = declared ?? runs[0]?.version;
    if (first === undefined) {
      const tested = places.filter(({ role }) => role === 'ci').slice(0, 5);
      const supporting = tested.map(({ at, text }) => `${place(at)} ${text}`);
      if (ranges.length > 0) {
        const gaps = ranges.map(
          ({ at, range }): Gap => ({ message: `${range} admits several Python versions`, at, key: 'range' }),
        );
        return partial('only a range of Python versions is given', [...gaps, ...broken], { evidence, data });
      }
      return fail('no file names a Python version', broken, { evidence: supporting, data });
    }

    // The most precise place is what the others are held against: 3.11 agrees with 3.11.4, 3.11.6 does not.
    const [precise] = [...runs].sort((a, b) => detail(b) - detail(a));
    const version = declared ?? precise?.version ?? first;
    const origin = declared !== undefined || !precise ? 'the config' : place(precise.at);
    const gaps = [
      ...runs
        .filter((one) => !agree(one.version ?? '', version))
        .map(
          ({ text, version: other, at }): Gap => ({
            message: `${text}: Python ${other}, but ${origin} names ${version}`,
            at,
            key: other,
          }),
        ),
      ...ranges
        .filter(({ range }) => range !== undefined && admits(range, version) === false)
        .map(
          ({ range, at }): Gap => ({
            message: `${range} leaves out Python ${version}, which ${origin} names`,
            at,
            key: 'range',
          }),
        ),
    ];
    if (gaps.length === 0) {
      const named = count(runs.length + (declared === undefined ? 0 : 1), 'place');
      return pass(`Python ${version}, named in ${named}`, { evidence, data, gaps: broken });
    }
    return partial('places disagree about the Python version', [...gaps, ...broken], { evidence, data });
  },
});

function detail({ version = '' }: InterpreterPlace): number {
  return version.split('.').length;
}
