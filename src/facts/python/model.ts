// What is kept of a Python module after parsing: plain data, so that it can cross from a worker and be dropped from the parser.

/** A value as far as the source text alone tells. */
export type Value =
  | { kind: 'string'; value: string }
  /** `text` is the literal as written; `value` is NaN for one that JavaScript cannot hold. */
  | { kind: 'number'; value: number; text: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'none' }
  /** A plain dotted name as written, such as `np.random` or `self.seed`. */
  | { kind: 'name'; path: string }
  /** An attribute of something that is no plain name: `f().x` is attribute x of a call. */
  | { kind: 'attribute'; of: Value; name: string }
  /** Index into `PythonModule.calls`. */
  | { kind: 'call'; call: number }
  | { kind: 'list' | 'tuple' | 'set'; items: Value[] }
  /** A missing key is a `**spread`. */
  | { kind: 'dict'; entries: { key?: Value; value: Value }[] }
  /**
   * What the value is made of: `+`, `==`, `is not`, `and`, `not`, `if else` (operands: then, test, else), `index` (of, subscript), `f-string`,
   * `unpack` (one target of several, from operand 0), `iterate` (an item of operand 0), `enter` (what `with` binds),
   * `comprehension`, `lambda`, `await`, `star`.
   */
  | { kind: 'operation'; operator: string; operands: Value[] }
  | { kind: 'other' };

export interface Parameter {
  name: string;
  default?: Value;
  annotation?: string;
  kind: 'normal' | 'args' | 'kwargs' | 'keyword-only';
}

/** The module itself (index 0), a function, a method or a class. */
export interface Scope {
  kind: 'module' | 'function' | 'class';
  /** Empty for the module. */
  name: string;
  /** `Class.method`, `outer.inner`; empty for the module. */
  qualifiedName: string;
  /** Index of the enclosing scope; -1 for the module. */
  parent: number;
  line: number;
  endLine: number;
  parameters: Parameter[];
  decorators: Value[];
  bases: Value[];
  docstring: boolean;
  /** Names that a function declares global or nonlocal. */
  outer?: readonly string[];
}

/** A condition that guards code: an `if`/`elif`/`while`/conditional expression's test. */
export interface Condition {
  test: Value;
  /** True for the else side. */
  negated: boolean;
  line: number;
}

export interface Import {
  /** The module as written without leading dots: `numpy.random`; empty for `from . import x`. */
  module: string;
  /** Leading dots of a relative import. */
  level: number;
  /** The name imported from the module; absent for `import module`; `*` for all. */
  name?: string;
  /** The name bound in the module: for `import a.b` it is `a`. */
  binds: string;
  line: number;
  scope: number;
  /** `optional`: in a try whose handler catches ImportError, ModuleNotFoundError or everything. `typing`: under TYPE_CHECKING. */
  guard?: 'optional' | 'typing';
}

export interface Argument {
  /** The keyword; `*` and `**` for spreads; absent for a positional argument. */
  name?: string;
  value: Value;
}

export interface Call {
  /** What is called, as written: a `name` (`np.random.seed`), an `attribute` of something else, or another value. */
  callee: Value;
  args: Argument[];
  line: number;
  column: number;
  endLine: number;
  /** Index into `scopes`. */
  scope: number;
  /** Indexes into `conditions` of the same scope, outermost first. */
  conditions: number[];
  /** Inside a for or while loop of the same scope, or a comprehension. */
  loop: boolean;
  /** What puts it off or apart: in the body of a lambda, or under `with torch.random.fork_rng()`. */
  apart?: 'lambda' | 'fork';
}

export interface Assignment {
  /** Dotted target: `seed`, `self.rng`, `torch.backends.cudnn.deterministic`, `os.environ` for `os.environ['X'] = ..` (see `key`). */
  target: string;
  /** The subscript of a subscripted target. */
  key?: Value;
  value: Value;
  annotation?: string;
  line: number;
  scope: number;
  conditions: number[];
  loop: boolean;
}

export interface SyntaxProblem {
  message: string;
  line: number;
  column: number;
  /** The construct is valid Python 2, such as a print statement. */
  python2: boolean;
  /** The file holds valid Python that the grammar does not know: the error may be the grammar's. */
  doubtful?: boolean;
  /** The line holds `{{` or `{%`: it is a template, not yet Python. */
  template?: boolean;
}

/** A string literal that looks like a path or an address (docstrings left out). */
export interface PathString {
  value: string;
  line: number;
  scope: number;
}

/** A code cell of a notebook: where its lines stand in the joined source. */
export interface Cell {
  /** Number among all cells, from 1. */
  number: number;
  /** First line in the joined source, from 1. */
  line: number;
  lines: number;
  executionCount: number | null;
  hasOutputs: boolean;
  /** Name and value of the first error output; absent where the cell is marked as one that may raise. */
  error?: string;
  /** Tagged as the cell whose variables whoever runs the notebook gives. Source: papermill, "Parameterize". */
  parameters?: true;
  /** Whether there is nothing in it but space and comments. */
  empty: boolean;
}

/** One Python file, or the code of one notebook joined cell after cell. */
export interface PythonModule {
  path: string;
  kind: 'module' | 'notebook';
  /** Lines of code as in the file, or in the joined cells. */
  lines: number;
  imports: Import[];
  scopes: Scope[];
  conditions: Condition[];
  calls: Call[];
  assignments: Assignment[];
  /** Values of `return` and `yield` statements. */
  returns: { scope: number; value: Value; line: number }[];
  strings: PathString[];
  /** `assert` statements. */
  asserts: number[];
  /** Lines of the `if __name__ == '__main__'` block, first and last. */
  main?: { line: number; endLine: number };
  /** Names in `__all__` when it is a literal list. */
  problems: SyntaxProblem[];
  /** Comments that hold `repro: ignore[...]`, with their line. */
  suppressions: { text: string; line: number; cell?: number }[];
  /** Shell and package lines of a notebook: `!pip install x`, `%pip install x`, `%%bash` bodies. */
  shell: { text: string; line: number; cell: number }[];
  cells?: Cell[];
  /** The line from which something is nested too deeply to be read. */
  cut?: number;
  /** What `%run` runs, as written. */
  runs?: { target: string; line: number; asMain: boolean }[];
  /** For a file that a notebook writes: the cell, and the line of the notebook's code before its first one. */
  writtenBy?: { notebook: string; cell: number; line: number };
}

/** A Python file that could not be turned into a module, with the reason. */
export interface UnreadModule {
  path: string;
  reason: string;
}
