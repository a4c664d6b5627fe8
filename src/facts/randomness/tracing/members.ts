import type { PythonModule, Value } from '../../python/model.js';
import { argumentOf, bareFrame, classOf, type Frame } from '../scene.js';
import { DEPTH, type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { keyPath } from './dicts.js';
import { originOf, traceDefault, traceName } from './names.js';
import { traceOutside } from './outside.js';

/** `base.a.b` where base is a variable, `self` or a parameter. */
export function traceMember(
  tracer: Tracer,
  base: string,
  keys: readonly string[],
  frame: Frame,
  depth: number,
): Traced {
  if (depth > DEPTH) return UNKNOWN;
  const key = keys[0] ?? '';
  if (base === 'self' || base === 'cls') {
    const found = traceClass(tracer, frame.module, classOf(frame.module, frame.scope), keys, frame, depth);
    return found ?? traceOutside(tracer, keys, frame, depth);
  }
  const bound = frame.bindings.get(base);
  if (bound && bound.value.kind === 'name') {
    return traceName(tracer, `${bound.value.path}.${keys.join('.')}`, bound.frame, depth + 1);
  }
  const origin = bound ?? originOf(base, frame);
  if (origin?.value.kind === 'call') {
    const module = origin.frame.module;
    const call = module.calls[origin.value.call];
    if (call) {
      const classes = [call.callee, ...call.args.map(({ value }) => value)];
      for (const value of classes) {
        const definition = tracer.scene.python.define(module, value, origin.frame.scope);
        if (definition?.module.scopes[definition.scope]?.kind === 'class') {
          const given = value === call.callee ? argumentOf(call, key) : undefined;
          if (given && keys.length === 1) return tracer.trace(given, origin.frame, depth + 1);
          const found = traceClass(tracer, definition.module, definition.scope, keys, origin.frame, depth);
          if (found) return found;
        }
      }
    }
  }
  const annotated = frame.module.scopes[frame.scope]?.parameters.find(
    ({ name }) => name === base,
  )?.annotation;
  if (annotated && /^[A-Za-z_][\w.]*$/.test(annotated)) {
    const definition = tracer.scene.python.define(
      frame.module,
      { kind: 'name', path: annotated },
      frame.scope,
    );
    if (definition) {
      const found = traceClass(tracer, definition.module, definition.scope, keys, frame, depth);
      if (found) return found;
    }
  }
  const named = tracer.scene.python.define(frame.module, { kind: 'name', path: base }, frame.scope);
  if (named?.module.scopes[named.scope]?.kind === 'class') {
    const found = traceClass(tracer, named.module, named.scope, keys, frame, depth);
    if (found) return found;
  }
  return traceOutside(tracer, keys, frame, depth);
}

/** An attribute of a class of the project: set on self in a method, or in the class body. */
function traceClass(
  tracer: Tracer,
  module: PythonModule,
  scope: number,
  keys: readonly string[],
  frame: Frame,
  depth: number,
): Traced | undefined {
  if (scope < 0 || depth > DEPTH) return undefined;
  const target = `self.${keys.join('.')}`;
  const key = keys[0] ?? '';
  const made = frame.made.get(`${module.path}#${scope}`);
  for (const assignment of module.assignments) {
    const owner = module.scopes[assignment.scope];
    if (assignment.target === target && owner?.parent === scope && !assignment.key) {
      const inner =
        made && made.scope === assignment.scope && made.module === module
          ? made
          : bareFrame(module, assignment.scope, frame.made);
      const traced = traceDefault(tracer, assignment.value, inner, depth + 1);
      if (traced.kind !== 'unknown') return traced;
    }
    if (assignment.scope === scope && assignment.target === key && keys.length === 1) {
      const traced = traceDefault(tracer, assignment.value, bareFrame(module, 0), depth + 1);
      if (traced.kind === 'literal')
        return { ...traced, kind: 'default', text: `${key}, default ${traced.text}` };
      if (traced.kind === 'none') return { ...traced, text: `${key}, default None` };
      return traced;
    }
  }
  for (const base of module.scopes[scope]?.bases ?? []) {
    const definition = tracer.scene.python.define(module, base, 0);
    if (definition && definition.scope !== scope) {
      const found = traceClass(tracer, definition.module, definition.scope, keys, frame, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
}

/** An attribute of something that is no plain name: `Config().seed`, `load()["a"].seed`. */
export function traceAttribute(
  tracer: Tracer,
  value: Extract<Value, { kind: 'attribute' }>,
  frame: Frame,
  depth: number,
): Traced {
  const keys = [value.name];
  let base: Value = value.of;
  while (base.kind === 'attribute') {
    keys.unshift(base.name);
    base = base.of;
  }
  if (base.kind === 'call') {
    const made = tracer.trace(base, frame, depth + 2);
    if (made.kind === 'varying') return made;
    const call = frame.module.calls[base.call];
    const definition = call && tracer.scene.python.define(frame.module, call.callee, frame.scope);
    if (definition?.module.scopes[definition.scope]?.kind === 'class') {
      const found = traceClass(tracer, definition.module, definition.scope, keys, frame, depth + 1);
      if (found) return found;
    }
  }
  const path = keyPath(base);
  return traceOutside(tracer, path ? [...path, ...keys] : keys, frame, depth);
}
