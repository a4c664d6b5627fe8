import type { PythonModule } from '../../python/model.js';
import { lookUp } from '../configs.js';
import { bareFrame, type Frame, type Option } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';

/** An attribute of something unknown: a command-line option of that name, else a key of a configuration file. */
export function traceOutside(tracer: Tracer, keys: readonly string[], frame: Frame, depth: number): Traced {
  const last = keys.at(-1) ?? '';
  const options = tracer.scene.options.get(last) ?? [];
  const near = options.find(({ module }) => module === frame.module) ?? nearestOption(tracer, options, frame);
  if (near && keys.length === 1) return traceOption(tracer, near, depth);
  return traceConfig(tracer, keys) ?? (near ? traceOption(tracer, near, depth) : UNKNOWN);
}

/** Among options of one name, one declared in a module on the way here; else the only one there is. */
function nearestOption(tracer: Tracer, options: readonly Option[], frame: Frame): Option | undefined {
  const path = new Set<PythonModule>();
  for (let at: Frame | undefined = frame; at; at = at.caller) path.add(at.module);
  const onTheWay = options.find(({ module }) => path.has(module));
  if (onTheWay) return onTheWay;
  for (const module of path) {
    const imported = tracer.scene.python.importsOf(module);
    const found = options.find((option) => imported.includes(option.module.path));
    if (found) return found;
  }
  return options.length === 1 ? options[0] : undefined;
}

/** The default of a command-line option. */
export function traceOption(tracer: Tracer, option: Option, depth: number): Traced {
  const shown = `--${option.name}`;
  if (option.flag) {
    const value = option.default?.kind === 'boolean' ? option.default.value : option.flag === 'store_false';
    return { kind: 'default', text: `${shown}, default ${value ? 'True' : 'False'}`, value };
  }
  if (!option.default) {
    return option.required
      ? { kind: 'required', text: `${shown}, required` }
      : { kind: 'none', text: `${shown}, default None`, value: null };
  }
  const traced = tracer.trace(option.default, bareFrame(option.module, option.call.scope), depth + 1);
  if (traced.kind === 'literal')
    return { ...traced, kind: 'default', text: `${shown}, default ${traced.text}` };
  if (traced.kind === 'none') return { ...traced, text: `${shown}, default None` };
  return traced;
}

/** What the configuration files say of a key. */
export function traceConfig(
  tracer: Tracer,
  keys: readonly string[],
  preferred: readonly string[] = tracer.scene.preferred,
): Traced | undefined {
  const found = lookUp(tracer.scene.configs, keys, preferred);
  const entry = found.find(({ value }) => value === null) ?? found[0];
  if (!entry) return undefined;
  const shown = `${entry.file}:${entry.line} ${entry.keys.at(-1)}: ${entry.value === null ? 'null' : String(entry.value).slice(0, 40)}`;
  if (entry.value === null) return { kind: 'none', text: shown, value: null };
  const pointer =
    typeof entry.value === 'string' ? /^\$\{(?:oc\.select:)?([\w.]+)[^}]*\}$/.exec(entry.value) : null;
  if (pointer?.[1] && pointer[1] !== keys.join('.')) {
    return lookUp(tracer.scene.configs, pointer[1].split('.')).some(({ keys: path }) => path === entry.keys)
      ? UNKNOWN
      : (traceConfig(tracer, pointer[1].split('.')) ?? UNKNOWN);
  }
  return { kind: 'config', text: shown, value: entry.value };
}
