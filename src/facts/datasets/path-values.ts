import type { Argument, Assignment, Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName } from '../python/values.js';
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
  readonly #options = new Map<PythonModule, Map<string, Argument | undefined>>();
  readonly #assignments = new Map<PythonModule, Map<string, Assignment[]>>();
  #steps = 0;

  constructor(python: Python) {
    this.#python = python;
  }

  /** The path that a value stands for; text `*` when nothing of it is known. */
  read(module: PythonModule, value: Value, scope: number): PathText {
    this.#steps = MOST_STEPS;
    return this.#read(module, value, scope, 0) ?? WILD;
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
        return this.#name(module, value.path, scope, depth + 1);
      case 'attribute':
        return this.#attribute(module, value, scope, depth);
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
            return format(part(value.operands[0]), []);
          case 'if else':
            return this.#first(module, [value.operands[0], value.operands[2]], scope, depth);
          case 'or':
            return this.#first(module, value.operands, scope, depth);
          case 'index':
            return this.#parents(module, value.operands, scope, depth);
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

  /** `path.parents[n]`: the folder n + 1 levels up. */
  #parents(module: PythonModule, [of, at]: readonly Value[], scope: number, depth: number) {
    if (at?.kind !== 'number' || !(at.value >= 0 && at.value < 16) || !of || lastName(of) !== 'parents')
      return undefined;
    const base: Value | undefined =
      of.kind === 'attribute'
        ? of.of
        : of.kind === 'name'
          ? { kind: 'name', path: of.path.replace(/\.parents$/, '') }
          : undefined;
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

  /** The plain assignments of a module to a name. */
  #targets(module: PythonModule, name: string): readonly Assignment[] {
    let targets = this.#assignments.get(module);
    if (!targets) {
      targets = new Map();
      for (const assignment of module.assignments) {
        if (assignment.key !== undefined) continue;
        const known = targets.get(assignment.target);
        if (known) known.push(assignment);
        else targets.set(assignment.target, [assignment]);
      }
      this.#assignments.set(module, targets);
    }
    return targets.get(name) ?? [];
  }

  /** What the nearest scope binds the name to: its assignments, its parameters' defaults, then the scopes around it. */
  #assigned(module: PythonModule, name: string, scope: number, depth: number): PathText | undefined {
    // `self.url` may be a constant of the class.
    const attribute = name.startsWith('self.') ? name.slice('self.'.length) : undefined;
    for (let at = scope; at >= 0; at = module.scopes[at]?.parent ?? -1) {
      const found = [
        ...this.#targets(module, name).filter((one) => one.scope === at || attribute !== undefined),
        ...(attribute === undefined ? [] : this.#targets(module, attribute)).filter(
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

  /** A parameter without a default: what the only literal calls of the function in the module pass. */
  #passed(module: PythonModule, scope: number, name: string, depth: number): PathText | undefined {
    const { name: called = '', parameters = [], kind } = module.scopes[scope] ?? {};
    if (kind !== 'function' || called === '') return undefined;
    const position = parameters.findIndex((one) => one.name === name);
    for (const call of module.calls) {
      if (call.callee.kind !== 'name' || call.callee.path !== called || call.scope === scope) continue;
      const given =
        call.args.find((one) => one.name === name) ??
        call.args.filter((one) => one.name === undefined)[position];
      const read = given && this.#read(module, given.value, call.scope, depth + 1);
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

  /** The default of a command-line option: `add_argument('--data-dir', default=..)`, `@click.option`. */
  #option(module: PythonModule, name: string, depth: number): PathText | undefined {
    let options = this.#options.get(module);
    if (!options) {
      options = new Map();
      for (const call of module.calls) {
        const last = lastName(call.callee);
        if (last !== 'add_argument' && last !== 'option') continue;
        const flags = call.args.flatMap(({ name: keyword, value }) =>
          keyword === undefined && value.kind === 'string' ? [value.value] : [],
        );
        const dest = call.args.find((one) => one.name === 'dest')?.value;
        const names = dest?.kind === 'string' ? [dest.value] : flags;
        const fallback = call.args.find((one) => one.name === 'default');
        for (const flag of names) options.set(flag.replace(/^-+/, '').replaceAll('-', '_'), fallback);
      }
      this.#options.set(module, options);
    }
    const fallback = options.get(name);
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
    const of =
      callee.kind === 'attribute'
        ? callee.of
        : callee.kind === 'name' && callee.path.includes('.')
          ? ({ kind: 'name', path: callee.path.split('.').slice(0, -1).join('.') } as const)
          : undefined;
    if (!of) return undefined;
    const base = this.#read(module, of, scope, depth + 1);
    if (base && SAME_METHODS.has(method)) return base;
    if (base && method === 'joinpath') return join([base, ...parts()]);
    if (base && method === 'format') return format(base, parts());
    if ((method === 'get' || method === 'getenv') && call.args.length === 2) return parts()[1];
    return undefined;
  }
}
