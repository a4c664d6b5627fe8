import type { PythonModule, Value } from '../python/model.js';

const REQUIREMENTS_FILE =
  /^(?:\.\/)?(?:[\w.-]+\/)*[\w.-]*(?:requirements|reqs)[\w.-]*(?:\/[\w.-]+)?\.(?:txt|in|pip)$/i;
const DEVELOPMENT = /(?:dev|test|doc|lint|extra|optional)/i;

/**
 * The requirements files that a list of a setup.py is read from (`open('requirements.txt').readlines()`, a helper that
 * is called with the name, `pathlib`): those that the value itself leads to, else the one that the script names
 * at all. Nothing is executed.
 */
export function requirementsFiles(module: PythonModule, value: Value): string[] {
  const reached = filesReached(module, value);
  if (reached.length > 0) return reached;
  const literals = module.calls.flatMap(({ args }) =>
    args.flatMap((arg) => (arg.value.kind === 'string' ? [arg.value.value] : [])),
  );
  const named = distinct([...module.strings.map((string) => string.value), ...literals]).filter(
    (path) => !DEVELOPMENT.test(path),
  );
  return named.length === 1 ? named : [];
}

/** The requirements files that a value leads to. */
export function filesReached(module: PythonModule, value: Value): string[] {
  return distinct(new Reach(module).from(value));
}

function distinct(texts: readonly string[]): string[] {
  return [
    ...new Set(texts.filter((text) => REQUIREMENTS_FILE.test(text)).map((text) => text.replace(/^\.\//, ''))),
  ];
}

/** The strings that a value is made from, through variables, calls and the functions that they call. */
class Reach {
  readonly #module: PythonModule;
  readonly #found: string[] = [];
  readonly #seen = new Set<unknown>();

  constructor(module: PythonModule) {
    this.#module = module;
  }

  from(value: Value): string[] {
    this.#value(value, 0);
    return this.#found;
  }

  #value(value: Value, depth: number): void {
    if (depth > 30 || this.#seen.has(value)) return;
    this.#seen.add(value);
    switch (value.kind) {
      case 'string':
        this.#found.push(value.value);
        return;
      case 'name':
        this.#name(value.path, depth);
        return;
      case 'attribute':
        this.#value(value.of, depth + 1);
        return;
      case 'call':
        this.#call(value.call, depth);
        return;
      case 'list':
      case 'tuple':
      case 'set':
        for (const item of value.items) this.#value(item, depth + 1);
        return;
      case 'operation':
        for (const operand of value.operands) this.#value(operand, depth + 1);
        return;
      default:
    }
  }

  /** What is assigned to a variable; of `lines.strip` it is `lines`. */
  #name(path: string, depth: number): void {
    const [first = ''] = path.split('.', 1);
    if (this.#seen.has(first)) return;
    this.#seen.add(first);
    for (const { target, value } of this.#module.assignments) {
      if (target === path || target === first) this.#value(value, depth + 1);
    }
    for (const { callee, args } of this.#module.calls) {
      // `needed.append(line)`, `needed += ...` by method.
      if (callee.kind === 'name' && /^(?:append|extend|update)$/.test(callee.path.slice(first.length + 1)))
        if (callee.path.startsWith(`${first}.`)) for (const arg of args) this.#value(arg.value, depth + 1);
    }
  }

  #call(index: number, depth: number): void {
    const call = this.#module.calls[index];
    if (!call || this.#seen.has(call)) return;
    this.#seen.add(call);
    for (const arg of call.args) this.#value(arg.value, depth + 1);
    if (call.callee.kind !== 'name') {
      this.#value(call.callee, depth + 1);
      return;
    }
    const { path } = call.callee;
    const scope = this.#module.scopes.findIndex(({ kind, name }) => kind === 'function' && name === path);
    if (scope < 0) {
      this.#name(path, depth);
      return;
    }
    // What a helper opens, and what it takes when nothing is given.
    for (const other of this.#module.calls) {
      if (other.scope === scope) for (const arg of other.args) this.#value(arg.value, depth + 1);
    }
    for (const { target: _, value, scope: where } of this.#module.assignments)
      if (where === scope) this.#value(value, depth + 1);
    for (const parameter of this.#module.scopes[scope]!.parameters)
      if (parameter.default && call.args.length === 0) this.#value(parameter.default, depth + 1);
  }
}
