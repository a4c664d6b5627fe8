import type { PythonModule } from '../../python/model.js';
import { scopeChain } from '../scene.js';

/** How a library's function is called at a place, and the import that it needs there first. */
export interface Spelling {
  name: string;
  /** `import numpy as np`; absent where an import before that place binds it. */
  needs?: string;
}

/** The usual names of libraries. */
const ALIAS: Readonly<Record<string, string>> = {
  numpy: 'np',
  tensorflow: 'tf',
  lightning: 'L',
  pytorch_lightning: 'pl',
  mxnet: 'mx',
  polars: 'pl',
};

/** How to call `numpy.random.seed` in a scope before a line, through the imports that stand above it. */
export function spell(full: string, module: PythonModule, scope: number, line: number): Spelling {
  const chain = new Set(scopeChain(module, scope));
  const bound = module.imports.filter(
    (statement) =>
      chain.has(statement.scope) &&
      statement.level === 0 &&
      statement.guard !== 'typing' &&
      (statement.line < line || (statement.scope !== scope && statement.scope === 0)),
  );
  let best: string | undefined;
  let reached = 0;
  for (const { module: from, name, binds } of bound) {
    if (name === '*') continue;
    const target = name === undefined ? (binds === from.split('.')[0] ? binds : from) : `${from}.${name}`;
    if (target !== full && !full.startsWith(`${target}.`)) continue;
    // The whole module before a part of it: `np.random.seed` rather than `seed`.
    if (best !== undefined && target.length >= reached) continue;
    best = binds + full.slice(target.length);
    reached = target.length;
  }
  if (best !== undefined) return { name: best };
  const top = full.split('.')[0] ?? full;
  const others = module.imports.filter(({ module: from, level }) => level > 0 || from.split('.')[0] !== top);
  const taken = new Set(others.map(({ binds }) => binds));
  const alias = ALIAS[top] ?? top;
  const free = taken.has(alias) ? `${top}_library` : alias;
  return {
    name: free + full.slice(top.length),
    needs: free === top ? `import ${top}` : `import ${top} as ${free}`,
  };
}

/** The line before which an import can be added: that of the first one at the top level; undefined where there is none. */
export function firstImport(
  { imports }: PythonModule,
  lines: readonly string[] | undefined,
): number | undefined {
  return imports.find(
    ({ scope, module: from, guard, line }) =>
      scope === 0 && guard === undefined && from !== '__future__' && !/^\s/.test(lines?.[line - 1] ?? ''),
  )?.line;
}
