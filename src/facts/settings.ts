/** The ruff that comes with repro, or a tool on the PATH of whoever runs the check. */
export const LINTERS = ['embedded', 'ruff', 'flake8'] as const;

/** What the config declares about the project; facts read it, the config layer makes it. Every key may be missing. */
export interface Settings {
  project: {
    name?: string | undefined;
    /** Folders that hold the project's own code; empty: all of it. */
    source: readonly string[];
    /** Entry points by role, as paths of Python files or notebooks; empty: they are looked for. */
    entrypoints: Readonly<Record<string, string>>;
    /** Glob patterns of files that are never judged. */
    exclude: readonly string[];
    /** What judges the style of the code. */
    linter: (typeof LINTERS)[number];
  };
  environment: {
    python?: string | undefined;
    manifests: readonly string[];
    lockfile?: string | undefined;
  };
  data: readonly DatasetSetting[];
  metrics: readonly MetricsSetting[];
}

/** One dataset of the config: a local file or folder (`path`), or a remote one (`source`). */
export interface DatasetSetting {
  name?: string | undefined;
  path?: string | undefined;
  hash?: string | undefined;
  exclude: readonly string[];
  source?: string | undefined;
  revision?: string | undefined;
  /** The column of the class, in a table. */
  label?: string | undefined;
  /** Of an s3:// source; not to be trusted with credentials, since the project names it. */
  endpoint?: string | undefined;
  region?: string | undefined;
  /** Where the declaration stands, for findings. */
  declaredIn?: string | undefined;
  line?: number | undefined;
}

/** One metrics file of the config. */
export interface MetricsSetting {
  file: string;
  primary?: string | undefined;
  /** Which record of a history counts; the last when absent. */
  row?: 'last' | 'first' | 'best' | undefined;
  expect: Readonly<Record<string, MetricExpectation>>;
  declaredIn?: string | undefined;
  line?: number | undefined;
}

export interface MetricExpectation {
  value?: number | undefined;
  /** Absolute tolerance around `value`. */
  tolerance?: number | undefined;
  min?: number | undefined;
  max?: number | undefined;
}

/** The settings of a project without a config. */
export const noSettings: Settings = {
  project: { source: [], entrypoints: {}, exclude: [], linter: 'embedded' },
  environment: { manifests: [] },
  data: [],
  metrics: [],
};
