import type { Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName } from '../python/values.js';
import type { ConfigEntry } from './configs.js';
import type { Place } from './model.js';

/** What the analysis looks at: the code, the configuration files, and indexes over both. */
export interface Scene {
  python: Python;
  configs: readonly ConfigEntry[];
  /** Base names of the configuration files that entry points name. */
  preferred: readonly string[];
  options: Options;
}

/** One function being executed, or a module's top level. */
export interface Frame {
  module: PythonModule;
  scope: number;
  /** What the caller passed, by parameter. */
  bindings: ReadonlyMap<string, Bound>;
  caller?: Frame | undefined;
  /** The call of the caller that led here. */
  via?: Call | undefined;
  /** What led here where it was no call: an import, a value that is handed on, an object whose methods somebody calls. */
  origin?: Origin | undefined;
  /** `__init__` frames of the classes made so far in this run, by class. */
  made: Map<string, Frame>;
}

/** Where code that no visible call reaches was brought in. */
export interface Origin {
  frame: Frame;
  line: number;
  by: 'import' | 'value' | 'method';
}

/** A value with the frame in which its names mean something. */
export interface Bound {
  value: Value;
  frame: Frame;
}

/** A declared command-line option. */
export interface Option {
  name: string;
  default: Value | undefined;
  required: boolean;
  flag: 'store_true' | 'store_false' | undefined;
  module: PythonModule;
  call: Call;
}

/** Command-line options by name, with underscores. */
export type Options = ReadonlyMap<string, readonly Option[]>;

/** A frame for code that nobody was seen to call. */
export function bareFrame(
  module: PythonModule,
  scope: number,
  made: Map<string, Frame> = new Map(),
  origin?: Origin,
): Frame {
  return { module, scope, bindings: new Map(), made, origin };
}

/** Where a line of a module is. */
export function placeOf(scene: Scene, module: PythonModule, line: number): Place {
  const { file, line: at, cell } = scene.python.at(module, line);
  return cell === undefined ? { file, line: at } : { file, line: at, cell };
}

/** The dotted name of a value as written, with `()` for calls on the way: `torch.Generator().manual_seed`. */
export function written(module: PythonModule, value: Value, depth = 0): string {
  if (depth > 8) return '...';
  switch (value.kind) {
    case 'name':
      return value.path;
    case 'attribute':
      return `${written(module, value.of, depth + 1)}.${value.name}`;
    case 'call': {
      const call = module.calls[value.call];
      return call ? `${written(module, call.callee, depth + 1)}()` : '...';
    }
    case 'operation':
      return value.operator === 'index' && value.operands[0]
        ? `${written(module, value.operands[0], depth + 1)}[...]`
        : '...';
    case 'string':
      return `'${value.value.slice(0, 40)}'`;
    case 'number':
      return value.text;
    case 'boolean':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    default:
      return '...';
  }
}

/** The value of a keyword argument, or of the positional one at a place; undefined when neither is given. */
export function argumentOf(call: Call, name: string | undefined, position?: number): Value | undefined {
  for (const argument of call.args) if (name !== undefined && argument.name === name) return argument.value;
  if (position === undefined) return undefined;
  let at = 0;
  for (const argument of call.args) {
    if (argument.name === '*') return { kind: 'other' };
    if (argument.name !== undefined) continue;
    if (at === position) return argument.value;
    at++;
  }
  return undefined;
}

/** The scopes in which a name is looked up from a scope: itself, enclosing functions, the module; classes only as the first. */
export function scopeChain(module: PythonModule, scope: number): number[] {
  const chain: number[] = [];
  for (let at = scope, first = true; at >= 0; at = module.scopes[at]?.parent ?? -1, first = false) {
    if (first || module.scopes[at]?.kind !== 'class') chain.push(at);
  }
  return chain;
}

/** The class that a method's scope belongs to; -1 outside classes. */
export function classOf(module: PythonModule, scope: number): number {
  for (let at = scope; at > 0; at = module.scopes[at]?.parent ?? -1) {
    if (module.scopes[at]?.kind === 'class') return at;
  }
  return -1;
}

/** Collects the command-line options that modules declare with argparse, click, typer and absl. */
export function collectOptions(modules: readonly PythonModule[]): Options {
  const options = new Map<string, Option[]>();
  for (const module of modules) {
    for (const call of module.calls) {
      const last = lastName(call.callee);
      const absl = last.startsWith('DEFINE_');
      if (last !== 'add_argument' && last !== 'option' && last !== 'add_option' && !absl) continue;
      const strings = call.args.flatMap(({ name, value }) =>
        name === undefined && value.kind === 'string' ? [value.value] : [],
      );
      const destination = argumentOf(call, 'dest');
      const long = strings.find((text) => text.startsWith('--')) ?? strings[0];
      const name =
        destination?.kind === 'string' ? destination.value : long?.replace(/^-+/, '').split('/')[0];
      if (!name) continue;
      const action = argumentOf(call, 'action');
      const isFlag = argumentOf(call, 'is_flag');
      const required = argumentOf(call, 'required');
      const flag =
        action?.kind === 'string' && (action.value === 'store_true' || action.value === 'store_false')
          ? action.value
          : isFlag?.kind === 'boolean' && isFlag.value
            ? ('store_true' as const)
            : undefined;
      const option: Option = {
        name: name.replaceAll('-', '_'),
        default: argumentOf(call, 'default', absl ? 1 : undefined),
        required:
          (required?.kind === 'boolean' && required.value) ||
          (last === 'add_argument' && long !== undefined && !long.startsWith('-')),
        flag,
        module,
        call,
      };
      const same = options.get(option.name);
      if (same) same.push(option);
      else options.set(option.name, [option]);
    }
  }
  return options;
}
