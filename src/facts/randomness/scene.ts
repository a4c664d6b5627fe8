import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { readText } from '../source.js';
import { type ConfigEntry, readConfigs } from './configs.js';
import type { Place } from './model.js';
import { readScriptCommands, type ScriptCommands } from './tracing/commands.js';
import { collectOptions, type Options } from './tracing/options.js';
import type { Holder } from './tracing/things.js';

/** What the analysis looks at: the code, the configuration files, the commands, and indexes over them. */
export interface Scene {
  python: Python;
  configs: readonly ConfigEntry[];
  /** Base names of the configuration files that entry points name. */
  preferred: readonly string[];
  options: Options;
  commands: ScriptCommands;
  /** Only the code counts: what a user may give on the command line or in a file is unknown. */
  closed?: true;
}

/** Reads what the analysis looks at. */
export async function readScene(
  project: Project,
  python: Python,
  modules: readonly PythonModule[],
): Promise<Scene> {
  const preferred = new Set<string>();
  const texts = new Map<PythonModule, string>();
  for (const module of modules) {
    for (const { args } of module.calls) {
      for (const { name, value } of args) {
        if (name === 'config_name' && value.kind === 'string')
          preferred.add(value.value.replace(/\.ya?ml$/, ''));
      }
    }
    if (module.kind === 'module' && module.imports.some(({ module: from }) => from === 'docopt')) {
      try {
        texts.set(module, (await readText(project.source, module.path)).slice(0, 20_000));
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
      }
    }
  }
  const nothing = modules.length === 0;
  return {
    python,
    configs: nothing ? [] : await readConfigs(project),
    preferred: [...preferred],
    options: collectOptions(modules, texts),
    commands: nothing ? new Map() : await readScriptCommands(project),
  };
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
  /** The object whose method this is, where it is known. */
  self?: Extract<Holder, { kind: 'object' }> | undefined;
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

/** Whether a line of a module's top runs only where the module is the script: under `if __name__ == '__main__'`. */
export function isMainOnly({ main }: PythonModule, line: number): boolean {
  return main !== undefined && line >= main.line && line <= main.endLine;
}
