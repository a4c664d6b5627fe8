import type { Call, PythonModule, Value } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { plainOf } from '../configs.js';
import { argumentOf, bareFrame, type Frame, placeOf, type Scene } from '../scene.js';
import type { Traced, Tracer } from '../trace.js';
import { commandsOf, optionValue } from './commands.js';
import { traceConfig } from './outside.js';

/** A declared command-line option. */
export interface Option {
  /** The name of its value, with underscores. */
  name: string;
  /** As written on the command line: `-s`, `--random-seed`; empty for positional arguments. */
  flags: readonly string[];
  default: Value | undefined;
  required: boolean;
  switch: 'store_true' | 'store_false' | undefined;
  module: PythonModule;
  scope: number;
  line: number;
  /** How it is declared: by a call of a parser, by a decorator (click), as a global flag (absl), in a text (docopt). */
  form: 'parser' | 'decorator' | 'flag' | 'config file' | 'text';
}

/** Command-line options by name, with underscores. */
export type Options = ReadonlyMap<string, readonly Option[]>;

const DECLARING: Readonly<Record<string, Option['form']>> = {
  add_argument: 'parser',
  add_option: 'parser',
  option: 'decorator',
  argument: 'decorator',
};

/** Collects the command-line options that modules declare with argparse, optparse, click, absl and docopt; `texts` are docstrings. */
export function collectOptions(
  modules: readonly PythonModule[],
  texts: ReadonlyMap<PythonModule, string> = new Map(),
): Options {
  const options = new Map<string, Option[]>();
  const add = (option: Option) => {
    const same = options.get(option.name);
    if (same) same.push(option);
    else options.set(option.name, [option]);
  };
  for (const module of modules) {
    for (const call of module.calls) {
      const option = optionOf(module, call);
      if (option) add(option);
    }
    // `parser.set_defaults(seed=5)` is stronger than the option's own default.
    for (const { callee, args, line, scope } of module.calls) {
      if (lastName(callee) !== 'set_defaults') continue;
      for (const { name, value } of args) {
        if (name === undefined || name.startsWith('*')) continue;
        const own = options.get(name)?.find((option) => option.module === module);
        if (own) Object.assign(own, { default: value, line, required: false });
        else add({ name, flags: [`--${name}`], default: value, required: false, switch: undefined, module, scope, line, form: 'parser' }); // biome-ignore format: one record
      }
    }
    for (const option of textOptions(module, texts.get(module) ?? '')) add(option);
  }
  return options;
}

function optionOf(module: PythonModule, call: Call): Option | undefined {
  const last = lastName(call.callee);
  const absl = last.startsWith('DEFINE_');
  const form =
    last === 'DEFINE_config_file'
      ? 'config file'
      : absl
        ? 'flag'
        : Object.hasOwn(DECLARING, last)
          ? DECLARING[last]
          : undefined;
  if (!form) return undefined;
  const strings = call.args.flatMap(({ name, value }) =>
    name === undefined && value.kind === 'string' ? [value.value] : [],
  );
  const flags = absl ? [`--${strings[0] ?? ''}`] : strings.filter((text) => text.startsWith('-'));
  const destination = argumentOf(call, 'dest');
  const long = flags.find((text) => text.startsWith('--')) ?? flags[0];
  // click: a name without dashes is the parameter's.
  const plain =
    form === 'decorator' && flags.length > 0 ? strings.find((text) => !text.startsWith('-')) : undefined;
  const name =
    (destination?.kind === 'string' ? destination.value : undefined) ??
    plain ??
    (absl ? strings[0] : (long ?? strings[0]))?.replace(/^-+/, '').split('/')[0];
  if (!name) return undefined;
  const action = argumentOf(call, 'action');
  const isFlag = argumentOf(call, 'is_flag');
  const required = argumentOf(call, 'required');
  const positional = !absl && flags.length === 0;
  const nargs = argumentOf(call, 'nargs');
  return {
    name: name.replaceAll('-', '_'),
    flags,
    default: argumentOf(call, 'default', absl ? 1 : undefined),
    required:
      (required?.kind === 'boolean' && required.value) ||
      (positional && !(nargs?.kind === 'string' && /[?*]/.test(nargs.value))),
    switch:
      action?.kind === 'string' && (action.value === 'store_true' || action.value === 'store_false')
        ? action.value
        : isFlag?.kind === 'boolean' && isFlag.value
          ? 'store_true'
          : undefined,
    module,
    scope: call.scope,
    line: call.line,
    form,
  };
}

/** The options of a docopt text. Source: docopt.org, "Option descriptions format". */
function textOptions(module: PythonModule, text: string): Option[] {
  return text.split('\n').flatMap((whole, at): Option[] => {
    const row = whole.trim().slice(0, 500);
    const name = /^(?:-\w(?:[ ,]+|\s+\S+\s+))?--([\w-]+)([= ]\S+)?/.exec(row);
    if (!name?.[1]) return [];
    const given = /\[default: ([^\]]*)\]/i.exec(row)?.[1];
    const plain = given === undefined ? null : plainOf(given);
    const value: Value | undefined =
      typeof plain === 'number'
        ? { kind: 'number', value: plain, text: String(plain) }
        : typeof plain === 'string'
          ? { kind: 'string', value: plain }
          : undefined;
    const isSwitch = name[2] === undefined && value === undefined;
    return [
      {
        name: name[1].replaceAll('-', '_'),
        flags: [`--${name[1]}`],
        default: value,
        required: false,
        switch: isSwitch ? 'store_true' : undefined,
        module,
        scope: 0,
        line: at + 1,
        form: 'text',
      },
    ];
  });
}

/** The option of a name that a frame means: one declared on the way here, in a module that it imports, or the only one. */
export function optionFor(scene: Scene, name: string, frame: Frame): Option | undefined {
  const options = scene.options.get(name) ?? [];
  if (options.length < 2) return options[0];
  const path = new Set<PythonModule>();
  for (let at: Frame | undefined = frame; at; at = at.caller) path.add(at.module);
  for (const module of path) {
    const own = options.filter((option) => option.module === module);
    // Within one file, the parser of this function rather than of another.
    if (own.length > 0) return own.find(({ scope }) => scope === frame.scope) ?? own[0];
  }
  for (const module of path) {
    const imported = scene.python.importsOf(module);
    const found = options.find((option) => imported.includes(option.module.path));
    if (found) return found;
  }
  return undefined;
}

/** The default of a command-line option; where it has none, what the project's own commands give. */
export function traceOption(tracer: Tracer, option: Option, frame: Frame, depth: number): Traced {
  const place = placeOf(tracer.scene, option.module, option.line);
  const shown = `--${option.name}`;
  const where = `(${place.file}:${place.cell === undefined ? place.line : `cell ${place.cell}, line ${place.line}`})`;
  const set = { by: 'option' as const, name: option.name, module: option.module, line: option.line };
  if (option.switch) {
    const value = option.default?.kind === 'boolean' ? option.default.value : option.switch === 'store_false';
    return { kind: 'default', text: `${shown}, default ${value ? 'True' : 'False'} ${where}`, value, set };
  }
  const own: Traced = option.default
    ? tracer.trace(option.default, bareFrame(option.module, option.scope), depth + 1)
    : { kind: 'none', text: 'None', value: null };
  if (own.kind === 'none' || typeof own.value === 'string') {
    const given = givenTo(tracer, option, frame, own.kind === 'none' && !option.required);
    if (given) return given;
  }
  if (!option.default && option.required)
    return { kind: 'required', text: `${shown}, required ${where}`, set };
  if (own.kind === 'literal')
    return { ...own, kind: 'default', text: `${shown}, default ${own.text} ${where}`, set };
  if (own.kind === 'none') return { kind: 'none', text: `${shown}, default None ${where}`, value: null, set };
  return own;
}

/** What the commands of the project give to an option: those of pipelines first; others only where a value must be given. */
function givenTo(tracer: Tracer, option: Option, frame: Frame, optional: boolean): Traced | undefined {
  let root = frame;
  while (root.caller) root = root.caller;
  const names = option.flags.length > 0 ? option.flags : [];
  const { commands } = tracer.scene;
  const all = [...new Set([root.module, option.module])].flatMap((module) => commandsOf(commands, module));
  const recorded = all.filter((command) => command.recorded);
  const candidates = optional || recorded.length > 0 ? recorded : all;
  const values = candidates.map((command) => ({ command, value: optionValue(command, names) }));
  // One command that leaves it out is a run without it.
  const first = values[0];
  if (!first || (optional && values.some(({ value }) => value === undefined))) return undefined;
  const found = values.find(({ value }) => value !== undefined);
  if (found?.value === undefined) return undefined;
  const { command, value } = found;
  const text = `${command.file}:${command.line} ${names.find((name) => name.startsWith('--')) ?? names[0]} ${value}`;
  const filled = /^\$\{([\w.]+)\}$/.exec(value)?.[1];
  const config = filled === undefined ? undefined : traceConfig(tracer, filled.split('.'), ['params']);
  if (config) return config;
  if (/[${]/.test(value)) return { kind: 'required', text };
  return { kind: 'config', text, value: plainOf(value) };
}
