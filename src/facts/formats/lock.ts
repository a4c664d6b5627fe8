import type { ManifestKind } from '../dependencies.js';
import type { LOCK_FORMATS } from './locks.js';
import type { Problem } from './manifest.js';

/** The formats with files of their own, and the two that are manifests at the same time. */
export type LockKind = (typeof LOCK_FORMATS)[number]['kind'] | 'requirements' | 'conda-export';

/** One package that a lockfile fixes; the same name may stand several times, for other platforms or markers. */
export interface LockedPackage {
  /** For Python normalised by PEP 503. */
  name: string;
  /** Absent for the project itself and for source trees. */
  version?: string | undefined;
  ecosystem: 'pypi' | 'conda' | 'r' | 'julia';
  /** Whether all its artefacts carry a hash (a commit for repositories); undefined where there is none to carry (the project itself). */
  hashed?: boolean | undefined;
  /** Where its entry begins. */
  line?: number | undefined;
}

/** What the text of a lockfile says, whatever its format. */
export interface LockContent {
  packages: LockedPackage[];
  /** What could not be read; the packages are then not all that the lock holds. */
  problems: Problem[];
  /** The Python versions that the lock was made for, as written. */
  python?: string | undefined;
  /** The version of the format, as written. */
  version?: string | undefined;
  /** Folders, relative to the lock, whose pyproject.toml belongs to it. */
  members?: readonly string[];
  /** Files, relative to the lock, that it was made from. */
  sources?: readonly string[];
}

/** What a lockfile says, with its format. */
export interface LockText extends LockContent {
  kind: LockKind;
  /** Whether the format can hold hashes of artefacts at all. */
  canHash: boolean;
}

/** One lockfile format: how its files are known and read. */
export interface LockFormat<Kind extends string = string> {
  kind: Kind;
  /** The paths of its files. */
  path: RegExp;
  /** Whether a text under such a path is of this format; absent where the name alone says so. */
  recognise?(text: string): boolean;
  /** Throws `CannotTell`, with the line where there is one, for a text that does not parse. */
  parse(text: string): LockContent;
  /** Whether it can hold hashes of artefacts. */
  canHash: boolean;
  /** Largest file that is read, in bytes, where a broken one would take its parser too long. */
  limit?: number;
  /** The manifests beside it that such a lock is made from. */
  manifests: readonly ManifestKind[];
}
