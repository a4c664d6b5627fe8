import type { PythonModule } from '../python/model.js';

export type ManifestKind =
  | 'requirements'
  | 'pyproject'
  | 'setup-cfg'
  | 'setup-py'
  | 'pipfile'
  | 'conda'
  | 'conda-meta'
  | 'pixi'
  | 'hatch'
  | 'script'
  | 'r-description'
  | 'julia-project';

/** What could not be read in a file, and where. */
export interface Problem {
  message: string;
  line?: number | undefined;
  /** Set for a list that only limits versions: without it, all that is installed is known still. */
  limits?: true;
}

/** One package that a manifest asks for. */
export interface Requirement {
  /** The name that the ecosystem compares by: for Python normalised by PEP 503. */
  name: string;
  /** The requirement as written, without comments. */
  raw: string;
  /** The version part as written; empty when there is none. */
  specifier: string;
  /** Whether the text alone fixes one version: `==` without wildcard, `===`, a commit, a hash, an exact conda spec. */
  exact: boolean;
  /** Where it comes from: an index or channel, a repository, an address, a path of this project or machine. */
  from: 'index' | 'vcs' | 'url' | 'path';
  ecosystem: 'pypi' | 'conda' | 'r' | 'julia';
  /** The group it belongs to (`dev`, `test`, `docs` ...); absent for what the code needs when it runs. */
  group?: string | undefined;
  /** The extra that brings it in. */
  extra?: string | undefined;
  marker?: string | undefined;
  extras?: readonly string[] | undefined;
  /** Whether it carries a hash of the artefact. */
  hashed?: boolean | undefined;
  line: number;
}

/** A Python version that a file names. */
export interface PythonVersion {
  /** As written, without the package name: `3.11`, `>=3.9,<3.12`. */
  value: string;
  /** Whether it names one version (a minor one such as `3.11` is enough) rather than a range. */
  exact: boolean;
  /** The group or environment that alone it holds for; absent for a run. */
  group?: string | undefined;
  line: number;
}

/** A file that a manifest takes in. */
export interface Include {
  /** As written. */
  path: string;
  /** A constraints file (`-c`) limits versions and installs nothing. */
  constraint: boolean;
  group?: string | undefined;
  line: number;
}

/** What one manifest says, whatever its format. */
export interface ManifestText {
  /** Set where the text turns out to be of another format than its name says. */
  kind?: ManifestKind;
  /** Set where the text is a template from which files of this format are made. */
  template?: boolean;
  requirements: Requirement[];
  includes: Include[];
  python: PythonVersion[];
  problems: Problem[];
  /** Whether the format's own place for dependencies is there, be it empty: a pyproject.toml with tool settings only has none. */
  declares: boolean;
  /** Versions that it allows of packages which something else asks for (constraints and overrides). */
  limits?: Requirement[];
  /** Set when the list is not in the text: files beside it that the build tool reads instead, if they are there. */
  elsewhere?: { files: readonly string[]; reason: string; line: number };
  /** Why the list is not in the text: it is computed when the package is built. */
  computed?: { reason: string; line: number } | undefined;
  /** Why its extras are not all in the text. */
  computedExtras?: { reason: string; line: number } | undefined;
}

/** One manifest format: how its files are known and read. */
export type ManifestFormat = {
  kind: ManifestKind;
  /** The paths of its files. */
  path: RegExp;
  /** Names that no other file has: one that is not recognised or does not parse is a problem, not something else. */
  surely?: RegExp;
  /** Bytes without which a file of such a name is none: names that mostly mean something else are looked through for them. */
  mark?: string;
  /** Whether a text under such a path is of this format; absent where the name alone says so. */
  recognise?(text: string): boolean;
  /** The most bytes that are read; the general bound for texts when absent. */
  limit?: number;
} & (
  | {
      /** Throws `CannotTell`, with the line where there is one, for a text that does not parse. */
      parse(text: string): ManifestText;
    }
  | {
      /** For a format that is Python code; its text tells the lines of strings. */
      read(module: PythonModule, text: string): ManifestText;
    }
);

/** A manifest that says nothing yet; formats fill it. */
export function emptyManifest(): ManifestText {
  return { requirements: [], includes: [], python: [], problems: [], declares: false };
}
