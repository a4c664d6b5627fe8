import { isTest } from '../files.js';
import type { Assignment, Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { argument, lastName, ownerOf } from '../python/values.js';
import { bareFrame, type Scene } from '../randomness/scene.js';
import { Tracer } from '../randomness/trace.js';
import { Callers } from './callers.js';
import { ModuleIndex } from './module-index.js';
import { concat, dirname, format, join, type PathText, WILD } from './path-text.js';

/** How deep values are followed. */
const DEEPEST = 12;
/** How many steps one value may take: bounds hostile input. */
const MOST_STEPS = 400;

/** The functions of paths that join their arguments, by full name. */
const JOINS = new Set([
  'os.path.join',
  'posixpath.join',
  'pathlib.Path',
  'pathlib.PurePath',
  'pathlib.PosixPath',
]);
/** Functions that give back the path they are given. */
const SAME = new Set([
  'str', 'os.fspath', 'os.path.abspath', 'os.path.realpath', 'os.path.normpath', 'open', 'gzip.open', 'bz2.open',
  'io.open', 'hydra.utils.to_absolute_path', 'builtins.open', 'os.path.relpath',
]); // biome-ignore format: a table reads better in rows
/** Methods of a path or string that give back what they are called on. */
const SAME_METHODS = new Set([
  'resolve',
  'absolute',
  'as_posix',
  'open',
  'expanduser',
  'strip',
  'rstrip',
  '__str__',
]);

/** Follows the values of paths through constants, joins, defaults of parameters and of command-line arguments. */
export class PathValues {
  readonly #python: Python;
  readonly #tracer: Tracer;
  readonly callers: Callers;
  readonly #indexes = new Map<PythonModule, ModuleIndex>();
  #steps = 0;
  /** Where the value is used: what is assigned there later, or again before it, does not count. */
  #use: { module: PythonModule; scope: number; line: number } | undefined;
  /** Whether calls of other modules count for what a function is handed. */
  #fromAnywhere = false;

  constructor(scene: Scene) {
    this.#python = scene.python;
    // Commands give several values to one option, which do not belong together.
    this.#tracer = new Tracer({ ...scene, commands: new Map() });
    this.callers = new Callers(scene.python);
  }

  /** The path that a value stands for, on a line where that is given; text `*` when nothing of it is known. */
  read(module: PythonModule, value: Value, scope: number, line?: number): PathText {
    this.#steps = MOST_STEPS;
    this.#use = line === undefined ? undefined : { module, scope, line };
    return this.#read(module, value, scope, 0) ?? WILD;
  }

  /** As `read`; what a function is handed may come from any module, and the first call that can be read stands for all. */
  readHanded(module: PythonModule, value: Value, scope: number, line?: number): PathText {
    this.#fromAnywhere = true;
    try {
      return this.read(module, value, scope, line);
    } finally {
      this.#fromAnywhere = false;
    }
  }

  /** What a name, member or key is in a run with default arguments, through options, objects and configuration files. */
  #traced(module: PythonModule, value: Value, scope: number): PathText | undefined {
    const { kind, value: constant } = this.#tracer.trace(value, bareFrame(module, scope));
    return kind !== 'none' && typeof constant === 'string'
      ? { text: constant, atModule: false, byDefault: true }
      : undefined;
  }

  #read(module: PythonModule, value: Value, scope: number, depth: number): PathText | undefined {
    if (depth > DEEPEST || this.#steps-- <= 0) return undefined;
    const part = (inner: Value | undefined) => (inner && this.#read(module, inner, scope, depth + 1)) ?? WILD;
    switch (value.kind) {
      case 'string':
        return { text: value.value, atModule: false, byDefault: false };
      case 'number':
        return { text: value.text, atModule: false, byDefault: false };
      case 'name':
        if (this.#isOfTemporary(module, value, scope)) return undefined;
        return this.#name(module, value.path, scope, depth + 1) ?? this.#traced(module, value, scope);
      case 'attribute':
        if (this.#isOfTemporary(module, value, scope)) return undefined;
        return this.#attribute(module, value, scope, depth) ?? this.#traced(module, value, scope);
      case 'call':
        return this.#call(module, module.calls[value.call], scope, depth + 1);
      case 'operation':
        switch (value.operator) {
          case '+':
          case 'f-string':
            return concat(value.operands.map(part));
          case '/':
            return join(value.operands.map(part));
          case '%':
            return format(part(value.operands[0]), filling(value.operands[1]).map(part));
          case 'if else':
            return this.#first(module, [value.operands[0], value.operands[2]], scope, depth);
          case 'or':
            return this.#first(module, value.operands, scope, depth);
          case 'index':
            return this.#parents(module, value.operands, scope, depth) ?? this.#traced(module, value, scope);
          case 'enter':
          case 'await':
            return value.operands[0] && this.#read(module, value.operands[0], scope, depth + 1);
          default:
            return undefined;
        }
      default:
        return undefined;
    }
  }

  /** Whether a value belongs to a temporary file or folder: `file.name` is then no option called `--name`. */
  #isOfTemporary(module: PythonModule, value: Value, scope: number, depth = 0): boolean {
    if (depth > 3) return false;
    if (value.kind === 'attribute') return this.#isTemporary(module, value.of);
    if (value.kind !== 'name') return false;
    const [first = '', ...rest] = value.path.split('.');
    const assigned = this.#standing(module, scope, first);
    return rest.length > 0
      ? assigned.some((one) => this.#isTemporary(module, one.value))
      : assigned.some((one) => this.#isOfTemporary(module, one.value, scope, depth + 1));
  }

  /** Whether a value is a call of `tempfile`, also of `with`. */
  #isTemporary(module: PythonModule, value: Value): boolean {
    const made = value.kind === 'operation' && value.operator === 'enter' ? value.operands[0] : value;
    const call = made?.kind === 'call' ? module.calls[made.call] : undefined;
    const name = call && this.#tracer.scene.python.qualify(module, call.callee, call.scope);
    return name?.startsWith('tempfile.') === true;
  }

  /** `path.parents[n]`: the folder n + 1 levels up. */
  #parents(module: PythonModule, [of, at]: readonly Value[], scope: number, depth: number) {
    if (at?.kind !== 'number' || !(at.value >= 0 && at.value < 16) || !of || lastName(of) !== 'parents')
      return undefined;
    const base = ownerOf(of);
    let path = base && this.#read(module, base, scope, depth + 1);
    for (let level = 0; path && level <= at.value; level += 1) path = dirname(path);
    return path;
  }

  #first(module: PythonModule, values: readonly (Value | undefined)[], scope: number, depth: number) {
    for (const value of values) {
      const read = value && this.#read(module, value, scope, depth + 1);
      if (read && read.text !== '*') return read;
    }
    return undefined;
  }

  #name(module: PythonModule, path: string, scope: number, depth: number): PathText | undefined {
    if (path === '__file__') return { text: '__file__', atModule: true, byDefault: false };
    const parts = path.split('.');
    if (parts.length > 1) {
      if (parts.at(-1) === 'parent')
        return dirname(this.#name(module, parts.slice(0, -1).join('.'), scope, depth + 1));
      const own = this.#assigned(module, path, scope, depth) ?? this.#imported(module, path, depth);
      return own ?? this.#option(module, parts.at(-1) as string, depth);
    }
    return this.#assigned(module, path, scope, depth) ?? this.#imported(module, path, depth);
  }

  #attribute(module: PythonModule, value: Value & { kind: 'attribute' }, scope: number, depth: number) {
    const { name, of } = value;
    if (name === 'parent') return dirname(this.#read(module, of, scope, depth + 1));
    // `Path(x).parents[0]` and results of parse_args().x: the option's default.
    return this.#option(module, name, depth);
  }

  #indexOf(module: PythonModule): ModuleIndex {
    const index = this.#indexes.get(module) ?? new ModuleIndex(module);
    this.#indexes.set(module, index);
    return index;
  }

  /** The assignments to a name that may hold where the value is used. */
  #standing(module: PythonModule, scope: number, name: string): readonly Assignment[] {
    const use = this.#use;
    return use?.module === module && use.scope === scope
      ? this.#indexOf(module).standing(name, scope, use.line)
      : this.#indexOf(module).to(name);
  }

  /** What the nearest scope binds the name to: its assignments, its parameters' defaults, then the scopes around it. */
  #assigned(module: PythonModule, name: string, scope: number, depth: number): PathText | undefined {
    // `self.url` may be a constant of the class.
    const attribute = name.startsWith('self.') ? name.slice('self.'.length) : undefined;
    for (let at = scope; at >= 0; at = module.scopes[at]?.parent ?? -1) {
      const found = [
        ...this.#standing(module, at, name).filter((one) => one.scope === at || attribute !== undefined),
        ...(attribute === undefined ? [] : this.#indexOf(module).to(attribute)).filter(
          (one) => module.scopes[one.scope]?.kind === 'class',
        ),
      ];
      const values = found.flatMap((one) => this.#read(module, one.value, one.scope, depth + 1) ?? []);
      const known = values.find(({ text }) => text !== '*');
      if (known)
        return found.length > 1 && new Set(values.map(({ text }) => text)).size > 1
          ? { ...known, byDefault: true }
          : known;
      const parameter = module.scopes[at]?.parameters.find((one) => one.name === name);
      if (parameter) {
        const read =
          parameter.default &&
          this.#read(module, parameter.default, module.scopes[at]?.parent ?? 0, depth + 1);
        return read ? { ...read, byDefault: true } : this.#passed(module, at, name, depth);
      }
      if (found.length > 0) return undefined;
    }
    return undefined;
  }

  /** A parameter without a default: what the first call that can be read passes. */
  #passed(module: PythonModule, scope: number, name: string, depth: number): PathText | undefined {
    const { name: called = '', parameters = [], kind, parent = 0 } = module.scopes[scope] ?? {};
    if (kind !== 'function' || called === '') return undefined;
    const isBound =
      module.scopes[parent]?.kind === 'class' && /^(?:self|cls)$/.test(parameters[0]?.name ?? '');
    const position = parameters.findIndex((one) => one.name === name) - Number(isBound);
    for (const { module: from, call } of this.callers.of(module, scope)) {
      if (from === module ? call.scope === scope : !this.#fromAnywhere || isTest(from.path)) continue;
      const given = argument(call, name, position < 0 ? undefined : position);
      const read = given && this.#read(from, given.value, call.scope, depth + 1);
      if (read && read.text !== '*') return { ...read, byDefault: true };
    }
    return undefined;
  }

  /** A constant of another module of the project: `from config import DATA`, `config.DATA`. */
  #imported(module: PythonModule, path: string, depth: number): PathText | undefined {
    const [head = '', ...rest] = path.split('.');
    for (const statement of module.imports) {
      if (statement.binds !== head || depth > DEEPEST) continue;
      const target = this.#python.resolve(module, statement);
      if (target.kind !== 'local') continue;
      const other = this.#python.get(target.path);
      const name = rest.at(-1) ?? statement.name;
      if (!other || other === module || name === undefined) continue;
      const read = this.#assigned(other, name, 0, depth + 1);
      if (read) return read;
    }
    return undefined;
  }

  #option(module: PythonModule, name: string, depth: number): PathText | undefined {
    const fallback = this.#indexOf(module).option(name);
    const read = fallback && this.#read(module, fallback.value, 0, depth + 1);
    return read && { ...read, byDefault: true };
  }

  #call(module: PythonModule, call: Call | undefined, scope: number, depth: number): PathText | undefined {
    if (!call) return undefined;
    const parts = () =>
      call.args
        .filter(({ name }) => name === undefined)
        .map(({ value }) => this.#read(module, value, scope, depth + 1) ?? WILD);
    const name =
      this.#python.qualify(module, call.callee, scope) ??
      (call.callee.kind === 'name' && !call.callee.path.includes('.') ? call.callee.path : undefined);
    if (name !== undefined) {
      if (JOINS.has(name)) return join(parts());
      if (SAME.has(name)) return parts()[0];
      if (name === 'os.path.dirname') return dirname(parts()[0]);
      if (name === 'os.getcwd' || name === 'pathlib.Path.cwd')
        return { text: '.', atModule: false, byDefault: false };
      if (name === 'os.environ.get' || name === 'os.getenv') {
        const fallback = parts()[1];
        return fallback && { ...fallback, byDefault: true };
      }
    }
    const { callee } = call;
    const method = lastName(callee);
    const of = ownerOf(callee);
    if (!of) return undefined;
    const base = this.#read(module, of, scope, depth + 1);
    if (base && SAME_METHODS.has(method)) return base;
    if (base && method === 'joinpath') return join([base, ...parts()]);
    if (base && method === 'format') return format(base, parts());
    if ((method === 'get' || method === 'getenv') && call.args.length === 2) return parts()[1];
    return undefined;
  }
}

/** What `%` fills into a text, in its order. */
function filling(value: Value | undefined): readonly (Value | undefined)[] {
  if (value?.kind === 'tuple') return value.items;
  // The fields of a dict are named.
  return value?.kind === 'dict' ? [] : [value];
}
