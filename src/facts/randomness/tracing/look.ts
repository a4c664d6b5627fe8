import type { Value } from '../../python/model.js';
import { configIndex } from '../configs.js';
import { bareFrame, type Frame } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { assignmentsTo, hasMembers, itemsOf } from './assignments.js';
import { holdPathText } from './files.js';
import { lookObject } from './objects.js';
import { type Option, optionFor, traceOption } from './options.js';
import { entryOf, textOfEntry, traceConfig } from './outside.js';
import { settle } from './settle.js';
import { type Holder, layered, plainThing, type Thing } from './things.js';

/** What a holder has under a key; `absent` where it surely has nothing; undefined where that cannot be told. */
export function look(
  tracer: Tracer,
  holder: Holder,
  key: string,
  depth: number,
): Thing | 'absent' | undefined {
  switch (holder.kind) {
    case 'layers':
      return lookLayers(tracer, holder.of, key, depth);
    case 'dict':
      return lookDict(tracer, holder, key, depth);
    case 'variable':
      return lookVariable(tracer, holder, key, depth);
    case 'object':
      return lookObject(tracer, holder, key, depth);
    case 'scope':
      return lookScope(tracer, holder.frame, key, depth);
    case 'options':
      return lookOptions(tracer, holder.frame, key, depth);
    case 'config':
      return lookConfig(tracer, holder, key);
    case 'some config':
      return lookSomeConfig(tracer, holder, key);
    case 'environment': {
      const entries = configIndex(tracer.scene.configs).last.get(key) ?? [];
      const entry = entries.find(({ file }) => /(?:^|\/)\.env$/.test(file));
      return entry ? plainThing(textOfEntry(entry)) : undefined;
    }
    case 'known':
      return holder.values.get(key);
  }
}

/** Follows keys from a holder. */
export function lookAll(
  tracer: Tracer,
  holder: Holder | undefined,
  keys: readonly string[],
  depth: number,
): Thing | 'absent' | undefined {
  let at = holder;
  let found: Thing | 'absent' | undefined;
  for (const key of keys) {
    if (!at) return undefined;
    found = look(tracer, at, key, depth + 1);
    if (found === undefined || found === 'absent') return found;
    at = keys.length > 1 ? found.hold() : undefined;
  }
  return found;
}

function lookLayers(
  tracer: Tracer,
  of: readonly Holder[],
  key: string,
  depth: number,
): Thing | 'absent' | undefined {
  const things: Thing[] = [];
  let sure = true;
  for (const holder of of) {
    const found = look(tracer, holder, key, depth + 1);
    if (found === undefined) sure = false;
    else if (found !== 'absent') things.push(found);
  }
  const [first] = things;
  if (!first) return sure ? 'absent' : undefined;
  return {
    trace: () => first.trace(),
    hold: () => layered(things.map((thing) => thing.hold())),
  };
}

/** A value in a frame, worked out when asked for. */
export function thingOf(tracer: Tracer, value: Value, frame: Frame, depth: number): Thing {
  return {
    trace: () => tracer.trace(value, frame, depth + 1),
    hold: () => tracer.hold(value, frame, depth + 1),
  };
}

function lookDict(
  tracer: Tracer,
  { entries, frame }: Extract<Holder, { kind: 'dict' }>,
  key: string,
  depth: number,
): Thing | 'absent' | undefined {
  let sure = true;
  // The last one counts; a spread may bring the key too.
  for (const entry of [...entries].reverse()) {
    if (entry.key === undefined) {
      const spread = tracer.hold(entry.value, frame, depth + 1);
      const found = spread && look(tracer, spread, key, depth + 1);
      if (found === undefined) sure = false;
      else if (found !== 'absent') return found;
    } else if (entry.key.kind === 'string') {
      if (entry.key.value === key) return thingOf(tracer, entry.value, frame, depth);
    } else sure = false;
  }
  return sure ? 'absent' : undefined;
}

function lookVariable(
  tracer: Tracer,
  holder: Extract<Holder, { kind: 'variable' }>,
  key: string,
  depth: number,
): Thing | 'absent' | undefined {
  const { path, scopes, frame, under } = holder;
  const below = under && look(tracer, under, key, depth + 1);
  const target = `${path}.${key}`;
  const all = scopes
    .flatMap((scope) => [
      ...assignmentsTo(frame.module, scope, target),
      ...itemsOf(frame.module, scope, path).filter(
        (item) => item.key?.kind === 'string' && item.key.value === key,
      ),
    ])
    .filter((assignment) => !tracer.active.has(assignment))
    .sort((a, b) => (a.scope === b.scope ? a.line - b.line : 0));
  const deeper = scopes.some((scope) => hasMembers(frame.module, scope, target));
  if (all.length === 0 && !deeper) return below;
  const lower = typeof below === 'object' ? below : undefined;
  return {
    trace: () =>
      (all.length > 0 ? settle(tracer, all, target, frame, depth, () => lower?.trace()) : lower?.trace()) ??
      UNKNOWN,
    hold: () => {
      const last = all.at(-1);
      const value = last && tracer.once(last, () => tracer.hold(last.value, frame, depth + 1));
      return { kind: 'variable', path: target, scopes, frame, under: layered([value, lower?.hold()]) };
    },
  };
}

/** A name that a module or a function's body binds. */
function lookScope(tracer: Tracer, frame: Frame, key: string, depth: number): Thing | undefined {
  const { module, scope } = frame;
  const bound =
    assignmentsTo(module, scope, key).length > 0 ||
    module.imports.some((statement) => statement.binds === key || statement.name === '*') ||
    module.scopes.some(({ name, parent }) => parent === scope && name === key);
  return bound ? thingOf(tracer, { kind: 'name', path: key }, frame, depth) : undefined;
}

function lookOptions(tracer: Tracer, frame: Frame, key: string, depth: number): Thing | undefined {
  const option = optionFor(tracer.scene, key.replace(/^-+/, '').replaceAll('-', '_'), frame);
  if (!option) return groupOf(tracer, frame, key);
  return {
    trace: () => traceOption(tracer, option, frame, depth),
    hold: () => {
      if (option.form === 'config file') return configFunction(tracer, option, frame, depth);
      return option.default && tracer.hold(option.default, bareFrame(option.module, option.scope), depth + 1);
    },
  };
}

/** What `get_config()` of the Python file returns that an option names. Source: ml_collections documentation, "Config Flags". */
function configFunction(tracer: Tracer, option: Option, frame: Frame, depth: number): Holder | undefined {
  const { value } = traceOption(tracer, option, frame, depth);
  const file = typeof value === 'string' ? holdPathText(tracer, value.split(':')[0] ?? '', frame) : undefined;
  if (file?.kind !== 'scope') return file;
  const { module } = file.frame;
  const scope = module.scopes.findIndex(({ name, parent }) => parent === 0 && name === 'get_config');
  return layered(
    module.returns
      .filter((result) => result.scope === scope)
      .map((result) =>
        tracer.once(result, () => tracer.hold(result.value, bareFrame(module, scope), depth + 1)),
      ),
  );
}

/** `parser.add_arguments(Training, dest='training')` of simple-parsing, `add_class_arguments(Net, 'net')` of jsonargparse. */
function groupOf(tracer: Tracer, frame: Frame, key: string): Thing | undefined {
  for (const { callee, args, scope } of frame.module.calls) {
    if (callee.kind !== 'name' || !/\.add_(?:class_)?arguments$/.test(callee.path)) continue;
    if (
      !args.some(
        ({ name, value }) => (name ?? 'dest') === 'dest' && value.kind === 'string' && value.value === key,
      )
    )
      continue;
    const definition = args[0] && tracer.scene.python.define(frame.module, args[0].value, scope);
    if (definition) return { trace: () => UNKNOWN, hold: () => ({ kind: 'object', ...definition, frame }) };
  }
  return undefined;
}

function lookConfig(
  tracer: Tracer,
  holder: Extract<Holder, { kind: 'config' }>,
  key: string,
): Thing | 'absent' | undefined {
  const keys = [...holder.keys, key];
  const inner: Holder = { ...holder, keys };
  const given = holder.overrides.find((override) => override.keys.join('.') === keys.join('.'));
  const { exact, inside } = entryOf(tracer, holder.layers, keys);
  if (!given && !exact && !inside) return 'absent';
  return {
    trace: (): Traced => {
      if (given) return { kind: 'config', text: given.text, value: given.value };
      if (!exact) return UNKNOWN;
      return textOfEntry(exact, (path) =>
        tracer.once(`config ${path.join('.')}`, () => {
          const top: Holder = { ...holder, keys: [] };
          const found = lookAll(tracer, top, path, 0);
          return typeof found === 'object' ? found.trace() : undefined;
        }),
      );
    },
    hold: () => inner,
  };
}

function lookSomeConfig(
  tracer: Tracer,
  { keys, files }: Extract<Holder, { kind: 'some config' }>,
  key: string,
): Thing | undefined {
  const all = [...keys, key];
  return {
    trace: () => traceConfig(tracer, all, undefined, files) ?? UNKNOWN,
    hold: () => ({ kind: 'some config', keys: all, files }),
  };
}
