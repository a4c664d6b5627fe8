import type { DatasetUse } from './model.js';

/**
 * One use, the first, for each thing that is read or written; a use of which nothing is known stands for itself. Scripts of several
 * folders write the way to one place in several ways: `data/a.csv`, `../data/a.csv`.
 */
export function distinct(uses: readonly DatasetUse[]): DatasetUse[] {
  const byValue = new Map<string, DatasetUse>();
  for (const use of uses) {
    const plain = use.value?.replace(/^(?:\.{1,2}\/)+/, '');
    const key = plain === undefined ? `${use.at.file}:${use.at.line}` : `${use.kind} ${plain}`;
    if (!byValue.has(key)) byValue.set(key, use);
  }
  return [...byValue.values()];
}
