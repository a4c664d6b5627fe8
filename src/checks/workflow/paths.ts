import { count, defineCheck, fail, type Gap, partial, pass, skip } from '../check.js';

export default defineCheck({
  id: 'workflow/paths',
  title: 'No path of one machine is written into the code',
  severity: 'advised',
  why: 'A path such as `/home/alice/data` exists on one machine: everybody else has to find and change it before anything runs.',
  fix: 'Take the path from an argument, an environment variable or a config file, with a default relative to the project.',
  source: 'https://docs.python.org/3/library/pathlib.html',
  needs: ['machinePaths'],
  examples: {
    pass: { files: { 'train.py': "from pathlib import Path\nDATA = Path(__file__).parent / 'data'\n" } },
    fail: { files: { 'train.py': "import pandas\ndata = pandas.read_csv('/home/alice/data/train.csv')\n" } },
  },

  run({ machinePaths: { paths, looked } }) {
    if (looked.code === 0) return skip('no code');
    const counted = paths.filter(({ isTest }) => !isTest);
    const inCode = counted.filter(({ where }) => where === 'code');
    const inConfig = counted.filter(({ where }) => where === 'config');
    const data = {
      code: inCode.length,
      config: inConfig.length,
      tests: paths.length - counted.length,
      files: [...new Set(counted.map(({ at }) => at.file))].length,
      looked: { ...looked },
    };
    const gaps = paths.map(
      ({ path, kind, where, isTest, at }): Gap => ({
        message:
          kind === 'placeholder'
            ? `${path} is to be replaced by whoever runs it`
            : `${path} is a path of one machine${kind === 'root' ? ' or cluster' : ''}`,
        at,
        key: path,
        confidence: isTest ? 'possible' : kind === 'machine' ? 'certain' : 'likely',
        ...(where === 'config'
          ? {
              fix: 'Write it relative to the project, or read it from an environment variable with such a default.',
            }
          : {}),
      }),
    );
    if (inCode.length > 0)
      return fail(`${count(inCode.length, 'path')} of one machine in the code`, gaps, { data });
    if (inConfig.length > 0)
      return partial(`${count(inConfig.length, 'path')} of one machine in settings or job scripts`, gaps, {
        data,
      });
    return pass(`none in ${count(looked.code, 'file')} of code`, { gaps, data });
  },
});
