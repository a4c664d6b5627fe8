import { type ConfigEntry, configIndex, lookUp, plainOf } from '../configs.js';
import type { Frame } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { optionFor, traceOption } from './options.js';
import type { Layer } from './things.js';

/** An attribute of something unknown: a command-line option of that name, else a key of a configuration file. */
export function traceOutside(tracer: Tracer, keys: readonly string[], frame: Frame, depth: number): Traced {
  const option = optionFor(tracer.scene, keys.at(-1) ?? '', frame);
  if (option && keys.length === 1) return traceOption(tracer, option, frame, depth);
  return traceConfig(tracer, keys) ?? (option ? traceOption(tracer, option, frame, depth) : UNKNOWN);
}

/** What the configuration files say of a key, whichever of them is loaded: where some give a seed and others none, that is unknown. */
export function traceConfig(
  tracer: Tracer,
  keys: readonly string[],
  preferred: readonly string[] = tracer.scene.preferred,
  files?: RegExp,
): Traced | undefined {
  const all = lookUp(tracer.scene.configs, keys, preferred);
  const found = files ? all.filter(({ file }) => files.test(file)) : all;
  const [first] = found;
  if (!first) return undefined;
  const traced = found.slice(0, 200).map((entry) => ({ entry, traced: valueAt(tracer, entry, preferred) }));
  const none = traced.find((one) => one.traced.kind === 'none');
  const other = traced.find((one) => one.traced.kind !== 'none');
  if (!none || !other) return (none ?? other)?.traced;
  return { kind: 'unknown', text: `${none.traced.text}, but ${other.traced.text}` };
}

function valueAt(tracer: Tracer, entry: ConfigEntry, preferred: readonly string[]): Traced {
  return textOfEntry(entry, (path) =>
    tracer.once(`some config ${path.join('.')}`, () => traceConfig(tracer, path, preferred)),
  );
}

/**
 * What an entry says; `refer` follows `${a.b}`. `???` is OmegaConf's word for a value that has to be given.
 * Source: OmegaConf documentation, "Variable interpolation" and "Mandatory values".
 */
export function textOfEntry(
  { file, line, keys, value }: ConfigEntry,
  refer: (path: readonly string[]) => Traced | undefined = () => undefined,
): Traced {
  const shown = `${file}:${line} ${keys.at(-1)}: ${value === null ? 'null' : String(value).slice(0, 40)}`;
  const set = { by: 'config' as const, file, line, key: keys.at(-1) ?? '' };
  if (value === null || value === 'None') return { kind: 'none', text: shown, value: null, set };
  if (value === '???') return { kind: 'required', text: `${file}:${line} ${keys.at(-1)}: required` };
  if (typeof value !== 'string') return { kind: 'config', text: shown, value };
  const environment = /^\$\{(?:oc\.env|env):([^,}]+)(?:,([^}]*))?\}$/.exec(value);
  if (environment) {
    if (environment[2] === undefined) return { kind: 'required', text: shown };
    const fallback = plainOf(environment[2]);
    return { kind: fallback === null ? 'none' : 'config', text: shown, value: fallback, set };
  }
  const pointer = /^\$\{(?:oc\.select:)?(\.*)([\w.]+)[^}]*\}$/.exec(value);
  if (pointer?.[2]) {
    const up = pointer[1]?.length ?? 0;
    const path = pointer[2].split('.');
    return refer(up === 0 ? path : [...keys.slice(0, -up), ...path]) ?? { kind: 'unknown', text: shown };
  }
  return value.includes('${') ? { kind: 'unknown', text: shown } : { kind: 'config', text: shown, value };
}

/** The entry under keys in the first of several files that has it, and whether any of them has something below. */
export function entryOf(
  tracer: Tracer,
  layers: readonly Layer[],
  keys: readonly string[],
): { exact: ConfigEntry | undefined; inside: boolean } {
  const { files } = configIndex(tracer.scene.configs);
  let inside = false;
  for (const { file, at } of layers) {
    if (!at.slice(0, keys.length).every((key, level) => key === keys[level])) continue;
    if (at.length >= keys.length) {
      inside ||= files.has(file);
      continue;
    }
    const rest = keys.slice(at.length);
    let items: ConfigEntry | undefined;
    let exact: ConfigEntry | undefined;
    for (const entry of files.get(file) ?? []) {
      if (!rest.every((key, level) => sameKey(file, key, entry.keys[level]))) continue;
      if (entry.keys.length === rest.length) exact = entry;
      else {
        inside = true;
        // A list of seeds is as good as its first.
        if (entry.keys.length === rest.length + 1 && /^\d+$/.test(entry.keys.at(-1) ?? '')) items ??= entry;
      }
    }
    if (exact) return { exact, inside };
    if (items) return { exact: { ...items, keys: rest }, inside };
  }
  return { exact: undefined, inside };
}

/** The keys of INI files do not tell capitals from small letters. */
function sameKey(file: string, wanted: string, found: string | undefined): boolean {
  return (
    found === wanted ||
    (/\.(?:ini|cfg|conf)$/.test(file) && found !== undefined && found.toLowerCase() === wanted.toLowerCase())
  );
}
