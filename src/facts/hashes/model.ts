import type { TreeDifference } from '../../hashing/lock.js';
import type {
  DataPlace,
  DataProblem,
  DeclaredBy,
  DeclaredDataset,
  ObjectStore,
  RecordedHash,
} from '../datasets/model.js';
import type { RemoteResult } from '../remote.js';

/** What hashing says of one declared dataset. */
export interface HashResult {
  path: string;
  /** What stands at the path; absent where nothing of the recorded content does. */
  kind?: 'file' | 'tree' | undefined;
  by: DeclaredBy;
  at: DataPlace;
  /**
   * `stored`: not in the work tree, but in the cache of its tool, whose copy was hashed. `corrupt`: such a copy does not
   * have the hash that it is named by. `pointer`: the work tree holds the pointer of Git LFS or git-annex in place of the
   * content. `outside`: the path or a link in it leads out of the project, so it was not read.
   */
  status:
    | 'ok'
    | 'stored'
    | 'mismatch'
    | 'corrupt'
    | 'absent'
    | 'pointer'
    | 'unreadable'
    | 'changed'
    | 'outside';
  /** `<algorithm>:<digits>`. */
  expected: string;
  found?: string;
  /** For people; empty when all is well, and when something is simply absent. */
  message: string;
  /** First files of a folder that differ, where the files of the recorded one are known. */
  differences: readonly TreeDifference[];
  fetchable: boolean;
  /** Where it can be fetched, for people. */
  from?: string | undefined;
  /** Whose store holds it, where it is `stored`. */
  tool?: ObjectStore['tool'];
  produced: boolean;
  /** Bytes. */
  size: number;
}

/** A declared dataset that lies in the project and whose hash is recorded. */
export type Hashable = DeclaredDataset & { path: string; hash: RecordedHash };

/** The verification of every declared local dataset that has a recorded hash. */
export interface Hashes {
  results: readonly HashResult[];
  /** What repro.lock records of datasets at stores. */
  remote: readonly RemoteResult[];
  /** Declared local datasets without a recorded hash. */
  unhashed: readonly DeclaredDataset[];
  /** Those of them that the config names, and that git does not keep either. */
  unrecorded: readonly (DeclaredDataset & { path: string })[];
  /** Addresses of datasets of the config at object stores that repro.lock does not record yet. */
  unlocked: readonly string[];
  /** Declarations that could not be followed. */
  problems: readonly DataProblem[];
}
