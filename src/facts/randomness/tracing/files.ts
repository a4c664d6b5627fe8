import { folderOf, resolveIn } from '../../paths.js';
import type { Value } from '../../python/model.js';
import { lastName, ownerOf } from '../../python/values.js';
import { configIndex } from '../configs.js';
import { argumentOf, type Frame } from '../scene.js';
import type { Tracer } from '../trace.js';
import { originOf } from './origin.js';
import type { Holder } from './things.js';

/** Functions and methods that open what they are given, or give it back as another kind of path. */
const OPENING =
  /^(?:open|Path|PurePath|str|abspath|realpath|fspath|resolve|absolute|read_text|read_bytes|read|expanduser|to_absolute_path|StringIO|FileIO|GFile|fopen)$/;
const JOINING = /^(?:join|joinpath|Path|PurePath)$/;

/** The contents of the file that an argument of a loading call names; `optional`: nothing where it cannot be told. */
export function holdFile(
  tracer: Tracer,
  value: Value | undefined,
  frame: Frame,
  depth: number,
  optional = false,
): Holder | undefined {
  if (tracer.scene.closed) return undefined;
  const path = value && pathOf(tracer, value, frame, depth);
  if (path === undefined) return optional ? undefined : { kind: 'some config', keys: [], files: undefined };
  return (
    holdPathText(tracer, path, frame) ??
    (optional ? undefined : { kind: 'config', layers: [], keys: [], overrides: [] })
  );
}

/** The contents of a configuration file of the project, by its path as written. */
export function holdPathText(tracer: Tracer, path: string, frame: Frame): Holder | undefined {
  const { files } = configIndex(tracer.scene.configs);
  const own = findPath([...files.keys()], path, folderOf(frame.module.path));
  if (own !== undefined) return { kind: 'config', layers: [{ file: own, at: [] }], keys: [], overrides: [] };
  if (!path.endsWith('.py')) return undefined;
  const { python } = tracer.scene;
  const code = findPath(
    python.modules.map((module) => module.path),
    path,
    folderOf(frame.module.path),
  );
  const module = code === undefined ? undefined : python.get(code);
  return module && { kind: 'scope', frame: { module, scope: 0, bindings: new Map(), made: frame.made } };
}

/** The file that a path means: from the folder of the code, from the root, or the only one that ends so. */
export function findPath(all: readonly string[], path: string, folder: string): string | undefined {
  for (const start of [folder, '']) {
    const full = resolveIn(start, path);
    if (full !== undefined && all.includes(full)) return full;
  }
  const tail = path.replace(/^(?:\.{0,2}\/)+/, '');
  const ends = all.filter((file) => file === tail || file.endsWith(`/${tail}`));
  return ends.length === 1 ? ends[0] : undefined;
}

/** The path that a value stands for, as far as its end: what stands before an unknown part is left out. */
export function pathOf(tracer: Tracer, value: Value, frame: Frame, depth: number): string | undefined {
  return pathText(tracer, value, frame, depth) || undefined;
}

function pathText(tracer: Tracer, value: Value, frame: Frame, depth: number): string | undefined {
  if (depth > 40) return undefined;
  const inner = (next: Value | undefined) => (next ? pathText(tracer, next, frame, depth + 1) : undefined);
  const join = (parts: readonly (string | undefined)[], separator: string): string | undefined => {
    const last = parts.at(-1);
    if (last === undefined || last === '') return undefined;
    const unknown = parts.lastIndexOf(undefined);
    if (unknown < 0) return parts.filter((part) => part !== '').join(separator);
    return separator === '/' ? parts.slice(unknown + 1).join('/') : undefined;
  };
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'operation':
      if (value.operator === '/') return join(value.operands.map(inner), '/');
      if (value.operator === '+') return join(value.operands.map(inner), '');
      if (value.operator === 'f-string') {
        const parts = value.operands.map(inner);
        const unknown = parts.lastIndexOf(undefined);
        const tail = parts.slice(unknown + 1).join('');
        return unknown < 0 ? tail : tail.startsWith('/') ? tail.slice(1) : undefined;
      }
      if (/^(?:enter|await|unpack)$/.test(value.operator)) return inner(value.operands[0]);
      break;
    case 'call': {
      const call = frame.module.calls[value.call];
      if (!call) return undefined;
      const last = lastName(call.callee);
      const first = argumentOf(call, undefined, 0);
      if (JOINING.test(last) && call.args.length > 0) {
        const base = last === 'joinpath' ? [ownerOf(call.callee)] : [];
        return join(
          [...base, ...call.args.map((argument) => argument.value)].map((part) => part && inner(part)),
          '/',
        );
      }
      if (OPENING.test(last)) {
        const isMode = first?.kind === 'string' && /^[rwxabtU+]{1,3}$/.test(first.value);
        return inner(first && !isMode ? first : ownerOf(call.callee));
      }
      break;
    }
    case 'name':
      return nameText(tracer, value.path, frame, depth);
    default:
  }
  const traced = tracer.trace(value, frame, depth + 1);
  return typeof traced.value === 'string' ? traced.value : undefined;
}

function nameText(tracer: Tracer, path: string, frame: Frame, depth: number): string | undefined {
  if (path === '__file__') return '';
  const traced = tracer.trace({ kind: 'name', path }, frame, depth + 1);
  if (typeof traced.value === 'string') return traced.value;
  if (path.includes('.')) return /\.parent$/.test(path) ? '' : undefined;
  const bound = originOf(path, frame);
  if (!bound || tracer.active.has(bound.value)) return undefined;
  return tracer.once(bound.value, () => pathText(tracer, bound.value, bound.frame, depth + 1));
}
