/** One thing in which a stage differs from what dvc.lock records of it. */
export interface StageChange {
  kind: 'command' | 'dependency' | 'output' | 'parameter';
  /** From the root; of a parameter, its file; empty for a command. */
  path: string;
  /** The key of a parameter; absent where its whole file is meant. */
  key?: string;
  /** `absent`: not here, which says nothing of its content. `new`: dvc.lock does not have it. */
  how: 'new' | 'modified' | 'deleted' | 'absent';
  /** Set where a text differs from the recorded one in nothing but its line ends. */
  lineEnds?: true;
  /** For what is absent: who keeps its content. `nobody` means neither git nor DVC. */
  kept?: 'remote' | 'cache' | 'nobody';
  /** What is recorded and what is found, of short values. */
  recorded?: string;
  found?: string;
}

/** One stage of a dvc.yaml, as templates make it, and how it stands to dvc.lock. */
export interface StageState {
  name: string;
  /** The dvc.yaml. */
  file: string;
  line: number;
  /** How `dvc repro` calls it: `train`, `sub/dvc.yaml:train`. */
  address: string;
  /** False where dvc.lock has no entry of it: it was never run, or only under another name. */
  recorded: boolean;
  frozen: boolean;
  /** It runs each time, whatever changed. */
  always: boolean;
  changes: readonly StageChange[];
  /** What could not be compared, and why. */
  untold: readonly string[];
}

/** The stages of all dvc.yaml files. */
export interface DvcStages {
  /** Paths of the dvc.yaml files that have stages. */
  files: readonly string[];
  /** Those without a dvc.lock beside them. */
  unlocked: readonly string[];
  stages: readonly StageState[];
  /** Stages that cannot be expanded, and files that cannot be read. */
  problems: readonly { path: string; line?: number | undefined; message: string }[];
  /** Entries of dvc.lock whose stage dvc.yaml has no more. */
  leftover: readonly { file: string; name: string }[];
}
