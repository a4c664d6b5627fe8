import type { PythonModule, Value } from '../python/model.js';

/** Deepest chain of variables, sums and spreads that is followed. */
const DEEPEST = 20;
/** Most values that are looked at; a real script has some hundreds. */
const MOST = 20_000;

/** One entry of a dictionary; without a key where it is computed. */
export interface Entry {
  key?: Value | undefined;
  value: Value;
}

/**
 * What the values of a script hold as far as its text fixes them: through variables, sums, spreads, and what is added to a
 * variable afterwards (`+=`, `append`, `extend`, `update`, `x['key'] = …`). Nothing is executed; a branch that may not run
 * counts as one that does.
 */
export class Literals {
  readonly #module: PythonModule;
  #looked = 0;

  constructor(module: PythonModule) {
    this.#module = module;
  }

  /** The value itself, through variables that are assigned once. */
  resolve(value: Value | undefined): Value | undefined {
    let known = value;
    for (let step = 0; known?.kind === 'name' && step < DEEPEST; step++) known = this.#base(known.path);
    return known;
  }

  /** The strings of a list; undefined when a part of it is computed. */
  strings(value: Value, depth = 0): string[] | undefined {
    if (depth > DEEPEST || ++this.#looked > MOST) return undefined;
    if (value.kind === 'name') {
      const base = this.#base(value.path);
      if (!base) return undefined;
      return together([base, ...this.#addedTo(value.path)].map((part) => this.strings(part, depth + 1)));
    }
    if (value.kind === 'string') return [value.value];
    if (value.kind === 'none') return [];
    if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set')
      return together(
        value.items.map((item) => {
          if (item.kind === 'operation' && item.operator === 'star' && item.operands[0])
            return this.strings(item.operands[0], depth + 1);
          const literal = this.resolve(item);
          return literal?.kind === 'string' ? [literal.value] : undefined;
        }),
      );
    if (value.kind === 'operation' && value.operator === '+')
      return together(value.operands.map((operand) => this.strings(operand, depth + 1)));
    if (value.kind === 'operation' && value.operator === 'index') return this.#item(value.operands, depth);
    if (value.kind === 'call') {
      // `list(x)`, `sorted(x)` and the like keep what is in it.
      const call = this.#module.calls[value.call];
      const name = call?.callee.kind === 'name' ? call.callee.path : '';
      const [only] = call?.args ?? [];
      if (/^(?:list|tuple|set|sorted)$/.test(name) && only && call?.args.length === 1)
        return this.strings(only.value, depth + 1);
    }
    return undefined;
  }

  /** The entries of a dictionary; `isWhole` is false when some of it is computed. */
  entries(value: Value | undefined, depth = 0): { entries: Entry[]; isWhole: boolean } {
    if (!value || value.kind === 'none') return { entries: [], isWhole: true };
    if (depth > DEEPEST || ++this.#looked > MOST) return { entries: [], isWhole: false };
    if (value.kind === 'name') {
      const base = this.#base(value.path);
      const parts = base ? [base, ...this.#updatesOf(value.path)] : [];
      const read = parts.map((part) => this.entries(part, depth + 1));
      const set = this.#module.assignments
        .filter(({ target, key }) => target === value.path && key !== undefined)
        .map(({ key, value: said }) => ({
          key,
          value: isItemSum(said, value.path, key) ? sumOfRest(said) : said,
        }));
      return {
        entries: [...read.flatMap((one) => one.entries), ...set],
        isWhole: base !== undefined && read.every((one) => one.isWhole),
      };
    }
    if (value.kind === 'dict') {
      const read = value.entries.map((entry) =>
        entry.key ? { entries: [entry], isWhole: true } : this.entries(entry.value, depth + 1),
      );
      return { entries: read.flatMap((one) => one.entries), isWhole: read.every((one) => one.isWhole) };
    }
    if (value.kind === 'operation' && value.operator === '|') {
      const read = value.operands.map((operand) => this.entries(operand, depth + 1));
      return { entries: read.flatMap((one) => one.entries), isWhole: read.every((one) => one.isWhole) };
    }
    const call = value.kind === 'call' ? this.#module.calls[value.call] : undefined;
    if (
      call?.callee.kind === 'name' &&
      /^(?:dict|defaultdict|collections\.defaultdict)$/.test(call.callee.path)
    ) {
      const isDefault = call.callee.path !== 'dict';
      const read = call.args.slice(isDefault ? 1 : 0).map((arg) =>
        arg.name === undefined || arg.name === '**'
          ? this.entries(arg.value, depth + 1)
          : {
              entries: [{ key: { kind: 'string' as const, value: arg.name }, value: arg.value }],
              isWhole: true,
            },
      );
      return { entries: read.flatMap((one) => one.entries), isWhole: read.every((one) => one.isWhole) };
    }
    return { entries: [], isWhole: false };
  }

  /** Whether a value is made of nothing but a variable's own content: `sum(extras.values(), [])`. */
  isMadeOf(value: Value, name: string, depth = 0): boolean {
    if (depth > DEEPEST || ++this.#looked > MOST) return false;
    const all = (values: readonly Value[]) => values.every((one) => this.isMadeOf(one, name, depth + 1));
    switch (value.kind) {
      case 'name':
        return (
          value.path === name || value.path.startsWith(`${name}.`) || this.#isLocal(value.path, name, depth)
        );
      case 'attribute':
        return this.isMadeOf(value.of, name, depth + 1);
      case 'call': {
        const call = this.#module.calls[value.call];
        if (!call) return false;
        const callee = call.callee.kind === 'name' ? call.callee.path : '';
        const isOwn = callee.startsWith(`${name}.`);
        const isPlain =
          /^(?:list|set|tuple|sorted|sum|dict|frozenset|(?:itertools\.)?chain(?:\.from_iterable)?|set\.union|set\(\)\.union)$/.test(
            callee,
          );
        return (isOwn || isPlain) && all(call.args.map((arg) => arg.value));
      }
      case 'list':
      case 'tuple':
      case 'set':
        return all(value.items);
      case 'operation':
        return value.operator === 'comprehension' ||
          value.operator === 'iterate' ||
          value.operator === 'star' ||
          value.operator === '+' ||
          value.operator === 'index'
          ? all(value.operands)
          : false;
      case 'string':
      case 'number':
        return true;
      default:
        return false;
    }
  }

  #isLocal(path: string, name: string, depth: number): boolean {
    const assigned = this.#module.assignments.filter(({ target }) => target === path);
    return (
      assigned.length > 0 &&
      assigned.every(({ value }) => value.kind !== 'name' && this.isMadeOf(value, name, depth + 1))
    );
  }

  /** What a variable is set to, where only one statement sets it. */
  #base(name: string): Value | undefined {
    const set = this.#module.assignments.filter(
      ({ target, key, value }) => target === name && key === undefined && !isAddition(value, name),
    );
    return set.length === 1 ? set[0]?.value : undefined;
  }

  /** What `+=`, `append`, `extend` and `insert` add to a list. */
  #addedTo(name: string): Value[] {
    const sums = this.#module.assignments.flatMap(({ target, key, value }) =>
      target === name && key === undefined && isAddition(value, name) ? value.operands.slice(1) : [],
    );
    const calls = this.#module.calls.flatMap(({ callee, args }): Value[] => {
      if (callee.kind !== 'name' || !callee.path.startsWith(`${name}.`)) return [];
      const last = args.at(-1)?.value;
      if (!last) return [];
      switch (callee.path.slice(name.length + 1)) {
        case 'append':
        case 'insert':
          return [{ kind: 'list', items: [last] }];
        case 'extend':
          return [last];
        default:
          return [];
      }
    });
    return [...sums, ...calls];
  }

  #updatesOf(name: string): Value[] {
    return this.#module.calls.flatMap(({ callee, args }) =>
      callee.kind === 'name' && callee.path === `${name}.update` ? args.map((arg) => arg.value) : [],
    );
  }

  /** The list under a key of a dictionary: `extras['gpu']`. */
  #item([of, subscript]: readonly Value[], depth: number): string[] | undefined {
    const key = subscript && this.resolve(subscript);
    if (!of || key?.kind !== 'string') return undefined;
    const found = this.entries(of, depth + 1).entries.filter((entry) => {
      const said = this.resolve(entry.key);
      return said?.kind === 'string' && said.value === key.value;
    });
    return found.length === 0
      ? undefined
      : together(found.map(({ value }) => this.strings(value, depth + 1)));
  }
}

function isAddition(value: Value, name: string): value is Extract<Value, { kind: 'operation' }> {
  if (value.kind !== 'operation' || value.operator !== '+') return false;
  const [first] = value.operands;
  return first?.kind === 'name' && first.path === name;
}

/** Whether it adds to the item that it is set to: `x['a'] += …`, whose first part is left out by the parser, or `x['a'] = x['a'] + …`. */
function isItemSum(
  value: Value,
  name: string,
  key: Value | undefined,
): value is Extract<Value, { kind: 'operation' }> {
  if (value.kind !== 'operation' || value.operator !== '+') return false;
  const [first] = value.operands;
  if (first?.kind === 'other') return true;
  if (first?.kind !== 'operation' || first.operator !== 'index' || key?.kind !== 'string') return false;
  const [of, subscript] = first.operands;
  return (
    of?.kind === 'name' && of.path === name && subscript?.kind === 'string' && subscript.value === key.value
  );
}

function sumOfRest({ operands }: Extract<Value, { kind: 'operation' }>): Value {
  return { kind: 'operation', operator: '+', operands: operands.slice(1) };
}

function together(parts: readonly (string[] | undefined)[]): string[] | undefined {
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}
