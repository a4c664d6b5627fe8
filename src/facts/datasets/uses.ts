import { withoutTokens } from '../credentials.js';
import { isTest } from '../files.js';
import type { Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName } from '../python/values.js';
import { isAddress } from './locations.js';
import type { DatasetUse } from './model.js';
import type { PathText } from './path-text.js';
import type { PathValues } from './path-values.js';
import {
  HUB_READERS,
  type LibraryRow,
  libraryRow,
  looksLikeData,
  looksLikeOther,
  PATH_CALLS,
  type PathCall,
  WITH_MODE,
  WRITE_METHODS,
} from './readers.js';

/** A use whose place among the files of the project is still to be found. */
export interface FoundUse extends Omit<DatasetUse, 'matches' | 'fixedBy'> {
  module: string;
  path?: PathText;
}

/** Whether a module counts: tests, packaging and documentation do not read the data of the project. */
export function isDataCode(path: string): boolean {
  return !isTest(path) && !/(^|\/)(setup|conftest|noxfile|fabfile)\.py$/.test(path) && !/^docs?\//.test(path);
}

/** Every place of the code that reads or writes data. */
export function usesOf(python: Python, values: PathValues): FoundUse[] {
  return python.modules
    .filter(({ path }) => isDataCode(path))
    .flatMap((module) =>
      module.calls.flatMap((call, index) => useOf(python, values, module, call, index) ?? []),
    );
}

/** The full name of what the call with this index calls; a builtin by its bare name. */
export function fullName(python: Python, module: PythonModule, index: number): string | undefined {
  const name = python.callees(module)[index];
  if (name !== undefined) return name.replace(/^(builtins|six\.moves)\./, '');
  const call = module.calls[index];
  if (!call) return undefined;
  const { callee } = call;
  return callee.kind === 'name' && callee.path === 'open' && !python.define(module, callee, call.scope)
    ? 'open'
    : undefined;
}

function useOf(
  python: Python,
  values: PathValues,
  module: PythonModule,
  call: Call,
  index: number,
): FoundUse | undefined {
  const name = fullName(python, module, index);
  const at = python.at(module, call.line, call.column);
  const base = { module: module.path, at };
  if (name !== undefined) {
    const row = libraryRow(name);
    if (row) return libraryUse(values, module, call, name, row, base);
    const path = Object.hasOwn(PATH_CALLS, name) ? PATH_CALLS[name] : undefined;
    if (path) return pathUse(values, module, call, name, path, base);
  }
  return methodUse(values, module, call, name, base);
}

type Base = Pick<FoundUse, 'module' | 'at'>;

function pathUse(
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string,
  row: PathCall,
  base: Base,
) {
  const value = pathArgument(call, row);
  if (!value) return undefined;
  const writes = row.access === 'write' || (WITH_MODE.has(name) && isWriting(call));
  const path = values.read(module, value, call.scope, call.line);
  if (!isAboutData(path.text, row, writes)) return undefined;
  return told(base, name, writes ? 'write' : 'read', writes ? withEnding(name, path) : path);
}

/** NumPy adds the ending that a name lacks. */
function withEnding(name: string, path: PathText): PathText {
  const ending = { 'numpy.save': '.npy', 'numpy.savez': '.npz', 'numpy.savez_compressed': '.npz' }[name];
  return ending === undefined || path.text.endsWith(ending) ? path : { ...path, text: path.text + ending };
}

/** Texts that ask whoever runs the code for a path. */
const PLACEHOLDER = /(?:^|\/)path\/to\/|<[\w -]{1,40}>|\byour[_-]?(?:data|path|dir|folder)/i;

/** General functions count only for what looks like data; readers of data count unless the name says otherwise. */
function isAboutData(text: string, { general }: PathCall, writes: boolean): boolean {
  if (writes) return text !== '*';
  if (isAddress(text)) return !general || looksLikeData(text);
  return general ? looksLikeData(text) : !looksLikeOther(text);
}

function told(base: Base, call: string, access: 'read' | 'write', path: PathText): FoundUse {
  const solid =
    // An ending alone says nothing of the file.
    path.text.replace(/^\*\/\*\.\w+$/, '').replace(/[*/.]/g, '') !== '' &&
    path.text !== '__file__' &&
    !PLACEHOLDER.test(path.text);
  const known = !solid
    ? 'runtime'
    : path.text.includes('*')
      ? 'partial'
      : path.byDefault
        ? 'default'
        : 'literal';
  const address = isAddress(path.text);
  const revision = address ? pinIn(path.text) : undefined;
  return {
    ...base,
    kind: address ? 'url' : 'path',
    access,
    call,
    known,
    ...(solid ? { value: withoutTokens(path.text), path } : {}),
    ...(revision === undefined ? {} : { revision }),
  };
}

/** A commit or content hash inside an address. */
export function pinIn(address: string): string | undefined {
  return /(?:^|[/@=])([0-9a-f]{40}|[0-9a-f]{64})(?=$|[/?&#.])/i.exec(address)?.[1];
}

function libraryUse(
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string,
  row: LibraryRow,
  base: Base,
): FoundUse | undefined {
  const first = call.args.find(
    ({ name: keyword }) => keyword === undefined || keyword === 'path' || keyword === 'name',
  );
  const text = first && values.read(module, first.value, call.scope, call.line);
  if (
    name === 'datasets.load_dataset' &&
    text &&
    (HUB_READERS.has(text.text) || /^(\.{0,2}\/|~)/.test(text.text))
  ) {
    const given = call.args.find(({ name: keyword }) => keyword === 'data_files' || keyword === 'data_dir');
    const path = HUB_READERS.has(text.text)
      ? given && values.read(module, firstOf(given.value), call.scope)
      : text;
    return path && told(base, name, 'read', path);
  }
  const fixed =
    revisionOf(values, module, call, row) ??
    (name.startsWith('tensorflow_datasets.') ? /:(\d+\.\d+\.\d+)$/.exec(text?.text ?? '')?.[1] : undefined);
  const value =
    row.name.endsWith('.') || row.kind === 'bundled' ? name.slice(name.lastIndexOf('.') + 1) : text?.text;
  const known = value === undefined || value === '*' ? 'runtime' : text?.byDefault ? 'default' : 'literal';
  // `keras.datasets.mnist.load_data` is about mnist.
  const shown = row.shown ?? (/^load(_data)?$/.test(value ?? '') ? (name.split('.').at(-2) ?? name) : value);
  return {
    ...base,
    kind: row.kind,
    access: 'read',
    call: name,
    known,
    ...(known === 'runtime' || shown === undefined ? {} : { value: shown }),
    ...(row.shown !== undefined && text && text.text !== '*' ? { path: text } : {}),
    ...(fixed === undefined ? {} : { revision: fixed }),
  };
}

function revisionOf(
  values: PathValues,
  module: PythonModule,
  call: Call,
  row: LibraryRow,
): string | undefined {
  const given = call.args.find(
    ({ name, value }) => name !== undefined && row.revision?.includes(name) && value.kind !== 'none',
  );
  if (!given) return undefined;
  const { text } = values.read(module, given.value, call.scope);
  // On a git-based hub a branch or tag can move; a catalogue's version number cannot.
  return row.kind !== 'hub' || text === '*' || /^[0-9a-f]{7,40}$/.test(text) ? text : undefined;
}

function methodUse(
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string | undefined,
  base: Base,
) {
  const method = lastName(call.callee);
  const { callee } = call;
  const on: Value | undefined =
    callee.kind === 'attribute'
      ? callee.of
      : callee.kind === 'name' && callee.path.includes('.')
        ? { kind: 'name', path: callee.path.slice(0, callee.path.lastIndexOf('.')) }
        : undefined;
  if (!on || (name !== undefined && !/^(pandas|polars|pathlib)\./.test(name))) return undefined;
  if (method === 'read_text' || method === 'read_bytes') {
    const path = values.read(module, on, call.scope, call.line);
    return looksLikeData(path.text) ? told(base, method, 'read', path) : undefined;
  }
  if (!WRITE_METHODS.has(method)) return undefined;
  const onPath = method.startsWith('write_text') || method.startsWith('write_bytes');
  const value = onPath
    ? on
    : pathArgument(call, { access: 'write', position: 0, keywords: ['path_or_buf', 'path', 'file'] });
  if (!value) return undefined;
  const path = values.read(module, value, call.scope, call.line);
  return path.text === '*' ? undefined : told(base, method, 'write', path);
}

function pathArgument(call: Call, { position, keywords }: PathCall): Value | undefined {
  const given =
    call.args.find(({ name }) => name !== undefined && keywords.includes(name)) ??
    call.args.filter(({ name }) => name === undefined)[position];
  return given && firstOf(given.value);
}

/** Of several files, the first stands for all. */
function firstOf(value: Value): Value {
  if ((value.kind === 'list' || value.kind === 'tuple') && value.items[0]) return firstOf(value.items[0]);
  if (value.kind === 'dict' && value.entries[0]) return firstOf(value.entries[0].value);
  return value;
}

/** `open(path, mode)`; numpy's memmap has its dtype between the two. */
function isWriting(call: Call): boolean {
  const plain = call.args.filter(({ name }) => name === undefined);
  const modes = [call.args.find(({ name }) => name === 'mode'), plain[1], plain[2]];
  return modes.some(
    (given) => given?.value.kind === 'string' && /^([wax]|r\+|rb\+)[bt+]*$/.test(given.value.value),
  );
}
