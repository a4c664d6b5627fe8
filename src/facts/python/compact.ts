import {
  callValue,
  nameValue,
  positionalArgument,
  sharedNumber,
  sharedText,
  singleArgument,
  stringValue,
} from './intern.js';
import type { Argument, Assignment, Call, Parameter, PythonModule, Scope, Value } from './model.js';

const NO_ARGUMENTS: Argument[] = [];
const NO_NUMBERS: number[] = [];
const NO_VALUES: Value[] = [];
const NO_PARAMETERS: Parameter[] = [];
/** Parameters without default and annotation, by kind and name: most of them are `self`. */
const plainParameters = new Map<string, Parameter>();
const MOST_PARAMETERS = 10_000;

/**
 * The same module in less memory, after it came from another thread: a copied object is larger than one made here, and
 * equal values are one object again over all modules.
 */
export function compact(module: PythonModule): PythonModule {
  const made = new Map<Value, Value>();
  const value = (from: Value) => {
    let to = made.get(from);
    if (!to) {
      to = compactValue(from, value);
      made.set(from, to);
    }
    return to;
  };
  module.calls = module.calls.map((call) => compactCall(call, value));
  module.assignments = module.assignments.map((assignment) => compactAssignment(assignment, value));
  module.scopes = module.scopes.map((scope) => compactScope(scope, value));
  module.conditions = module.conditions.map(({ test, negated, line }) => ({
    test: value(test),
    negated,
    line,
  }));
  module.returns = module.returns.map(({ scope, value: of, line }) => ({ scope, value: value(of), line }));
  return module;
}

type Again = (value: Value) => Value;

function compactValue(from: Value, again: Again): Value {
  switch (from.kind) {
    case 'name':
      return nameValue(from.path);
    case 'string':
      return stringValue(from.value);
    case 'number':
      return from.text.startsWith('-') ? from : sharedNumber(from.text);
    case 'call':
      return callValue(from.call);
    case 'operation':
      return { kind: 'operation', operator: sharedText(from.operator), operands: from.operands.map(again) };
    case 'attribute':
      return { kind: 'attribute', of: again(from.of), name: sharedText(from.name) };
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: from.kind, items: from.items.map(again) };
    case 'dict':
      return {
        kind: 'dict',
        entries: from.entries.map(({ key, value }) =>
          key === undefined ? { value: again(value) } : { key: again(key), value: again(value) },
        ),
      };
    default:
      return from;
  }
}

function compactCall(call: Call, again: Again): Call {
  const to: Call = {
    callee: again(call.callee),
    args: compactArguments(call.args, again),
    line: call.line,
    column: call.column,
    endLine: call.endLine,
    scope: call.scope,
    conditions: call.conditions.length === 0 ? NO_NUMBERS : call.conditions,
    loop: call.loop,
  };
  if (call.apart !== undefined) to.apart = call.apart;
  return to;
}

function compactArguments(from: readonly Argument[], again: Again): Argument[] {
  if (from.length === 0) return NO_ARGUMENTS;
  const args = from.map((argument) => compactArgument(argument, again));
  return args.length === 1 ? singleArgument(args[0]!) : args;
}

function compactArgument({ name, value }: Argument, again: Again): Argument {
  const compacted = again(value);
  return name === undefined ? positionalArgument(compacted) : { name: sharedText(name), value: compacted };
}

function compactAssignment(from: Assignment, again: Again): Assignment {
  const to: Assignment = {
    target: sharedText(from.target),
    value: again(from.value),
    line: from.line,
    scope: from.scope,
    conditions: from.conditions.length === 0 ? NO_NUMBERS : from.conditions,
    loop: from.loop,
  };
  if (from.key !== undefined) to.key = again(from.key);
  if (from.annotation !== undefined) to.annotation = sharedText(from.annotation);
  return to;
}

function compactScope(from: Scope, again: Again): Scope {
  return {
    kind: from.kind,
    name: sharedText(from.name),
    qualifiedName: sharedText(from.qualifiedName),
    parent: from.parent,
    line: from.line,
    endLine: from.endLine,
    parameters:
      from.parameters.length === 0
        ? NO_PARAMETERS
        : from.parameters.map((parameter) => compactParameter(parameter, again)),
    decorators: from.decorators.length === 0 ? NO_VALUES : from.decorators.map(again),
    bases: from.bases.length === 0 ? NO_VALUES : from.bases.map(again),
    docstring: from.docstring,
    ...(from.outer === undefined ? {} : { outer: from.outer }),
  };
}

function compactParameter({ name, kind, annotation, default: fallback }: Parameter, again: Again): Parameter {
  if (annotation === undefined && fallback === undefined) {
    const key = `${kind} ${name}`;
    let plain = plainParameters.get(key);
    if (!plain) {
      if (plainParameters.size >= MOST_PARAMETERS) plainParameters.clear();
      plain = { name: sharedText(name), kind };
      plainParameters.set(key, plain);
    }
    return plain;
  }
  const to: Parameter = { name: sharedText(name), kind };
  if (annotation !== undefined) to.annotation = sharedText(annotation);
  if (fallback !== undefined) to.default = again(fallback);
  return to;
}
