import type { Problem } from './manifest.js';

export type LockKind =
  | 'uv.lock'
  | 'poetry.lock'
  | 'pdm.lock'
  | 'Pipfile.lock'
  | 'pylock.toml'
  | 'conda-lock'
  | 'conda-explicit'
  | 'pixi.lock'
  | 'requirements'
  | 'conda-export'
  | 'renv.lock'
  | 'Manifest.toml';

/** One package that a lockfile fixes; the same name may stand several times, for other platforms or markers. */
export interface LockedPackage {
  /** For Python normalised by PEP 503. */
  name: string;
  /** Absent for the project itself and for source trees. */
  version?: string | undefined;
  ecosystem: 'pypi' | 'conda' | 'r' | 'julia';
  /** Whether its artefacts carry a hash (a commit for repositories); undefined where there is none to carry (the project itself). */
  hashed?: boolean | undefined;
}

/** What one lockfile says, whatever its format. */
export interface LockText {
  kind: LockKind;
  packages: LockedPackage[];
  problems: Problem[];
  /** Whether the format can hold hashes at all. */
  canHash: boolean;
  /** The Python versions that the lock was made for, as written. */
  python?: string | undefined;
  /** The version of the format, as written. */
  version?: string | undefined;
}
