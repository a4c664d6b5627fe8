import type { DatasetUse } from './model.js';

/** One use, the first, for each thing that is read or written; a use of which nothing is known stands for itself. */
export function distinct(uses: readonly DatasetUse[]): DatasetUse[] {
  const byValue = new Map<string, DatasetUse>();
  for (const use of uses) {
    const key = use.value === undefined ? `${use.at.file}:${use.at.line}` : `${use.kind} ${use.value}`;
    if (!byValue.has(key)) byValue.set(key, use);
  }
  return [...byValue.values()];
}
