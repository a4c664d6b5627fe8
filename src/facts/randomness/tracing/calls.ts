import type { Call } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { findDraw, findSeeder } from '../lookup.js';
import { argumentOf, bareFrame, type Frame, written } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { keyPath } from './dicts.js';
import { originOf } from './names.js';
import { traceConfig } from './outside.js';

/** Functions whose result changes from run to run. */
const VARYING =
  /^(?:time\.(?:time|time_ns|perf_counter|perf_counter_ns|monotonic)|datetime\.(?:datetime\.)?(?:now|utcnow|today)|datetime\.date\.today|os\.(?:urandom|getpid|getrandom)|secrets\.\w+|uuid\.uuid[147]|torch\.(?:random\.)?seed|random\.SystemRandom|id|hash)$/;
/** Functions that hand a number on. */
const TRANSPARENT = new Set([
  'int',
  'str',
  'abs',
  'float',
  'round',
  'bool',
  'min',
  'max',
  'numpy.uint32',
  'numpy.int64',
  'numpy.array',
  'copy.copy',
  'copy.deepcopy',
]);

/** What a call gives: a clock varies, a number handed on stays, a draw is as fixed as its stream. */
export function traceCall(tracer: Tracer, index: number, frame: Frame, depth: number): Traced {
  const { module } = frame;
  const call = module.calls[index];
  if (!call) return UNKNOWN;
  const shown = `${written(module, call.callee)}()`;
  const name =
    tracer.scene.python.qualify(module, call.callee, frame.scope) ??
    (call.callee.kind === 'name' ? call.callee.path : undefined);
  const last = lastName(call.callee);
  const first = argumentOf(call, undefined, 0);
  if (name && TRANSPARENT.has(name) && first) return tracer.trace(first, frame, depth + 1);
  if (name === 'hash' && first?.kind === 'number') return { kind: 'literal', text: shown };
  if (name && VARYING.test(name)) return { kind: 'varying', text: shown };
  if (name === 'os.environ.get' || name === 'os.getenv') {
    const fallback = argumentOf(call, 'default', 1);
    if (!fallback) return { kind: 'none', text: `${shown} without a default`, value: null };
    const traced = tracer.trace(fallback, frame, depth + 1);
    return traced.kind === 'literal'
      ? { ...traced, kind: 'default', text: `${shown}, default ${traced.text}` }
      : traced;
  }
  if (name === 'torch.initial_seed' || name === 'torch.utils.data.get_worker_info')
    return { kind: 'derived', text: shown };
  if (name === 'torch.Generator') return { kind: 'derived', text: shown };
  if (name === 'range' && call.callee.kind === 'name') return { kind: 'literal', text: 'range()' };
  const draw = name === undefined ? undefined : findDraw(name);
  if (draw && name !== undefined) {
    const stream = draw.row.stream ?? draw.framework.stream;
    const seed = draw.row.seed && argumentOf(call, draw.row.seed[0], draw.row.position);
    if (seed) return derive(tracer.trace(seed, frame, depth + 1), shown);
    if (draw.row.fixed || (stream !== 'own' && tracer.isFixed(stream)))
      return { kind: 'derived', text: shown };
    return { kind: 'varying', text: shown };
  }
  if (name !== undefined && findSeeder(name)) {
    return first ? derive(tracer.trace(first, frame, depth + 1), shown) : UNKNOWN;
  }
  if (['manual_seed', 'from_seed', 'with_seed', 'fold_in'].includes(last) && first) {
    return derive(tracer.trace(first, frame, depth + 1), shown);
  }
  if (last === 'get' && call.callee.kind !== 'call' && first?.kind === 'string')
    return traceGet(tracer, call, first.value, frame, depth);
  const definition = tracer.scene.python.define(module, call.callee, frame.scope);
  if (definition?.module.scopes[definition.scope]?.kind === 'function') {
    const result = definition.module.returns.filter(({ scope }) => scope === definition.scope).at(-1);
    if (result)
      return tracer.trace(
        result.value,
        bareFrame(definition.module, definition.scope, frame.made),
        depth + 2,
      );
  }
  // A method of a fixed or traced object, such as `rng.integers(1000)` or `parser.get()`.
  if (call.callee.kind === 'name' && call.callee.path.includes('.')) {
    const base = call.callee.path.slice(0, call.callee.path.lastIndexOf('.'));
    const origin = base.includes('.') ? undefined : originOf(base, frame);
    if (origin?.value.kind === 'call') {
      const traced = tracer.trace(origin.value, origin.frame, depth + 1);
      if (traced.kind === 'varying' || traced.kind === 'derived') return { ...traced, text: shown };
    }
  }
  // What is made of a varying value varies: `datetime.now().timestamp()`, `int.from_bytes(os.urandom(4), 'big')`.
  if (!definition) {
    const parts = [
      ...(call.callee.kind === 'attribute' ? [call.callee.of] : []),
      ...call.args.map((argument) => argument.value),
    ];
    for (const part of parts) {
      const traced = part.kind === 'call' ? tracer.trace(part, frame, depth + 2) : UNKNOWN;
      if (traced.kind === 'varying') return traced;
    }
  }
  return { kind: 'unknown', text: shown };
}

/** What is made with a seed, seen as a seed itself. */
export function derive(traced: Traced, shown: string): Traced {
  if (
    traced.kind === 'literal' ||
    traced.kind === 'default' ||
    traced.kind === 'config' ||
    traced.kind === 'required'
  ) {
    return { kind: 'derived', text: `${shown} seeded with ${traced.text}` };
  }
  return traced;
}

/** `cfg.get('seed', 42)`. */
function traceGet(tracer: Tracer, call: Call, key: string, frame: Frame, depth: number): Traced {
  const base = call.callee.kind === 'attribute' ? keyPath(call.callee.of) : undefined;
  const fallback = argumentOf(call, 'default', 1);
  const found = traceConfig(tracer, [...(base ?? []), key]);
  if (found) return found;
  if (!fallback) return { kind: 'none', text: `${key}, absent by default`, value: null };
  const traced = tracer.trace(fallback, frame, depth + 1);
  return traced.kind === 'literal'
    ? { ...traced, kind: 'default', text: `${key}, default ${traced.text}` }
    : traced;
}
