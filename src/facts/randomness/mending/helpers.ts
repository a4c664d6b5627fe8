import { isTest } from '../../files.js';
import { once } from '../../once.js';
import type { PythonModule } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import { findSeeder, isSeedHelper } from '../lookup.js';
import { argumentOf, type Scene } from '../scene.js';
import type { Stream } from '../table/row.js';
import type { Spelling } from './spelling.js';

/** A function of the project that seeds. */
export interface Helper extends Definition {
  name: string;
  fixes: ReadonlySet<Stream>;
  /** Whether it takes the seed as its first argument. */
  takesSeed: boolean;
}

/** The project's top-level functions that are made for seeding: named so, with seeding calls of libraries in them. */
export const seedHelpers = once((scene: Scene): readonly Helper[] =>
  scene.python.modules.flatMap((module) => (isTest(module.path) ? [] : helpersIn(scene, module))),
);

function helpersIn(scene: Scene, module: PythonModule): Helper[] {
  return module.scopes.flatMap((scope, at): Helper[] => {
    if (scope.kind !== 'function' || scope.parent !== 0 || !isSeedHelper(scope.name)) return [];
    const fixes = new Set<Stream>();
    let takesSeed = false;
    const [first, ...rest] = scope.parameters;
    for (const call of module.calls) {
      if (call.scope !== at) continue;
      const name = scene.python.qualify(module, call.callee, at);
      const row = name === undefined ? undefined : findSeeder(name)?.row;
      if (!row) continue;
      for (const stream of row.fixes) fixes.add(stream);
      const given = argumentOf(call, row.seed, row.byKeyword ? undefined : (row.position ?? 0));
      if (given?.kind === 'name' && given.path === first?.name) takesSeed = true;
    }
    // What else it needs cannot be told.
    if (rest.some((parameter) => parameter.default === undefined && parameter.kind === 'normal')) return [];
    if (first && !takesSeed && first.default === undefined) return [];
    return fixes.size === 0 ? [] : [{ module, scope: at, name: scope.name, fixes, takesSeed }];
  });
}

/** How an entry point calls a function of the project, and the import that it needs first; undefined where that cannot be told. */
export function spellOwn(
  scene: Scene,
  entry: PythonModule,
  { module, name }: Helper,
  line: number,
): Spelling | undefined {
  if (module === entry) {
    const scope = module.scopes.find((candidate) => candidate.parent === 0 && candidate.name === name);
    return scope && scope.endLine < line ? { name } : undefined;
  }
  const above = entry.imports.filter((statement) => statement.scope === 0 && statement.line < line);
  const leads = above.filter((statement) => {
    const target = scene.python.resolve(entry, statement);
    return target.kind === 'local' && target.path === module.path;
  });
  const same = leads.find((statement) => statement.name === name);
  if (same) return { name: same.binds };
  // `from . import utils` and `import utils` bind the module; `from utils import x` binds what is in it.
  for (const { module: from, level, name: part, binds } of leads) {
    const stem = module.path
      .replace(/(?:\/__init__)?\.py$/, '')
      .split('/')
      .at(-1);
    if (part === undefined || part === stem) {
      return {
        name:
          part === undefined && from.includes('.') && binds === from.split('.')[0]
            ? `${from}.${name}`
            : `${binds}.${name}`,
      };
    }
    return { name, needs: `from ${'.'.repeat(level)}${from} import ${name}` };
  }
  const dotted = dottedPath(scene, entry, module);
  return dotted === undefined ? undefined : { name, needs: `from ${dotted} import ${name}` };
}

/** The name by which a module of the project can be imported: beside the script, or below a root that its other imports show. */
function dottedPath(scene: Scene, entry: PythonModule, { path }: PythonModule): string | undefined {
  const roots = new Set<string>();
  for (const statement of entry.imports) {
    if (statement.level > 0) return undefined;
    const target = scene.python.resolve(entry, statement);
    if (target.kind !== 'local') continue;
    const parts = statement.module.split('.').join('/');
    for (const end of [`${parts}.py`, `${parts}/__init__.py`, `${parts}/${statement.name}.py`]) {
      if (target.path.endsWith(end)) roots.add(target.path.slice(0, -end.length));
    }
  }
  const folder = entry.path.slice(0, entry.path.lastIndexOf('/') + 1);
  if (roots.size === 0 && entry.main) roots.add(folder);
  for (const root of roots) {
    if (!path.startsWith(root)) continue;
    const dotted = path
      .slice(root.length)
      .replace(/(?:\/__init__)?\.py$/, '')
      .replaceAll('/', '.');
    if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(dotted)) return dotted;
  }
  return undefined;
}
