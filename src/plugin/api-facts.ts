// The facts of `repro-check/plugin`, as a plugin sees them. Like ./api.ts it imports nothing of ours.
import type { At } from './api.js';

/** One file of the project. Paths are relative to the root, with forward slashes. */
export interface FileEntry {
  readonly path: string;
  /** Bytes; of a tracked file that is not on disk, 0. */
  readonly size: number;
  readonly kind: 'file' | 'symlink' | 'missing' | 'other';
  /** Whether git tracks it; undefined outside a git work tree. */
  readonly tracked: boolean | undefined;
}

/** The files of the project that git does not ignore. */
export interface Files {
  /** The project's own: neither vendored, nor in a submodule, nor excluded by the config. Sorted by path. */
  readonly own: readonly FileEntry[];
  readonly all: readonly FileEntry[];
  has(path: string): boolean;
  /** Own files whose path matches the glob. */
  match(glob: string): readonly FileEntry[];
}

/** What git knows of the project's folder. */
export interface Git {
  /** `none`: no repository. `bare`: one without files. `no-commits`: one without a commit. */
  readonly kind: 'none' | 'bare' | 'no-commits' | 'ok';
  /** Full hash of HEAD. */
  readonly head: string | undefined;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  readonly remotes: readonly { readonly name: string; readonly host: string | undefined }[];
  /** Paths that differ from HEAD, new ones too, sorted. */
  readonly changed: readonly string[];
  /** Names of the tags at HEAD. */
  readonly tags: readonly string[];
}

/** A package that a manifest asks for. */
export interface Dependency {
  /** As the ecosystem compares names; for Python normalised by PEP 503. */
  readonly name: string;
  /** The version part as written; empty when there is none. */
  readonly specifier: string;
  /** Whether the text alone fixes one version. */
  readonly exact: boolean;
  readonly ecosystem: 'pypi' | 'conda' | 'r' | 'julia';
  readonly at: { readonly file: string; readonly line: number };
}

export interface Dependencies {
  /** What the code needs when it runs, by the main way to install it. */
  readonly runtime: readonly Dependency[];
  /** Every file that declares dependencies, with all that it asks for. */
  readonly manifests: readonly { readonly path: string; readonly requirements: readonly Dependency[] }[];
}

/** A Python file or the code of a notebook. */
export interface PythonModule {
  readonly path: string;
  readonly kind: 'module' | 'notebook';
  readonly imports: readonly {
    /** As written, without leading dots. */
    readonly module: string;
    /** The name imported from it; absent for `import module`; `*` for all. */
    readonly name: string | undefined;
    readonly at: At;
  }[];
  readonly calls: readonly {
    /** The full name through imports and aliases, such as `numpy.random.seed`; undefined where it leads to no import. */
    readonly name: string | undefined;
    readonly at: At;
  }[];
}

export interface Python {
  /** Own modules and notebooks, sorted by path. */
  readonly modules: readonly PythonModule[];
  /** Files that could not be read as Python, with the reason. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** What the project records of its results. */
export interface Metrics {
  readonly files: readonly {
    readonly path: string;
    readonly status: 'ok' | 'absent' | 'broken';
    /** Dots lead into nested ones. NaN and infinities are kept. */
    readonly values: readonly { readonly key: string; readonly value: number }[];
  }[];
}

/** What a check may ask for by name in `needs`. The values are copies and frozen. */
export interface Facts {
  files: Files;
  git: Git;
  dependencies: Dependencies;
  python: Python;
  metrics: Metrics;
}
