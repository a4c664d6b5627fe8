import type { PythonModule, Value } from '../../python/model.js';
import { type Frame, scopeChain } from '../scene.js';
import type { Tracer } from '../trace.js';
import { assignmentsTo, hasMembers } from './assignments.js';
import { holdParameter } from './entries.js';
import { importedModule } from './imported.js';
import { libraryClass } from './libraries.js';
import { lookAll } from './look.js';
import { holdCall, wandbConfig } from './makers.js';
import { selfOf } from './objects.js';
import { overlays } from './overlays.js';
import { frameAt } from './settle.js';
import { type Holder, layered } from './things.js';

/** What a value is as a holder of settings; undefined when it is none, or cannot be told. */
export function holdValue(tracer: Tracer, value: Value, frame: Frame, depth: number): Holder | undefined {
  const hold = (inner: Value | undefined) => inner && tracer.hold(inner, frame, depth + 1);
  switch (value.kind) {
    case 'dict':
      return { kind: 'dict', entries: value.entries, frame };
    case 'name':
      return holdPath(tracer, value.path, frame, depth);
    case 'attribute': {
      const found = lookAll(tracer, hold(value.of), [value.name], depth);
      return typeof found === 'object' ? found.hold() : undefined;
    }
    case 'call': {
      const call = frame.module.calls[value.call];
      return call && tracer.once(call, () => holdCall(tracer, call, frame, depth));
    }
    case 'tuple':
    case 'list':
      // Of several results only one has the key that is asked for.
      return value.items.length <= 8 ? layered(value.items.map(hold)) : undefined;
    case 'operation': {
      const [a, b] = value.operands;
      if (/^(?:unpack|iterate|enter|await|star)$/.test(value.operator)) return hold(a);
      if (value.operator === 'or') return layered([hold(a), hold(b)]);
      if (value.operator === '|') return layered([hold(b), hold(a)]);
      if (value.operator === 'if else') {
        const test = b ? tracer.truth(b, frame, depth + 1) : undefined;
        return test === false ? hold(value.operands[2]) : (hold(a) ?? hold(value.operands[2]));
      }
      if (value.operator !== 'index') return undefined;
      if (b?.kind === 'number') return hold(a);
      if (b?.kind !== 'string') return undefined;
      const found = lookAll(tracer, hold(a), [b.value], depth);
      return typeof found === 'object' ? found.hold() : undefined;
    }
    default:
      return undefined;
  }
}

/** A plain or dotted name as a holder. */
export function holdPath(tracer: Tracer, path: string, frame: Frame, depth: number): Holder | undefined {
  const external = tracer.scene.python.qualify(frame.module, { kind: 'name', path }, frame.scope);
  const known = external === undefined ? undefined : holdExternal(tracer, external, frame);
  if (known) return known;
  const [first = '', ...rest] = path.split('.');
  const base = holdName(tracer, first, frame, depth);
  if (rest.length === 0) return base;
  const found = lookAll(tracer, base, rest, depth);
  return typeof found === 'object' ? found.hold() : undefined;
}

/** Objects of libraries that hold settings. */
function holdExternal(tracer: Tracer, name: string, frame: Frame): Holder | undefined {
  if (name === 'os.environ') return { kind: 'environment' };
  if (/(?:^|\.)flags\.FLAGS$/.test(name)) return { kind: 'options', frame };
  if (name === 'wandb.config' || name === 'wandb.run.config') return wandbConfig(tracer);
  return libraryClass(name, undefined, frame);
}

function holdName(tracer: Tracer, name: string, frame: Frame, depth: number): Holder | undefined {
  const self = selfOf(frame, name);
  const { module } = frame;
  const scopes: number[] = [];
  let under: Holder | undefined;
  let found = false;
  for (const scope of scopeChain(module, frame.scope)) {
    if (hasMembers(module, scope, name)) scopes.push(scope);
    const at = frameAt(frame, scope);
    const all = assignmentsTo(module, scope, name).filter((assignment) => !tracer.active.has(assignment));
    const isParameter = module.scopes[scope]?.parameters.some((parameter) => parameter.name === name);
    if (all.length === 0 && !isParameter) continue;
    found = true;
    const fixed = all.findLastIndex(({ conditions }) => conditions.length === 0);
    // The last unconditional one, those under conditions after it, then earlier ones.
    const order = [...all.slice(0, fixed + 1).reverse(), ...all.slice(fixed + 1).reverse()];
    for (const assignment of order) {
      under ??= tracer.once(assignment, () => tracer.hold(assignment.value, at, depth + 1));
    }
    if (isParameter) under = layered([under, holdParameter(tracer, name, at, depth)]);
    break;
  }
  if (self && !under) under = self;
  else if (!found) under = holdGlobal(tracer, name, frame, depth);
  under = overlays(tracer, name, frame, under, depth);
  return scopes.length > 0 ? { kind: 'variable', path: name, scopes: scopes.reverse(), frame, under } : under;
}

/** A name that is imported, or a class. */
function holdGlobal(tracer: Tracer, name: string, frame: Frame, depth: number): Holder | undefined {
  const definition = tracer.scene.python.define(frame.module, { kind: 'name', path: name }, frame.scope);
  if (definition?.module.scopes[definition.scope]?.kind === 'class')
    return { kind: 'object', ...definition, frame };
  const imported = importedModule(tracer, [name], frame);
  if (!imported) return undefined;
  const inner = moduleFrame(imported.module, frame);
  if (imported.rest.length === 0) return { kind: 'scope', frame: inner };
  return tracer.once(`${imported.module.path}:${imported.rest.join('.')}`, () =>
    holdPath(tracer, imported.rest.join('.'), inner, depth + 1),
  );
}

/** The top level of a module, as reached from a frame. */
export function moduleFrame(module: PythonModule, from: Frame): Frame {
  return { module, scope: 0, bindings: new Map(), caller: from, made: from.made };
}
