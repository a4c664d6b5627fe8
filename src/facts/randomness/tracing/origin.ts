import { type Bound, type Frame, scopeChain } from '../scene.js';
import { assignmentsTo } from './assignments.js';
import { frameAt } from './settle.js';

/** What a plain name was last bound to, outside conditions first; else what the caller passed. */
export function originOf(name: string, frame: Frame): Bound | undefined {
  for (const scope of scopeChain(frame.module, frame.scope)) {
    const all = assignmentsTo(frame.module, scope, name);
    const chosen = all.filter(({ conditions }) => conditions.length === 0).at(-1) ?? all.at(-1);
    if (chosen) return { value: chosen.value, frame: frameAt(frame, scope) };
    const bound = frameAt(frame, scope).bindings.get(name);
    if (bound) return bound;
  }
  return undefined;
}
