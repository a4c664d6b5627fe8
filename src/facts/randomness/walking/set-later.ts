import { once } from '../../once.js';
import type { Call, PythonModule, Value } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import type { Frame } from '../scene.js';
import type { Traced, Tracer } from '../trace.js';

/** What a seed is taken for that something sets which may be this object or another. */
export const SET_LATER: Traced = { kind: 'unknown', text: 'what is set on it later' };

/** A parameter of an object that is set after it was made. */
interface Setting {
  parameter: string;
  /** The variable on which it is set: `model`, `self.model`. */
  on: string;
  /** Set on a part of it, by `set_params(step__random_state=0)`. */
  inner: boolean;
  by: 'set_params' | 'attribute';
  value: Value;
  scope: number;
}

/**
 * The seed that an object gets after it was made: `model.set_params(random_state=0)`, `model.random_state = 0`. What is
 * set on a part of a pipeline, or on an object that has no name where it is made, gives `SET_LATER`; undefined where
 * nothing is set. Source: scikit-learn, `BaseEstimator.set_params`.
 */
export function setLater(
  tracer: Tracer,
  call: Call,
  parameters: readonly string[],
  frame: Frame,
): Traced | undefined {
  const settings = settingsOf(frame.module).filter(({ parameter }) => parameters.includes(parameter));
  if (settings.length === 0) return undefined;
  const { module } = frame;
  const name = module.assignments.find(
    ({ value, key }) => !key && value.kind === 'call' && module.calls[value.call] === call,
  )?.target;
  const own = settings.find(({ on, inner, scope }) => !inner && on === name && scope === frame.scope);
  if (own) return tracer.trace(own.value, frame);
  const isMeant = ({ on, inner, by }: Setting) =>
    on === name || inner || (by === 'set_params' && name === undefined);
  return settings.some(isMeant) ? SET_LATER : undefined;
}

const settingsOf = once((module: PythonModule): readonly Setting[] => [
  ...module.calls.flatMap(bySetParams),
  ...byAttribute(module),
]);

function bySetParams({ callee, args, scope }: Call): Setting[] {
  if (lastName(callee) !== 'set_params') return [];
  const on = callee.kind === 'name' ? callee.path.slice(0, -'.set_params'.length) : '';
  return args.flatMap(({ name, value }): Setting[] => {
    if (name === undefined || name === '*') return [];
    const entries =
      name !== '**'
        ? [{ key: name, value }]
        : value.kind === 'dict'
          ? value.entries.flatMap((entry) =>
              entry.key?.kind === 'string' ? [{ key: entry.key.value, value: entry.value }] : [],
            )
          : [];
    return entries.map(({ key, value: set }) => {
      const parts = key.split('__');
      return { parameter: parts.at(-1)!, on, inner: parts.length > 1, by: 'set_params', value: set, scope };
    });
  });
}

function byAttribute({ assignments }: PythonModule): Setting[] {
  return assignments.flatMap(({ target, key, value, scope }): Setting[] => {
    const dot = target.lastIndexOf('.');
    // `self.seed = seed` keeps a seed; it sets none on what is made here.
    if (key || dot < 0 || target.slice(0, dot) === 'self') return [];
    const parameter = target.slice(dot + 1);
    return [{ parameter, on: target.slice(0, dot), inner: false, by: 'attribute', value, scope }];
  });
}
