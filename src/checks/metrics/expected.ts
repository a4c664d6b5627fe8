import { metricNamed } from '../../facts/metrics.js';
import type { MetricExpectation } from '../../facts/settings.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip } from '../check.js';

const file = {
  path: 'metrics.json', by: 'repro.config', at: { file: 'repro.config.yaml', line: 3 }, status: 'ok', locked: false, sure: true,
  expect: { recall: { min: 0.85 } },
}; // biome-ignore format: an example reads better in rows

export default defineCheck({
  id: 'metrics/expected',
  title: 'Each declared expectation of a metric is met',
  severity: 'advised',
  why: 'An expectation with a tolerance turns "it runs" into "it gives the same result".',
  fix: 'Find out what changed since the expected value was recorded, and correct the code, the data or the expectation.',
  requires: ['metrics/recorded'],
  examples: {
    pass: {
      files: {},
      facts: {
        metrics: {
          files: [{ ...file, values: [{ key: 'recall', value: 0.87 }] }],
          shown: [],
          claims: [],
          claimed: 0,
          trains: true,
        },
      },
    },
    fail: {
      files: {},
      facts: {
        metrics: {
          files: [{ ...file, values: [{ key: 'recall', value: 0.8 }] }],
          shown: [],
          claims: [],
          claimed: 0,
          trains: true,
        },
      },
    },
  },
  needs: ['metrics'],

  run({ metrics: { files } }) {
    const gaps: Gap[] = [];
    const evidence: string[] = [];
    for (const { path, expect, at, ...read } of files) {
      for (const [name, expectation] of Object.entries(expect)) {
        const metric = metricNamed(read, name);
        const wrong = metric ? miss(metric.value, expectation) : 'is not recorded';
        if (wrong) gaps.push({ message: `${name} of ${path} ${wrong}`, at, key: `${path} ${name}` });
        else evidence.push(`${path}:1 ${name} = ${metric?.value}, expected ${wanted(expectation)}`);
      }
    }
    const total = gaps.length + evidence.length;
    if (total === 0) return skip('no value is expected');
    const told = { evidence, data: { met: evidence.length, total } };
    if (gaps.length === 0) return pass(`${count(total, 'expectation')} met`, told);
    const summary = `${gaps.length} of ${count(total, 'expectation')} not met`;
    return evidence.length === 0
      ? fail(summary, gaps, told)
      : partial(summary, gaps, { ...told, ratio: evidence.length / total });
  },
});

/** How a value misses its expectation: expected, found and the difference; undefined when it does not. */
function miss(found: number, expectation: MetricExpectation): string | undefined {
  const { value, tolerance = 0, min, max } = expectation;
  const told = (difference: number) =>
    `is ${found}, expected ${wanted(expectation)} (difference ${tidy(difference)})`;
  if (!Number.isFinite(found)) return `is ${found}, expected ${wanted(expectation)}`;
  // A tolerance of 0.01 allows 0.94 for 0.93, whatever binary fractions make of it.
  const slack = 1e-12 * Math.max(1, Math.abs(value ?? 0));
  if (value !== undefined && Math.abs(found - value) > tolerance + slack) return told(found - value);
  if (min !== undefined && found < min) return told(found - min);
  if (max !== undefined && found > max) return told(found - max);
  return undefined;
}

function wanted({ value, tolerance, min, max }: MetricExpectation): string {
  const parts = [];
  if (value !== undefined) parts.push(tolerance ? `${value} ± ${tolerance}` : `${value}`);
  if (min !== undefined) parts.push(`at least ${min}`);
  if (max !== undefined) parts.push(`at most ${max}`);
  return parts.join(' and ');
}

function tidy(difference: number): string {
  const rounded = Number(difference.toPrecision(6));
  return rounded > 0 ? `+${rounded}` : `${rounded}`;
}
