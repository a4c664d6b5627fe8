import type { Call, PythonModule } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { configIndex } from '../configs.js';
import { bareFrame, type Frame } from '../scene.js';
import type { Traced, Tracer } from '../trace.js';
import { assignmentsTo } from './assignments.js';
import { composed } from './compose.js';
import { holdFile } from './files.js';
import { kedro } from './kedro.js';
import { lookAll } from './look.js';
import { traceOption } from './options.js';
import { textOfEntry } from './outside.js';
import { type Holder, layered } from './things.js';

/** A parameter as a holder: what the caller passed, what a framework hands to a function that it runs, or its annotation. */
export function holdParameter(tracer: Tracer, name: string, frame: Frame, depth: number): Holder | undefined {
  const bound = frame.bindings.get(name);
  if (bound) return tracer.once(bound.value, () => tracer.hold(bound.value, bound.frame, depth + 1));
  const { module, scope } = frame;
  const target = module.scopes[scope];
  const parameter = target?.parameters.find((candidate) => candidate.name === name);
  if (!target || !parameter) return undefined;
  if (parameter.kind === 'kwargs') {
    if (!frame.via || !frame.caller) return { kind: 'options', frame };
    const entries = frame.via.args.flatMap(({ name: keyword, value }) => {
      if (keyword === undefined || keyword === '*') return [];
      return keyword === '**' ? [{ value }] : [{ key: { kind: 'string' as const, value: keyword }, value }];
    });
    return { kind: 'dict', entries, frame: frame.caller };
  }
  for (const decorator of target.decorators) {
    const call = decorator.kind === 'call' ? module.calls[decorator.call] : undefined;
    const decorating = tracer.scene.python.qualify(module, call ? call.callee : decorator, target.parent);
    const outer = bareFrame(module, target.parent, frame.made);
    if (decorating && /^hydra\.(?:experimental\.)?main$/.test(decorating)) {
      if (call) return composed(tracer, call, outer, frame.caller);
    }
  }
  const spread = spreadInto(tracer, name, frame, depth);
  if (typeof spread === 'object') return spread.hold();
  const annotation = parameter.annotation?.replace(/^(['"])(.*)\1$/, '$2');
  if (annotation !== undefined && /^[\w.]+$/.test(annotation) && !tracer.scene.closed) {
    const definition = tracer.scene.python.define(module, { kind: 'name', path: annotation }, target.parent);
    if (definition?.module.scopes[definition.scope]?.kind === 'class')
      return { kind: 'object', ...definition, frame };
  }
  return (
    parameter.default &&
    tracer.hold(parameter.default, bareFrame(module, target.parent, frame.made), depth + 1)
  );
}

/** What `f(**settings)` brings to a parameter. */
export function spreadInto(
  tracer: Tracer,
  name: string,
  { via, caller }: Frame,
  depth: number,
): ReturnType<typeof lookAll> {
  if (!via || !caller) return undefined;
  for (const argument of via.args) {
    if (argument.name !== '**') continue;
    const found = lookAll(tracer, tracer.hold(argument.value, caller, depth + 1), [name], depth);
    if (typeof found === 'object') return found;
  }
  return undefined;
}

/** What a framework hands to a parameter that no caller was seen to fill: a click option, a gin binding, a Kedro or Sacred parameter. */
export function traceHanded(tracer: Tracer, name: string, frame: Frame, depth: number): Traced | undefined {
  const { module, scope } = frame;
  const target = module.scopes[scope];
  if (!target || tracer.scene.closed) return undefined;
  const decorators = target.decorators.flatMap((decorator) =>
    decorator.kind === 'call' ? (module.calls[decorator.call] ?? []) : [],
  );
  const option = tracer.scene.options
    .get(name)
    ?.find(
      (candidate) =>
        candidate.form === 'decorator' &&
        candidate.module === module &&
        decorators.some(({ line }) => line === candidate.line),
    );
  const loose = tracer.scene.options
    .get(name)
    ?.find((candidate) => candidate.form === 'decorator' && candidate.module === module);
  if (option ?? (decorators.length > 0 ? loose : undefined))
    return traceOption(tracer, (option ?? loose)!, frame, depth);
  return gin(tracer, name, target) ?? kedro(tracer, name, frame) ?? sacred(tracer, name, frame, depth);
}

/** A binding `train.seed = 42` of a gin file. Source: gin-config documentation, "Syntax". */
function gin(tracer: Tracer, name: string, target: PythonModule['scopes'][number]): Traced | undefined {
  const owner = target.name === '__init__' ? target.qualifiedName.split('.').at(-2) : target.name;
  for (const [file, entries] of configIndex(tracer.scene.configs).files) {
    if (!file.endsWith('.gin')) continue;
    const entry = entries.find(
      ({ keys }) => keys[0]?.split('/').at(-1)?.split('.').slice(-2).join('.') === `${owner}.${name}`,
    );
    if (entry) return textOfEntry(entry);
  }
  return undefined;
}

/** Sacred: an entry of the experiment's configuration; without one for `seed`, Sacred draws it and keeps it with the run. Source: sacred documentation, "Controlling Randomness". */
function sacred(tracer: Tracer, name: string, frame: Frame, depth: number): Traced | undefined {
  const { module, scope } = frame;
  const captured = module.scopes[scope]?.decorators.some((decorator) => {
    const callee = decorator.kind === 'call' ? module.calls[decorator.call]?.callee : decorator;
    return callee !== undefined && /^(?:main|automain|capture|command)$/.test(lastName(callee));
  });
  if (!captured) return undefined;
  const value = sacredValue(tracer, name, module, depth);
  if (value) return value;
  const usesSacred = module.imports.some(({ module: from }) => from.split('.')[0] === 'sacred');
  return usesSacred && /^_?(?:seed|rnd|rng)$/.test(name)
    ? { kind: 'recorded', text: 'a random seed that Sacred keeps with the run' }
    : undefined;
}

/** An entry of the configuration of the Sacred experiments in a module or in those that it imports. */
export function sacredValue(
  tracer: Tracer,
  name: string,
  module: PythonModule,
  depth: number,
): Traced | undefined {
  const { python } = tracer.scene;
  const near = [module, ...python.importsOf(module).flatMap((path) => python.get(path) ?? [])];
  if (!near.some(({ imports }) => imports.some(({ module: from }) => from.split('.')[0] === 'sacred')))
    return undefined;
  for (const other of near) {
    const found = sacredScopes(other).find((at) => assignmentsTo(other, at, name).length > 0);
    if (found !== undefined)
      return tracer.trace({ kind: 'name', path: name }, bareFrame(other, found), depth + 1);
    const added = layered(
      other.calls
        .filter(({ callee }) => lastName(callee) === 'add_config')
        .map((call) => addedConfig(tracer, call, bareFrame(other, call.scope), depth)),
    );
    const held = lookAll(tracer, added, [name], depth);
    if (typeof held === 'object') return held.trace();
  }
  return undefined;
}

function sacredScopes(module: PythonModule): number[] {
  return module.scopes.flatMap(({ decorators }, at) =>
    decorators.some((decorator) => decorator.kind !== 'call' && lastName(decorator) === 'config') ? [at] : [],
  );
}

function addedConfig(tracer: Tracer, call: Call, frame: Frame, depth: number): Holder | undefined {
  return layered(
    call.args.map(({ name, value }): Holder | undefined => {
      if (name !== undefined && name !== '**')
        return { kind: 'dict', entries: [{ key: { kind: 'string', value: name }, value }], frame };
      return value.kind === 'string'
        ? holdFile(tracer, value, frame, depth, true)
        : tracer.hold(value, frame, depth + 1);
    }),
  );
}
