import type { Call, PythonModule } from '../../python/model.js';
import type { Python } from '../../python/python.js';
import { lastName } from '../../python/values.js';
import type { Callers } from '../callers.js';

/** Where a project computes digests of what it fetched. */
export class Digests {
  readonly #python: Python;
  /** Functions that call hashlib, by module. */
  readonly #computing = new Map<PythonModule, Set<number>>();
  readonly #callers: Callers;

  constructor(python: Python, callers: Callers) {
    this.#python = python;
    this.#callers = callers;
  }

  /**
   * Whether a digest is computed after a line of a function: there, or by everyone who calls that function, after the call.
   * A digest computed before tells only of what was there already.
   */
  follow(module: PythonModule, scope: number, line: number): boolean {
    if (this.#after(module, scope, line)) return true;
    if (scope === 0) return false;
    const callers = this.#callers.of(module, scope);
    return (
      callers.length > 0 &&
      callers.every(({ module: from, call }) => this.#after(from, call.scope, call.line))
    );
  }

  #after(module: PythonModule, scope: number, line: number): boolean {
    const callees = this.#python.callees(module);
    return module.calls.some((call, index) => {
      if (call.scope !== scope || call.line < line) return false;
      if (callees[index]?.startsWith('hashlib.'))
        return !isOfText(module, call) && !isOnlyShown(module, call);
      if (callees[index] !== undefined) return false;
      const target = this.#python.define(module, call.callee, call.scope);
      return target !== undefined && this.#computes(target.module).has(target.scope);
    });
  }

  #computes(module: PythonModule): Set<number> {
    let scopes = this.#computing.get(module);
    if (!scopes) {
      scopes = new Set();
      for (const [index, name] of this.#python.callees(module).entries())
        if (name?.startsWith('hashlib.')) scopes.add(module.calls[index]?.scope ?? 0);
      scopes.delete(0);
      this.#computing.set(module, scopes);
    }
    return scopes;
  }
}

/** A digest of a text, such as the name of a cache: `hashlib.md5(url.encode())`. */
function isOfText(module: PythonModule, { args }: Call): boolean {
  const given = args[0]?.value;
  if (given?.kind === 'string') return true;
  const made = given?.kind === 'call' ? module.calls[given.call] : undefined;
  return made !== undefined && lastName(made.callee) === 'encode';
}

/** A digest that is printed or logged where it is computed, and compared with nothing. */
function isOnlyShown(module: PythonModule, call: Call): boolean {
  return module.calls.some(
    ({ callee, args, scope, line, endLine, column }) =>
      scope === call.scope &&
      (line < call.line || (line === call.line && column < call.column)) &&
      endLine >= call.endLine &&
      /^(?:print|debug|info)$/.test(lastName(callee)) &&
      !args.some(
        ({ value }) => value.kind === 'operation' && /^(?:[!=]=|is|in|if else)/.test(value.operator),
      ),
  );
}
