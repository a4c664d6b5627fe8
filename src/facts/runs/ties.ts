import type { DeclaredDataset } from '../datasets/model.js';
import type { Run, RunDataset } from './model.js';

/** A digest that can be held against that of a file: MD5 or SHA-256. Those that a tracker takes of a table are shorter. */
const WHOLE = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;

/** The run with what its datasets' digests are to those that the project records: `repro.lock`, DVC, LFS, checksums. */
export function tiedToData<R extends Run>(run: R, declared: readonly DeclaredDataset[]): R {
  if (run.datasets.length === 0) return run;
  return { ...run, datasets: run.datasets.map((dataset) => tied(dataset, declared)) };
}

function tied(dataset: RunDataset, declared: readonly DeclaredDataset[]): RunDataset {
  const { path, digest } = dataset;
  if (path === undefined || !WHOLE.test(digest)) return dataset;
  const same = declared.filter(
    (one) =>
      one.path !== undefined &&
      one.hash?.digits.length === digest.length &&
      // The tracker writes a path of the machine that ran it.
      (path === one.path || path.endsWith(`/${one.path}`)),
  );
  if (same.length === 0) return dataset;
  return { ...dataset, agrees: same.some(({ hash }) => hash?.digits === digest.toLowerCase()) };
}
