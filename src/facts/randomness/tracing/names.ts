import { bareFrame, type Frame, scopeChain } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { assignmentsTo } from './assignments.js';
import { namedDefault, traceDefault } from './defaults.js';
import { spreadInto, traceHanded } from './entries.js';
import { holdPath, moduleFrame } from './hold.js';
import { importedModule } from './imported.js';
import { look } from './look.js';
import { absent } from './members.js';
import { traceOutside } from './outside.js';
import { frameAt, settle } from './settle.js';

/** A plain or dotted name as used in a frame. */
export function traceName(tracer: Tracer, path: string, frame: Frame, depth: number): Traced {
  const assumed = tracer.assumed.get(`${frame.module.path}:${path}`);
  if (assumed) return assumed;
  const dot = path.lastIndexOf('.');
  if (dot >= 0) return traceDotted(tracer, path, dot, frame, depth);
  const { module } = frame;
  for (const scope of scopeChain(module, frame.scope)) {
    const at = frameAt(frame, scope);
    const all = assignmentsTo(module, scope, path);
    const isParameter = module.scopes[scope]?.parameters.some(({ name }) => name === path);
    const before = () => (isParameter ? traceParameter(tracer, path, at, depth) : undefined);
    if (all.length === 0 && !isParameter) continue;
    const traced = all.length > 0 ? settle(tracer, all, path, at, depth, before) : before();
    if (traced) return traced;
    if (isParameter) return UNKNOWN;
  }
  const bound = frame.bindings.get(path);
  if (bound) return tracer.trace(bound.value, bound.frame, depth + 1);
  return traceImported(tracer, [path], frame, depth) ?? UNKNOWN;
}

function traceDotted(tracer: Tracer, path: string, dot: number, frame: Frame, depth: number): Traced {
  const key = path.slice(dot + 1);
  const base = path.slice(0, dot);
  const holder = tracer.once(`hold ${frame.module.path}#${frame.scope}:${path}`, () =>
    holdPath(tracer, base, frame, depth + 1),
  );
  const found = holder && look(tracer, holder, key, depth + 1);
  const traced = typeof found === 'object' ? found.trace() : undefined;
  if (traced && traced !== UNKNOWN) return traced;
  const imported = traceImported(tracer, path.split('.'), frame, depth);
  if (imported) return imported;
  // `_SEED = flags.DEFINE_integer('seed', 1, ...)`, then `_SEED.value`.
  if (key === 'value' && !base.includes('.'))
    return tracer.trace({ kind: 'name', path: base }, frame, depth + 1);
  if (found === 'absent') return absent(key);
  if (traced && holder?.kind === 'config') return traced;
  return traceOutside(tracer, path.split('.').slice(1), frame, depth);
}

/** A parameter: what the caller passed, what a framework hands it, else its default. */
function traceParameter(tracer: Tracer, name: string, frame: Frame, depth: number): Traced | undefined {
  const { module, scope } = frame;
  const bound = frame.bindings.get(name);
  if (bound) return tracer.trace(bound.value, bound.frame, depth + 1);
  const parameter = module.scopes[scope]?.parameters.find((candidate) => candidate.name === name);
  if (!parameter) return undefined;
  const spread = spreadInto(tracer, name, frame, depth);
  if (typeof spread === 'object') return spread.trace();
  const handed = traceHanded(tracer, name, frame, depth);
  if (handed) return handed;
  if (!parameter.default) return { kind: 'unknown', text: `argument ${name}` };
  const outer = bareFrame(module, module.scopes[scope]?.parent ?? 0, frame.made);
  const traced = traceDefault(tracer, parameter.default, outer, depth);
  return namedDefault(tracer, name, traced, outer, module.scopes[scope]?.line);
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
  const path = found.rest.join('.');
  return tracer.once(`${found.module.path}:${path}`, () =>
    tracer.trace({ kind: 'name', path }, moduleFrame(found.module, frame), depth + 1),
  );
}
