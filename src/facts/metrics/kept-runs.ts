import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files as filesFact, isTest } from '../files.js';
import { readMlflowRun } from '../runs/mlflow.js';
import type { MetricsFile } from './model.js';
import { isMetricName } from './names.js';

/** Runs that are read at most. */
const MOST_RUNS = 20;
/** A metric in MLflow's folder store. Source: mlflow, store/tracking/file_store.py. */
const METRIC = /^(.*\/[0-9a-f]{32})\/metrics\/./;

/** The results of finished runs of MLflow's folder store that git keeps: of each metric the last value. */
export async function metricsOfRuns(project: Project): Promise<MetricsFile[]> {
  const { own, get } = await project.get(filesFact);
  const folders = new Set<string>();
  for (const { path, kind, tracked } of own) {
    const folder = kind === 'file' && tracked !== false && !isTest(path) ? METRIC.exec(path)?.[1] : undefined;
    if (folder !== undefined && folders.size < MOST_RUNS) folders.add(folder);
  }
  const found: MetricsFile[] = [];
  for (const folder of folders) {
    const path = `${folder}/meta.yaml`;
    if (get(path) === undefined) continue;
    try {
      const { metrics, deleted, unfinished } = await readMlflowRun(project.source, folder);
      const values = metrics
        .filter(({ name }) => isMetricName(name))
        .map(({ name, value }) => ({ key: name, value }));
      if (values.length === 0 || deleted || unfinished) continue;
      found.push({
        ...{ path, by: 'found', at: { file: path, line: 1 }, status: 'ok', values, spreads: [] },
        ...{ locked: false, expect: {}, sure: true },
      });
    } catch (error) {
      // What cannot be read is told by the check of runs.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return found;
}
