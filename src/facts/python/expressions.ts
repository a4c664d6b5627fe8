import {
  callValue,
  nameValue,
  positionalArgument,
  sharedNumber,
  singleArgument,
  stringValue,
} from './intern.js';
import { looksLikePath, negated } from './literals.js';
import type { Argument, Call, PythonModule, Value } from './model.js';
import { readString } from './strings.js';
import type { SyntaxTree } from './syntax.js';

/** Where an expression stands. */
export interface Context {
  scope: number;
  /** Shared and never changed: a deeper one is a new array. */
  conditions: readonly number[];
  loop: boolean;
  /** As in `Call.apart`. */
  apart?: Call['apart'];
  guard?: 'optional' | 'typing' | undefined;
}

/** A module while it is read: what the values point into. */
export type Draft = Pick<
  PythonModule,
  'calls' | 'conditions' | 'assignments' | 'returns' | 'strings' | 'scopes'
>;

const OTHER: Value = { kind: 'other' };
const NONE: Value = { kind: 'none' };
const TRUE: Value = { kind: 'boolean', value: true };
const FALSE: Value = { kind: 'boolean', value: false };
const NO_ARGUMENTS: Argument[] = [];
/** Targets that are several. */
const SEVERAL = new Set([
  'tuple',
  'list',
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'expression_list',
]);
/** Targets around another one. */
const AROUND_ONE = new Set(['parenthesized_expression', 'list_splat_pattern', 'as_pattern_target']);
/** Displays with more items are data, not settings: their items are not kept. */
const MOST_ITEMS = 1000;
/** Of more conditions on one place the outermost and the innermost are kept. */
const MOST_CONDITIONS = 48;
/** Longer strings are data or documentation: their text is not kept. */
const LONGEST_STRING = 4000;

/** Reads expressions: each call in them is noted once, and the value is told as far as the text goes. */
export class Expressions {
  readonly #tree: SyntaxTree;
  readonly #draft: Draft;

  constructor(tree: SyntaxTree, draft: Draft) {
    this.#tree = tree;
    this.#draft = draft;
  }

  value(node: number, context: Context): Value {
    const tree = this.#tree;
    // In broken code a part may be missing.
    if (node === 0) return OTHER;
    switch (tree.type(node)) {
      case 'identifier':
        return nameValue(tree.text(node));
      case 'attribute':
        return this.#attribute(node, context);
      case 'call':
        return this.#call(node, context);
      case 'string':
        return this.#string([node], context);
      case 'concatenated_string':
        return this.#string([...this.#children(node)], context);
      case 'integer':
      case 'float':
        return sharedNumber(tree.text(node));
      case 'true':
        return TRUE;
      case 'false':
        return FALSE;
      case 'none':
        return NONE;
      case 'parenthesized_expression':
      case 'parenthesized_list_splat':
      case 'type':
        return this.#inner(node, context);
      case 'list':
      case 'tuple':
      case 'set':
        return this.#display(node, tree.type(node) as 'list' | 'tuple' | 'set', context);
      case 'expression_list':
      case 'pattern_list':
        return this.#display(node, 'tuple', context);
      case 'dictionary':
        return this.#dictionary(node, context);
      case 'binary_operator':
        return this.#binary(node, context);
      case 'boolean_operator':
        return this.#boolean(node, context);
      case 'comparison_operator':
        return this.#comparison(node, context);
      case 'not_operator':
        return operation('not', this.#values(node, context));
      case 'unary_operator':
        return this.#unary(node, context);
      case 'conditional_expression':
        return this.#conditional(node, context);
      case 'subscript':
        return operation('index', this.#values(node, context));
      case 'slice':
        return operation('slice', this.#values(node, context));
      case 'await':
        return operation('await', this.#values(node, context));
      case 'list_splat':
      case 'dictionary_splat':
        return operation('star', this.#values(node, context));
      case 'lambda':
        return this.#lambda(node, context);
      case 'named_expression':
        return this.#walrus(node, context);
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        return this.#comprehension(node, context);
      case 'yield': {
        const value = this.#inner(node, context);
        this.#draft.returns.push({ scope: context.scope, value, line: tree.line(node) });
        return OTHER;
      }
      default:
        // Something that the model has no word for: the calls in it still count.
        this.#values(node, context);
        return OTHER;
    }
  }

  /** Notes a condition and gives the context of the code under it. */
  under(test: Value, negatedTest: boolean, node: number, context: Context): Context {
    this.#draft.conditions.push({ test, negated: negatedTest, line: this.#tree.line(node) });
    const { conditions } = context;
    // A long chain of `elif` would keep the square of its length.
    const outer =
      conditions.length < MOST_CONDITIONS ? conditions : conditions.toSpliced(MOST_CONDITIONS / 2, 1);
    return { ...context, conditions: [...outer, this.#draft.conditions.length - 1] };
  }

  /** Notes what a target is bound to: names, attributes, subscripts, and each of several targets. */
  assign(target: number, value: Value, context: Context, annotation?: string): void {
    const tree = this.#tree;
    if (target === 0) return;
    const type = tree.type(target);
    if (SEVERAL.has(type)) {
      this.#unpack(target, value, context);
      return;
    }
    if (AROUND_ONE.has(type)) {
      const inner = tree.first(target);
      if (inner !== 0) {
        this.assign(inner, type === 'list_splat_pattern' ? operation('star', [value]) : value, context);
      }
      return;
    }
    const bound = this.value(target, context);
    const note = (path: string, key?: Value) =>
      this.#draft.assignments.push({
        target: path,
        ...(key === undefined ? {} : { key }),
        value,
        ...(annotation === undefined ? {} : { annotation }),
        line: tree.line(target),
        scope: context.scope,
        conditions: context.conditions as number[],
        loop: context.loop,
      });
    if (bound.kind === 'name') note(bound.path);
    else if (bound.kind === 'operation' && bound.operator === 'index') {
      const [of, ...keys] = bound.operands;
      if (of?.kind === 'name') note(of.path, keys.length === 1 ? keys[0] : { kind: 'tuple', items: keys });
    }
  }

  #unpack(target: number, value: Value, context: Context): void {
    const targets = [...this.#children(target)];
    const paired =
      (value.kind === 'tuple' || value.kind === 'list') &&
      value.items.length === targets.length &&
      !targets.some((node) => this.#tree.type(node) === 'list_splat_pattern') &&
      !value.items.some((item) => item.kind === 'operation' && item.operator === 'star');
    const part = operation('unpack', [value]);
    targets.forEach((node, at) => {
      this.assign(node, paired ? value.items[at]! : part, context);
    });
  }

  #attribute(node: number, context: Context): Value {
    const object = this.#tree.child(node, 'object');
    const name = this.#tree.text(this.#tree.child(node, 'attribute'));
    const of = object === 0 ? OTHER : this.value(object, context);
    const spread = starred(of);
    if (spread) return operation('star', [this.#member(spread, name)]);
    return this.#member(of, name);
  }

  #member(of: Value, name: string): Value {
    return of.kind === 'name' ? nameValue(`${of.path}.${name}`) : { kind: 'attribute', of, name };
  }

  #call(node: number, context: Context): Value {
    const tree = this.#tree;
    const at = this.#draft.calls.length;
    const call = this.noteCall(node, context);
    const callee = this.value(tree.child(node, 'function'), context);
    const spread = starred(callee);
    call.callee = spread ?? callee;
    const list = tree.child(node, 'arguments');
    if (list !== 0) call.args = this.args(list, context);
    return spread ? operation('star', [callValue(at)]) : callValue(at);
  }

  /** Adds a call to the module, before those in its arguments; callee and arguments are still to be filled in. */
  noteCall(node: number, context: Context): Call {
    const tree = this.#tree;
    const call: Call = {
      callee: OTHER,
      args: NO_ARGUMENTS,
      line: tree.line(node),
      column: tree.columnAt(tree.start(node)),
      endLine: tree.endLine(node),
      scope: context.scope,
      conditions: context.conditions as number[],
      loop: context.loop,
    };
    if (context.apart !== undefined) call.apart = context.apart;
    this.#draft.calls.push(call);
    return call;
  }

  /** The arguments of a call, or the bases of a class. */
  args(list: number, context: Context): Argument[] {
    const tree = this.#tree;
    if (list === 0) return NO_ARGUMENTS;
    if (tree.type(list) !== 'argument_list')
      return singleArgument(positionalArgument(this.value(list, context)));
    const args: Argument[] = [];
    for (let child = tree.first(list); child !== 0; child = tree.next(child)) {
      if (tree.isOperator(child)) continue;
      const type = tree.type(child);
      if (type === 'keyword_argument') {
        args.push({
          name: tree.text(tree.child(child, 'name')),
          value: this.value(tree.child(child, 'value'), context),
        });
      } else if (type === 'list_splat' || type === 'dictionary_splat') {
        args.push({ name: type === 'list_splat' ? '*' : '**', value: this.#inner(child, context) });
      } else {
        const value = this.value(child, context);
        const spread = starred(value);
        args.push(spread ? { name: '*', value: spread } : positionalArgument(value));
      }
    }
    if (args.length === 1) return singleArgument(args[0]!);
    return args.length === 0 ? NO_ARGUMENTS : args.slice();
  }

  #string(parts: readonly number[], context: Context): Value {
    const read = readString(this.#tree, parts, (node) => this.#interpolation(node, context));
    if (looksLikePath(read.shown)) {
      const line = this.#tree.line(parts[0]!);
      this.#draft.strings.push({ value: read.shown, line, scope: context.scope });
    }
    if (read.operands) return operation('f-string', read.operands);
    return read.shown.length > LONGEST_STRING ? OTHER : stringValue(read.shown);
  }

  #interpolation(node: number, context: Context): Value {
    const tree = this.#tree;
    const expression = tree.child(node, 'expression');
    const specifier = tree.child(node, 'format_specifier');
    const value = expression === 0 ? OTHER : this.value(expression, context);
    if (specifier !== 0) this.#values(specifier, context);
    return value;
  }

  #display(node: number, kind: 'list' | 'tuple' | 'set', context: Context): Value {
    const items = this.#values(node, context);
    return items.length > MOST_ITEMS ? OTHER : { kind, items };
  }

  #dictionary(node: number, context: Context): Value {
    const tree = this.#tree;
    const entries: { key?: Value; value: Value }[] = [];
    for (const child of this.#children(node)) {
      if (tree.type(child) === 'pair') {
        entries.push({
          key: this.value(tree.child(child, 'key'), context),
          value: this.value(tree.child(child, 'value'), context),
        });
      } else entries.push({ value: this.#inner(child, context) });
    }
    return entries.length > MOST_ITEMS ? OTHER : { kind: 'dict', entries };
  }

  #binary(node: number, context: Context): Value {
    const operator = this.#operators(node)[0] ?? '';
    return operation(operator, this.#values(node, context));
  }

  /** The right side of `and` is evaluated only where the left one is true, that of `or` only where it is false. */
  #boolean(node: number, context: Context): Value {
    const operator = this.#operators(node)[0] ?? '';
    const [left, right] = [...this.#children(node)];
    if (left === undefined || right === undefined) return this.#binary(node, context);
    const test = this.value(left, context);
    const calls = this.#draft.calls.length;
    const tests = this.#draft.conditions.length;
    const inner = this.under(test, operator === 'or', left, context);
    const value = this.value(right, inner);
    // Most have no call on the right side, and nothing that the condition is for.
    if (this.#draft.calls.length === calls && this.#draft.conditions.length === tests + 1)
      this.#draft.conditions.pop();
    return operation(operator, [test, value]);
  }

  #comparison(node: number, context: Context): Value {
    const operators = this.#operators(node);
    const operands = this.#values(node, context);
    if (operators.length < 2) return operation(operators[0] ?? '', operands);
    // `a < b < c` is `a < b and b < c`.
    const parts = operators.map((operator, at) =>
      operation(operator, [operands[at] ?? OTHER, operands[at + 1] ?? OTHER]),
    );
    return operation('and', parts);
  }

  #unary(node: number, context: Context): Value {
    const operator = this.#operators(node)[0] ?? '';
    const operands = this.#values(node, context);
    const [operand] = operands;
    if (operand?.kind === 'number' && operator === '+') return operand;
    return (
      (operator === '-' && operand ? negated(operand) : undefined) ?? operation(`unary ${operator}`, operands)
    );
  }

  #conditional(node: number, context: Context): Value {
    const [then, test, otherwise] = [...this.#children(node)];
    if (then === undefined || test === undefined || otherwise === undefined) return OTHER;
    const condition = this.value(test, context);
    return operation('if else', [
      this.value(then, this.under(condition, false, test, context)),
      condition,
      this.value(otherwise, this.under(condition, true, test, context)),
    ]);
  }

  #lambda(node: number, context: Context): Value {
    const parameters = this.#tree.child(node, 'parameters');
    if (parameters !== 0) {
      for (const parameter of this.#children(parameters)) {
        const fallback = this.#tree.child(parameter, 'value');
        if (fallback !== 0) this.value(fallback, context);
      }
    }
    const body = this.#tree.child(node, 'body');
    return operation('lambda', body === 0 ? [] : [this.value(body, { ...context, apart: 'lambda' })]);
  }

  #walrus(node: number, context: Context): Value {
    const value = this.value(this.#tree.child(node, 'value'), context);
    this.assign(this.#tree.child(node, 'name'), value, context);
    return value;
  }

  #comprehension(node: number, context: Context): Value {
    const tree = this.#tree;
    const inside = { ...context, loop: true };
    let outer = context;
    const clauses: Value[] = [];
    for (const child of this.#children(node)) {
      const type = tree.type(child);
      if (type === 'for_in_clause') {
        const targets: number[] = [];
        const sources: Value[] = [];
        for (const part of this.#children(child)) {
          if (tree.field(part) === 'left') targets.push(part);
          else sources.push(this.value(part, outer));
        }
        const source: Value = sources.length === 1 ? sources[0]! : { kind: 'tuple', items: sources };
        for (const target of targets) this.assign(target, operation('iterate', [source]), inside);
        clauses.push(source);
        // Only the first source is evaluated once.
        outer = inside;
      } else if (type === 'if_clause') clauses.push(this.#inner(child, inside));
    }
    const body = tree.child(node, 'body');
    if (body === 0) return operation('comprehension', clauses);
    const made =
      tree.type(body) === 'pair'
        ? ({ kind: 'tuple', items: this.#values(body, inside) } as const)
        : this.value(body, inside);
    return operation('comprehension', [made, ...clauses]);
  }

  /** The value of a node's only child. */
  #inner(node: number, context: Context): Value {
    const values = this.#values(node, context);
    if (values.length === 1) return values[0]!;
    return values.length === 0 ? NONE : OTHER;
  }

  #values(node: number, context: Context): Value[] {
    const values: Value[] = [];
    for (let child = this.#tree.first(node); child !== 0; child = this.#tree.next(child)) {
      if (!this.#tree.isOperator(child)) values.push(this.value(child, context));
    }
    // A copy has no room to grow.
    return values.slice();
  }

  #operators(node: number): string[] {
    const found: string[] = [];
    for (let child = this.#tree.first(node); child !== 0; child = this.#tree.next(child)) {
      if (this.#tree.isOperator(child)) found.push(this.#tree.type(child));
    }
    return found;
  }

  /** The children without operators. */
  *#children(node: number): Generator<number> {
    const tree = this.#tree;
    for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
      if (!tree.isOperator(child)) yield child;
    }
  }
}

/** What is spread: the grammar reads `*f(x)` as a call of `*f`. */
function starred(value: Value): Value | undefined {
  return value.kind === 'operation' && value.operator === 'star' ? value.operands[0] : undefined;
}

/** A value made of others. */
export function operation(operator: string, operands: Value[]): Value {
  return { kind: 'operation', operator, operands };
}
