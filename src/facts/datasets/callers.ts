import type { Call, PythonModule } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName } from '../python/values.js';

/** More calls by one name are not looked at. */
const MOST_CALLERS = 50;

/** Calls by the last part of what they call, or of what they are handed. */
type Named = Map<string, { module: PythonModule; call: Call; handed: boolean }[]>;

/** Who calls the functions of a project. */
export class Callers {
  readonly #python: Python;
  #byName: Named | undefined;

  constructor(python: Python) {
    this.#python = python;
  }

  /** The calls that are seen to reach a function. */
  of(module: PythonModule, scope: number): { module: PythonModule; call: Call }[] {
    const name = module.scopes[scope]?.name ?? '';
    return (this.#named().get(name) ?? []).slice(0, MOST_CALLERS).filter((caller) => {
      if (caller.handed) return false;
      const target = this.#python.define(caller.module, caller.call.callee, caller.call.scope);
      return target?.module === module && target.scope === scope;
    });
  }

  /** Whether something of this name is called, or handed to a call, anywhere in the project. */
  isNamed(name: string): boolean {
    return this.#named().has(name);
  }

  #named(): Named {
    if (this.#byName) return this.#byName;
    const found: Named = new Map();
    const add = (name: string, module: PythonModule, call: Call, handed: boolean) => {
      const known = found.get(name);
      if (known) known.push({ module, call, handed });
      else found.set(name, [{ module, call, handed }]);
    };
    for (const module of this.#python.modules) {
      for (const call of module.calls) {
        add(lastName(call.callee), module, call, false);
        for (const { value } of call.args)
          if (value.kind === 'name') add(lastName(value), module, call, true);
      }
    }
    this.#byName = found;
    return found;
  }
}
