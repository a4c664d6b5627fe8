import type { HyperparameterUse } from '../hyperparameters/collect.js';

/** How sure the analysis is of something that it found. */
export type Certainty = 'certain' | 'likely' | 'possible';

/** File and line of something in Python code; in notebooks the cell and the line in it. */
export interface Place {
  file: string;
  line: number;
  column?: number;
  cell?: number;
}

/** One step on the way from an entry point to a draw: a place, and the call or import there that leads on. */
export interface PathStep {
  at: Place;
  /** `make_loader()`, `import of src/data.py`. */
  text: string;
}

/** Lines to add before a line of a file (or of a notebook's cell), with their indentation. */
export interface Edit extends Place {
  lines: string[];
}

/** What a seed is, as far as files tell. */
export interface SeedValue {
  /**
   * `literal`, `default` (of an argument or option), `config` (a tracked file), `required` (an argument without default),
   * `derived` (from a generator that is itself fixed) are recorded; `none` leaves the choice to the library; `varying` changes from
   * run to run; `recorded` varies but is written down with the run; `unknown` could not be traced.
   */
  kind:
    | 'literal'
    | 'default'
    | 'config'
    | 'required'
    | 'derived'
    | 'none'
    | 'varying'
    | 'recorded'
    | 'unknown';
  /** For people: `42`, `--seed, default 42`, `configs/train.yaml:49 seed: null`, `time.time()`. */
  text: string;
}

/** How a source of randomness stands in a run with default arguments. */
export type SourceState =
  /** Seeded before use, or seeded by default with a fixed number. */
  | 'fixed'
  /** Seeded only on request: the default is None, or the seeding is behind an option that is off. */
  | 'optional'
  /** Seeded, but after the first draw. */
  | 'late'
  /** Seeded with something that changes from run to run. */
  | 'varying'
  | 'unfixed'
  /** Seeding is there, but whether it fixes this could not be traced. */
  | 'unknown';

/** One source of randomness in one entry point. */
export interface SourceUse {
  /** `python`, `numpy`, `torch`, `tensorflow`, `scikit-learn`, `optuna` ... */
  source: string;
  state: SourceState;
  /** The place that decides the state: the first draw that is not fixed, else the first draw. */
  at: Place;
  call: string;
  /** How many further places draw from it in the same state. */
  more: number;
  certainty: Certainty;
  /** The seeding that reaches it, if any. */
  seeded?: {
    at: Place;
    call: string;
    value: SeedValue;
    /** The condition that keeps it from being made in a run with default arguments. */
    skippedAt?: Place;
  };
  /** The way from the entry point to the draw, which is the last step. */
  path: PathStep[];
  /** What to add, pass or move, and where; empty for a source that is fixed. */
  mend: string;
  /** The lines that the mend adds, where they are known. */
  edits: Edit[];
}

export type Role = 'train' | 'evaluate' | 'prepare' | 'other';

/** A script or notebook that trains, evaluates or prepares data, with the randomness that it reaches. */
export interface EntryPoint {
  path: string;
  role: Role;
  /** Named in the config. */
  declared: boolean;
  /** The command of the project that runs it: `Makefile:3 python train.py`. */
  named?: { at: { file: string; line: number }; text: string; by: string };
  /** An example or demonstration beside other entry points: no ground for a verdict. */
  example: boolean;
  /** Sorted by name; those found with certainty `possible` are no ground for a verdict. */
  sources: SourceUse[];
}

/** A place where a seed is set or handed over. */
export interface SeedUse {
  call: string;
  at: Place;
  value: SeedValue;
  /** The sources that it fixes. */
  sources: string[];
  /** A generator or estimator is handed it from a parameter that is None unless the caller gives it. */
  handed?: boolean;
  certainty: Certainty;
}

/** An estimator, splitter or sampler with a seed parameter whose default is not fixed. */
export interface EstimatorUse {
  call: string;
  at: Place;
  /** `random_state`, `seed` ... */
  parameter: string;
  /** `global`: not given, but the global generator that it falls back on is seeded. */
  state: 'given' | 'missing' | 'global' | 'unknown';
  /** The way to it from the entry point that decides the state. */
  path: PathStep[];
  /** It is handed on from a parameter that is None unless the caller gives it. */
  handed?: boolean;
  certainty: Certainty;
}

/** A call that divides data at random. */
export interface SplitUse {
  call: string;
  at: Place;
  state: SourceState;
  /** The parameter that carries its seed. */
  parameter?: string;
  /** The seeding call that it depends on. */
  seeded?: string;
  /** The way to it from the entry point that decides the state. */
  path: PathStep[];
  certainty: Certainty;
}

/** A setting that asks for deterministic kernels, or against them. */
export interface DeterminismUse {
  framework: string;
  at: Place;
  /** As written: `torch.use_deterministic_algorithms(True)`. */
  text: string;
  /** `full`, `flag` (part of what is needed), `against` (asks for the opposite), `optional` (off by default). */
  effect: 'full' | 'flag' | 'against' | 'optional';
  path: string;
}

/** A data loader that starts workers. */
export interface LoaderUse {
  call: string;
  at: Place;
  workerInit: boolean;
  generator: boolean;
  /** The framework seeds the workers by itself. */
  managed: boolean;
  /** The run seeds torch, from whose generator the workers get their seeds; `maybe`: under a condition that cannot be judged. */
  seeded: boolean | 'maybe';
  /** Code that the workers run draws from NumPy's global generator. */
  drawsNumpy: boolean;
  /** The way to it from the entry point. */
  path: PathStep[];
  certainty: Certainty;
}

/** A draw of a library in a function to which its callers can hand no seed. */
export interface LibraryDraw {
  at: Place;
  call: string;
  /** The function or method that draws. */
  within: string;
}

/** What the project's code draws at random and how that is fixed. */
export interface Randomness {
  /** The hyperparameters that the training entry points come to, on the same way through the code. */
  hyperparameters: readonly HyperparameterUse[];
  /** Those that draw randomness, sorted by path. */
  entrypoints: EntryPoint[];
  seeds: SeedUse[];
  estimators: EstimatorUse[];
  /** Sorted by place. */
  splits: SplitUse[];
  determinism: DeterminismUse[];
  loaders: LoaderUse[];
  /** GPU frameworks that train here, with the entry points that use them. */
  accelerated: { framework: string; paths: string[] }[];
  /** Files that could not be read, and bounds that were met. */
  problems: { path: string; line?: number; message: string }[];
  /** Set for a package that others import, with no entry point but examples; its draws that no caller can seed, where it has none at all. */
  library?: { draws: LibraryDraw[] };
}
