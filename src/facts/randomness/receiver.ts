import { assignmentsTo } from '../python/assigned.js';
import type { Call, Value } from '../python/model.js';
import { ownerOf } from '../python/values.js';
import { type Frame, type Scene, scopeChain } from './scene.js';

/** The top-level module of the library whose object a method is called on, where assignments and annotations tell. */
export function receiverLibrary(scene: Scene, call: Call, frame: Frame): string | undefined {
  const owner = ownerOf(call.callee);
  return owner && libraryOf(scene, owner, frame, 0);
}

function libraryOf(scene: Scene, value: Value, frame: Frame, depth: number): string | undefined {
  if (depth > 12) return undefined;
  const { module } = frame;
  switch (value.kind) {
    case 'call': {
      const call = module.calls[value.call];
      if (!call) return undefined;
      const name = scene.python.qualify(module, call.callee, frame.scope);
      if (name) return name.slice(0, name.indexOf('.') < 0 ? undefined : name.indexOf('.'));
      const definition = scene.python.define(module, call.callee, frame.scope);
      if (definition) {
        const result = definition.module.returns.filter(({ scope }) => scope === definition.scope).at(-1);
        return (
          result &&
          libraryOf(scene, result.value, { ...frame, ...definition, bindings: new Map() }, depth + 2)
        );
      }
      const owner = ownerOf(call.callee);
      return owner && libraryOf(scene, owner, frame, depth + 1);
    }
    case 'attribute':
      return libraryOf(scene, value.of, frame, depth + 1);
    case 'operation':
      return ['index', 'await', 'enter', '+', '~'].includes(value.operator) && value.operands[0]
        ? libraryOf(scene, value.operands[0], frame, depth + 1)
        : undefined;
    case 'name': {
      const [first = '', ...rest] = value.path.split('.');
      const bound = frame.bindings.get(first);
      if (bound) return libraryOf(scene, bound.value, bound.frame, depth + 1);
      for (const scope of scopeChain(module, frame.scope)) {
        const target = rest.length > 0 && first === 'self' ? `self.${rest[0]}` : first;
        const assigned = assignmentsTo(module, target, first === 'self' ? undefined : scope).filter(
          ({ key }) => !key,
        );
        // `df = df.dropna()` leads back to itself: the first one tells.
        for (const assignment of assigned.slice(0, 4)) {
          const found = libraryOf(scene, assignment.value, { ...frame, scope: assignment.scope }, depth + 3);
          if (found) return found;
        }
        const annotation = module.scopes[scope]?.parameters.find(({ name }) => name === first)?.annotation;
        if (annotation && /^[A-Za-z_][\w.]*$/.test(annotation)) {
          const name = scene.python.qualify(module, { kind: 'name', path: annotation }, scope);
          if (name) return name.split('.')[0];
        }
        if (assigned.length > 0) return undefined;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}
