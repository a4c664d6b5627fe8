import { isTest } from '../files.js';
import type { Import, PythonModule } from '../python/model.js';
import type { Python } from '../python/python.js';

/** A third-party module that the code cannot run without. */
export interface ThirdPartyImport {
  /** Top-level module: `sklearn`. */
  name: string;
  /** The first import of it. */
  at: { file: string; line: number; column?: number; cell?: number };
}

/** One import statement of a third-party module. */
export interface ThirdPartyStatement {
  module: PythonModule;
  statement: Import;
  /** Top-level module: `sklearn`. */
  name: string;
}

const DOCUMENTATION = /(?:^|\/)(?:docs?|documentation)(?:[-_]\w+)?\//;
/** Scripts that build the package; what they import comes with the build tool. */
const BUILD_SCRIPT = /(?:^|\/)(?:setup|noxfile|tasks|fabfile|conf)\.py$/;
const BUILD_TOOLS = new Set(['setuptools', 'pkg_resources', 'distutils', 'pip', 'wheel']);

/**
 * The statements that import what the project's code cannot run without, in the order of the modules. Tests,
 * documentation, build scripts and imports that are guarded (optional, or for type checkers only) do not count.
 */
export function* thirdPartyStatements(python: Python): Generator<ThirdPartyStatement> {
  for (const module of python.modules) {
    const { path } = module;
    if (isTest(path) || DOCUMENTATION.test(path) || BUILD_SCRIPT.test(path)) continue;
    for (const statement of module.imports) {
      if (statement.guard) continue;
      const target = python.resolve(module, statement);
      if (target.kind === 'third-party' && !BUILD_TOOLS.has(target.name))
        yield { module, statement, name: target.name };
    }
  }
}

/** The third-party modules that the project's code imports, each at its first import, sorted by name. */
export function thirdPartyImports(python: Python): ThirdPartyImport[] {
  const found = new Map<string, ThirdPartyImport>();
  for (const { module, statement, name } of thirdPartyStatements(python)) {
    if (!found.has(name)) found.set(name, { name, at: python.at(module, statement.line) });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
