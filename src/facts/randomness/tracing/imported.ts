import type { Import, PythonModule } from '../../python/model.js';
import { type Frame, scopeChain } from '../scene.js';
import type { Tracer } from '../trace.js';
import { assignmentsTo } from './assignments.js';

/** The project module that the first part of a dotted name leads to, and what is left of the name. */
export function importedModule(
  tracer: Tracer,
  parts: readonly string[],
  frame: Frame,
): { module: PythonModule; rest: string[] } | undefined {
  const chain = new Set(scopeChain(frame.module, frame.scope));
  for (const statement of frame.module.imports) {
    if (statement.binds !== parts[0] || !chain.has(statement.scope)) continue;
    const module = targetOf(tracer, statement, frame);
    if (!module) continue;
    let rest = parts.slice(1);
    if (statement.name === undefined) {
      const inner = statement.module.split('.').slice(1);
      if (inner.length > 0 && inner.every((part, at) => rest[at] === part)) rest = rest.slice(inner.length);
    } else if (!isModuleName(module.path, statement.name)) rest = [statement.name, ...rest];
    return { module, rest };
  }
  // `from settings import *`: the last one that has the name.
  for (const statement of [...frame.module.imports].reverse()) {
    if (statement.name !== '*') continue;
    const module = targetOf(tracer, statement, frame);
    if (module && module !== frame.module && binds(tracer, module, parts[0] ?? '', 0))
      return { module, rest: [...parts] };
  }
  return undefined;
}

function targetOf(tracer: Tracer, statement: Import, frame: Frame): PythonModule | undefined {
  const target = tracer.scene.python.resolve(frame.module, statement);
  return target.kind === 'local' ? tracer.scene.python.get(target.path) : undefined;
}

/** Whether a module has a constant of a name, itself or by a further `import *`. */
function binds(tracer: Tracer, module: PythonModule, name: string, depth: number): boolean {
  if (assignmentsTo(module, 0, name).length > 0) return true;
  if (
    module.imports.some(
      (statement) => statement.scope === 0 && statement.binds === name && statement.name !== '*',
    )
  )
    return true;
  return (
    depth < 4 &&
    module.imports.some((statement) => {
      if (statement.name !== '*') return false;
      const target = tracer.scene.python.resolve(module, statement);
      const next = target.kind === 'local' ? tracer.scene.python.get(target.path) : undefined;
      return next !== undefined && next !== module && binds(tracer, next, name, depth + 1);
    })
  );
}

/** True when a file is the module of that name, or its package. */
function isModuleName(path: string, name: string): boolean {
  return (
    path === `${name}.py` ||
    path.endsWith(`/${name}.py`) ||
    path.endsWith(`/${name}/__init__.py`) ||
    path === `${name}/__init__.py`
  );
}
