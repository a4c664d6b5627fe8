import type { Manifest } from '../dependencies.js';
import type { LockText } from '../formats/lock.js';

/** Something that the manifest and the lock say differently. */
export interface Difference {
  /**
   * What is compared: a requirement, the Python versions, a group or extra as a whole, a workspace member, a constraint,
   * where a package comes from, a setting of the tool, or no more than the project's own version.
   */
  about:
    | 'requirement'
    | 'python'
    | 'group'
    | 'extra'
    | 'member'
    | 'constraint'
    | 'source'
    | 'setting'
    | 'version';
  /** The package, group, extra, member or key that differs. */
  name: string;
  /** What the manifest says; absent when only the lock has it. */
  declared?: string | undefined;
  /** What the lock holds; absent when only the manifest has it. */
  locked?: string | undefined;
  /** Where the manifest says it, or the place it would stand. */
  at: { file: string; line?: number | undefined };
  /** Set where only the lock says it and the tool, though it writes the lock anew, keeps the locked versions. */
  keepsVersions?: boolean;
}

/** How many things of each sort were held against the lock. */
export interface Compared {
  requirements: number;
  groups?: number;
  extras?: number;
  members?: number;
  constraints?: number;
}

/** Whether a lock was made from the manifest as it is now. */
export interface Freshness {
  /** `untied`: nothing in the project is known to be what it was made from. */
  state: 'fresh' | 'stale' | 'unknown' | 'untied';
  /** What it rests on, one clause. */
  reason: string;
  /** What differs; empty for a fresh lock, and for one whose hash alone differs. */
  differences: readonly Difference[];
  compared?: Compared | undefined;
}

/** What of a lock its rule sees: what all formats share, and what the reader of its own format adds (ask its type guard). */
export interface RecordedLock extends LockText {
  path: string;
  /** The hash of its manifest, where the format records one. */
  contentHash?: string | undefined;
  /** The inputs stand in the lock themselves (PDM's `lock_inputs`), so its hash is not used. */
  recordsInputs?: boolean;
  /** The groups and extras that it was made for, where it says so. */
  groups?: readonly string[] | undefined;
}

/** What a rule may look at. */
export interface FreshnessInput {
  lock: RecordedLock;
  /** The manifests that the lock was made from: those that it is tied to first, then what they take in. */
  manifests: readonly Manifest[];
  /** Every manifest of the project, by path. */
  manifest(path: string): Manifest | undefined;
  /** The text of a file of the project, its path from the root. Throws `CannotTell`. */
  text(path: string): Promise<string>;
  /** Whether the project has this file. */
  has(path: string): boolean;
  /** Paths of all listed files, for globs. */
  paths: readonly string[];
}

/** How the locks of one format are held against their manifests. Throws `CannotTell` when what it needs cannot be read. */
export type FreshnessRule = (input: FreshnessInput) => Freshness | Promise<Freshness>;

/** The lock belongs to the manifest as it is. */
export function fresh(reason: string, compared?: Compared): Freshness {
  return { state: 'fresh', reason, differences: [], compared };
}

/** The lock does not belong to the manifest as it is. */
export function stale(reason: string, differences: readonly Difference[], compared?: Compared): Freshness {
  return { state: 'stale', reason, differences, compared };
}

/** The lock says what it was made from, and that is not in the project. */
export function untied(reason: string): Freshness {
  return { state: 'untied', reason, differences: [] };
}

/** It cannot be told. */
export function unclear(
  reason: string,
  differences: readonly Difference[] = [],
  compared?: Compared,
): Freshness {
  return { state: 'unknown', reason, differences, compared };
}
