/** What stands behind an import, from the best to the worst. */
export type Provision =
  /** A runtime dependency, or one of an extra or of a group that no tool names a development group. */
  | 'declared'
  /** The project's own package, under the name that it is installed by. */
  | 'itself'
  /** The platform that it is written for, or the notebook's own kernel. */
  | 'platform'
  /** Made by building: an extension module, code generated from a schema. */
  | 'built'
  /** Kept in the tree: vendored code, a submodule. */
  | 'vendored'
  /** An install command of the same notebook. */
  | 'notebook'
  /** A file of the project of that name, which the import does not lead to for sure. */
  | 'local'
  /** Only a development group: tests, docs, linters. */
  | 'group'
  /** Nothing but another dependency, which brings it. */
  | 'brought'
  /** Only a manifest of another part of the project. */
  | 'elsewhere'
  /** Only an install command of the README or of a script, or the base image. */
  | 'command'
  /** Only the hosted notebook service that the notebook is written for, whose versions change. */
  | 'hosted'
  /** It cannot be told. */
  | 'unknown'
  /** It cannot be told, since a list of what is declared cannot be read whole. */
  | 'hidden'
  /** Nothing. */
  | 'missing';

/** A third-party module that the code cannot run without, and what provides it. */
export interface ImportedModule {
  /** The import that a distribution provides: `sklearn`, `google.cloud.storage`. */
  name: string;
  /** Its first import among those that are provided worst. */
  at: { file: string; line: number; column?: number; cell?: number };
  provision: Provision;
  /** Distributions that provide such an import; the usual one first. */
  distributions: readonly string[];
  /** Whether that is known, not guessed from the name. */
  known: boolean;
  /** Whether it is only imported inside functions or for some platforms. */
  sometimes: boolean;
  /** What provides it, or why it cannot be told: one clause. */
  by?: string;
}

/** The third-party imports of the code, held against what is declared. */
export interface Imports {
  /** Sorted by name. */
  readonly modules: readonly ImportedModule[];
  /** Whether anything is declared at all. */
  readonly declares: boolean;
}
