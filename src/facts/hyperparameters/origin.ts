import type { PythonModule, Value } from '../python/model.js';
import { lastName, ownerOf } from '../python/values.js';
import { type Frame, scopeChain } from '../randomness/scene.js';
import type { Tracer } from '../randomness/trace.js';
import type { Holder } from '../randomness/tracing/things.js';

/** Where the value of a hyperparameter lives. */
export type Origin =
  /** A file of settings of the project. */
  | 'config'
  /** An option of the command line, or a field of a class of settings. */
  | 'option'
  /** The default of a function's argument. */
  | 'default'
  /** A named constant of a module, or an attribute of a class or dict of settings in code. */
  | 'constant'
  /** Written into the code where it is used. */
  | 'literal'
  | 'unknown';

const COMMANDS = /^(?:command|option|argument|main|app|cli|entrypoint|configurable|capture|automain|config)$/;
const WRITTEN: ReadonlySet<Value['kind']> = new Set(['number', 'string', 'boolean', 'tuple', 'list']);
const LONGEST_WAY = 12;

/** Where a value comes from; `none` for what is left to the library: None. */
export function originOf(
  tracer: Tracer,
  value: Value,
  frame: Frame,
): { origin: Origin | 'none'; text: string } {
  const traced = tracer.trace(value, frame);
  const { kind, set } = traced;
  // Of a calculation only a part is traced.
  const text = value.kind === 'operation' && kind === 'literal' ? 'a calculated number' : traced.text;
  if (kind === 'none') return { origin: 'none', text };
  if (kind === 'config') return { origin: 'config', text };
  if (kind === 'required' || set?.by === 'option' || set?.by === 'environment')
    return { origin: 'option', text };
  if (kind === 'literal' || kind === 'default') {
    const place = wayOf(tracer, value, frame);
    // The tracer has followed it to the file where it stands.
    if (set?.by === 'default' && isSettingsFile(set.module.path)) return { origin: 'config', text };
    // A calculation that cannot be followed ends in a constant all the same.
    return { origin: place !== 'unknown' ? place : kind === 'default' ? 'default' : 'constant', text };
  }
  const place = wayOf(tracer, value, frame);
  if (place === 'option') return { origin: place, text: 'the command line' };
  return { origin: place === 'config' ? place : 'unknown', text };
}

/** Follows names through calls and single assignments to the place where a constant stands. */
function wayOf(tracer: Tracer, start: Value, from: Frame): Origin {
  let value = start;
  let frame = from;
  for (let step = 0; step < LONGEST_WAY; step++) {
    const base = baseOf(value);
    if (base)
      return placeOfHolder(tracer.hold(base, frame)) ?? (value.kind === 'name' ? 'constant' : 'unknown');
    if (readsArguments(value, frame)) return 'option';
    // At a module's top a name ends the way: what is written out was handed over, or is a variable of a function.
    const named: Value | undefined =
      value.kind === 'tuple' || value.kind === 'list' || value.kind === 'operation'
        ? firstName(value)
        : undefined;
    if (named) {
      value = named;
      continue;
    }
    if (WRITTEN.has(value.kind)) return 'literal';
    if (value.kind !== 'name') return value.kind === 'operation' && plain(value) ? 'literal' : 'unknown';
    const { module } = frame;
    const { path } = value;
    const bound = frame.bindings.get(path);
    if (bound) {
      ({ value, frame } = bound);
      continue;
    }
    const scope = scopeChain(module, frame.scope).find(
      (at) =>
        module.assignments.some((one) => one.scope === at && one.target === path && one.key === undefined) ||
        module.scopes[at]?.parameters.some(({ name }) => name === path),
    );
    if (scope === undefined) return importedFrom(tracer, module, path) ?? 'unknown';
    if (module.scopes[scope]?.parameters.some(({ name }) => name === path))
      return isCommand(frame, scope) ? 'option' : 'default';
    if (scope === 0) {
      if (isSettingsFile(module.path)) return 'config';
      const [set] = module.assignments.filter((one) => one.scope === 0 && one.target === path);
      const inner =
        set && set.value.kind !== 'name'
          ? baseOf(set.value)
            ? wayOf(tracer, set.value, { ...frame, scope: 0 })
            : readsArguments(set.value, frame)
              ? 'option'
              : undefined
          : undefined;
      return inner === 'option' || inner === 'config' || inner === 'constant'
        ? inner
        : isGiven(frame, path)
          ? 'option'
          : 'constant';
    }
    const [only, ...more] = module.assignments.filter(
      (one) => one.scope === scope && one.target === path && one.key === undefined,
    );
    if (!only || more.length > 0) return 'literal';
    value = only.value;
    frame = scope === frame.scope ? frame : { ...frame, scope };
  }
  return 'unknown';
}

/** A Python file that is named for settings is a tracked file of settings. */
function isSettingsFile(path: string): boolean {
  return /(?:^|[/_])(?:configs?|configuration|cfg|settings?|params|parameters|hparams|hyper_?param(?:eter)?s|options?|opts?|arguments|constants)(?:_\w+)?\.py$|(?:^|\/)(?:configs?|conf)\/[^/]+\.py$/i.test(
    path,
  );
}

/** A constant of another module of the project, by its name. */
function importedFrom({ scene }: Tracer, module: PythonModule, name: string): Origin | undefined {
  const statement = module.imports.find(({ binds }) => binds === name);
  const target = statement && scene.python.resolve(module, statement);
  return target?.kind === 'local' ? (isSettingsFile(target.path) ? 'config' : 'constant') : undefined;
}

/** What holds a setting: `args` of `args.lr`, `cfg.optim` of `cfg.optim['lr']`. */
function baseOf(value: Value): Value | undefined {
  return value.kind === 'operation' && value.operator === 'index' ? value.operands[0] : ownerOf(value);
}

/** Decorators and base classes of classes that hold settings: their fields are meant to be set from outside. */
const FIELDS =
  /^(?:dataclass|define|attrs|s|frozen|mutable|BaseModel|BaseSettings|NamedTuple|TypedDict|Tap|Serializable|Hyperparameters|PretrainedConfig|\w*Arguments|\w*Args)$/;

function placeOfHolder(held: Holder | undefined): Origin | undefined {
  switch (held?.kind) {
    case 'options':
      return 'option';
    case 'config':
    case 'some config':
      return 'config';
    case 'layers':
      return (
        held.of.map(placeOfHolder).find((place) => place === 'config' || place === 'option') ??
        placeOfHolder(held.of[0])
      );
    case 'object': {
      if (isSettingsFile(held.module.path)) return 'config';
      const { decorators = [], bases = [] } = held.module.scopes[held.scope] ?? {};
      const named = [...decorators, ...bases].map((one) =>
        lastName(one.kind === 'call' ? (held.module.calls[one.call]?.callee ?? one) : one),
      );
      return named.some((name) => FIELDS.test(name)) ? 'option' : 'constant';
    }
    case 'scope':
    case 'variable':
    case 'dict':
      return isSettingsFile(held.frame.module.path) ? 'config' : 'constant';
    case undefined:
      return undefined;
    default:
      return 'constant';
  }
}

/** `float(sys.argv[1]) if len(sys.argv) > 1 else 0.5`. */
function readsArguments(value: Value, frame: Frame, depth = 0): boolean {
  if (depth > 6) return false;
  const inside = (one: Value) => readsArguments(one, frame, depth + 1);
  if (value.kind === 'name') return value.path === 'sys.argv' || value.path === 'argv';
  if (value.kind === 'operation') return value.operands.some(inside);
  if (value.kind === 'call')
    return (frame.module.calls[value.call]?.args ?? []).some((one) => inside(one.value));
  return false;
}

/** The first name in a tuple or a calculation: `(beta1, beta2)`, `args.lr * world_size`. */
function firstName(value: Value, depth = 0): Value | undefined {
  if (value.kind === 'name') return value;
  const parts =
    value.kind === 'operation'
      ? value.operands
      : value.kind === 'tuple' || value.kind === 'list'
        ? value.items
        : [];
  for (const part of depth < 5 ? parts : []) {
    const found = firstName(part, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** `3 * 10 ** -4`: numbers only. */
function plain(value: Value): boolean {
  return value.kind === 'number' || (value.kind === 'operation' && value.operands.every(plain));
}

/** What makes a command of a function that it is handed. Source: fire, typer, tyro, jsonargparse, defopt, plac, Hydra-zen. */
const MAKING = /^(?:Fire|run|cli|CLI|auto_cli|call|zen)$/;

/** A function whose arguments a framework offers on the command line: click, typer, Hydra, gin, Sacred, fire. */
function isCommand({ module }: Frame, scope: number): boolean {
  const { name, decorators = [] } = module.scopes[scope] ?? {};
  return (
    decorators.some((decorator) => {
      const callee = decorator.kind === 'call' ? module.calls[decorator.call]?.callee : decorator;
      return callee !== undefined && COMMANDS.test(lastName(callee));
    }) ||
    module.calls.some(
      ({ callee, args }) =>
        MAKING.test(lastName(callee)) &&
        (args.some(({ value }) => value.kind === 'name' && value.path === name) ||
          (lastName(callee) === 'Fire' && args.length === 0)),
    )
  );
}

/** A variable at the top of a module that whoever runs it gives: in the parameters cell of a notebook, or under a script that `exec` puts over it. */
function isGiven({ module }: Frame, name: string): boolean {
  const lines = module.assignments
    .filter(({ scope, target }) => scope === 0 && target === name)
    .map(({ line }) => line);
  const inCell = module.cells?.some(
    (cell) => cell.parameters && lines.some((line) => line >= cell.line && line < cell.line + cell.lines),
  );
  const [first] = lines;
  return (
    inCell === true ||
    module.calls.some(
      ({ callee, scope, args, line }) =>
        scope === 0 &&
        lastName(callee) === 'exec' &&
        args[0]?.value.kind === 'call' &&
        first !== undefined &&
        line > first,
    )
  );
}
