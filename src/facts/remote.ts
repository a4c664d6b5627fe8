import type { TreeDifference } from '../hashing/changes.js';
import type { Lock } from '../hashing/lock-file.js';
import type { SourceEntry } from '../hashing/lock-sources.js';
import { objectsOf } from '../hashing/manifest.js';
import type { DataPlace } from './datasets/model.js';
import type { Project } from './fact.js';
import type { Settings } from './settings.js';

/** What is said of one dataset at a store. */
export interface RemoteResult {
  /** `s3://bucket/key`, `s3://bucket/prefix/` or `https://host/path`. */
  address: string;
  at: DataPlace;
  /** `<algorithm>:<digits>`. */
  expected: string;
  /** `offline`: it is recorded and nobody asked the store; `refused`: the store could not be asked. */
  status: 'ok' | 'mismatch' | 'absent' | 'changed' | 'refused' | 'offline';
  /** For people; empty when all is well. */
  message: string;
  hint?: string | undefined;
  /** First objects of a prefix that differ. */
  differences: readonly TreeDifference[];
}

/**
 * Compares recorded entries with what lies at their stores, in their order; the objects of prefixes are in `contents`. Facts
 * have no network of their own: who opens the project hands this in when the user asks for it.
 */
export type CompareSources = (
  recorded: readonly SourceEntry[],
  data: Settings['data'],
) => Promise<readonly Pick<RemoteResult, 'status' | 'message' | 'hint' | 'differences'>[]>;

/** The datasets at stores that repro.lock records; compared only where the user asked for it. */
export async function remoteResults(project: Project, lock: Lock | undefined): Promise<RemoteResult[]> {
  const recorded: SourceEntry[] = [];
  for (const entry of lock?.sources ?? []) {
    const contents =
      project.compareSources && entry.kind === 'prefix' ? await objectsOf(project.source, entry) : undefined;
    recorded.push(contents ? { ...entry, contents } : entry);
  }
  const compared = await project.compareSources?.(recorded, project.settings.data);
  return recorded.map(({ address, algorithm, hash, line = 1 }, at) => ({
    address,
    at: { file: 'repro.lock', line },
    expected: `${algorithm}:${hash}`,
    ...(compared?.[at] ?? { status: 'offline', message: '', differences: [] }),
  }));
}
