import type { Call, Value } from '../python/model.js';
import { lastName } from '../python/values.js';
import { canonical } from '../randomness/lookup.js';
import type { Place } from '../randomness/model.js';
import { argumentOf, type Frame, placeOf, type Scene, written } from '../randomness/scene.js';
import { Tracer } from '../randomness/trace.js';
import type { Walked } from '../randomness/walking/events.js';
import { type Origin, originOf } from './origin.js';
import { COUNTING, DECLARED, EVALUATED, INSTANTIATING, METHODS, PARSERS, SETTINGS, TAKING } from './table.js';

/** A hyperparameter where training takes it, and where its value lives. */
export interface HyperparameterUse {
  name: string;
  /** What takes it: `torch.optim.Adam()`, `fit()`, `for epoch in range()`. */
  call: string;
  at: Place;
  origin: Origin;
  /** For people: `0.1`, `--lr, default 0.1 (train.py:4)`, `params.yaml:3 lr: 0.1`. */
  text: string;
}

/** Hyperparameters by place and name. */
export type HyperparameterSink = Map<string, HyperparameterUse>;

const MOST = 2000;
/** Where runs differ, the place that is easier to change without touching code counts. */
const RANK: Readonly<Record<Origin, number>> = {
  config: 4,
  option: 4,
  unknown: 3,
  default: 2,
  constant: 1,
  literal: 0,
};

/** The hyperparameters that a training run comes to. */
export function collectHyperparameters(scene: Scene, walked: Walked): HyperparameterSink {
  const sink: HyperparameterSink = new Map();
  const tracer = new Tracer(scene);
  const add = (
    frame: Frame,
    line: number,
    call: string,
    name: string,
    value: Value,
    named = false,
    user = frame,
  ) => {
    const at = placeOf(scene, user.module, line);
    const { origin, text } = originOf(tracer, value, frame);
    if (origin === 'none') return;
    put(sink, keyOf(at, call, name), {
      name,
      call,
      at,
      origin: named && origin === 'literal' ? 'constant' : origin,
      text,
    });
  };
  for (const { call, frame, name } of walked.calls) {
    const shown = `${written(frame.module, call.callee)}()`;
    const full = name === undefined ? undefined : canonical(name);
    const row =
      name === undefined
        ? undefined
        : TAKING.find(({ call: pattern }) => pattern.test(name) || pattern.test(full!));
    const taking = row ?? (isOwn(scene, frame, call) ? undefined : METHODS.get(lastName(call.callee)));
    if (name !== undefined) handedWhole(name, call, frame);
    if (!taking || (row?.loads && feedsEvaluation(frame, call))) continue;
    const { keywords } = taking;
    for (const { name: keyword, value } of call.args)
      if (keyword !== undefined && keywords.test(keyword)) add(frame, call.line, shown, keyword, value);
    for (const [position, named] of (taking.positions ?? []).entries()) {
      if (named === undefined || call.args.some(({ name: keyword }) => keyword === named)) continue;
      const value = argumentOf(call, undefined, position);
      if (value && value.kind !== 'other') add(frame, call.line, shown, named, value);
    }
    for (const { name: keyword, value } of call.args)
      if (keyword === '**') spread(frame, call, shown, keywords, value);
    const settings = row?.dict && argumentOf(call, row.dict.keyword, row.dict.position);
    if (settings) spread(frame, call, shown, keywords, settings);
  }
  /** A dict of settings that is handed over as a whole. */
  function spread(frame: Frame, call: Call, shown: string, keywords: RegExp, value: Value): void {
    const held = tracer.hold(value, frame);
    if (held?.kind === 'dict') {
      // Under a name it is a block of settings; written into the call it is not.
      for (const { key, value: inner } of held.entries)
        if (key?.kind === 'string' && keywords.test(key.value))
          add(held.frame, call.line, shown, key.value, inner, value.kind === 'name', frame);
      return;
    }
    const origin =
      held?.kind === 'config' || held?.kind === 'some config'
        ? 'config'
        : held?.kind === 'options'
          ? 'option'
          : 'unknown';
    const at = placeOf(scene, frame.module, call.line);
    put(sink, keyOf(at, shown, 'settings'), {
      name: 'settings',
      call: shown,
      at,
      origin,
      text: held ? written(frame.module, value) : 'a dict that could not be traced',
    });
  }
  function handedWhole(name: string, call: Call, frame: Frame): void {
    const at = placeOf(scene, frame.module, call.line);
    const whole = PARSERS.test(name)
      ? ({ origin: 'option', name: 'all settings', text: 'options of the command line' } as const)
      : INSTANTIATING.test(name) &&
          call.args[0]?.value.kind === 'name' &&
          SETTINGS.test(call.args[0].value.path)
        ? ({
            origin: 'config',
            name: call.args[0].value.path,
            text: 'the configuration that Hydra composes',
          } as const)
        : undefined;
    if (whole)
      put(sink, `${at.file}:${at.line}:${whole.name}`, { ...whole, call: `${lastName(call.callee)}()`, at });
  }
  for (const { assignment, frame } of walked.assignments) {
    const { target, value, line } = assignment;
    if (!COUNTING.test(target) || value.kind !== 'operation' || value.operator !== 'iterate') continue;
    const range = rangeOf(frame, value.operands[0]);
    if (range) add(frame, line, `for ${target} in range()`, 'epochs', range);
  }
  addDeclared(scene, walked, sink);
  return sink;
}

/** Options by the names of hyperparameters whose way to the training could not be followed. */
function addDeclared(scene: Scene, walked: Walked, sink: HyperparameterSink): void {
  const told = new Set([...sink.values()].map(({ name }) => name));
  for (const [name, options] of scene.options) {
    const option = options.find(({ module }) => walked.modules.has(module));
    if (!option || !DECLARED.test(name) || told.has(name)) continue;
    const followed = [...sink.values()].some(({ text }) => text.startsWith(`--${name},`));
    const at = placeOf(scene, option.module, option.line);
    if (!followed)
      put(sink, keyOf(at, '', name), {
        name,
        call: 'the command line',
        at,
        origin: 'option',
        text: `--${name}`,
      });
  }
}

function keyOf(at: Place, call: string, name: string): string {
  return `${at.file}:${at.cell ?? 0}:${at.line}:${call}:${name}`;
}

/** Those of several runs, each once, by place. */
export function mergedHyperparameters(sinks: readonly HyperparameterSink[]): HyperparameterUse[] {
  const all: HyperparameterSink = new Map();
  for (const sink of sinks) for (const [key, use] of sink) put(all, key, use);
  return [...all]
    .map(([, use]) => use)
    .sort((a, b) =>
      a.at.file === b.at.file
        ? (a.at.cell ?? 0) - (b.at.cell ?? 0) || a.at.line - b.at.line
        : a.at.file < b.at.file
          ? -1
          : 1,
    );
}

function put(sink: HyperparameterSink, key: string, use: HyperparameterUse): void {
  const known = sink.get(key);
  if (known ? RANK[known.origin] < RANK[use.origin] : sink.size < MOST) sink.set(key, use);
}

/** The number of turns of `range(n)`, `range(start, n)`, also within `tqdm(...)` or `enumerate(...)`. */
function rangeOf(frame: Frame, value: Value | undefined, depth = 0): Value | undefined {
  if (value?.kind !== 'call' || depth > 3) return undefined;
  const call = frame.module.calls[value.call];
  const name = call ? lastName(call.callee) : '';
  if (!call) return undefined;
  if (/^(?:tqdm|trange|enumerate|track|progress_bar|master_bar)$/.test(name) && name !== 'trange')
    return rangeOf(frame, call.args[0]?.value, depth + 1);
  if (name !== 'range' && name !== 'trange') return undefined;
  const given = call.args.filter(({ name: keyword }) => keyword === undefined);
  const [start, stop] = given.length > 1 ? [given[0]?.value, given[1]?.value] : [undefined, given[0]?.value];
  // `range(start, start + 200)` takes 200 turns.
  if (start?.kind === 'name' && stop?.kind === 'operation' && stop.operator === '+')
    return stop.operands.find((part) => part.kind !== 'name' || part.path !== start.path) ?? stop;
  return stop;
}

/** A loader of data that is only evaluated: how many it takes at once changes no model. */
function feedsEvaluation({ module }: Frame, call: Call): boolean {
  const [first] = call.args;
  const named = first?.name === undefined || first.name === 'dataset' ? first?.value : undefined;
  if (named?.kind === 'name' && EVALUATED.test(named.path)) return true;
  return module.assignments.some(
    ({ target, value }) =>
      value.kind === 'call' && module.calls[value.call] === call && EVALUATED.test(target),
  );
}

/** A method of a class of the project takes what its own code makes of it. */
function isOwn(scene: Scene, frame: Frame, call: Call): boolean {
  return scene.python.define(frame.module, call.callee, frame.scope) !== undefined;
}
