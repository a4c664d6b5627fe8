import type { Call } from '../../python/model.js';
import { lastName, ownerOf } from '../../python/values.js';
import { findDraw, findSeeder } from '../lookup.js';
import { argumentOf, type Frame, written } from '../scene.js';
import { mustBe, type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { keyPath } from './dicts.js';
import { look, lookAll } from './look.js';
import { calledFrame } from './makers.js';
import { traceOption } from './options.js';
import { originOf } from './origin.js';
import { traceConfig, traceOutside } from './outside.js';

/** Functions whose result changes from run to run. */
const VARYING =
  /^(?:time\.(?:time|time_ns|perf_counter|perf_counter_ns|monotonic)|datetime\.(?:datetime\.)?(?:now|utcnow|today)|datetime\.date\.today|os\.(?:urandom|getpid|getrandom)|secrets\.\w+|uuid\.uuid[147]|torch\.(?:random\.)?seed|random\.SystemRandom|id)$/;
/** Functions that hand a number on, or make another of it that is the same in every run. */
const TRANSPARENT =
  /^(?:int|str|abs|float|round|bool|min|max|sum|pow|list|tuple|sorted|reversed|enumerate|zip|divmod|bytes|len|numpy\.(?:u?int\d*|array|asarray|abs|mod|arange|int_|random\.SeedSequence)|copy\.(?:copy|deepcopy)|itertools\.\w+|zlib\.\w+|binascii\.\w+|hashlib\.\w+|struct\.\w+|math\.\w+|operator\.\w+|json\.dumps|int\.from_bytes|torch\.tensor|torch\.as_tensor|ast\.literal_eval|random\.Random)$/;
/** Methods of a value that give another one, the same in every run. */
const SAME_METHODS =
  /^(?:item|encode|decode|hexdigest|digest|to_bytes|strip|lower|upper|astype|tolist|split|replace|format|spawn|generate_state|copy|__index__|values|items|total_seconds|timestamp)$/;

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
  if (name === 'hash' && first)
    return hashOf(tracer.trace(first, frame, depth + 1), first.kind === 'tuple', shown);
  if (name && VARYING.test(name)) return { kind: 'varying', text: shown };
  if (name === 'os.environ.get' || name === 'os.getenv' || name === 'os.environ.setdefault') {
    const fallback = argumentOf(call, 'default', 1);
    const file =
      first?.kind === 'string' ? look(tracer, { kind: 'environment' }, first.value, depth) : undefined;
    if (typeof file === 'object') return file.trace();
    const set = { by: 'environment' as const };
    if (!fallback) return { kind: 'none', text: `${shown} without a default`, value: null, set };
    const traced = tracer.trace(fallback, frame, depth + 1);
    return traced.kind === 'literal'
      ? { ...traced, kind: 'default', text: `${shown}, default ${traced.text}`, set }
      : traced;
  }
  if (name === 'torch.initial_seed' || name === 'torch.utils.data.get_worker_info')
    return { kind: 'derived', text: shown };
  if (name === 'torch.Generator') return { kind: 'derived', text: shown };
  if (name === 'range' && call.callee.kind === 'name') return { kind: 'literal', text: 'range()' };
  if (name && TRANSPARENT.test(name) && first)
    return passOn(
      tracer.join(call.args.map(({ value }) => mustBe(tracer.trace(value, frame, depth + 1)))),
      name,
      shown,
    );
  if (last.startsWith('DEFINE_')) {
    const option = tracer.scene.options.get(first?.kind === 'string' ? first.value : '')?.find((one) => one.module === module); // biome-ignore format: one search
    if (option) return traceOption(tracer, option, frame, depth);
  }
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
  const read = traceGetter(tracer, call, name, last, frame, depth);
  if (read) return read;
  const definition = tracer.scene.python.define(module, call.callee, frame.scope);
  if (definition?.module.scopes[definition.scope]?.kind === 'function') {
    const inner = calledFrame(tracer, definition, call, frame, depth);
    const results = definition.module.returns.filter(({ scope }) => scope === definition.scope);
    const traced = results.map((result) =>
      tracer.once(result, () => tracer.trace(result.value, inner, depth + 2)),
    );
    const result = oneOf(traced.filter((one) => one !== undefined));
    if (result) return result;
  }
  // A method of a fixed or traced object, such as `rng.integers(1000)` or `parser.get()`.
  if (call.callee.kind === 'name' && call.callee.path.includes('.')) {
    const base = call.callee.path.slice(0, call.callee.path.lastIndexOf('.'));
    const origin = base.includes('.') ? undefined : originOf(base, frame);
    if (origin?.value.kind === 'call' && !tracer.active.has(origin.value)) {
      const traced = tracer.trace(origin.value, origin.frame, depth + 1);
      if (traced.kind === 'varying' || traced.kind === 'derived') return { ...traced, text: shown };
      if (traced.kind !== 'unknown' && SAME_METHODS.test(last)) return derive(traced, shown);
    }
  }
  const made = ownerOf(call.callee);
  if (made && SAME_METHODS.test(last) && made.kind !== 'name') {
    const traced = tracer.trace(made, frame, depth + 1);
    if (traced.kind !== 'unknown') return passOn(traced, '', shown);
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

/** What a function gives that returns at several places: what changes before all, and nothing where some give a seed and others none. */
function oneOf(all: readonly Traced[]): Traced | undefined {
  const varying = all.find(({ kind }) => kind === 'varying');
  if (varying) return varying;
  const told = all.filter(({ kind }) => kind !== 'unknown');
  const some = told.some(({ kind }) => kind !== 'none');
  const none = told.some(({ kind }) => kind === 'none');
  if (none && (some || told.length < all.length)) return undefined;
  return told.at(-1);
}

/** Methods that read a setting by its name, with what counts where it is missing. */
const GETTERS =
  /^(?:select|setdefault|(?:get|pop)(?:_?(?:int|integer|float|bool|boolean|str|string|value|param|parameter|option|setting))?)$/;

/** What is made of a value by a function that is the same in every run. */
function passOn(traced: Traced, name: string, shown: string): Traced {
  // Plain conversions keep the number; others make another one.
  if (/^(?:int|str|float|abs|round|numpy\.u?int\d*|copy\.\w+|list|tuple|sorted)$/.test(name)) return traced;
  if (traced.value === undefined) return traced;
  const { value: _, ...rest } = traced;
  return { ...rest, text: traced.kind === 'literal' ? shown : traced.text };
}

/** Strings are hashed with a salt that changes from run to run; numbers are not. */
function hashOf(traced: Traced, isTuple: boolean, shown: string): Traced {
  if (traced.kind === 'varying') return traced;
  if (typeof traced.value === 'string') return { kind: 'varying', text: shown };
  if (
    typeof traced.value === 'number' ||
    (isTuple && traced.kind === 'literal' && !traced.text.includes("'"))
  )
    return { kind: 'literal', text: shown };
  return isTuple && traced.text.includes("'")
    ? { kind: 'varying', text: shown }
    : { kind: 'unknown', text: shown };
}

/** `cfg.get('seed', 42)`, `config.getint('train', 'seed', fallback=1)`, `getattr(args, 'seed', 0)`. */
function traceGetter(
  tracer: Tracer,
  call: Call,
  name: string | undefined,
  last: string,
  frame: Frame,
  depth: number,
): Traced | undefined {
  const [first, second] = call.args
    .filter((argument) => argument.name === undefined)
    .map(({ value }) => value);
  const isGetattr = name === 'getattr';
  if (!isGetattr && !GETTERS.test(last)) return undefined;
  const of = isGetattr ? first : ownerOf(call.callee);
  const key = isGetattr ? second : first;
  if (!of || key?.kind !== 'string') return undefined;
  const holder = tracer.hold(of, frame, depth + 1);
  // configparser: section, then key.
  const isTwo =
    /^get(?:int|float|boolean)?$/.test(last) &&
    second?.kind === 'string' &&
    (last !== 'get' || isIni(holder));
  const keys = isTwo ? [key.value, second.value] : last === 'select' ? key.value.split('.') : [key.value];
  const fallback =
    argumentOf(call, 'fallback') ??
    argumentOf(call, 'default') ??
    argumentOf(call, undefined, isGetattr || isTwo ? 2 : 1);
  const found = lookAll(tracer, holder, keys, depth);
  const held = typeof found === 'object' ? found.trace() : undefined;
  if (held && held.kind !== 'unknown') return held;
  const sure = found === 'absent';
  const guessed = sure
    ? undefined
    : (traceConfig(tracer, [...(keyPath(of) ?? []), ...keys]) ??
      (isGetattr || holder?.kind === 'options'
        ? known(traceOutside(tracer, keys, frame, depth))
        : undefined));
  if (guessed) return guessed;
  const shown = keys.at(-1) ?? '';
  if (!fallback) {
    if (held) return held;
    return isGetattr ? undefined : { kind: 'none', text: `${shown}, absent by default`, value: null };
  }
  const traced = tracer.trace(fallback, frame, depth + 1);
  return traced.kind === 'literal'
    ? { ...traced, kind: 'default', text: `${shown}, default ${traced.text}` }
    : traced;
}

function known(traced: Traced): Traced | undefined {
  return traced.kind === 'unknown' ? undefined : traced;
}

function isIni(holder: ReturnType<Tracer['hold']>): boolean {
  if (holder?.kind === 'layers') return holder.of.some(isIni);
  return holder?.kind === 'config' && holder.layers.some(({ file }) => /\.(?:ini|cfg|conf)$/.test(file));
}
