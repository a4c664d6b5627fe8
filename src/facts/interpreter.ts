/** One place that names a Python version. */
export interface InterpreterPlace {
  /** As written: `3.11.4`, `>=3.9`, `python:3.11-slim`. */
  text: string;
  /** Major and minor where one version is named: `3.11`. */
  version?: string | undefined;
  /** The specifier, where the place names a range; by PEP 440. */
  range?: string | undefined;
  /** `run`: what a run uses. `range`: what the project supports. `ci`: what CI tests; supports, never decides. */
  role: 'run' | 'range' | 'ci';
  at: { file: string; line?: number | undefined };
}

export interface Interpreter {
  /** Every place that names a Python version, sorted by path. */
  readonly places: readonly InterpreterPlace[];
}
