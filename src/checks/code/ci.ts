import { purposes } from '../../facts/purpose.js';
import { count, defineCheck, fail, type Gap, partial, pass, unknown } from '../check.js';

const ACTION =
  /pre-?commit|\bprek\b|ruff|flake8|pylint|super-linter|megalinter|mypy|pytest|psf\/black|isort|tox|nox|python-lint|action-pycodestyle/i;
/** Programs that run a pipeline of the project, by the kind of its file. */
const ENGINES: Readonly<Record<string, string>> = {
  snakemake: 'Snakemake',
  nextflow: 'Nextflow',
  dvc: 'DVC',
  kedro: 'Kedro',
};

export default defineCheck({
  id: 'code/ci',
  title: 'CI runs the tests or a linter',
  severity: 'advised',
  scope: 'repository',
  why: 'A change that breaks the code is seen when it is made, not when somebody tries to run the work again.',
  fix: 'Add a workflow that installs the project and runs its tests or its linter on every push.',
  source: 'https://docs.github.com/actions/automating-builds-and-tests/building-and-testing-python',
  examples: {
    pass: {
      files: {
        '.github/workflows/test.yml':
          'on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n      - run: pytest\n',
      },
    },
    fail: { files: { 'train.py': 'print(1)\n' } },
  },
  needs: ['automation', 'files'],
  run({ automation: { ci, pipelines, problems }, files }) {
    const gaps: Gap[] = problems
      .filter(({ path }) =>
        /^\.(?:github|gitlab|circleci|travis|azure|pipelines)|^(?:bitbucket|azure)-pipelines|^Jenkinsfile/.test(
          path,
        ),
      )
      .map(({ path, line, message }) => ({
        message: `${path} cannot be read: ${message}`,
        at: { file: path, line },
      }));
    // A script that CI calls may change into the folder of what it runs.
    const isOwn = (path: string, moved: boolean) =>
      files.has(path) || (moved && files.own.some((file) => file.path.endsWith(`/${path}`)));
    const data = { files: ci.map(({ path }) => path), systems: [...new Set(ci.map(({ system }) => system))] };
    const evidence = ci.flatMap(({ path: file, steps, uses }) => [
      ...steps
        .filter((step) => {
          const found = purposes(step);
          if (found.includes('test') || found.includes('lint')) return true;
          // A smoke run of the project's own pipeline or script tests it.
          const engine = ENGINES[step.words[0] ?? ''];
          if (found.includes('pipeline') && pipelines.some(({ kind }) => kind === engine)) return true;
          return (
            found.some((purpose) => purpose === 'train' || purpose === 'evaluate' || purpose === 'run') &&
            step.words.some(
              (word) => /\.py$/.test(word) && isOwn(word.replace(/^\.\//, ''), step.through.length > 0),
            )
          );
        })
        .slice(0, 3)
        .map(
          ({ path, line, text, through }) =>
            `${path}:${line} ${text.slice(0, 80)}${through.length > 0 ? ` (called from ${file})` : ''}`,
        ),
      ...uses.filter(({ name }) => ACTION.test(name)).map(({ name, line }) => `${file}:${line} ${name}`),
    ]);
    if (evidence.length > 0)
      return pass(
        `${count(evidence.length, 'step')} in CI ${evidence.length === 1 ? 'tests or lints' : 'test or lint'}`,
        { gaps, evidence: evidence.slice(0, 10), data },
      );
    if (gaps.length > 0) return unknown('a CI file cannot be read', { gaps, data });
    if (ci.length === 0)
      return fail('no CI configuration', [{ message: 'no CI file of a known system' }], { data });
    return partial(
      'CI runs neither tests nor a linter',
      ci.map(({ path, system }) => ({
        message: `${system} runs neither tests nor a linter`,
        at: { file: path, line: 1 },
        confidence: 'likely' as const,
      })),
      { data },
    );
  },
});
