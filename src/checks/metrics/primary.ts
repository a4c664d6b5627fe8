import { implausible, metricNamed } from '../../facts/metrics.js';
import { defineCheck, fail, type Gap, partial, pass, skip } from '../check.js';

export default defineCheck({
  id: 'metrics/primary',
  title: 'The primary metric is declared, present and plausible',
  severity: 'required',
  why: 'A reproduction succeeds or fails by one number: it must be clear which, and it must be a number.',
  fix: 'Declare it under `metrics` in repro.config.yaml: `- { file: metrics.json, primary: accuracy }`.',
  requires: ['metrics/recorded'],
  examples: {
    pass: {
      files: {},
      facts: {
        metrics: {
          files: [
            {
              path: 'metrics.json', by: 'repro.config', at: { file: 'repro.config.yaml', line: 3 }, status: 'ok', locked: false, sure: true,
              values: [{ key: 'recall', value: 0.87 }], primary: 'recall', expect: {},
            },
          ],
          shown: [],
          trains: true,
        },
      },
    },
    fail: {
      files: {},
      facts: {
        metrics: {
          files: [
            {
              path: 'metrics.json', by: 'repro.config', at: { file: 'repro.config.yaml', line: 3 }, status: 'ok', locked: false, sure: true,
              values: [{ key: 'recall', value: Number.NaN }], primary: 'recall', expect: {},
            },
          ],
          shown: [],
          trains: true,
        },
      },
    },
  }, // biome-ignore format: examples read better in rows
  needs: ['metrics'],

  run({ metrics: { files } }) {
    const declared = files.filter(({ primary }) => primary !== undefined);
    const present = files.filter(({ status, values }) => status === 'ok' && values.length > 0);
    if (declared.length === 0) {
      if (present.length === 0) return skip('there is no metrics file');
      const names = [...new Set(present.flatMap(({ values }) => values.map(({ key }) => key)))].slice(0, 5);
      // Stores of trackers cannot be declared.
      const readable = present.find(
        ({ path }) =>
          /\.(?:json|ya?ml|toml|csv|tsv|jsonl|ndjson|txt)$/.test(path) && !/\/meta\.yaml$/.test(path),
      );
      return partial('no metric is declared as the primary one', [
        {
          message: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} recorded, and none is declared as primary`,
          at: { file: present[0]?.path ?? '' },
          key: 'not declared',
          fix: readable
            ? `Declare the one that decides under \`metrics\` in repro.config.yaml: \`- { file: ${readable.path}, primary: ${names[0]} }\`.`
            : `Let the run write its results to metrics.json, too, and declare the one that decides under \`metrics\` in repro.config.yaml: \`- { file: metrics.json, primary: ${names[0]} }\`.`,
        },
      ]);
    }
    const gaps: Gap[] = [];
    const evidence: string[] = [];
    const values: Record<string, number> = {};
    for (const { path, primary = '', at, status, problem, ...file } of declared) {
      const metric = metricNamed(file, primary);
      const wrong = metric && implausible(metric.key, metric.value);
      if (status !== 'ok')
        gaps.push({ message: problem?.message ?? `${path} cannot be read`, at, key: path });
      else if (!metric) gaps.push({ message: `${path} has no ${primary}`, at, key: `${path} ${primary}` });
      else if (wrong)
        gaps.push({ message: `${primary} ${wrong}`, at: { file: path }, key: `${path} ${primary}` });
      else {
        values[`${path} ${primary}`] = metric.value;
        evidence.push(`${path}:1 ${metric.key} = ${metric.value}`);
      }
    }
    if (gaps.length > 0)
      return fail('the primary metric is absent or no plausible number', gaps, {
        evidence,
        data: { values },
      });
    return pass(evidence.map((line) => line.replace(/^\S+ /, '')).join(', '), { evidence, data: { values } });
  },
});
