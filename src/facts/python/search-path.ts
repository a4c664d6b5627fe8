import { folderOf, resolveIn } from '../paths.js';
import { assignmentsTo } from './assigned.js';
import type { Call, PythonModule, Value } from './model.js';
import { lastName, ownerOf } from './values.js';

/** How far an expression is followed. */
const DEEPEST = 12;
/** Functions and methods that give the path that they are given, made absolute or turned into another type. */
const SAME = new Set([
  'abspath', 'realpath', 'normpath', 'expanduser', 'fspath', 'str', 'Path', 'PurePath', 'PosixPath',
  'resolve', 'absolute', 'as_posix', '__str__',
]); // biome-ignore format: a table reads better in rows

/** A file or folder: counted from the root, or as `written` in the text. */
interface Folder {
  path: string;
  written?: boolean;
}

/**
 * The folders that a module puts on the import path, as far as its text tells: `sys.path.insert(0, '..')`,
 * `sys.path.append(str(Path(__file__).parent.parent / 'lib'))`, `rootutils.setup_root(...)`. A relative path that is
 * written out counts from the module's folder and from the root.
 */
export function foldersAdded(module: PythonModule): string[] {
  const found: string[] = [];
  const add = (value: Value | undefined) => {
    const folder = value && folderIn(module, value, 0);
    if (!folder) return;
    const own = folderOf(module.path);
    const candidates = folder.written
      ? [resolveIn(own, folder.path), resolveIn('', folder.path)]
      : [folder.path];
    for (const path of candidates) if (path !== undefined && !found.includes(path)) found.push(path);
  };
  for (const call of module.calls) {
    if (call.callee.kind !== 'name') continue;
    const { path } = call.callee;
    if (/(?:^|\.)sys\.path\.(?:append|insert|extend)$|(?:^|\.)addsitedir$/.test(path)) {
      const value = positional(call, path.endsWith('.insert') ? 1 : 0);
      for (const item of itemsOf(value)) add(item);
    } else if (/(?:^|\.)(?:setup_root|autosetup)$/.test(path)) add({ kind: 'string', value: '.' });
  }
  for (const { value } of assignmentsTo(module, 'sys.path')) {
    for (const part of value.kind === 'operation' ? value.operands : [value]) {
      if (part.kind === 'list') for (const item of part.items) add(item);
    }
  }
  return found;
}

function itemsOf(value: Value | undefined): readonly Value[] {
  if (value?.kind === 'list' || value?.kind === 'tuple') return value.items;
  return value ? [value] : [];
}

function positional({ args }: Call, at: number): Value | undefined {
  return args.filter(({ name }) => name === undefined)[at]?.value;
}

/** The folder or file of the project that an expression names. */
function folderIn(module: PythonModule, value: Value, depth: number): Folder | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = (next: Value | undefined) => next && folderIn(module, next, depth + 1);
  switch (value.kind) {
    case 'string':
      return /^[/~]|^[a-z]:/i.test(value.value) ? undefined : { path: value.value, written: true };
    case 'name':
      return named(module, value.path, depth);
    case 'attribute':
      return value.name === 'parent' ? above(inner(value.of), 1) : undefined;
    case 'operation':
      return operated(module, value, depth);
    case 'call':
      return called(module, value.call, depth);
    default:
      return undefined;
  }
}

function named(module: PythonModule, path: string, depth: number): Folder | undefined {
  if (path === '__file__') return { path: module.path };
  if (path === 'os.pardir') return { path: '..', written: true };
  if (path === 'os.curdir') return { path: '.', written: true };
  const parts = path.split('.');
  const parents = parts.findIndex((part, at) => at > 0 && part === 'parent');
  if (parents > 0) {
    if (parts.slice(parents).some((part) => part !== 'parent')) return undefined;
    return above(named(module, parts.slice(0, parents).join('.'), depth + 1), parts.length - parents);
  }
  const [last] = assignmentsTo(module, path).filter(({ key }) => !key);
  return last && folderIn(module, last.value, depth + 1);
}

function operated(
  module: PythonModule,
  { operator, operands: [left, right] }: Extract<Value, { kind: 'operation' }>,
  depth: number,
): Folder | undefined {
  if (!left || !right) return undefined;
  if (operator === '/' || operator === '+') {
    const base = folderIn(module, left, depth + 1);
    const below = folderIn(module, right, depth + 1);
    return base && below?.written ? under(base, below.path.replace(/^\/+/, '')) : undefined;
  }
  // `Path(__file__).parents[1]`
  if (operator !== 'index' || right.kind !== 'number') return undefined;
  if (left.kind === 'attribute' && left.name === 'parents')
    return above(folderIn(module, left.of, depth + 1), right.value + 1);
  if (left.kind === 'name' && left.path.endsWith('.parents'))
    return above(named(module, left.path.slice(0, -'.parents'.length), depth + 1), right.value + 1);
  return undefined;
}

function called(module: PythonModule, index: number, depth: number): Folder | undefined {
  const call = module.calls[index];
  if (!call) return undefined;
  const { callee } = call;
  const first = positional(call, 0);
  const last = lastName(callee);
  const receiver = ownerOf(callee);
  if (last === 'getcwd' || last === 'cwd') return { path: '.', written: true };
  if (last === 'dirname') return first && above(folderIn(module, first, depth + 1), 1);
  if (last === 'join' || last === 'joinpath') {
    const parts = call.args.map(({ value }) => value);
    if (last === 'joinpath' && receiver) parts.unshift(receiver);
    let folder = parts[0] && folderIn(module, parts[0], depth + 1);
    for (const part of parts.slice(1)) {
      const below = folderIn(module, part, depth + 1);
      folder = folder && below?.written ? under(folder, below.path) : undefined;
    }
    return folder;
  }
  if (!SAME.has(last)) return undefined;
  if (!first && receiver) return folderIn(module, receiver, depth + 1);
  return first && folderIn(module, first, depth + 1);
}

/** The folder so many levels above. */
function above(folder: Folder | undefined, levels: number): Folder | undefined {
  if (!folder || !(levels >= 0 && levels < 20)) return undefined;
  if (folder.written) return { path: `${folder.path}${'/..'.repeat(levels)}`, written: true };
  let { path } = folder;
  for (let up = 0; up < levels; up++) {
    if (path === '' || path.startsWith('../')) return undefined;
    path = folderOf(path);
  }
  return { path };
}

function under(folder: Folder, part: string): Folder | undefined {
  if (folder.written) return { path: `${folder.path}/${part}`, written: true };
  const path = resolveIn(folder.path, part);
  return path === undefined ? undefined : { path };
}
