import type { LockText } from './formats/lock.js';

/** One lockfile and what it fixes. */
export interface Lockfile extends LockText {
  path: string;
  /** Written by a tool and marked as such, or a bare list of all installed packages (a freeze). */
  marked: boolean;
  /** Paths of the manifests that it was made from; empty when it cannot be tied to any. */
  manifests: readonly string[];
  /** Whether it locks the project's main install route. */
  main: boolean;
  /** Line on which the mark stands. */
  line?: number | undefined;
}

export interface Lockfiles {
  /** Every lockfile that was found, sorted by path. */
  readonly all: readonly Lockfile[];
  /** Those that lock the main install route. */
  readonly main: readonly Lockfile[];
  /** The file that the config declares, when it is absent. */
  readonly absent?: string | undefined;
}
