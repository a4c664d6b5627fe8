import type { DatasetUse } from '../facts/datasets.js';

/** How a dataset of a library or hub is fixed to a version. */
export function mendOf({ fixable, mend }: Pick<DatasetUse, 'fixable' | 'mend'>): string {
  if (mend !== undefined) return mend;
  if (fixable === 'revision') return 'Give the commit of the dataset: `revision="<40 hex digits>"`.';
  if (fixable === 'version') return 'Give the version of the dataset: `version=1`.';
  return 'Record a hash of what the library fetched under `data` in repro.config.yaml.';
}
