import type { Assignment, Call, PythonModule, Value } from '../python/model.js';
import { lookUp } from './configs.js';
import { findDraw, findSeeder } from './lookup.js';
import type { SeedValue } from './model.js';
import {
  argumentOf,
  type Bound,
  bareFrame,
  classOf,
  type Frame,
  lastName,
  type Option,
  type Scene,
  scopeChain,
  written,
} from './scene.js';

/** What a value is in a run with default arguments, as far as files tell. */
export interface Traced extends SeedValue {
  /** The constant itself, where there is one. */
  value?: string | number | boolean | null;
}

const UNKNOWN: Traced = { kind: 'unknown', text: 'a value that could not be traced' };
const DEPTH = 24;

/** Functions whose result changes from run to run. */
const VARYING =
  /^(?:time\.(?:time|time_ns|perf_counter|perf_counter_ns|monotonic)|datetime\.(?:datetime\.)?(?:now|utcnow|today)|datetime\.date\.today|os\.(?:urandom|getpid|getrandom)|secrets\.\w+|uuid\.uuid[147]|torch\.(?:random\.)?seed|random\.SystemRandom|id|hash)$/;
/** Functions that hand a number on. */
const TRANSPARENT = new Set([
  'int',
  'str',
  'abs',
  'float',
  'round',
  'bool',
  'min',
  'max',
  'numpy.uint32',
  'numpy.int64',
  'numpy.array',
  'copy.copy',
  'copy.deepcopy',
]);

/** Traces values through names, parameters, options, configuration files and arithmetic. `isFixed` tells whether a stream is seeded by now. */
export class Tracer {
  constructor(
    readonly scene: Scene,
    readonly isFixed: (stream: string) => boolean = () => false,
  ) {}

  trace(value: Value, frame: Frame, depth = 0): Traced {
    if (depth > DEPTH) return UNKNOWN;
    switch (value.kind) {
      case 'number':
        return { kind: 'literal', text: value.text, value: value.value };
      case 'string':
        return { kind: 'literal', text: `'${value.value.slice(0, 40)}'`, value: value.value };
      case 'boolean':
        return { kind: 'literal', text: value.value ? 'True' : 'False', value: value.value };
      case 'none':
        return { kind: 'none', text: 'None', value: null };
      case 'name':
        return this.name(value.path, frame, depth);
      case 'attribute':
        return this.attribute(value, frame, depth);
      case 'call':
        return this.call(value.call, frame, depth);
      case 'list':
      case 'tuple':
        return this.join(value.items.map((item) => this.trace(item, frame, depth + 1)));
      case 'operation':
        return this.operation(value.operator, value.operands, frame, depth);
      default:
        return UNKNOWN;
    }
  }

  /** True or false in a run with default arguments; undefined when it cannot be told. */
  truth(test: Value, frame: Frame, depth = 0): boolean | undefined {
    if (depth > 12) return undefined;
    if (test.kind === 'operation') {
      const [a, b] = test.operands;
      const both = () =>
        [a, b].map((operand) => (operand ? this.truth(operand, frame, depth + 1) : undefined));
      if (test.operator === 'not' && a) {
        const inner = this.truth(a, frame, depth + 1);
        return inner === undefined ? undefined : !inner;
      }
      if (test.operator === 'and') {
        const sides = both();
        return sides.includes(false) ? false : sides.includes(undefined) ? undefined : true;
      }
      if (test.operator === 'or') {
        const sides = both();
        return sides.includes(true) ? true : sides.includes(undefined) ? undefined : false;
      }
      if (!a || !b) return undefined;
      if (a.kind === 'name' && a.path === '__name__') return true;
      const left = this.trace(a, frame, depth + 1);
      const right = this.trace(b, frame, depth + 1);
      if (test.operator === 'is not' || test.operator === 'is') {
        if (right.value !== null || left.kind === 'unknown') return undefined;
        const isNone = left.kind === 'none';
        return test.operator === 'is' ? isNone : !isNone;
      }
      if (left.value === undefined || right.value === undefined) {
        if (right.value === null && left.kind !== 'unknown') return test.operator === '!=';
        return undefined;
      }
      switch (test.operator) {
        case '==':
          return left.value === right.value;
        case '!=':
          return left.value !== right.value;
        case '>':
        case '>=':
        case '<':
        case '<=': {
          if (typeof left.value !== 'number' || typeof right.value !== 'number') return undefined;
          const difference = left.value - right.value;
          if (test.operator === '>') return difference > 0;
          if (test.operator === '>=') return difference >= 0;
          return test.operator === '<' ? difference < 0 : difference <= 0;
        }
        default:
          return undefined;
      }
    }
    const traced = this.trace(test, frame, depth + 1);
    if (traced.kind === 'none') return false;
    if (traced.value === undefined) return undefined;
    return Boolean(traced.value);
  }

  private name(path: string, frame: Frame, depth: number): Traced {
    const parts = path.split('.');
    const first = parts[0] ?? '';
    if (parts.length > 1) {
      const own = this.assigned(path, frame, depth, parts.at(-1) ?? '');
      if (own) return own;
      const imported = this.imported(parts, frame, depth);
      if (imported) return imported;
      return this.member(first, parts.slice(1), frame, depth);
    }
    const bound = this.bound(first, frame);
    const assigned = this.assigned(path, frame, depth, undefined, bound !== undefined);
    if (assigned) return assigned;
    if (bound) return this.trace(bound.value, bound.frame, depth + 1);
    return this.parameter(first, frame, depth) ?? this.imported(parts, frame, depth) ?? UNKNOWN;
  }

  /** What the caller passed for a name that is a parameter here or in an enclosing function. */
  bound(name: string, frame: Frame): Bound | undefined {
    return frame.bindings.get(name);
  }

  private parameter(name: string, frame: Frame, depth: number): Traced | undefined {
    for (const scope of scopeChain(frame.module, frame.scope)) {
      const parameter = frame.module.scopes[scope]?.parameters.find((candidate) => candidate.name === name);
      if (!parameter) continue;
      const option = this.scene.options
        .get(name)
        ?.find(({ module, call }) => module === frame.module && lastName(call.callee) === 'option');
      if (option) return this.option(option, depth);
      if (!parameter.default) return { kind: 'unknown', text: `argument ${name}` };
      const inner = this.defaultOf(parameter.default, bareFrame(frame.module, 0), depth);
      return inner.kind === 'literal'
        ? { ...inner, kind: 'default', text: `${name}, default ${inner.text}` }
        : inner.kind === 'none'
          ? { ...inner, text: `${name}, default None` }
          : inner;
    }
    return undefined;
  }

  /** The default in `typer.Option(42)`, `field(default=42)`, `Field(42)`, or the value itself. */
  private defaultOf(value: Value, frame: Frame, depth: number): Traced {
    if (value.kind === 'call') {
      const call = frame.module.calls[value.call];
      const last = call ? lastName(call.callee) : '';
      if (call && ['Option', 'Argument', 'field', 'Field', 'ib', 'attrib'].includes(last)) {
        const inner = argumentOf(call, 'default', last === 'field' ? undefined : 0);
        if (!inner || inner.kind === 'other') return { kind: 'required', text: 'a required argument' };
        return this.trace(inner, frame, depth + 1);
      }
    }
    return this.trace(value, frame, depth + 1);
  }

  /** A name or dotted name that is assigned where it can be seen. */
  private assigned(
    path: string,
    frame: Frame,
    depth: number,
    option?: string,
    isParameter = false,
  ): Traced | undefined {
    const { module } = frame;
    for (const scope of scopeChain(module, frame.scope)) {
      const all = module.assignments.filter(
        (assignment) => assignment.scope === scope && assignment.target === path && !assignment.key,
      );
      if (all.length === 0) {
        // A parameter hides the names outside.
        if (module.scopes[scope]?.parameters.some(({ name }) => name === path)) return undefined;
        continue;
      }
      const base = all.filter(({ conditions }) => conditions.length === 0).at(-1);
      const inner = { ...frame, scope: scope === frame.scope ? frame.scope : scope };
      const conditional = all.filter(({ conditions }) => conditions.length > 0);
      const start: Traced | undefined = base
        ? this.assignment(base, inner, depth)
        : option !== undefined
          ? this.fallback([option], frame, depth)
          : isParameter
            ? this.boundOrDefault(path, frame, depth)
            : (this.parameter(path, frame, depth) ?? undefined);
      if (start && start.kind !== 'none' && !(start.value === -1 && conditional.length > 0)) {
        if (start.kind !== 'unknown' || conditional.length === 0) return start;
      }
      const last = conditional.at(-1);
      if (!last) return start;
      const taken = this.assignment(last, inner, depth);
      if (taken.kind === 'varying' && this.isLogged(path, module)) return { ...taken, kind: 'recorded' };
      return taken;
    }
    return undefined;
  }

  private boundOrDefault(name: string, frame: Frame, depth: number): Traced | undefined {
    const bound = this.bound(name, frame);
    return bound ? this.trace(bound.value, bound.frame, depth + 1) : this.parameter(name, frame, depth);
  }

  private assignment({ value, target }: Assignment, frame: Frame, depth: number): Traced {
    // `seed = seed + rank` leads back to the parameter.
    if (value.kind === 'name' && value.path === target) return UNKNOWN;
    const traced = this.defaultOf(value, frame, depth + 1);
    if (traced.kind === 'varying' && this.isLogged(target, frame.module))
      return { ...traced, kind: 'recorded' };
    return traced;
  }

  private isLogged(path: string, module: PythonModule): boolean {
    return module.calls.some(
      ({ callee, args }) =>
        /^(?:print|info|debug|warning|log|write|log_param|log_params|update|dump|add_text|add_hparams|echo|rank_zero_info)$/.test(
          lastName(callee),
        ) && args.some(({ value }) => mentions(value, path)),
    );
  }

  /** A constant of another module of the project. */
  private imported(parts: readonly string[], frame: Frame, depth: number): Traced | undefined {
    const found = this.importedModule(parts, frame);
    if (!found || found.rest.length === 0) return undefined;
    const inner = bareFrame(found.module, 0, frame.made);
    return this.name(found.rest.join('.'), inner, depth + 1);
  }

  /** The project module that the first part of a dotted name leads to, and what is left of the name. */
  importedModule(
    parts: readonly string[],
    frame: Frame,
  ): { module: PythonModule; rest: string[] } | undefined {
    const { python } = this.scene;
    const chain = new Set(scopeChain(frame.module, frame.scope));
    for (const statement of frame.module.imports) {
      if (statement.binds !== parts[0] || !chain.has(statement.scope)) continue;
      const target = python.resolve(frame.module, statement);
      if (target.kind !== 'local') continue;
      const module = python.get(target.path);
      if (!module) continue;
      let rest = parts.slice(1);
      if (statement.name === undefined) {
        const inner = statement.module.split('.').slice(1);
        if (inner.length > 0 && inner.every((part, at) => rest[at] === part)) rest = rest.slice(inner.length);
      } else if (!isModuleName(target.path, statement.name)) rest = [statement.name, ...rest];
      return { module, rest };
    }
    return undefined;
  }

  /** `base.a.b` where base is a variable, `self` or a parameter. */
  private member(base: string, keys: readonly string[], frame: Frame, depth: number): Traced {
    if (depth > DEPTH) return UNKNOWN;
    const key = keys[0] ?? '';
    if (base === 'self' || base === 'cls') {
      const found = this.ofClass(frame.module, classOf(frame.module, frame.scope), keys, frame, depth);
      return found ?? this.fallback(keys, frame, depth);
    }
    const bound = this.bound(base, frame);
    if (bound && bound.value.kind === 'name') {
      return this.name(`${bound.value.path}.${keys.join('.')}`, bound.frame, depth + 1);
    }
    const origin = bound ?? this.origin(base, frame);
    if (origin?.value.kind === 'call') {
      const module = origin.frame.module;
      const call = module.calls[origin.value.call];
      if (call) {
        const classes = [call.callee, ...call.args.map(({ value }) => value)];
        for (const value of classes) {
          const definition = this.scene.python.define(module, value, origin.frame.scope);
          if (definition?.module.scopes[definition.scope]?.kind === 'class') {
            const given = value === call.callee ? argumentOf(call, key) : undefined;
            if (given && keys.length === 1) return this.trace(given, origin.frame, depth + 1);
            const found = this.ofClass(definition.module, definition.scope, keys, origin.frame, depth);
            if (found) return found;
          }
        }
      }
    }
    const annotated = frame.module.scopes[frame.scope]?.parameters.find(
      ({ name }) => name === base,
    )?.annotation;
    if (annotated && /^[A-Za-z_][\w.]*$/.test(annotated)) {
      const definition = this.scene.python.define(
        frame.module,
        { kind: 'name', path: annotated },
        frame.scope,
      );
      if (definition) {
        const found = this.ofClass(definition.module, definition.scope, keys, frame, depth);
        if (found) return found;
      }
    }
    const named = this.scene.python.define(frame.module, { kind: 'name', path: base }, frame.scope);
    if (named?.module.scopes[named.scope]?.kind === 'class') {
      const found = this.ofClass(named.module, named.scope, keys, frame, depth);
      if (found) return found;
    }
    return this.fallback(keys, frame, depth);
  }

  /** What a variable was last assigned, outside conditions first. */
  origin(name: string, frame: Frame): Bound | undefined {
    for (const scope of scopeChain(frame.module, frame.scope)) {
      const all = frame.module.assignments.filter(
        (assignment) => assignment.scope === scope && assignment.target === name && !assignment.key,
      );
      const chosen = all.filter(({ conditions }) => conditions.length === 0).at(-1) ?? all.at(-1);
      if (chosen) return { value: chosen.value, frame: { ...frame, scope } };
    }
    return undefined;
  }

  /** An attribute of a class of the project: set on self in a method, or in the class body. */
  private ofClass(
    module: PythonModule,
    scope: number,
    keys: readonly string[],
    frame: Frame,
    depth: number,
  ): Traced | undefined {
    if (scope < 0 || depth > DEPTH) return undefined;
    const target = `self.${keys.join('.')}`;
    const key = keys[0] ?? '';
    const made = frame.made.get(`${module.path}#${scope}`);
    for (const assignment of module.assignments) {
      const owner = module.scopes[assignment.scope];
      if (assignment.target === target && owner?.parent === scope && !assignment.key) {
        const inner =
          made && made.scope === assignment.scope && made.module === module
            ? made
            : bareFrame(module, assignment.scope, frame.made);
        const traced = this.defaultOf(assignment.value, inner, depth + 1);
        if (traced.kind !== 'unknown') return traced;
      }
      if (assignment.scope === scope && assignment.target === key && keys.length === 1) {
        const traced = this.defaultOf(assignment.value, bareFrame(module, 0), depth + 1);
        if (traced.kind === 'literal')
          return { ...traced, kind: 'default', text: `${key}, default ${traced.text}` };
        if (traced.kind === 'none') return { ...traced, text: `${key}, default None` };
        return traced;
      }
    }
    for (const base of module.scopes[scope]?.bases ?? []) {
      const definition = this.scene.python.define(module, base, 0);
      if (definition && definition.scope !== scope) {
        const found = this.ofClass(definition.module, definition.scope, keys, frame, depth + 1);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** An attribute of something unknown: a command-line option of that name, else a key of a configuration file. */
  private fallback(keys: readonly string[], frame: Frame, depth: number): Traced {
    const last = keys.at(-1) ?? '';
    const options = this.scene.options.get(last) ?? [];
    const near = options.find(({ module }) => module === frame.module) ?? this.nearest(options, frame);
    if (near && keys.length === 1) return this.option(near, depth);
    return this.config(keys) ?? (near ? this.option(near, depth) : UNKNOWN);
  }

  /** Among options of one name, one declared in a module on the way here; else the only one there is. */
  private nearest(options: readonly Option[], frame: Frame): Option | undefined {
    const path = new Set<PythonModule>();
    for (let at: Frame | undefined = frame; at; at = at.caller) path.add(at.module);
    const onTheWay = options.find(({ module }) => path.has(module));
    if (onTheWay) return onTheWay;
    for (const module of path) {
      const imported = this.scene.python.importsOf(module);
      const found = options.find((option) => imported.includes(option.module.path));
      if (found) return found;
    }
    return options.length === 1 ? options[0] : undefined;
  }

  private option(option: Option, depth: number): Traced {
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
    const traced = this.trace(option.default, bareFrame(option.module, option.call.scope), depth + 1);
    if (traced.kind === 'literal')
      return { ...traced, kind: 'default', text: `${shown}, default ${traced.text}` };
    if (traced.kind === 'none') return { ...traced, text: `${shown}, default None` };
    return traced;
  }

  /** What the configuration files say of a key. */
  config(keys: readonly string[], preferred: readonly string[] = this.scene.preferred): Traced | undefined {
    const found = lookUp(this.scene.configs, keys, preferred);
    const entry = found.find(({ value }) => value === null) ?? found[0];
    if (!entry) return undefined;
    const shown = `${entry.file}:${entry.line} ${entry.keys.at(-1)}: ${entry.value === null ? 'null' : String(entry.value).slice(0, 40)}`;
    if (entry.value === null) return { kind: 'none', text: shown, value: null };
    const pointer =
      typeof entry.value === 'string' ? /^\$\{(?:oc\.select:)?([\w.]+)[^}]*\}$/.exec(entry.value) : null;
    if (pointer?.[1] && pointer[1] !== keys.join('.')) {
      return lookUp(this.scene.configs, pointer[1].split('.')).some(({ keys: path }) => path === entry.keys)
        ? UNKNOWN
        : (this.config(pointer[1].split('.')) ?? UNKNOWN);
    }
    return { kind: 'config', text: shown, value: entry.value };
  }

  private attribute(value: Extract<Value, { kind: 'attribute' }>, frame: Frame, depth: number): Traced {
    const keys = [value.name];
    let base: Value = value.of;
    while (base.kind === 'attribute') {
      keys.unshift(base.name);
      base = base.of;
    }
    if (base.kind === 'call') {
      const made = this.trace(base, frame, depth + 2);
      if (made.kind === 'varying') return made;
      const call = frame.module.calls[base.call];
      const definition = call && this.scene.python.define(frame.module, call.callee, frame.scope);
      if (definition?.module.scopes[definition.scope]?.kind === 'class') {
        const found = this.ofClass(definition.module, definition.scope, keys, frame, depth + 1);
        if (found) return found;
      }
    }
    const path = keyPath(base);
    return this.fallback(path ? [...path, ...keys] : keys, frame, depth);
  }

  private call(index: number, frame: Frame, depth: number): Traced {
    const { module } = frame;
    const call = module.calls[index];
    if (!call) return UNKNOWN;
    const shown = `${written(module, call.callee)}()`;
    const name =
      this.scene.python.qualify(module, call.callee, frame.scope) ??
      (call.callee.kind === 'name' ? call.callee.path : undefined);
    const last = lastName(call.callee);
    const first = argumentOf(call, undefined, 0);
    if (name && TRANSPARENT.has(name) && first) return this.trace(first, frame, depth + 1);
    if (name === 'hash' && first?.kind === 'number') return { kind: 'literal', text: shown };
    if (name && VARYING.test(name)) return { kind: 'varying', text: shown };
    if (name === 'os.environ.get' || name === 'os.getenv') {
      const fallback = argumentOf(call, 'default', 1);
      if (!fallback) return { kind: 'none', text: `${shown} without a default`, value: null };
      const traced = this.trace(fallback, frame, depth + 1);
      return traced.kind === 'literal'
        ? { ...traced, kind: 'default', text: `${shown}, default ${traced.text}` }
        : traced;
    }
    if (name === 'torch.initial_seed' || name === 'torch.utils.data.get_worker_info')
      return { kind: 'derived', text: shown };
    if (name === 'torch.Generator') return { kind: 'derived', text: shown };
    if (name === 'range' && call.callee.kind === 'name') return { kind: 'literal', text: 'range()' };
    const draw = name === undefined ? undefined : findDraw(name);
    if (draw && name !== undefined) {
      const stream = draw.row.stream ?? draw.framework.stream;
      const seed = draw.row.seed && argumentOf(call, draw.row.seed[0], draw.row.position);
      if (seed) return this.derive(this.trace(seed, frame, depth + 1), shown);
      if (draw.row.fixed || (stream !== 'own' && this.isFixed(stream)))
        return { kind: 'derived', text: shown };
      return { kind: 'varying', text: shown };
    }
    if (name !== undefined && findSeeder(name)) {
      return first ? this.derive(this.trace(first, frame, depth + 1), shown) : UNKNOWN;
    }
    if (['manual_seed', 'from_seed', 'with_seed', 'fold_in'].includes(last) && first) {
      return this.derive(this.trace(first, frame, depth + 1), shown);
    }
    if (last === 'get' && call.callee.kind !== 'call' && first?.kind === 'string')
      return this.get(call, first.value, frame, depth);
    const definition = this.scene.python.define(module, call.callee, frame.scope);
    if (definition?.module.scopes[definition.scope]?.kind === 'function') {
      const result = definition.module.returns.filter(({ scope }) => scope === definition.scope).at(-1);
      if (result)
        return this.trace(
          result.value,
          bareFrame(definition.module, definition.scope, frame.made),
          depth + 2,
        );
    }
    // A method of a fixed or traced object, such as `rng.integers(1000)` or `parser.get()`.
    if (call.callee.kind === 'name' && call.callee.path.includes('.')) {
      const base = call.callee.path.slice(0, call.callee.path.lastIndexOf('.'));
      const origin = base.includes('.') ? undefined : this.origin(base, frame);
      if (origin?.value.kind === 'call') {
        const traced = this.trace(origin.value, origin.frame, depth + 1);
        if (traced.kind === 'varying' || traced.kind === 'derived') return { ...traced, text: shown };
      }
    }
    // What is made of a varying value varies: `datetime.now().timestamp()`, `int.from_bytes(os.urandom(4), 'big')`.
    if (!definition) {
      const parts = [
        ...(call.callee.kind === 'attribute' ? [call.callee.of] : []),
        ...call.args.map((argument) => argument.value),
      ];
      for (const part of parts) {
        const traced = part.kind === 'call' ? this.trace(part, frame, depth + 2) : UNKNOWN;
        if (traced.kind === 'varying') return traced;
      }
    }
    return { kind: 'unknown', text: shown };
  }

  private derive(traced: Traced, shown: string): Traced {
    if (
      traced.kind === 'literal' ||
      traced.kind === 'default' ||
      traced.kind === 'config' ||
      traced.kind === 'required'
    ) {
      return { kind: 'derived', text: `${shown} seeded with ${traced.text}` };
    }
    return traced;
  }

  /** `cfg.get('seed', 42)`. */
  private get(call: Call, key: string, frame: Frame, depth: number): Traced {
    const base = call.callee.kind === 'attribute' ? keyPath(call.callee.of) : undefined;
    const fallback = argumentOf(call, 'default', 1);
    const found = this.config([...(base ?? []), key]);
    if (found) return found;
    if (!fallback) return { kind: 'none', text: `${key}, absent by default`, value: null };
    const traced = this.trace(fallback, frame, depth + 1);
    return traced.kind === 'literal'
      ? { ...traced, kind: 'default', text: `${key}, default ${traced.text}` }
      : traced;
  }

  private operation(operator: string, operands: readonly Value[], frame: Frame, depth: number): Traced {
    const trace = (value: Value | undefined): Traced =>
      value ? this.trace(value, frame, depth + 1) : UNKNOWN;
    const [a, b, c] = operands;
    if (operator === 'index') return this.index(a, b, frame, depth);
    if (operator === 'iterate' || operator === 'await' || operator === 'enter' || operator === 'star')
      return trace(a);
    if (operator === 'unpack') {
      if (a?.kind === 'operation' && a.operator === 'iterate') return trace(a);
      if (a?.kind === 'tuple' || a?.kind === 'list') return this.join(a.items.map(trace));
      const inner = trace(a);
      return inner.kind === 'varying' ? UNKNOWN : inner;
    }
    if (operator === 'or') {
      const left = trace(a);
      return left.kind === 'none' || left.value === 0 ? trace(b) : left;
    }
    if (operator === 'if else') {
      const test = b ? this.truth(b, frame, depth + 1) : undefined;
      if (test === true) return trace(a);
      if (test === false) return trace(c);
      return this.join([trace(a), trace(c)]);
    }
    if (operator === 'comprehension' || operator === 'f-string') return this.join(operands.map(trace));
    if (operator === 'lambda') return trace(operands.at(-1));
    if (['==', '!=', '>', '<', '>=', '<=', 'is', 'is not', 'not', 'and', 'in', 'not in'].includes(operator))
      return UNKNOWN;
    return this.join(operands.map(trace));
  }

  /** `params['train']['seed']`: a key of a configuration file, or of a literal dict. */
  private index(of: Value | undefined, subscript: Value | undefined, frame: Frame, depth: number): Traced {
    if (!of || !subscript) return UNKNOWN;
    if (subscript.kind !== 'string') return this.trace(of, frame, depth + 1);
    const dict = this.literalDict(of, frame);
    const entry = dict?.find(({ key }) => key?.kind === 'string' && key.value === subscript.value);
    if (entry) return this.trace(entry.value, frame, depth + 1);
    if (of.kind === 'name' && (of.path === 'os.environ' || of.path === 'environ'))
      return { kind: 'required', text: `${subscript.value} of the environment` };
    const path = keyPath(of) ?? this.originPath(of, frame) ?? [];
    const through = this.originPath(of, frame) ?? [];
    return (
      this.config([...through, ...path, subscript.value]) ?? this.fallback([subscript.value], frame, depth)
    );
  }

  /** The keys by which a variable was taken out of a loaded file: `params = yaml.safe_load(f)['train']`. */
  private originPath(value: Value, frame: Frame): string[] | undefined {
    if (value.kind !== 'name' || value.path.includes('.')) return undefined;
    const origin = this.bound(value.path, frame) ?? this.origin(value.path, frame);
    return origin ? keyPath(origin.value) : undefined;
  }

  /** The entries of a dict that is written out where it can be seen. */
  literalDict(value: Value, frame: Frame, depth = 0): { key?: Value; value: Value }[] | undefined {
    if (depth > 6) return undefined;
    if (value.kind === 'dict') return value.entries;
    if (value.kind === 'call') {
      const call = frame.module.calls[value.call];
      if (call && call.callee.kind === 'name' && call.callee.path === 'dict') {
        return call.args.map(({ name, value: inner }) =>
          name === undefined || name === '**' || name === '*'
            ? { value: inner }
            : { key: { kind: 'string' as const, value: name }, value: inner },
        );
      }
      return undefined;
    }
    if (value.kind === 'name' && !value.path.includes('.')) {
      const origin = this.bound(value.path, frame) ?? this.origin(value.path, frame);
      if (origin && origin.value !== value) {
        const entries = this.literalDict(origin.value, origin.frame, depth + 1);
        if (!entries) return undefined;
        const added = frame.module.assignments.flatMap((assignment) =>
          assignment.target === value.path && assignment.key
            ? [{ key: assignment.key, value: assignment.value }]
            : [],
        );
        return [...entries, ...added];
      }
    }
    return undefined;
  }

  /** Of several parts, the worst: a varying part makes the whole vary; unknown parts (a rank, a worker's number) do not matter beside a known one. */
  private join(parts: readonly Traced[]): Traced {
    for (const kind of ['varying', 'recorded', 'none'] as const) {
      const found = parts.find((part) => part.kind === kind);
      if (found) return found;
    }
    const known = parts.filter(({ kind }) => kind !== 'unknown');
    const numeric = known.find(({ kind }) => kind !== 'derived') ?? known[0];
    if (!numeric) return parts[0] ?? UNKNOWN;
    if (parts.length === 1) return numeric;
    const { value: _, ...rest } = numeric;
    return rest;
  }
}

/** True when a value contains a name, or an attribute or item of it. */
export function mentions(value: Value, path: string, depth = 0): boolean {
  if (depth > 8) return false;
  switch (value.kind) {
    case 'name':
      return value.path === path || path.startsWith(`${value.path}.`);
    case 'attribute':
      return mentions(value.of, path, depth + 1);
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.some((item) => mentions(item, path, depth + 1));
    case 'dict':
      return value.entries.some((entry) => mentions(entry.value, path, depth + 1));
    case 'operation':
      return value.operands.some((operand) => mentions(operand, path, depth + 1));
    default:
      return false;
  }
}

/** The constant keys of `x['a']['b']` or `cfg.a.b`, without the variable itself. */
function keyPath(value: Value, depth = 0): string[] | undefined {
  if (depth > 8) return undefined;
  if (value.kind === 'operation' && value.operator === 'index') {
    const [of, subscript] = value.operands;
    const inner = of ? (keyPath(of, depth + 1) ?? []) : [];
    return subscript?.kind === 'string' ? [...inner, subscript.value] : inner;
  }
  if (value.kind === 'name') {
    const parts = value.path.split('.').slice(1);
    return parts.length > 0 ? parts : undefined;
  }
  if (value.kind === 'attribute') return [...(keyPath(value.of, depth + 1) ?? []), value.name];
  return undefined;
}

/** True when a file is the module of that name, or its package. */
function isModuleName(path: string, name: string): boolean {
  return (
    path === `${name}.py` ||
    path.endsWith(`/${name}.py`) ||
    path.endsWith(`/${name}/__init__.py`) ||
    path === `${name}/__init__.py`
  );
}
