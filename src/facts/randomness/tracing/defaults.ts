import type { Value } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { argumentOf, type Frame, placeOf } from '../scene.js';
import type { Traced, Tracer } from '../trace.js';

const WRAPPING = new Set([
  'Option',
  'Argument',
  'field',
  'Field',
  'ib',
  'attrib',
  'Parameter',
  'mutable_field',
]);

/** The default in `typer.Option(42)`, `field(default=42)`, `Field(42)`, or the value itself. */
export function traceDefault(tracer: Tracer, value: Value, frame: Frame, depth: number): Traced {
  if (value.kind === 'call') {
    const call = frame.module.calls[value.call];
    const last = call ? lastName(call.callee) : '';
    if (call && WRAPPING.has(last)) {
      const inner = argumentOf(call, 'default', last === 'field' ? undefined : 0);
      const made = argumentOf(call, 'default_factory') ?? argumentOf(call, 'factory');
      if (made) return tracer.trace(made, frame, depth + 1);
      if (!inner || inner.kind === 'other') return { kind: 'required', text: 'a required argument' };
      return tracer.trace(inner, frame, depth + 1);
    }
  }
  return tracer.trace(value, frame, depth + 1);
}

/** What `field(default_factory=Training)` and the like stand for: the value itself otherwise. */
export function unwrapped(value: Value, frame: Frame): { value: Value; made: boolean } {
  if (value.kind === 'call') {
    const call = frame.module.calls[value.call];
    if (call && WRAPPING.has(lastName(call.callee))) {
      const factory = argumentOf(call, 'default_factory') ?? argumentOf(call, 'factory');
      if (factory) {
        const isLambda = factory.kind === 'operation' && factory.operator === 'lambda';
        return { value: (isLambda ? factory.operands.at(-1) : undefined) ?? factory, made: true };
      }
      const inner = argumentOf(call, 'default', 0);
      if (inner) return { value: inner, made: false };
    }
  }
  return { value, made: false };
}

/** A traced default as reports call it: `seed, default 42 (args.py:4)`. */
export function namedDefault(
  tracer: Tracer,
  name: string,
  traced: Traced,
  frame: Frame,
  line: number | undefined,
): Traced {
  const set = line === undefined ? undefined : { by: 'default' as const, name, module: frame.module, line };
  const at = set && placeOf(tracer.scene, set.module, set.line);
  const where = at
    ? ` (${at.file}:${at.cell === undefined ? at.line : `cell ${at.cell}, line ${at.line}`})`
    : '';
  const put = set && { set };
  if (traced.kind === 'literal')
    return { ...traced, kind: 'default', text: `${name}, default ${traced.text}${where}`, ...put };
  if (traced.kind === 'none')
    return { kind: 'none', text: `${name}, default None${where}`, value: null, ...put };
  return traced;
}
