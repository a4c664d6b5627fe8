/** Tools that keep records of runs on disk. */
export type RunTool =
  | 'mlflow'
  | 'wandb'
  | 'dvclive'
  | 'sacred'
  | 'comet'
  | 'clearml'
  | 'neptune'
  | 'aim'
  | 'lightning'
  | 'hydra'
  | 'tensorboard';

/** A parameter or metric of a run. */
export interface Noted<T> {
  name: string;
  value: T;
}

/** Data that a run says to have read. */
export interface RunDataset {
  name: string;
  digest: string;
  /** The file of the project that it was read from, where the run tells. */
  path?: string;
  /** Whether the digest is the one that the project records of that file; absent where that cannot be told. */
  agrees?: boolean;
}

/** The code that a run was made with. */
export type RunCode =
  /** A commit that the run names. */
  | { kind: 'commit'; id: string; dirty?: boolean }
  /** The run keeps the code itself, or lies in git beside it. */
  | { kind: 'kept'; how: string };

/** One run as its record on disk tells it. */
export interface Run {
  tool: RunTool;
  /** How people call it: a name, else the end of its path. */
  name: string;
  /** The folder or file that holds it. */
  path: string;
  /** The file to look into. */
  file: string;
  /** Undefined where nothing tells. */
  code: RunCode | undefined;
  parameters: readonly Noted<string>[];
  metrics: readonly Noted<number>[];
  datasets: readonly RunDataset[];
  /** It did not end as it should, or still runs: what it lacks says nothing. */
  unfinished?: boolean;
  /** It only groups others, which hold the results. */
  groups?: boolean;
  /** What of it could not be read; then what it lacks says nothing. */
  problem?: string;
}

/** How the commit that a run names stands to this repository. */
export type CommitState = 'present' | 'absent' | 'unknown';

/** A place where a tool keeps runs. */
export interface RunStore {
  tool: RunTool;
  /** Folder or file. */
  path: string;
  /** Runs that are there; undefined where that cannot be told. */
  count: number | undefined;
  /** Why its runs cannot be read, where none can. */
  unreadable?: string;
}

/** What could not be looked at. */
export interface RunProblem {
  path: string;
  message: string;
  /** Nothing is broken: there was too much to look at all of it. */
  bound?: true;
}

/** The runs that are recorded on disk. */
export interface Runs {
  /** Those that were read, by path: of many an even sample. */
  readonly runs: readonly (Run & { commit?: CommitState })[];
  /** Every place that keeps some. */
  readonly stores: readonly RunStore[];
  /** How many there are in all. */
  readonly total: number;
  readonly problems: readonly RunProblem[];
}
