import { once } from '../../once.js';
import { assignmentsTo as assignedTo } from '../../python/assigned.js';
import type { Assignment, PythonModule } from '../../python/model.js';

/**
 * The assignments to a dotted name in a scope itself, in the order of the text; then those of functions that declare the
 * name global or nonlocal.
 */
export function assignmentsTo(module: PythonModule, scope: number, target: string): readonly Assignment[] {
  const own = assignedTo(module, target, scope).filter(({ key }) => !key);
  const isOuter = (at: number) => module.scopes[at]?.outer?.includes(target) ?? false;
  if (isOuter(scope)) return [];
  const all = assignedTo(module, target);
  if (all.length === own.length || own.length === 0) return own;
  return [...own, ...all.filter((other) => other.scope !== scope && !other.key && isOuter(other.scope))];
}

/** The assignments to items of a dotted name in a scope itself: `cfg['seed'] = 1`. */
export function itemsOf(module: PythonModule, scope: number, target: string): readonly Assignment[] {
  return assignedTo(module, target, scope).filter(({ key }) => key);
}

const LIMIT_PARTS = 8;

/** The scopes and dotted names of a module of which attributes or items are assigned. */
const parentsIn = once((module: PythonModule) => {
  const parents = new Set<string>();
  for (const { scope, target: path, key } of module.assignments) {
    if (key) parents.add(`${scope}#${path}`);
    let dot = path.lastIndexOf('.');
    for (let part = 0; dot > 0 && part < LIMIT_PARTS; part++) {
      parents.add(`${scope}#${path.slice(0, dot)}`);
      dot = path.lastIndexOf('.', dot - 1);
    }
  }
  return parents;
});

/** True when attributes or items of a dotted name are assigned in a scope itself. */
export function hasMembers(module: PythonModule, scope: number, target: string): boolean {
  return parentsIn(module).has(`${scope}#${target}`);
}
