import { CannotTell } from '../../errors.js';
import { defineFact, type Project } from '../fact.js';
import { files } from '../files.js';
import { parseToml, tableAt } from '../formats/toml.js';
import { baseName, folderOf } from '../paths.js';
import type { Argument, PythonModule, Value } from '../python/model.js';
import { type Python, python } from '../python/python.js';
import { readText } from '../source.js';

/** Names in the tree that an import may mean without leading to a file for sure. */
export interface OwnNames {
  /** Names by which the project itself is installed. */
  itself: ReadonlySet<string>;
  /** Modules that building makes, with what they are made from. */
  built: ReadonlyMap<string, string>;
  /** Vendored packages and submodules, with their path. */
  vendored: ReadonlyMap<string, string>;
  /** Modules and packages of the project's own, by the name of file or folder. */
  held: ReadonlyMap<string, HeldName>;
  /** Files that put folders on the import path which are not in the tree, or unknown ones. */
  reachOut: ReadonlySet<string>;
}

export interface HeldName {
  path: string;
  /** Whether each file of that name lies in a package, where its bare name means something else. */
  packaged: boolean;
}

/** Most manifests whose own names are read. */
const MOST = 100;

/** Names under which the project itself, or something that lies in its tree, is imported. */
export const ownNames = defineFact<OwnNames>({ name: 'ownNames', collect: findOwnNames });

async function findOwnNames(project: Project): Promise<OwnNames> {
  const tree = await project.get(files);
  const code = await project.get(python);
  const whole = project.part ? await project.part.whole.get(files) : tree;
  const itself = new Set<string>();
  const built = new Map<string, string>();
  const vendored = new Map<string, string>();
  const held = new Map<string, HeldName>();
  const packages = new Set<string>();
  for (const { path } of whole.all) if (path.endsWith('/__init__.py')) packages.add(folderOf(path));
  const own = new Set(tree.own.map(({ path }) => path));
  for (const { path } of whole.all) {
    const made = builtFrom(baseName(path));
    for (const name of made) built.set(name, path);
    if (!/\.pyw?$/.test(path) || /(?:^|\/)(?:site|dist)-packages\//.test(path)) continue;
    const isOwn = own.has(path) || whole !== tree;
    for (let at = path.replace(/\.pyw?$/, ''); at !== ''; at = folderOf(at)) {
      const name = baseName(at);
      if (!isOwn) {
        if (!vendored.has(name) && !packages.has(folderOf(at))) vendored.set(name, at);
        continue;
      }
      const before = held.get(name);
      const packaged = packages.has(folderOf(at));
      if (!before || (before.packaged && !packaged)) held.set(name, { path: at, packaged });
    }
  }
  for (const path of whole.submodules) vendored.set(baseName(path).replaceAll('-', '_'), path);
  for (const { path } of tree.named(/^pyproject\.toml$/i).slice(0, MOST)) {
    for (const name of await namesOfPyproject(project, path)) itself.add(name);
  }
  const reachOut = new Set<string>();
  for (const module of code.modules) {
    if (/(?:^|\/)setup\.py$/.test(module.path)) readSetup(module, itself, built);
    if (reachesOut(module, code)) reachOut.add(module.path);
    for (const name of loadedExtensions(module)) built.set(name, module.path);
  }
  return { itself, built, vendored, held, reachOut };
}

/** Modules that are made from a file: Cython, compiled extensions, protocol buffers, SWIG, Fortran. */
function builtFrom(name: string): string[] {
  const stem = /^([A-Za-z_]\w*)\.(?:pyx|pyd|so|i|f|f90|(?:cpython|abi3|cp\d)[\w.-]*\.(?:so|pyd))$/.exec(
    name,
  )?.[1];
  if (stem !== undefined) return [stem];
  const proto = /^([A-Za-z_][\w-]*)\.proto$/.exec(name)?.[1]?.replaceAll('-', '_');
  return proto === undefined ? [] : [`${proto}_pb2`, `${proto}_pb2_grpc`];
}

async function namesOfPyproject(project: Project, path: string): Promise<string[]> {
  try {
    const { data } = parseToml(await readText(project.source, path));
    const tables = [
      tableAt(data, 'project'),
      tableAt(data, 'tool', 'poetry'),
      tableAt(data, 'tool', 'flit', 'module'),
    ];
    const mapped = tableAt(data, 'tool', 'setuptools', 'package-dir');
    return [...tables.map((table) => table?.name), ...Object.keys(mapped ?? {})].flatMap(importNames);
  } catch (error) {
    // Where manifests are read, it is told that this one cannot be.
    if (!(error instanceof CannotTell)) throw error;
    return [];
  }
}

/** `my-project` is imported as `my_project`. */
function importNames(name: unknown): string[] {
  return typeof name === 'string' && name !== '' ? [name.replaceAll(/[-.]/g, '_')] : [];
}

/** The name, packages and extension modules that a setup.py names in literals. */
function readSetup(module: PythonModule, itself: Set<string>, built: Map<string, string>): void {
  for (const { callee, args } of module.calls) {
    const path =
      callee.kind === 'name'
        ? callee.path.split('.').at(-1)!
        : callee.kind === 'attribute'
          ? callee.name
          : '';
    if (path === 'setup') {
      for (const name of strings(argument(args, 'name')))
        for (const one of importNames(name)) itself.add(one);
      for (const key of ['packages', 'py_modules'])
        for (const name of strings(argument(args, key))) itself.add(name.split('.')[0]!);
      const mapped = argument(args, 'package_dir');
      if (mapped?.kind === 'dict')
        for (const { key } of mapped.entries)
          for (const name of strings(key)) itself.add(name.split('.')[0]!);
    } else if (/Extension$/.test(path) || path === 'make_cuda_ext') {
      const first = args.find(({ name }) => name === undefined)?.value;
      for (const name of strings(argument(args, 'name') ?? first)) {
        built.set(name.split('.').at(-1)!, module.path);
        built.set(name.split('.')[0]!, module.path);
      }
    }
  }
}

/** Extensions that the code itself compiles: `torch.utils.cpp_extension.load(name='x')`. */
function loadedExtensions(module: PythonModule): string[] {
  return module.calls.flatMap(({ callee, args }) => {
    const isLoad =
      callee.kind === 'name' && /(?:^|\.)(?:load|load_inline|cpp_extension\.load)$/.test(callee.path);
    const name = isLoad ? argument(args, 'name') : undefined;
    return name && argument(args, 'sources') ? strings(name) : [];
  });
}

/** Whether a module adds folders to the import path; the notebook commands `git clone` and `%cd` do the same. */
function reachesOut(module: PythonModule, code: Python): boolean {
  if (module.shell.some(({ text }) => /\bgit\s+clone\b/.test(text))) return true;
  return module.calls.some(({ callee, scope }) => {
    if (callee.kind !== 'name') return false;
    const name =
      (/path/.test(callee.path) && !callee.path.startsWith('os.path.')) || /addsitedir/.test(callee.path)
        ? code.qualify(module, callee, scope)
        : undefined;
    return name !== undefined && /^(?:sys\.path\.(?:append|insert|extend)|site\.addsitedir)$/.test(name);
  });
}

function argument(args: readonly Argument[], wanted: string): Value | undefined {
  return args.find(({ name }) => name === wanted)?.value;
}

function strings(value: Value | undefined): string[] {
  if (value?.kind === 'string') return [value.value];
  return value?.kind === 'list' || value?.kind === 'tuple' ? value.items.flatMap(strings) : [];
}
