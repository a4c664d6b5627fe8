import type { MetricsFile } from '../../facts/metrics.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip } from '../check.js';

export default defineCheck({
  id: 'metrics/recorded',
  title: 'Results are recorded in a machine-readable file',
  severity: 'required',
  why: 'Whoever runs the project again needs the numbers to compare with; a picture or a sentence cannot be compared by a tool.',
  fix: 'Write the metrics of the run to a JSON or YAML file and commit it, for example `json.dump({"accuracy": accuracy}, open("metrics.json", "w"))`.',
  examples: {
    pass: {
      files: {
        'train.py': 'from sklearn.linear_model import LogisticRegression\nLogisticRegression().fit(X, y)\n',
        'metrics.json': '{"accuracy": 0.93, "f1": 0.9}\n',
      },
    },
    fail: {
      files: {
        'train.py': 'from sklearn.linear_model import LogisticRegression\nLogisticRegression().fit(X, y)\n',
      },
    },
  },
  needs: ['metrics'],

  run({ metrics: { files, shown, trains } }) {
    const good = files.filter(({ status, values }) => status === 'ok' && values.length > 0);
    const broken = files.filter(({ status }) => status === 'broken');
    const absent = files.filter(({ status }) => status === 'absent');
    const empty = files.filter(
      ({ status, values, by }) => status === 'ok' && values.length === 0 && by !== 'found',
    );
    const gaps: Gap[] = [
      ...broken.map(gapOf),
      ...absent.map(gapOf),
      ...empty.map(({ path, at }) => ({
        message: `${path} holds no number`,
        at: { file: path },
        key: `${at.file} ${path}`,
      })),
    ];
    const told = {
      evidence: good.map(
        ({ path, values }) =>
          `${path}:1 ${values
            .slice(0, 5)
            .map(({ key, value }) => `${key} = ${value}`)
            .join(', ')}`,
      ),
      data: {
        files: good.map(({ path, by }) => ({ path, declaredBy: by })),
        tables: shown.map(({ file, line }) => `${file}:${line}`),
      },
    };
    if (good.length > 0) {
      if (broken.length + empty.length > 0)
        return partial(
          `${good.length} of ${count(good.length + gaps.length, 'metrics file')} can be read`,
          gaps,
          told,
        );
      return pass(
        `results in ${good
          .slice(0, 3)
          .map(({ path }) => path)
          .join(', ')}`,
        { ...told, gaps },
      );
    }
    if (broken.length > 0) return fail(`${broken[0]?.path} cannot be read`, gaps, told);
    if (absent.some(({ locked }) => locked))
      return partial('the pipeline records a hash of the metrics, and the file is not here', gaps, told);
    if (shown.length > 0) {
      const where = shown.slice(0, 5).map(
        ({ file, line, cell, kind }): Gap => ({
          message: `results stand only in a ${{ table: 'table', snippet: 'code block', notebook: "notebook's output" }[kind]}`,
          at: { file, line, cell },
        }),
      );
      return partial('results are shown in documents only', [...gaps, ...where], told);
    }
    if (gaps.length > 0) return fail('the declared metrics files are not here', gaps, told);
    if (!trains) return skip('nothing is trained or evaluated', told);
    return fail(
      'no results are recorded',
      [{ message: 'no metrics file, and no table of results in README or docs' }],
      told,
    );
  },
});

function gapOf({ path, at, status, problem, locked, within }: MetricsFile): Gap {
  const line = problem?.line;
  const where = status === 'broken' && line !== undefined ? { file: path, line } : at;
  return {
    message: locked
      ? `${path} is declared and has a hash in dvc.lock, and is not in the tree`
      : (problem?.message ?? path),
    at: where,
    key: path,
    ...(status === 'broken' ? { fix: `Repair ${path}, or write it anew by a run.` } : {}),
    ...(locked
      ? {
          fix:
            within === undefined
              ? 'Keep metrics in git: `cache: false` under `metrics` in dvc.yaml.'
              : `Keep metrics in git: let the stage write them outside of ${within}, which DVC keeps as a whole, and list that file under its \`metrics\` with \`cache: false\`.`,
        }
      : {}),
  };
}
