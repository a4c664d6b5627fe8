import { type Context, Expressions, operation } from './expressions.js';
import { catchesAbsence, importsOf, suppressesAbsence } from './imports.js';
import { sharedText } from './intern.js';
import type { PythonModule, Scope, Value } from './model.js';
import { annotationOf, isText, NO_PARAMETERS, parametersOf } from './signature.js';
import type { SyntaxTree } from './syntax.js';

/** A module as its statements fill it. */
export type Body = Pick<
  PythonModule,
  'imports' | 'scopes' | 'conditions' | 'calls' | 'assignments' | 'returns' | 'strings' | 'asserts' | 'main'
>;

const NO_VALUES: Value[] = [];

/** Reads the statements of a module, outermost first, into plain data. */
export function readBody(tree: SyntaxTree): Body {
  const body: Body = {
    imports: [],
    scopes: [],
    conditions: [],
    calls: [],
    assignments: [],
    returns: [],
    strings: [],
    asserts: [],
  };
  new Statements(tree, body).module();
  return body;
}

class Statements {
  readonly #tree: SyntaxTree;
  readonly #body: Body;
  readonly #expressions: Expressions;

  constructor(tree: SyntaxTree, body: Body) {
    this.#tree = tree;
    this.#body = body;
    this.#expressions = new Expressions(tree, body);
  }

  module(): void {
    const tree = this.#tree;
    this.#body.scopes.push({
      kind: 'module',
      name: '',
      qualifiedName: '',
      parent: -1,
      line: 1,
      endLine: tree.lineStarts.length,
      parameters: [],
      decorators: [],
      bases: [],
      docstring: isText(tree, tree.first(0)),
    });
    this.#block(0, { scope: 0, conditions: [], loop: false });
  }

  #block(node: number, context: Context): void {
    for (let child = this.#tree.first(node); child !== 0; child = this.#tree.next(child)) {
      this.#statement(child, context);
    }
  }

  #statement(node: number, context: Context): void {
    const tree = this.#tree;
    switch (tree.type(node)) {
      case 'expression_statement':
        if (!isText(tree, node)) this.#block(node, context);
        return;
      case 'assignment':
        this.#assignment(node, context);
        return;
      case 'augmented_assignment':
        this.#augmented(node, context);
        return;
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
        this.#body.imports.push(...importsOf(tree, node, context));
        return;
      case 'if_statement':
        this.#if(node, context);
        return;
      case 'while_statement':
        this.#while(node, context);
        return;
      case 'for_statement':
        this.#for(node, context);
        return;
      case 'try_statement':
        this.#block(node, catchesAbsence(tree, node) ? { ...context, guard: 'optional' } : context);
        return;
      case 'except_clause':
        this.#except(node, context);
        return;
      case 'with_statement':
        this.#with(node, context);
        return;
      case 'decorated_definition':
        this.#decorated(node, context);
        return;
      case 'function_definition':
        this.#function(node, context, NO_VALUES);
        return;
      case 'class_definition':
        this.#class(node, context, NO_VALUES);
        return;
      case 'return_statement': {
        const value = tree.first(node);
        this.#body.returns.push({
          scope: context.scope,
          value: value === 0 ? { kind: 'none' } : this.#expressions.value(value, context),
          line: tree.line(node),
        });
        return;
      }
      case 'assert_statement':
        this.#body.asserts.push(tree.line(node));
        this.#block(node, context);
        return;
      case 'type_alias_statement':
        this.#typeAlias(node, context);
        return;
      case 'global_statement':
      case 'nonlocal_statement':
        this.#outer(node, context);
        return;
      case 'print_statement':
      case 'exec_statement':
        this.#oldCall(node, context);
        return;
      case 'block':
      case 'else_clause':
      case 'finally_clause':
      case 'match_statement':
      case 'case_clause':
      case 'raise_statement':
      case 'delete_statement':
      case 'module':
      case 'ERROR':
        this.#block(node, context);
        return;
      default:
        this.#expressions.value(node, context);
    }
  }

  #assignment(node: number, context: Context): Value {
    const tree = this.#tree;
    const left = tree.child(node, 'left');
    const right = tree.child(node, 'right');
    const type = tree.child(node, 'type');
    const annotation = type === 0 ? undefined : annotationOf(tree, this.#expressions, type, context);
    if (right === 0) {
      if (left !== 0) this.#expressions.value(left, context);
      return { kind: 'other' };
    }
    const value = this.#bound(right, context);
    if (left !== 0) this.#expressions.assign(left, value, context, annotation);
    return value;
  }

  /** The value on the right of `=`, which may be another assignment: `a = b = 1`. */
  #bound(right: number, context: Context): Value {
    const type = this.#tree.type(right);
    if (type === 'assignment') return this.#assignment(right, context);
    if (type === 'augmented_assignment') return this.#augmented(right, context);
    return this.#expressions.value(right, context);
  }

  /** `x += 1` binds x to `x + 1`. */
  #augmented(node: number, context: Context): Value {
    const tree = this.#tree;
    const left = tree.child(node, 'left');
    const right = tree.child(node, 'right');
    const operator = tree.type(tree.child(node, 'operator') || tree.next(left)).replace(/=$/, '');
    if (left === 0 || right === 0) return { kind: 'other' };
    const value = this.#bound(right, context);
    const before = /^(identifier|attribute)$/.test(tree.type(left))
      ? this.#expressions.value(left, context)
      : ({ kind: 'other' } as const);
    const after = operation(operator, [before, value]);
    this.#expressions.assign(left, after, context);
    return after;
  }

  #if(node: number, context: Context): void {
    const tree = this.#tree;
    let otherwise = context;
    for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
      const type = tree.type(child);
      if (tree.field(child) === 'condition') {
        otherwise = this.#branch(node, child, tree.child(node, 'consequence'), otherwise);
      } else if (type === 'elif_clause') {
        const test = tree.child(child, 'condition');
        if (test !== 0) otherwise = this.#branch(child, test, tree.child(child, 'consequence'), otherwise);
      } else if (tree.field(child) !== 'consequence') this.#statement(child, otherwise);
    }
  }

  /** Reads one branch; gives the context of those after it. */
  #branch(node: number, test: number, block: number, context: Context): Context {
    const tree = this.#tree;
    const value = this.#expressions.value(test, context);
    if (context.scope === 0 && this.#body.main === undefined && isMainTest(value)) {
      this.#body.main = { line: tree.line(node), endLine: tree.bodyEndLine(block === 0 ? node : block) };
    }
    const typing = isTypeChecking(value) ? ({ guard: 'typing' } as const) : {};
    if (block !== 0) {
      this.#block(block, { ...this.#expressions.under(value, false, test, context), ...typing });
    }
    const otherwise = this.#expressions.under(value, true, test, context);
    const negatedTyping = value.kind === 'operation' && value.operator === 'not';
    return negatedTyping && isTypeChecking(value.operands[0]) ? { ...otherwise, guard: 'typing' } : otherwise;
  }

  #while(node: number, context: Context): void {
    const tree = this.#tree;
    const test = tree.child(node, 'condition');
    const value: Value =
      test === 0 ? { kind: 'other' } : this.#expressions.value(test, { ...context, loop: true });
    const inside = this.#expressions.under(value, false, test, { ...context, loop: true });
    for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
      if (child === test) continue;
      this.#statement(child, tree.field(child) === 'body' ? inside : context);
    }
  }

  #for(node: number, context: Context): void {
    const tree = this.#tree;
    const left = tree.child(node, 'left');
    const right = tree.child(node, 'right');
    const inside = { ...context, loop: true };
    const source: Value = right === 0 ? { kind: 'other' } : this.#expressions.value(right, context);
    if (left !== 0) this.#expressions.assign(left, operation('iterate', [source]), inside);
    for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
      if (child === left || child === right) continue;
      this.#statement(child, tree.field(child) === 'body' ? inside : context);
    }
  }

  #except(node: number, context: Context): void {
    const tree = this.#tree;
    for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
      if (tree.field(child) !== 'alias') this.#statement(child, context);
    }
  }

  #with(node: number, context: Context): void {
    const tree = this.#tree;
    const body = tree.child(node, 'body');
    const items: number[] = [];
    for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
      if (tree.type(child) !== 'with_clause') continue;
      for (let item = tree.first(child); item !== 0; item = tree.next(item)) items.push(item);
    }
    let suppresses = false;
    for (const item of items) {
      const value = tree.child(item, 'value') || item;
      suppresses ||= suppressesAbsence(tree, value);
      this.#entered(value, context);
    }
    const forks = items.some((item) =>
      /^(?:torch\.)?(?:random\.)?fork_rng\(/.test(tree.text(item).slice(0, 40)),
    );
    const inside: Context = forks ? { ...context, apart: 'fork' } : context;
    if (body !== 0) this.#block(body, suppresses ? { ...inside, guard: 'optional' } : inside);
  }

  #entered(node: number, context: Context): void {
    const tree = this.#tree;
    const type = tree.type(node);
    if (type === 'as_pattern') {
      const expression = tree.first(node);
      const alias = tree.child(node, 'alias');
      const value = this.#expressions.value(expression, context);
      if (alias !== 0) this.#expressions.assign(alias, operation('enter', [value]), context);
    } else if (type === 'tuple') {
      for (let child = tree.first(node); child !== 0; child = tree.next(child)) this.#entered(child, context);
    } else this.#expressions.value(node, context);
  }

  #decorated(node: number, context: Context): void {
    const tree = this.#tree;
    const decorators: Value[] = [];
    for (let child = tree.first(node); child !== 0; child = tree.next(child)) {
      const type = tree.type(child);
      if (type === 'decorator') {
        const expression = tree.last(child);
        if (expression !== 0) decorators.push(this.#expressions.value(expression, context));
      } else if (type === 'function_definition') this.#function(child, context, decorators);
      else if (type === 'class_definition') this.#class(child, context, decorators);
      else this.#statement(child, context);
    }
  }

  #function(node: number, context: Context, decorators: Value[]): void {
    const tree = this.#tree;
    const parameters = parametersOf(tree, this.#expressions, tree.child(node, 'parameters'), context);
    const returned = tree.child(node, 'return_type');
    if (returned !== 0) annotationOf(tree, this.#expressions, returned, context);
    this.#open(node, context, { kind: 'function', parameters, decorators, bases: NO_VALUES });
  }

  #class(node: number, context: Context, decorators: Value[]): void {
    const list = this.#tree.child(node, 'superclasses');
    const bases =
      list === 0 ? [] : this.#expressions.args(list, context).filter(({ name }) => name === undefined);
    this.#open(node, context, {
      kind: 'class',
      parameters: NO_PARAMETERS,
      decorators,
      bases: bases.length === 0 ? NO_VALUES : bases.map(({ value }) => value),
    });
  }

  #open(
    node: number,
    context: Context,
    parts: Pick<Scope, 'kind' | 'parameters' | 'decorators' | 'bases'>,
  ): void {
    const tree = this.#tree;
    const { scopes } = this.#body;
    const name = sharedText(tree.text(tree.child(node, 'name')));
    const outer = scopes[context.scope]!.qualifiedName;
    const block = tree.child(node, 'body');
    scopes.push({
      kind: parts.kind,
      name,
      qualifiedName: outer === '' ? name : sharedText(`${outer}.${name}`),
      parent: context.scope,
      line: tree.line(node),
      endLine: tree.bodyEndLine(node),
      parameters: parts.parameters,
      decorators: parts.decorators,
      bases: parts.bases,
      docstring: block !== 0 && isText(tree, tree.first(block)),
    });
    const guard = context.guard === 'typing' ? ({ guard: 'typing' } as const) : {};
    if (block !== 0) this.#block(block, { scope: scopes.length - 1, conditions: [], loop: false, ...guard });
  }

  #outer(node: number, { scope }: Context): void {
    const tree = this.#tree;
    const names = [...tree.text(node).matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)]
      .slice(1)
      .map(([name]) => sharedText(name));
    const target = this.#body.scopes[scope];
    if (target && scope > 0) target.outer = [...(target.outer ?? []), ...names];
  }

  /** `type X = ..`, or what the grammar takes for it: `type(x).name = ..`. */
  #typeAlias(node: number, context: Context): void {
    const tree = this.#tree;
    const left = tree.child(node, 'left');
    const right = tree.child(node, 'right');
    if (tree.text(left).startsWith('(')) {
      let argument = left;
      while (argument !== 0 && tree.type(argument) !== 'parenthesized_expression')
        argument = tree.first(argument);
      this.#callOf('type', node, argument === 0 ? left : argument, context);
    }
    if (right !== 0) this.#expressions.value(right, context);
  }

  /** `print x` and `exec code` of Python 2, as the calls that they are. */
  #oldCall(node: number, context: Context): void {
    this.#callOf(this.#tree.type(node) === 'print_statement' ? 'print' : 'exec', node, node, context);
  }

  /** Notes a call that the grammar has no node for, with the children of a node as its arguments. */
  #callOf(name: string, node: number, list: number, context: Context): void {
    const tree = this.#tree;
    const call = this.#expressions.noteCall(node, context);
    call.callee = { kind: 'name', path: name };
    call.args = [];
    for (let child = tree.first(list); child !== 0; child = tree.next(child)) {
      call.args.push({ value: this.#expressions.value(child, context) });
    }
  }
}

function isMainTest(value: Value): boolean {
  return (
    value.kind === 'operation' &&
    value.operator === '==' &&
    value.operands.some((operand) => operand.kind === 'name' && operand.path === '__name__') &&
    value.operands.some((operand) => operand.kind === 'string' && operand.value === '__main__')
  );
}

function isTypeChecking(value: Value | undefined): boolean {
  return value?.kind === 'name' && /(^|\.)TYPE_CHECKING$/.test(value.path);
}
