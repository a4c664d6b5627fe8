/** What a word of a command stands for. */
export type ReferenceKind =
  | 'script'
  | 'module'
  | 'file'
  | 'target'
  | 'option'
  /** An override of Hydra: `model=resnet`, `trainer.max_epochs=5`. */
  | 'override';

/** Something of the project that a command names. */
export interface Reference {
  kind: ReferenceKind;
  /** As the command writes it. */
  name: string;
  /**
   * `moved`: there is no such file where the command is given, but one of its name elsewhere. `untold`: what the files say does
   * not decide it.
   */
  state: 'found' | 'missing' | 'moved' | 'untold';
  /** Where a target, option or key would be declared, or how the runner is called: `Makefile`, `train.py`. */
  of?: string;
  /** The file or name that is meant, as far as one is near. */
  nearest?: string;
}

/** One command that the project gives to its readers or runs itself. */
export interface GivenCommand {
  file: string;
  line: number;
  /** As written, on one line, cut. */
  text: string;
  by: 'README' | 'document' | 'pipeline' | 'task file';
  references: readonly Reference[];
}

/** The commands of the README, documents, pipelines and task files that name something of the project. */
export interface ShownCommands {
  commands: readonly GivenCommand[];
  /** How many commands were read. */
  read: number;
  /** How many of them do more than install: fetch data, train, evaluate, run something. */
  running: number;
  /** What the project has that somebody would run: scripts with a main part, notebooks and no script, or nothing. */
  runnable: 'scripts' | 'notebooks' | 'nothing';
}
