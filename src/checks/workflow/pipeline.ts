import { purposesOf } from '../../facts/automation/resolve.js';
import { isTest } from '../../facts/files.js';
import { type Purpose, purposes } from '../../facts/purpose.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'workflow/pipeline',
  title: 'A pipeline or task file describes how training and evaluation run',
  severity: 'advised',
  scope: 'either',
  why: 'A pipeline that a tool runs leaves out no step, keeps the order and can be checked; prose cannot.',
  fix: 'Write the steps down in a dvc.yaml, Snakefile, or a Makefile with `train` and `evaluate` targets.',
  source: 'https://dvc.org/doc/user-guide/pipelines',
  examples: {
    pass: { files: { Makefile: 'train:\n\tpython train.py\n', 'train.py': 'print(1)\n' } },
    fail: { files: { 'README.md': 'Run train.py, then eval.py.\n', 'train.py': 'print(1)\n' } },
  },
  needs: ['automation', 'python', 'files'],
  run({ automation: { pipelines, problems }, python, files }) {
    const found = pipelines
      .filter(({ path }) => !isTest(path) && !/^(?:\.github|docs?|docker)\//.test(path))
      .flatMap((pipeline) => {
        const tasks = pipeline.tasks.filter((task) => {
          const does = purposesOf(task, pipeline);
          const runs = task.commands.some(({ words }) => words.some((word) => /\.py$/.test(word)));
          // A script that is named `load_test.sh` and runs no code of the kind is about something else.
          if (pipeline.form === 'script' && !task.commands.some((command) => purposes(command).some(isWork)))
            return false;
          return (
            does.has('train') ||
            does.has('evaluate') ||
            (pipeline.form === 'pipeline' && (does.has('run') || runs)) ||
            (pipeline.kind === 'shell' &&
              does.has('run') &&
              /train|eval|experiment|sweep/i.test(pipeline.path))
          );
        });
        const whole =
          pipeline.form === 'pipeline' && (pipeline.kind === 'Kedro' || /\.py$/.test(pipeline.path));
        return tasks.length > 0 || whole
          ? [{ pipeline, line: tasks[0]?.line ?? pipeline.line, names: tasks.map(({ name }) => name) }]
          : [];
      });
    const real = found.filter(({ pipeline }) => pipeline.form !== 'script');
    const gaps: Gap[] = problems
      .filter(({ path }) => !path.startsWith('.'))
      .map(({ path, line, message }) => ({
        message: `${path} cannot be read: ${message}`,
        at: { file: path, line },
        confidence: 'likely',
      }));
    const data = {
      kinds: [...new Set((real.length > 0 ? real : found).map(({ pipeline }) => pipeline.kind))],
      files: found.slice(0, 50).map(({ pipeline }) => pipeline.path),
    };
    const evidence = (real.length > 0 ? real : found)
      .slice(0, 10)
      .map(
        ({ pipeline, line, names }) =>
          `${pipeline.path}:${line} ${pipeline.kind}${pipeline.form === 'script' || names.length === 0 ? '' : `: ${names.slice(0, 5).join(', ')}`}`,
      );
    if (real.length > 0) return pass(data.kinds.join(', '), { gaps, evidence, data });
    if (found.length > 0)
      return partial(
        'only shell scripts',
        [
          ...gaps,
          {
            message: `${count(found.length, 'shell script')} ${found.length === 1 ? 'runs' : 'run'} the work; nothing says in which order, from what to what`,
            at: { file: found[0]!.pipeline.path, line: 1 },
          },
        ],
        { evidence, data },
      );
    if (
      python.modules.length === 0 &&
      python.unread.length === 0 &&
      !files.own.some(({ path }) => /\.(?:R|jl|Rmd|qmd)$/i.test(path))
    )
      return skip('no code to run', { data });
    if (gaps.length > 0) return unknown('a pipeline or task file cannot be read', { gaps, data });
    return fail(
      'no pipeline, task file or script runs the work',
      [...gaps, { message: 'nothing but prose says how training and evaluation run' }],
      { data },
    );
  },
});

function isWork(purpose: Purpose): boolean {
  return purpose === 'train' || purpose === 'evaluate' || purpose === 'run' || purpose === 'pipeline';
}
