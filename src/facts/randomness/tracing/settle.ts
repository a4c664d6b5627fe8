import type { Assignment, PythonModule } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { bareFrame, type Frame } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { traceDefault } from './defaults.js';
import { mentions } from './dicts.js';

/** The frame in which a scope around a frame's own runs: the caller that defined the inner function, where that is known. */
export function frameAt(frame: Frame, scope: number): Frame {
  if (frame.scope === scope) return frame;
  for (let at = frame.caller, steps = 0; at && steps < 50; at = at.caller, steps++) {
    if (at.module === frame.module && at.scope === scope) return at;
  }
  return { ...bareFrame(frame.module, scope, frame.made), caller: frame.caller, via: frame.via };
}

/**
 * What a name is after its assignments, in the order of the text, in a run with default arguments. `before` tells what it
 * is without them. Conditions are judged with what the name is so far; where they cannot be, a good value is kept.
 */
export function settle(
  tracer: Tracer,
  all: readonly Assignment[],
  path: string,
  frame: Frame,
  depth: number,
  before: () => Traced | undefined,
): Traced | undefined {
  const live = all.filter((assignment) => !tracer.active.has(assignment));
  const evaluate = (assignment: Assignment): Traced =>
    tracer.once(assignment, () =>
      assigned(tracer, assignment, path, frameAt(frame, assignment.scope), depth),
    ) ?? UNKNOWN;
  const last = live.findLastIndex(
    ({ conditions, scope }) => conditions.length === 0 && !isElsewhere(frame, scope, path),
  );
  const base = live[last];
  let now = base ? evaluate(base) : before();
  const perhaps: Traced[] = [];
  for (const assignment of live.slice(last + 1)) {
    const holds = reached(tracer, assignment, path, now, frameAt(frame, assignment.scope), depth);
    if (holds === false) continue;
    const value = evaluate(assignment);
    if (holds === true) {
      now = value;
      perhaps.length = 0;
    } else perhaps.push(value);
  }
  const taken = perhaps.at(-1);
  if (!taken) return now;
  if (now === undefined) return agreed(perhaps, taken);
  if (now.kind === 'unknown') return isGood(taken) ? { ...now } : now;
  if (now.kind !== 'none' && now.value !== -1) return now;
  return isGood(taken) ? unsure([now, taken]) : taken;
}

/** Whether the conditions of an assignment hold when the name is what it is so far. */
function reached(
  tracer: Tracer,
  { conditions }: Assignment,
  path: string,
  now: Traced | undefined,
  frame: Frame,
  depth: number,
): boolean | undefined {
  const { module, scope } = frame;
  if (isElsewhere(frame, scope, path)) {
    const name = module.scopes[scope]?.name ?? '';
    if (!module.calls.some(({ callee }) => lastName(callee) === name)) return undefined;
  }
  const key = `${frame.module.path}:${path}`;
  const outer = tracer.assumed.get(key);
  if (now) tracer.assumed.set(key, now);
  let sure = true;
  let never = false;
  for (const index of conditions) {
    const condition = frame.module.conditions[index];
    if (!condition) continue;
    const truth = tracer.truth(condition.test, frame, depth + 1);
    if (truth === undefined) sure = false;
    else if (truth === condition.negated) never = true;
  }
  if (outer) tracer.assumed.set(key, outer);
  else tracer.assumed.delete(key);
  return never ? false : sure ? true : undefined;
}

/** In a function that declares the name global. */
function isElsewhere({ module }: Frame, scope: number, path: string): boolean {
  return module.scopes[scope]?.outer?.includes(path) ?? false;
}

/** Several branches, nobody knows which: what all of them are, else unknown. */
function agreed(all: readonly Traced[], last: Traced): Traced {
  const good = all.filter(isGood).length;
  if (good === all.length || good === 0) return last;
  return unsure(all);
}

function unsure(all: readonly Traced[]): Traced {
  const text = all.map((one) => one.text).join(' or ');
  return { kind: 'unknown', text: text.slice(0, 120), ...(all[0]?.set && { set: all[0].set }) };
}

function isGood({ kind }: Traced): boolean {
  return kind !== 'none' && kind !== 'varying' && kind !== 'recorded' && kind !== 'unknown';
}

/** What an assignment gives; a varying value that is printed or logged counts as recorded. */
function assigned(tracer: Tracer, { value }: Assignment, path: string, frame: Frame, depth: number): Traced {
  const traced = traceDefault(tracer, value, frame, depth + 1);
  return traced.kind === 'varying' && isLogged(path, frame.module) ? { ...traced, kind: 'recorded' } : traced;
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
