import type { PythonModule } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import type { Scene } from '../scene.js';

/** Decorators of one function that are followed. */
const MOST_DECORATORS = 40;
const NO_DEFINITIONS: readonly Definition[] = [];

const known = new WeakMap<PythonModule, Map<number, readonly Definition[]>>();

/** The functions of the project that decorators put around a function, outermost first: `def wrapper(*args)` inside `def timed(f)`. */
export function wrappersOf(scene: Scene, { module, scope }: Definition): readonly Definition[] {
  let ofModule = known.get(module);
  if (!ofModule) {
    ofModule = new Map();
    known.set(module, ofModule);
  }
  let wrappers = ofModule.get(scope);
  if (!wrappers) {
    const { decorators = [], parent = 0 } = module.scopes[scope] ?? {};
    const found = decorators.slice(0, MOST_DECORATORS).flatMap((decorator) => {
      const value = decorator.kind === 'call' ? module.calls[decorator.call]?.callee : decorator;
      const maker = value && scene.python.define(module, value, Math.max(parent, 0));
      return maker ? madeIn(maker) : [];
    });
    wrappers = found.length > 0 ? found : NO_DEFINITIONS;
    ofModule.set(scope, wrappers);
  }
  return wrappers;
}

/** The functions that a function makes. */
function madeIn({ module, scope }: Definition): Definition[] {
  const { scopes } = module;
  if (scopes[scope]?.kind !== 'function') return [];
  const end = scopes[scope]?.endLine ?? 0;
  const found: Definition[] = [];
  const inside = new Set([scope]);
  for (let at = scope + 1; at < scopes.length && (scopes[at]?.line ?? 0) <= end; at++) {
    const inner = scopes[at]!;
    if (inner.kind !== 'function' || !inside.has(inner.parent)) continue;
    inside.add(at);
    found.push({ module, scope: at });
  }
  return found;
}
