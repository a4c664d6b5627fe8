import type { Call } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { type Frame, type Scene, written } from '../scene.js';
import { classesOf } from './classes.js';
import type { Domain, Enter, Walked, Way } from './events.js';
import { isAbstract } from './functions.js';
import type { Handing } from './handing.js';
import type { Objects } from './objects.js';
import type { Recorder } from './recorder.js';
import { type Plan, planOf } from './steps.js';
import { configuredTargets, makesFromConfig, runsMain } from './targets.js';

const MOST_CALLS = 60_000;

/** What the calls of a run do: they go into the project's own code, draw, seed, or hand something on. */
export class Calling {
  /** All of them, in the order in which they are made. */
  readonly calls: Walked['calls'] = [];
  /** There are more than are followed. */
  truncated = false;

  readonly #scene: Scene;
  readonly #recorder: Recorder;
  readonly #objects: Objects;
  readonly #handing: Handing;
  readonly #enter: Enter;
  readonly #forks = new WeakMap<Frame, Domain>();

  constructor(scene: Scene, recorder: Recorder, objects: Objects, handing: Handing, enter: Enter) {
    this.#scene = scene;
    this.#recorder = recorder;
    this.#objects = objects;
    this.#handing = handing;
    this.#enter = enter;
  }

  /** Makes one call of a plan, after those in its callee and arguments; `done` holds those of the frame that were made. */
  make(plan: Plan, index: number, frame: Frame, way: Way, done: Set<number>): void {
    const planned = plan.call(index);
    if (!planned || done.has(index)) return;
    if (this.calls.length >= MOST_CALLS) {
      this.truncated = true;
      return;
    }
    done.add(index);
    for (const inner of planned.nested) this.make(plan, inner, frame, way, done);
    const { call, definition, name } = planned;
    this.calls.push({ call, frame, name });
    const within = this.#within(call, frame, way);
    if (definition) {
      this.#handing.wholeTo(planned, frame, within);
      if (isAbstract(definition)) this.#method(call, frame, within);
      else this.#enter(definition, call, frame, within);
      for (const base of classesOf(this.#scene, definition.module).foreign(definition.scope))
        this.#recorder.inherited(base, call, frame, within);
    } else if (name !== undefined) this.#recorder.known(name, call, frame, within);
    else this.#method(call, frame, within);
    for (const other of planned.others) if (other !== name) this.#recorder.known(other, call, frame, within);
    if (!way.passing) this.#handing.byArguments(planned, frame, within);
    if (name !== undefined) this.#started(name, call, frame, within);
  }

  /** How what a call does is reached: later, where it stands in a lambda; with copied generators, where it stands under `fork_rng`. */
  #within(call: Call, frame: Frame, way: Way): Way {
    if (call.apart === 'lambda') return { ...way, deferred: true };
    if (call.apart !== 'fork') return way;
    const domain = this.#forks.get(frame) ?? { kind: 'fork' };
    this.#forks.set(frame, domain);
    return { ...way, domain };
  }

  /** A method of something whose class is not resolved: by the receiver's library, else by name among the classes made so far. */
  #method(call: Call, frame: Frame, way: Way): void {
    const last = lastName(call.callee);
    if (!last) return;
    this.#recorder.method(call, frame, way);
    // What Python itself calls tells nothing of the class.
    const candidates = last.startsWith('__') ? [] : this.#objects.methodsNamed(last);
    for (const definition of candidates) this.#enter(definition, call, frame, way);
    if (candidates.length === 0) this.#recorder.helper(written(frame.module, call.callee), call, frame, way);
  }

  /** What a library calls by itself: the script's `main`, or what configuration files name. */
  #started(name: string, call: Call, frame: Frame, way: Way): void {
    const main = runsMain(name, call) ? planOf(this.#scene, frame.module).named('main') : undefined;
    if (main) this.#enter(main, call, frame, way);
    if (!makesFromConfig(name)) return;
    const origin = { frame, line: call.line, by: 'value' as const };
    for (const target of configuredTargets(this.#scene))
      this.#enter(target, undefined, frame, { ...way, deferred: true, origin });
  }
}
