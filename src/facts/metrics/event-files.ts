import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { readEventFile } from '../formats/tensorboard-events.js';
import { partsOf } from '../parts.js';
import { baseName } from '../paths.js';
import type { MetricsFile } from './model.js';
import { isMetricName } from './names.js';

/** The most event files that are read; of more, the newest, by the time in their names. */
const MOST_FILES = 20;

/**
 * The results in event files of TensorBoard that git keeps: of each scalar that is named for a metric the last value. A
 * file that cannot be read records nothing, which is told by the check of runs.
 */
export async function metricsOfEvents(project: Project): Promise<MetricsFile[]> {
  const { own } = await project.get(filesFact);
  const paths = own
    .filter(
      ({ path, kind, tracked }) =>
        kind === 'file' && tracked !== false && /^events\.out\.tfevents\./.test(baseName(path)),
    )
    .map(({ path }) => path)
    .sort((a, b) => (timeIn(b) < timeIn(a) ? -1 : timeIn(b) > timeIn(a) ? 1 : 0));
  const found: MetricsFile[] = [];
  for (const path of paths.slice(0, MOST_FILES)) {
    try {
      const { scalars } = await readEventFile(await partsOf(project.source, path));
      const values = scalars
        .filter(({ tag }) => isMetricName(tag.slice(tag.lastIndexOf('/') + 1)))
        .map(({ tag, value }) => ({ key: tag, value }));
      if (values.length > 0)
        found.push({
          path,
          by: 'found',
          at: { file: path, line: 1 },
          status: 'ok',
          values,
          spreads: [],
          locked: false,
          expect: {},
          sure: true,
        });
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return found;
}

/** Seconds since 1970, as TensorBoard writes them into the name of the file. */
function timeIn(path: string): number {
  return Number(/tfevents\.(\d{1,15})/.exec(path)?.[1] ?? 0);
}
