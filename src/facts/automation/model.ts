import type { Command } from '../commands.js';
import type { FileProblem } from '../documents/model.js';

/** A command of a file that runs things, with what it leads to. */
export interface Step extends Command {
  /** The file in which the command stands. */
  path: string;
  /** Paths of the scripts and task files on the way from the CI file to this command; empty for its own commands. */
  through: readonly string[];
}

/** One CI configuration file. */
export interface CiFile {
  path: string;
  system:
    | 'GitHub Actions'
    | 'GitLab CI'
    | 'Bitbucket Pipelines'
    | 'Azure Pipelines'
    | 'CircleCI'
    | 'Jenkins'
    | 'Travis CI';
  /** Its commands, and those of the targets and scripts that they call. */
  steps: readonly Step[];
  /** Actions and templates that it uses, such as `pre-commit/action@v3`. */
  uses: readonly { name: string; line: number }[];
}

/** One task, stage, rule or target that somebody can run by name. */
export interface Task {
  name: string;
  line: number;
  commands: readonly Command[];
  /** Names of the tasks that it runs first. */
  after: readonly string[];
}

/** A file that describes how things are run: a pipeline, a task file, or a shell script. */
export interface Pipeline {
  path: string;
  line: number;
  /** `DVC`, `Make`, `Snakemake`, `Airflow`, `shell` ... */
  kind: string;
  /**
   * `pipeline`: a workflow of stages by a tool for that; `tasks`: named commands; `script`: a shell script.
   */
  form: 'pipeline' | 'tasks' | 'script';
  tasks: readonly Task[];
}

/** What runs by itself or by name: CI, pipelines, task files, scripts. */
export interface Automation {
  readonly ci: readonly CiFile[];
  readonly pipelines: readonly Pipeline[];
  readonly problems: readonly FileProblem[];
}
