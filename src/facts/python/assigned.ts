import { once } from '../once.js';
import type { Assignment, PythonModule } from './model.js';

/** The assignments to one target: all of them, and by scope once somebody asks for that. */
interface Assigned {
  all: Assignment[];
  byScope?: Map<number, Assignment[]>;
}

const NONE: readonly Assignment[] = [];

/** The assignments of a module by their targets. */
const byTarget = once((module: PythonModule) => {
  const index = new Map<string, Assigned>();
  for (const assignment of module.assignments) {
    const same = index.get(assignment.target);
    if (same) same.all.push(assignment);
    else index.set(assignment.target, { all: [assignment] });
  }
  return index;
});

/**
 * The assignments to a target, `seed` or `self.rng`, in one scope of a module or in all of its scopes, in the order of
 * the text. Those with a subscript (`x['a'] = ..`) are among them.
 */
export function assignmentsTo(module: PythonModule, target: string, scope?: number): readonly Assignment[] {
  const found = byTarget(module).get(target);
  if (found === undefined) return NONE;
  if (scope === undefined) return found.all;
  if (found.byScope === undefined) {
    found.byScope = new Map();
    for (const assignment of found.all) {
      const same = found.byScope.get(assignment.scope);
      if (same) same.push(assignment);
      else found.byScope.set(assignment.scope, [assignment]);
    }
  }
  return found.byScope.get(scope) ?? NONE;
}
