import { CannotTell } from '../errors.js';
import { defineFact } from './fact.js';
import { countValues } from './labels/count.js';

/** How the classes of a declared dataset are spread. */
export interface ClassBalance {
  path: string;
  label: string;
  /** Where the config declares it. */
  at: { file: string; line: number };
  /** Rows with a label that were read. */
  rows: number;
  /** Whether all of the table was read. */
  whole: boolean;
  classes: number;
  /** The most frequent class, and the share of the rows (0 to 1) that are of it. */
  majority: { value: string; share: number };
}

/** The class counts of the datasets whose label column the config names. */
export interface Labels {
  balances: readonly ClassBalance[];
  problems: readonly { message: string; at: { file: string; line: number } }[];
}

/** More distinct values than this are no classes but a quantity. */
const MOST_CLASSES = 1000;

export const labels = defineFact<Labels>({
  name: 'labels',
  timeLimitMs: 120_000,
  async collect(project) {
    const balances: ClassBalance[] = [];
    const problems: { message: string; at: { file: string; line: number } }[] = [];
    for (const { path, label, declaredIn = 'repro.config.yaml', line = 1 } of project.settings.data) {
      if (path === undefined || label === undefined) continue;
      const at = { file: declaredIn, line };
      try {
        const { counts, rows, whole } = await countValues(project.source, path, label);
        if (rows === 0 || counts.size > MOST_CLASSES) {
          const why = rows === 0 ? 'is empty' : `holds more than ${MOST_CLASSES} values, so it is no class`;
          problems.push({ message: `the column ${label} of ${path} ${why}`, at });
          continue;
        }
        const [value, most] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
        balances.push({
          path,
          label,
          at,
          rows,
          whole,
          classes: counts.size,
          majority: { value, share: most / rows },
        });
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        problems.push({ message: error.message, at });
      }
    }
    return { balances, problems };
  },
});
