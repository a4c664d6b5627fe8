import type { PythonModule, Value } from '../python/model.js';
import type { SeedValue } from './model.js';
import type { Frame, Scene } from './scene.js';
import { traceCall } from './tracing/calls.js';
import { traceIndex } from './tracing/dicts.js';
import { holdValue } from './tracing/hold.js';
import { traceMember } from './tracing/members.js';
import { traceName } from './tracing/names.js';
import type { Holder } from './tracing/things.js';
import { truthOf } from './tracing/truth.js';

/** Where a value is set down, for whoever would change it. */
export type SetDown =
  /** An option of the command line, by its name without dashes. */
  | { by: 'option'; name: string; module: PythonModule; line: number }
  /** A parameter with a default, or a field of a class of settings; `line` is that of the function or field. */
  | { by: 'default'; name: string; module: PythonModule; line: number }
  | { by: 'config'; file: string; line: number; key: string }
  | { by: 'environment' };

/** What a value is in a run with default arguments, as far as files tell. */
export interface Traced extends SeedValue {
  /** The constant itself, where there is one. */
  value?: string | number | boolean | null;
  /** Of `none`: nothing is given in any run, since None is written there or the argument is left out. */
  nothing?: 'written' | 'left out';
  set?: SetDown;
}

/** Operators whose right side only bounds the left one. */
const CUTTING: ReadonlySet<string> = new Set(['%', '//', '&', '>>', '<<', '**']);
/** Calls that tell the state of a generator, which may be seeded or not. */
const OF_GENERATORS = /seed|state|rand|entropy/i;

export const UNKNOWN: Traced = { kind: 'unknown', text: 'a value that could not be traced' };
/** How many steps deep a value is followed. */
export const DEPTH = 60;
/** How many steps one question may take in all: bounds hostile input. */
const WORK = 4000;
/** Most things on the way to one another: bounds chains of interpolations, which no depth counts. */
const LONGEST = 100;
const COMPARISONS = new Set(['==', '!=', '>', '<', '>=', '<=', 'is', 'is not', 'not', 'and', 'in', 'not in']);

/** A variable of the environment that is calculated with has to be there. */
export function mustBe(traced: Traced): Traced {
  return traced.kind === 'none' && traced.set?.by === 'environment'
    ? { kind: 'required', text: traced.text }
    : traced;
}

/** Traces values through names, parameters, options, configuration files and arithmetic. `isFixed` tells whether a stream is seeded by now. */
export class Tracer {
  /** What is being worked out now: assignments, calls and keys that lead back to themselves are not followed again. */
  readonly active = new Set<unknown>();
  /** Values that hold while a condition is judged, by module path and name. */
  readonly assumed = new Map<string, Traced>();
  #left = 0;
  #running = 0;

  constructor(
    readonly scene: Scene,
    readonly isFixed: (stream: string) => boolean = () => false,
  ) {}

  trace(value: Value, frame: Frame, depth = 0): Traced {
    return this.#bounded(depth, () => this.#trace(value, frame, depth)) ?? UNKNOWN;
  }

  /** What holds settings by name: a parsed command line, a loaded file, an object, a dict; undefined for anything else. */
  hold(value: Value, frame: Frame, depth = 0): Holder | undefined {
    return this.#bounded(depth, () => holdValue(this, value, frame, depth));
  }

  /** True or false in a run with default arguments; undefined when it cannot be told. */
  truth(test: Value, frame: Frame, depth = 0): boolean | undefined {
    return this.#bounded(depth, () => truthOf(this, test, frame, depth));
  }

  /** Works something out unless that is going on already, or the way to it is too long. */
  once<Result>(key: unknown, work: () => Result): Result | undefined {
    if (this.active.has(key) || this.active.size >= LONGEST) return undefined;
    this.active.add(key);
    try {
      return work();
    } finally {
      this.active.delete(key);
    }
  }

  #bounded<Result>(depth: number, work: () => Result): Result | undefined {
    if (this.#running === 0) this.#left = WORK;
    if (depth > DEPTH || this.#running > DEPTH * 3 || this.#left-- <= 0) return undefined;
    this.#running++;
    try {
      return work();
    } finally {
      this.#running--;
    }
  }

  #trace(value: Value, frame: Frame, depth: number): Traced {
    switch (value.kind) {
      case 'number':
        return { kind: 'literal', text: value.text, value: value.value };
      case 'string':
        return { kind: 'literal', text: `'${value.value.slice(0, 40)}'`, value: value.value };
      case 'boolean':
        return { kind: 'literal', text: value.value ? 'True' : 'False', value: value.value };
      case 'none':
        return { kind: 'none', text: 'None', value: null, nothing: 'written' };
      case 'name':
        return traceName(this, value.path, frame, depth);
      case 'attribute':
        return traceMember(this, value, frame, depth);
      case 'call':
        return traceCall(this, value.call, frame, depth);
      case 'list':
      case 'tuple':
        return this.#items(value.items, frame, depth);
      case 'operation':
        return this.#operation(value.operator, value.operands, frame, depth);
      default:
        return UNKNOWN;
    }
  }

  /** A list of seeds is as fixed as the worst of them. */
  #items(items: readonly Value[], frame: Frame, depth: number): Traced {
    const parts = items.slice(0, 100).map((item) => this.trace(item, frame, depth + 1));
    const joined = this.join(parts);
    if (joined.kind !== 'literal' || parts.some(({ kind }) => kind !== 'literal')) return joined;
    const shown = parts.slice(0, 6).map(({ text }) => text);
    return { kind: 'literal', text: `[${[...shown, ...(parts.length > 6 ? ['...'] : [])].join(', ')}]` };
  }

  #operation(operator: string, operands: readonly Value[], frame: Frame, depth: number): Traced {
    const trace = (value: Value | undefined): Traced =>
      value ? this.trace(value, frame, depth + 1) : UNKNOWN;
    const [a, b, c] = operands;
    if (operator === 'index') return traceIndex(this, a, b, frame, depth);
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
      if (left.kind === 'none' || left.value === 0 || left.value === '' || left.value === false)
        return trace(b);
      // The right side counts only where the left one is nothing.
      return left.kind === 'unknown' ? this.#either(left, trace(b)) : left;
    }
    if (operator === 'if else') {
      const test = b ? this.truth(b, frame, depth + 1) : undefined;
      if (test === true) return trace(a);
      if (test === false) return trace(c);
      return this.#either(trace(a), trace(c));
    }
    if (operator === 'comprehension' || operator === 'f-string') return this.join(operands.map(trace));
    if (operator === 'lambda') return trace(operands.at(-1));
    if (COMPARISONS.has(operator)) return UNKNOWN;
    const parts = operands.map((operand) => mustBe(trace(operand)));
    // What a seed is cut down by is no part of it, and what a generator gives is no rank that a seed is told apart by.
    const [first] = parts;
    if ((first?.kind === 'unknown' || first?.kind === 'derived') && CUTTING.has(operator)) return first;
    return parts.find(({ kind, text }) => kind === 'unknown' && OF_GENERATORS.test(text)) ?? this.join(parts);
  }

  /** One of two, nobody knows which: what both are, else unknown. */
  #either(one: Traced, other: Traced): Traced {
    const bad = (traced: Traced) => ['varying', 'none', 'recorded'].includes(traced.kind);
    if (one.kind === 'unknown' && other.kind === 'unknown') return one;
    if (bad(one) === bad(other) && one.kind !== 'unknown' && other.kind !== 'unknown')
      return this.join([one, other]);
    return {
      kind: 'unknown',
      text: `${one.text} or ${other.text}`.slice(0, 120),
      ...(one.set && { set: one.set }),
    };
  }

  /** Of several parts, the worst: a varying part makes the whole vary; unknown parts (a rank, a worker's number) do not matter beside a known one. */
  join(parts: readonly Traced[]): Traced {
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
