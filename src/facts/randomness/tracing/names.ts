import { assignmentsTo } from '../../python/assigned.js';
import type { Assignment, PythonModule, Value } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { argumentOf, type Bound, bareFrame, type Frame, scopeChain } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { mentions } from './dicts.js';
import { traceMember } from './members.js';
import { traceOption, traceOutside } from './outside.js';

/** A plain or dotted name as used in a frame. */
export function traceName(tracer: Tracer, path: string, frame: Frame, depth: number): Traced {
  const parts = path.split('.');
  const first = parts[0] ?? '';
  if (parts.length > 1) {
    const own = traceAssigned(tracer, path, frame, depth, parts.at(-1) ?? '');
    if (own) return own;
    const imported = traceImported(tracer, parts, frame, depth);
    if (imported) return imported;
    return traceMember(tracer, first, parts.slice(1), frame, depth);
  }
  const bound = frame.bindings.get(first);
  const assigned = traceAssigned(tracer, path, frame, depth, undefined, bound !== undefined);
  if (assigned) return assigned;
  if (bound) return tracer.trace(bound.value, bound.frame, depth + 1);
  return traceParameter(tracer, first, frame, depth) ?? traceImported(tracer, parts, frame, depth) ?? UNKNOWN;
}

/** A parameter that no caller was seen to fill: its default, or the option of the same name. */
function traceParameter(tracer: Tracer, name: string, frame: Frame, depth: number): Traced | undefined {
  for (const scope of scopeChain(frame.module, frame.scope)) {
    const parameter = frame.module.scopes[scope]?.parameters.find((candidate) => candidate.name === name);
    if (!parameter) continue;
    const option = tracer.scene.options
      .get(name)
      ?.find(({ module, call }) => module === frame.module && lastName(call.callee) === 'option');
    if (option) return traceOption(tracer, option, depth);
    if (!parameter.default) return { kind: 'unknown', text: `argument ${name}` };
    const inner = traceDefault(tracer, parameter.default, bareFrame(frame.module, 0), depth);
    return inner.kind === 'literal'
      ? { ...inner, kind: 'default', text: `${name}, default ${inner.text}` }
      : inner.kind === 'none'
        ? { ...inner, text: `${name}, default None` }
        : inner;
  }
  return undefined;
}

/** The default in `typer.Option(42)`, `field(default=42)`, `Field(42)`, or the value itself. */
export function traceDefault(tracer: Tracer, value: Value, frame: Frame, depth: number): Traced {
  if (value.kind === 'call') {
    const call = frame.module.calls[value.call];
    const last = call ? lastName(call.callee) : '';
    if (call && ['Option', 'Argument', 'field', 'Field', 'ib', 'attrib'].includes(last)) {
      const inner = argumentOf(call, 'default', last === 'field' ? undefined : 0);
      if (!inner || inner.kind === 'other') return { kind: 'required', text: 'a required argument' };
      return tracer.trace(inner, frame, depth + 1);
    }
  }
  return tracer.trace(value, frame, depth + 1);
}

/** A name or dotted name that is assigned where it can be seen. */
function traceAssigned(
  tracer: Tracer,
  path: string,
  frame: Frame,
  depth: number,
  option?: string,
  isParameter = false,
): Traced | undefined {
  const { module } = frame;
  for (const scope of scopeChain(module, frame.scope)) {
    const all = assignmentsTo(module, path, scope).filter(({ key }) => !key);
    if (all.length === 0) {
      // A parameter hides the names outside.
      if (module.scopes[scope]?.parameters.some(({ name }) => name === path)) return undefined;
      continue;
    }
    const base = all.filter(({ conditions }) => conditions.length === 0).at(-1);
    const inner = { ...frame, scope: scope === frame.scope ? frame.scope : scope };
    const conditional = all.filter(({ conditions }) => conditions.length > 0);
    const start: Traced | undefined = base
      ? traceAssignment(tracer, base, inner, depth)
      : option !== undefined
        ? traceOutside(tracer, [option], frame, depth)
        : isParameter
          ? boundOrDefault(tracer, path, frame, depth)
          : (traceParameter(tracer, path, frame, depth) ?? undefined);
    if (start && start.kind !== 'none' && !(start.value === -1 && conditional.length > 0)) {
      if (start.kind !== 'unknown' || conditional.length === 0) return start;
    }
    const last = conditional.at(-1);
    if (!last) return start;
    const taken = traceAssignment(tracer, last, inner, depth);
    if (taken.kind === 'varying' && isLogged(path, module)) return { ...taken, kind: 'recorded' };
    return taken;
  }
  return undefined;
}

/** A parameter: what the caller passed, else its default. */
function boundOrDefault(tracer: Tracer, name: string, frame: Frame, depth: number): Traced | undefined {
  const bound = frame.bindings.get(name);
  return bound
    ? tracer.trace(bound.value, bound.frame, depth + 1)
    : traceParameter(tracer, name, frame, depth);
}

/** What an assignment gives; a varying value that is printed or logged counts as recorded. */
function traceAssignment(tracer: Tracer, { value, target }: Assignment, frame: Frame, depth: number): Traced {
  // `seed = seed + rank` leads back to the parameter.
  if (value.kind === 'name' && value.path === target) return UNKNOWN;
  const traced = traceDefault(tracer, value, frame, depth + 1);
  if (traced.kind === 'varying' && isLogged(target, frame.module)) return { ...traced, kind: 'recorded' };
  return traced;
}

/** True when a call that writes something down is given the name. */
function isLogged(path: string, module: PythonModule): boolean {
  return module.calls.some(
    ({ callee, args }) =>
      /^(?:print|info|debug|warning|log|write|log_param|log_params|update|dump|add_text|add_hparams|echo|rank_zero_info)$/.test(
        lastName(callee),
      ) && args.some(({ value }) => mentions(value, path)),
  );
}

/** A constant of another module of the project. */
function traceImported(
  tracer: Tracer,
  parts: readonly string[],
  frame: Frame,
  depth: number,
): Traced | undefined {
  const found = importedModule(tracer, parts, frame);
  if (!found || found.rest.length === 0) return undefined;
  const inner = bareFrame(found.module, 0, frame.made);
  return traceName(tracer, found.rest.join('.'), inner, depth + 1);
}

/** The project module that the first part of a dotted name leads to, and what is left of the name. */
export function importedModule(
  tracer: Tracer,
  parts: readonly string[],
  frame: Frame,
): { module: PythonModule; rest: string[] } | undefined {
  const { python } = tracer.scene;
  const chain = new Set(scopeChain(frame.module, frame.scope));
  for (const statement of frame.module.imports) {
    if (statement.binds !== parts[0] || !chain.has(statement.scope)) continue;
    const target = python.resolve(frame.module, statement);
    if (target.kind !== 'local') continue;
    const module = python.get(target.path);
    if (!module) continue;
    let rest = parts.slice(1);
    if (statement.name === undefined) {
      const inner = statement.module.split('.').slice(1);
      if (inner.length > 0 && inner.every((part, at) => rest[at] === part)) rest = rest.slice(inner.length);
    } else if (!isModuleName(target.path, statement.name)) rest = [statement.name, ...rest];
    return { module, rest };
  }
  return undefined;
}

/** What a variable was last assigned, outside conditions first. */
export function originOf(name: string, frame: Frame): Bound | undefined {
  for (const scope of scopeChain(frame.module, frame.scope)) {
    const all = assignmentsTo(frame.module, name, scope).filter(({ key }) => !key);
    const chosen = all.filter(({ conditions }) => conditions.length === 0).at(-1) ?? all.at(-1);
    if (chosen) return { value: chosen.value, frame: { ...frame, scope } };
  }
  return undefined;
}

/** True when a file is the module of that name, or its package. */
function isModuleName(path: string, name: string): boolean {
  return (
    path === `${name}.py` ||
    path.endsWith(`/${name}.py`) ||
    path.endsWith(`/${name}/__init__.py`) ||
    path === `${name}/__init__.py`
  );
}
