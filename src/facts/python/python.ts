import { defineFact } from '../fact.js';
import { collectPython } from './collect.js';
import type { Cell, Import, PythonModule, UnreadModule, Value } from './model.js';

/** Where an import leads. */
export type ImportTarget =
  | { kind: 'local'; path: string }
  | { kind: 'stdlib'; name: string }
  /** `name` is the top-level module. */
  | { kind: 'third-party'; name: string };

/** A function, method or class of the project. */
export interface Definition {
  module: PythonModule;
  /** Index into `module.scopes`. */
  scope: number;
}

/** Every Python module and notebook of the project, with the names in them resolved. */
export interface Python {
  /** Own modules and notebooks, sorted by path. */
  readonly modules: readonly PythonModule[];
  readonly unread: readonly UnreadModule[];
  /** Own notebooks whose kernel is not Python, with its language in lower case: `r`, `julia`. They are no modules. */
  readonly foreign: readonly { path: string; language: string; cells: readonly Cell[] }[];
  get(path: string): PythonModule | undefined;
  /** Where an import statement of a module leads; the package's `__init__.py` or the submodule that it names. */
  resolve(module: PythonModule, statement: Import): ImportTarget;
  /** The project's modules that an import statement runs: packages on the way, outermost first, then what it names. */
  importedBy(
    module: PythonModule,
    statement: Import,
  ): { packages: readonly PythonModule[]; named: PythonModule | undefined };
  /** The scripts and notebooks of the project that a notebook runs in its own names, by `%run`. */
  ranBy(module: PythonModule): readonly { module: PythonModule; line: number; asMain: boolean }[];
  /** Paths of the project's modules that a module imports, anywhere in it; with the packages' `__init__.py` on the way. */
  importsOf(module: PythonModule): readonly string[];
  /**
   * The full name of a dotted name or value as used in a scope, through imports, aliases and simple assignments of
   * modules and classes: `np.random.seed` is `numpy.random.seed`, `F.dropout` is `torch.nn.functional.dropout`.
   * Undefined when it does not lead to an import (a local variable, `self`, a call's result).
   */
  qualify(module: PythonModule, value: Value, scope: number): string | undefined;
  /**
   * The full names that a name may have through `from library import *`, where nothing else in the project binds it; that
   * of the last import first. Whether the library has such a name is not known.
   */
  starred(module: PythonModule, value: Value, scope: number): readonly string[];
  /** The full name, as `qualify` gives it, of what each call of a module calls, in the order of `module.calls`. */
  callees(module: PythonModule): readonly (string | undefined)[];
  /** Whether the call with this index calls a function or class of the project, as `define` would find it. */
  callsOwn(module: PythonModule, index: number): boolean;
  /** The function or class of the project that a name leads to, through imports and re-exports; methods through `self.`, `cls.` and `Class.`. */
  define(module: PythonModule, value: Value, scope: number): Definition | undefined;
  /** The `__call__` of the object of a class of the project that a name or value stands for in a scope. */
  callable(module: PythonModule, value: Value, scope: number): Definition | undefined;
  /** The module of the project that a name stands for in a scope. */
  namedModule(module: PythonModule, value: Value, scope: number): PythonModule | undefined;
  /** File and line of a line of a module; in notebooks the cell and the line in it. */
  at(
    module: PythonModule,
    line: number,
    column?: number,
  ): { file: string; line: number; column?: number; cell?: number };
}

/** Every own `.py`, `.pyw` and `.ipynb` file, parsed. */
export const python = defineFact<Python>({
  name: 'python',
  timeLimitMs: 300_000,
  collect: collectPython,
});
