import { isTest } from '../files.js';
import { assignmentsTo } from '../python/assigned.js';
import type { Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName, ownerOf } from '../python/values.js';
import { type FoundUse, firstOf, type Told, told } from './found-use.js';
import { libraryUse } from './library-uses.js';
import { isAddress } from './locations.js';
import type { DataTool, DeclaredDataset } from './model.js';
import type { PathText } from './path-text.js';
import type { PathValues } from './path-values.js';
import {
  libraryRow,
  looksLikeData,
  looksLikeOther,
  PATH_CALLS,
  type PathCall,
  WITH_MODE,
  WRITE_METHODS,
} from './readers.js';
import type { VersionedCalls } from './versioned/in-code.js';

/** Whether a module counts: tests, packaging and documentation do not read the data of the project. */
export function isDataCode(path: string): boolean {
  return (
    !isTest(path) && !/(^|\/)(setup|conftest|noxfile|fabfile)\.py$/.test(path) && !/(^|\/)docs?\//.test(path)
  );
}

/** Every place of the code that reads or writes data. */
export function usesOf(python: Python, values: PathValues, versioned: VersionedCalls): Found {
  const found: Found = { uses: [], recorded: [], tools: [] };
  for (const module of python.modules.filter(({ path }) => isDataCode(path))) {
    for (const [index, call] of module.calls.entries()) {
      const said = versioned.read(module, call, fullName(python, module, index));
      const use = said ? said.use : useOf(python, values, module, call, index);
      if (use)
        found.uses.push({ module: module.path, at: python.at(module, call.line, call.column), ...use });
      if (said?.recorded) found.recorded.push(said.recorded);
      if (said?.tool) found.tools.push(said.tool);
    }
  }
  return found;
}

/** What the code does with data. */
interface Found {
  uses: FoundUse[];
  /** What it has a tool record. */
  recorded: DeclaredDataset[];
  tools: DataTool[];
}

/** The full name of what the call with this index calls; a builtin by its bare name. */
export function fullName(python: Python, module: PythonModule, index: number): string | undefined {
  const name = python.callees(module)[index];
  if (name !== undefined) return name.replace(/^(builtins|six\.moves)\./, '');
  const call = module.calls[index];
  if (!call) return undefined;
  const { callee } = call;
  return callee.kind === 'name' && callee.path === 'open' && !python.callsOwn(module, index)
    ? 'open'
    : undefined;
}

function useOf(
  python: Python,
  values: PathValues,
  module: PythonModule,
  call: Call,
  index: number,
): Told | undefined {
  const name = fullName(python, module, index);
  if (name !== undefined) {
    const row = libraryRow(name);
    if (row) return libraryUse(values, module, call, name, row);
    const path = Object.hasOwn(PATH_CALLS, name) ? PATH_CALLS[name] : undefined;
    if (path) return pathUse(python, values, module, call, name, path);
  }
  return methodUse(values, module, call, name);
}

function pathUse(
  python: Python,
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string,
  row: PathCall,
): Told | undefined {
  const value = pathArgument(call, row);
  if (!value || isInMemory(python, module, value, call)) return undefined;
  const writes = row.access === 'write' || (WITH_MODE.has(name) && isWriting(call));
  const path = values.read(module, value, call.scope, call.line);
  if (!isAboutData(path.text, row, writes)) return undefined;
  return told(name, writes ? 'write' : 'read', writes ? withEnding(name, path) : path);
}

/** NumPy adds the ending that a name lacks. */
function withEnding(name: string, path: PathText): PathText {
  const ending = { 'numpy.save': '.npy', 'numpy.savez': '.npz', 'numpy.savez_compressed': '.npz' }[name];
  return ending === undefined || path.text.endsWith(ending) ? path : { ...path, text: path.text + ending };
}

/** General functions count only for what looks like data; readers of data count unless the name says otherwise. */
function isAboutData(text: string, { general }: PathCall, writes: boolean): boolean {
  if (writes) return text !== '*';
  if (isAddress(text)) return !general || looksLikeData(text);
  return general ? looksLikeData(text) : !looksLikeOther(text);
}

function methodUse(
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string | undefined,
): Told | undefined {
  const method = lastName(call.callee);
  const on = ownerOf(call.callee);
  if (!on || (name !== undefined && !/^(pandas|polars|pathlib)\./.test(name))) return undefined;
  if (method === 'read_text' || method === 'read_bytes') {
    const path = values.read(module, on, call.scope, call.line);
    return looksLikeData(path.text) ? told(method, 'read', path) : undefined;
  }
  if (!WRITE_METHODS.has(method)) return undefined;
  const onPath = method.startsWith('write_text') || method.startsWith('write_bytes');
  const value = onPath
    ? on
    : pathArgument(call, { access: 'write', position: 0, keywords: ['path_or_buf', 'path', 'file'] });
  if (!value) return undefined;
  const path = values.read(module, value, call.scope, call.line);
  return path.text === '*' ? undefined : told(method, 'write', path);
}

function pathArgument(call: Call, { position, keywords }: PathCall): Value | undefined {
  const given =
    call.args.find(({ name }) => name !== undefined && keywords.includes(name)) ??
    call.args.filter(({ name }) => name === undefined)[position];
  return given && firstOf(given.value);
}

/** A text or bytes in memory, read as if they were a file: `io.StringIO(text)`. */
function isInMemory(python: Python, module: PythonModule, value: Value, { scope, line }: Call): boolean {
  const assigned =
    value.kind === 'name' &&
    assignmentsTo(module, value.path, scope).findLast((one) => one.line <= line)?.value;
  const made = assigned || value;
  const callee = made.kind === 'call' ? module.calls[made.call]?.callee : undefined;
  const name = callee && python.qualify(module, callee, scope);
  return name !== undefined && /^(?:io|six|StringIO|pandas\.compat)\.(?:StringIO|BytesIO)$/.test(name);
}

/** `open(path, mode)`; numpy's memmap has its dtype between the two. */
function isWriting(call: Call): boolean {
  const plain = call.args.filter(({ name }) => name === undefined);
  const modes = [call.args.find(({ name }) => name === 'mode'), plain[1], plain[2]];
  return modes.some(
    (given) => given?.value.kind === 'string' && /^([wax]|r\+|rb\+)[bt+]*$/.test(given.value.value),
  );
}
