import type { PythonModule, Value } from '../../python/model.js';
import { namesIn } from '../../python/parts.js';
import type { Definition, Python } from '../../python/python.js';

/** What a name that is handed on means: a function or class, or any of those in a module (`models.__dict__[name]`). */
export type Reference =
  /** `maybe`: one side of a conditional expression, `f if x else g`. */
  { definition: Definition; maybe?: boolean } | { whole: PythonModule };

const NO_REFERENCES: readonly Reference[] = [];

/** The functions, classes and modules of the project that a value hands on, as its names are understood in a scope. */
export function referencesIn(
  python: Python,
  module: PythonModule,
  value: Value,
  scope: number,
): readonly Reference[] {
  const names = namesIn(value);
  if (names.length === 0) return NO_REFERENCES;
  const maybe = value.kind === 'operation' && value.operator === 'if else' ? { maybe: true } : {};
  const found: Reference[] = [];
  for (const name of names) {
    const definition = python.define(module, name, scope);
    const whole = definition ? undefined : python.namedModule(module, withoutDict(name), scope);
    if (definition) found.push({ definition, ...maybe });
    else if (whole) found.push({ whole });
  }
  return found.length > 0 ? found : NO_REFERENCES;
}

/** `models` of `models.__dict__`. */
function withoutDict(name: Extract<Value, { kind: 'name' }>): Value {
  return name.path.endsWith('.__dict__') ? { kind: 'name', path: name.path.slice(0, -9) } : name;
}
