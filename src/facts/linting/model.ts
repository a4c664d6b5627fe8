/** Settings as ruff takes them: the keys of a ruff.toml. Source: https://docs.astral.sh/ruff/settings/. */
export type RuffOptions = Readonly<Record<string, unknown>>;

/** Rules that do not count in the files that a pattern fits; a pattern that begins with `!` means all others. */
export interface PerFileIgnore {
  pattern: string;
  selectors: readonly string[];
}

/** What the files of one folder are held to. */
export interface Style {
  /** The tool whose settings they are; `none`: the project has none, and PEP 8 as pycodestyle reads it holds. */
  tool: 'ruff' | 'flake8' | 'pycodestyle' | 'none';
  /** Where the settings stand. */
  at?: { file: string; line: number } | undefined;
  /** The folder from which patterns count; empty for the root. */
  folder: string;
  options: RuffOptions;
  perFile: readonly PerFileIgnore[];
  /** Patterns of files that the tool leaves out. */
  excludes: readonly string[];
}

/** What is found in one file under one rule. */
export interface Violations {
  code: string;
  count: number;
  /** The line of the first. */
  line: number;
  /** What ruff says of the first. */
  message: string;
}

/** One file as it was linted; `broken`: it does not parse, so that nothing else can be told of it. */
export interface LintedFile {
  path: string;
  found: readonly Violations[];
  broken: boolean;
  /** Lines that are not blank. */
  lines: number;
}

/** Files that are linted together, all held to the same options. */
export interface LintBatch {
  options: RuffOptions;
  paths: readonly string[];
}

/** A file that was not linted, and why. */
export interface LeftFile {
  path: string;
  reason: string;
}

export interface LintAnswer {
  files: readonly LintedFile[];
  left: readonly LeftFile[];
  /** Selectors of the options that this ruff does not know. */
  dropped: readonly string[];
  /** Why the options cannot be used at all. */
  problem?: string | undefined;
}

/** Lints batches of files; ends with `stop`. Several batches may be under way. */
export interface Linter {
  lint(batch: LintBatch): Promise<LintAnswer>;
  stop(): void;
}
