import { isTest } from '../../files.js';
import type { Call, PythonModule, Value } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { configIndex } from '../configs.js';
import { argumentOf, bareFrame, type Frame } from '../scene.js';
import type { SeederRow } from '../table/row.js';
import type { Traced, Tracer } from '../trace.js';
import { commandsOf, optionValue } from './commands.js';
import { sacredValue } from './entries.js';
import { holdPathText } from './files.js';
import { look } from './look.js';
import { traceConfig } from './outside.js';
import { layered } from './things.js';

const SAVED: Traced = { kind: 'recorded', text: 'a random seed that is saved with the run' };
const SYSTEM: Traced = { kind: 'varying', text: 'the system’s entropy' };
const OWN: Traced = { kind: 'default', text: 'the library’s fixed default' };

/** The seed that a call of a library takes: what it is given, else what its configuration says, else what leaving it out means; undefined where that seeds nothing. */
export function seedOf(
  tracer: Tracer,
  name: string,
  row: SeederRow,
  call: Call,
  frame: Frame,
): Traced | undefined {
  if (row.unseeds) return SYSTEM;
  if (row.config) return ofConfig(tracer, row.config);
  const given = argumentOf(call, row.seed, row.byKeyword ? undefined : (row.position ?? 0));
  const value = given && tracer.trace(given, frame);
  if (row.otherwise === 'recorded' && (!value || value.value === true))
    return configured(tracer, name, call, frame) ?? SAVED;
  if (value) return row.otherwise === 'fixed' && value.nothing === 'written' ? OWN : value;
  if (row.byKeyword && (row.otherwise ?? 'none') === 'none') return undefined;
  return row.otherwise === 'fixed'
    ? OWN
    : { kind: 'none', text: 'no argument', value: null, nothing: 'left out' };
}

/**
 * The seed that a library takes from a key of its configuration: what the code puts there, else what the files say.
 * detectron2 reads YAML and takes -1 for none; OpenMMLab reads Python files, where it is `randomness = dict(seed=...)`.
 */
function ofConfig(tracer: Tracer, keys: readonly string[]): Traced {
  const put = putInConfig(tracer, keys) ?? traceConfig(tracer, keys);
  const shown = keys.join('.');
  if (!put) return { kind: 'none', text: `no ${shown} from its configuration`, value: null };
  const set = put.set && { set: put.set };
  if (typeof put.value === 'number' && put.value < 0)
    return { kind: 'none', text: `${put.text}, which means none`, value: null, ...set };
  if (put.kind !== 'none') return put;
  return { kind: 'none', text: `${put.text} for ${shown}`, value: null, ...set };
}

/** `cfg.SEED = 1`, `cfg.randomness = dict(seed=1)`, and `randomness = dict(seed=1)` at the top of a file of settings. */
function putInConfig(tracer: Tracer, [first = '', ...rest]: readonly string[]): Traced | undefined {
  const found: Traced[] = [];
  for (const module of tracer.scene.python.modules) {
    for (const { target, value, scope, key } of module.assignments) {
      const isKey = key?.kind === 'string' && key.value === first;
      const isTarget = !key && (target.endsWith(`.${first}`) || (rest.length > 0 && target === first));
      if ((!isKey && !isTarget) || isTest(module.path)) continue;
      const at = bareFrame(module, scope);
      const inner = rest[0] === undefined ? value : itemOf(module, value, rest[0]);
      if (inner) found.push(tracer.trace(inner, at));
      if (found.length >= 50) break;
    }
  }
  const given = found.find(({ kind }) => kind !== 'none');
  const none = found.find(({ kind }) => kind === 'none');
  if (!given || !none) return given ?? none;
  return {
    kind: 'unknown',
    text: `${none.text} from some configurations and ${given.text} from others`.slice(0, 120),
  };
}

function itemOf(module: PythonModule, value: Value, key: string): Value | undefined {
  if (value.kind === 'dict')
    return value.entries.find((entry) => entry.key?.kind === 'string' && entry.key.value === key)?.value;
  const call = value.kind === 'call' ? module.calls[value.call] : undefined;
  return call && lastName(call.callee) === 'dict' ? argumentOf(call, key) : undefined;
}

/** The seed in the configuration of something that draws and saves one otherwise. */
function configured(tracer: Tracer, name: string, call: Call, frame: Frame): Traced | undefined {
  if (/^sacred\./.test(name)) return sacredValue(tracer, 'seed', frame.module, 0);
  return /LightningCLI$/.test(name) ? lightning(tracer, call, frame) : undefined;
}

/** `seed_everything` of the files that the command line, or the call, names. Source: Lightning documentation, "Configure hyperparameters from the CLI". */
function lightning(tracer: Tracer, call: Call, frame: Frame): Traced | undefined {
  let root = frame;
  while (root.caller) root = root.caller;
  const commands = commandsOf(tracer.scene.commands, root.module);
  for (const command of commands) {
    const value = optionValue(command, ['--seed_everything']);
    if (value !== undefined && /^\d+$/.test(value))
      return {
        kind: 'config',
        text: `${command.file}:${command.line} --seed_everything ${value}`,
        value: Number(value),
      };
  }
  const named = commands.flatMap((command) => optionValue(command, ['--config', '-c']) ?? []);
  const parser = argumentOf(call, 'parser_kwargs');
  const holder = layered(
    [...defaultFiles(parser), ...named].map((path) => holdPathText(tracer, path, root)).reverse(),
  );
  const found = holder && look(tracer, holder, 'seed_everything', 1);
  const traced = typeof found === 'object' ? found.trace() : anyFile(tracer, named.length > 0);
  return traced?.value === true || traced?.kind === 'none' ? undefined : traced;
}

/** Where no command tells the file: what all of them say. */
function anyFile(tracer: Tracer, told: boolean): Traced | undefined {
  const { last } = configIndex(tracer.scene.configs);
  return told || !last.has('seed_everything') ? undefined : traceConfig(tracer, ['seed_everything']);
}

function defaultFiles(value: ReturnType<typeof argumentOf>): string[] {
  if (value?.kind !== 'dict') return [];
  return value.entries.flatMap(({ key, value: files }) => {
    if (key?.kind !== 'string' || key.value !== 'default_config_files') return [];
    const items = files.kind === 'list' || files.kind === 'tuple' ? files.items : [files];
    return items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  });
}
