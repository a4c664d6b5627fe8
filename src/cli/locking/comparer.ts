import type { CompareSources } from '../../facts/remote.js';

/** Compares datasets at stores for `repro check --online`. What talks to stores is loaded when there are some. */
export function sourceComparer(allowed: readonly string[]): CompareSources {
  return async (entries, data) => {
    if (entries.length === 0) return [];
    const { verifySources } = await import('../../stores/sources.js');
    const recorded = entries.map((entry) => {
      const setting = data.find(({ path, source }) => path === undefined && source === entry.address);
      const { endpoint, region, revision } = setting ?? {};
      return { entry, place: { endpoint, region, revision } };
    });
    return verifySources(recorded, { env: process.env, allowed });
  };
}
