import type { Assignment, Call, PythonModule, Value } from '../../python/model.js';
import { bareFrame, classOf, type Frame, written } from '../scene.js';
import { DEPTH, type Tracer, UNKNOWN } from '../trace.js';
import { bind } from '../walking/functions.js';
import { assignmentsTo, hasMembers } from './assignments.js';
import { namedDefault, traceDefault, unwrapped } from './defaults.js';
import { libraryClass } from './libraries.js';
import { look } from './look.js';
import { settle } from './settle.js';
import { type Holder, layered, type Thing } from './things.js';

type ObjectHolder = Extract<Holder, { kind: 'object' }>;

/** The object that `self` (or `cls`) is in a frame. */
export function selfOf(frame: Frame, name: string): ObjectHolder | undefined {
  const { module, scope } = frame;
  const owner = classOf(module, scope);
  if (owner < 0) return undefined;
  let method = scope;
  while (module.scopes[method]?.parent !== owner && method > 0) method = module.scopes[method]?.parent ?? 0;
  if (module.scopes[method]?.parameters[0]?.name !== name && name !== 'self' && name !== 'cls')
    return undefined;
  for (let at: Frame | undefined = frame, steps = 0; at && steps < 20; at = at.caller, steps++) {
    if (at.self && at.self.module === module && at.self.scope === owner) return at.self;
  }
  return { kind: 'object', module, scope: owner, frame };
}

/** An attribute of an object: given to its class, set on self in a method, a property, in the class body, or inherited. */
export function lookObject(
  tracer: Tracer,
  holder: ObjectHolder,
  key: string,
  depth: number,
): Thing | undefined {
  const { module, scope, given, frame } = holder;
  if (depth > DEPTH) return undefined;
  const body = fieldOf(tracer, holder, key, depth);
  const value = given && (body || !hasInit(module, scope)) ? givenTo(given.call, key) : undefined;
  if (given && value) {
    return {
      trace: () => tracer.trace(value, given.frame, depth + 1),
      hold: () => tracer.hold(value, given.frame, depth + 1),
    };
  }
  const own = setOnSelf(tracer, holder, key, depth);
  if (own || body) {
    return {
      trace: () => {
        const traced = own?.trace();
        return traced && traced.kind !== 'unknown' ? traced : (body?.trace() ?? traced ?? UNKNOWN);
      },
      hold: () => layered([own?.hold(), body?.hold()]),
    };
  }
  for (const base of module.scopes[scope]?.bases ?? []) {
    const definition = tracer.scene.python.define(module, base, module.scopes[scope]?.parent ?? 0);
    if (definition && !(definition.module === module && definition.scope === scope)) {
      const found = lookObject(tracer, { kind: 'object', ...definition, given, frame }, key, depth + 1);
      if (found) return found;
      continue;
    }
    const library = libraryClass(tracer.scene.python.qualify(module, base, 0), undefined, frame);
    const found = library && look(tracer, library, key, depth + 1);
    if (typeof found === 'object') return found;
  }
  return undefined;
}

function hasInit(module: PythonModule, scope: number): boolean {
  return module.scopes.some(({ parent, name }) => parent === scope && name === '__init__');
}

/** What the call that makes an object of a class without `__init__` gives to a field: by keyword; unknown where a place may be meant. */
function givenTo(call: Call, key: string): Value | undefined {
  const named = call.args.find(({ name }) => name === key);
  if (named) return named.value;
  // Fields without a default are not kept, so that places cannot be told: any number may be the one.
  const last = call.args.filter(({ name }) => name === undefined).at(-1);
  return last?.value.kind === 'number' || last?.value.kind === 'none' ? { kind: 'other' } : undefined;
}

/** An attribute in the class body: a field with its default, a nested class, a property. */
function fieldOf(tracer: Tracer, holder: ObjectHolder, key: string, depth: number): Thing | undefined {
  const { module, scope } = holder;
  const field = assignmentsTo(module, scope, key).at(-1);
  if (field) {
    const frame = bareFrame(module, scope, holder.frame.made);
    return {
      trace: () =>
        tracer.once(field, () =>
          namedDefault(tracer, key, traceDefault(tracer, field.value, frame, depth + 1), frame, field.line),
        ) ?? UNKNOWN,
      hold: () =>
        tracer.once(field, () => {
          const { value, made } = unwrapped(field.value, frame);
          const definition = made ? tracer.scene.python.define(module, value, scope) : undefined;
          return definition
            ? { kind: 'object' as const, ...definition, frame }
            : tracer.hold(value, frame, depth + 1);
        }),
    };
  }
  const at = module.scopes.findIndex(({ parent, name }) => parent === scope && name === key);
  const inner = module.scopes[at];
  if (inner?.kind === 'class') {
    return { trace: () => UNKNOWN, hold: () => ({ kind: 'object', module, scope: at, frame: holder.frame }) };
  }
  const isProperty = inner?.decorators.some((decorator) => /property$/.test(written(module, decorator)));
  if (!inner || !isProperty) return undefined;
  const frame: Frame = { ...bareFrame(module, at, holder.frame.made), self: holder };
  const results = module.returns.filter((result) => result.scope === at);
  const last = results.at(-1);
  return {
    trace: () =>
      last ? (tracer.once(last, () => tracer.trace(last.value, frame, depth + 1)) ?? UNKNOWN) : UNKNOWN,
    hold: () => last && tracer.once(last, () => tracer.hold(last.value, frame, depth + 1)),
  };
}

/** An attribute that methods set: `self.seed = seed`, in `__init__` with what it was called with. */
function setOnSelf(tracer: Tracer, holder: ObjectHolder, key: string, depth: number): Thing | undefined {
  const { module, scope, given, frame } = holder;
  const made = frame.made.get(`${module.path}#${scope}`);
  const all: { assignment: Assignment; inner: Frame; path: string }[] = [];
  const deeper: { inner: Frame; path: string; scope: number }[] = [];
  module.scopes.forEach(({ parent, kind, name, parameters }, at) => {
    if (parent !== scope || kind !== 'function') return;
    const self = parameters[0]?.name ?? 'self';
    const path = `${self}.${key}`;
    const found = assignmentsTo(module, at, path);
    const members = hasMembers(module, at, path);
    if (found.length === 0 && !members) return;
    const inner: Frame =
      frame.module === module && frame.scope === at
        ? frame
        : name === '__init__' && given
          ? { module, scope: at, bindings: bind(parameters.slice(1), given.call, given.frame), caller: given.frame, via: given.call, made: frame.made, self: holder } // biome-ignore format: one record
          : made && made.scope === at
            ? made
            : { ...bareFrame(module, at, frame.made), self: holder };
    if (members) deeper.push({ inner, path, scope: at });
    for (const assignment of found) if (!tracer.active.has(assignment)) all.push({ assignment, inner, path });
  });
  if (all.length === 0 && deeper.length === 0) return undefined;
  return {
    trace: () => {
      for (const scopeOf of new Set(all.map(({ inner }) => inner))) {
        const mine = all.filter(({ inner }) => inner === scopeOf);
        const traced = settle(
          tracer,
          mine.map(({ assignment }) => assignment),
          mine[0]?.path ?? key,
          scopeOf,
          depth,
          () => undefined,
        );
        if (traced && traced.kind !== 'unknown') return traced;
      }
      return UNKNOWN;
    },
    hold: () => {
      let under: Holder | undefined;
      for (const { assignment, inner } of all) {
        under ??= tracer.once(assignment, () => tracer.hold(assignment.value, inner, depth + 1));
      }
      for (const { inner, path, scope: at } of deeper)
        under = { kind: 'variable', path, scopes: [at], frame: inner, under };
      return under;
    },
  };
}
