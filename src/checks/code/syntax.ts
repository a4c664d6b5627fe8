import { count, defineCheck, fail, type Gap, pass, skip, unknown } from '../check.js';

/** A template's path or line is not yet Python: a generator fills it in. */
const TEMPLATE_PATH = /\{\{|\{%/;
/** Folders of files that are broken on purpose, for tests to read. */
const TEST_DATA =
  /(^|\/)(test[-_]?data|test[-_]?files|fixtures?|tests?\/(.*\/)?(data|files|samples|resources|cases|inputs?|assets))\/|(^|\/)tests?\/(.*\/)?(bad|broken|invalid)[^/]*$/;

export default defineCheck({
  id: 'code/syntax',
  title: 'Every Python file and notebook parses',
  severity: 'required',
  scope: 'repository',
  why: 'A file that does not parse cannot be run or imported, and nothing else can be told about it.',
  fix: 'Correct the line, or port Python 2 code to Python 3 (`python -m compileall -q .` shows what is left).',
  source: 'https://docs.python.org/3/reference/grammar.html',
  examples: {
    pass: { files: { 'train.py': 'def main():\n    print("trained")\n' } },
    fail: { files: { 'train.py': 'def main(:\n    print "trained"\n' } },
  },
  needs: ['python'],
  run({ python: { modules, unread, at } }) {
    if (modules.length === 0 && unread.length === 0) return skip('no Python code');
    const broken = modules.filter(
      ({ path, problems }) =>
        problems.length > 0 && !TEMPLATE_PATH.test(path) && !problems.some(({ template }) => template),
    );
    const gaps: Gap[] = broken.flatMap((module) =>
      module.problems.map(({ message, line, column, python2, doubtful }) => ({
        message: python2 ? `Python 2: ${message}` : message,
        at: at(module, line, column),
        confidence: doubtful || TEST_DATA.test(module.path) ? ('possible' as const) : ('certain' as const),
        fix: python2
          ? 'Port the file to Python 3 (`2to3 -w file.py`, or by hand).'
          : `Correct ${module.kind === 'notebook' ? 'the cell' : 'the line'}, or complete what was left open.`,
      })),
    );
    const data = { files: modules.length, broken: broken.length };
    const unreadable: Gap[] = unread.map(({ path, reason }) => ({ message: reason, at: { file: path } }));
    if (gaps.some(({ confidence }) => confidence !== 'possible')) {
      return fail(
        `${broken.length} of ${count(modules.length, 'file')} ${broken.length === 1 ? 'does' : 'do'} not parse`,
        [...gaps, ...unreadable],
        { data },
      );
    }
    const doubtful = broken.filter(({ problems }) => problems.every((problem) => problem.doubtful));
    if (unread.length + doubtful.length > 0) {
      return unknown(`${count(unread.length + doubtful.length, 'Python file')} could not be judged`, {
        gaps: [...gaps, ...unreadable],
        data,
      });
    }
    return pass(`${count(modules.length, 'file')} parsed`, { gaps, data });
  },
});
