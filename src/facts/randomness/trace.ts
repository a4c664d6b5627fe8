import type { Value } from '../python/model.js';
import type { SeedValue } from './model.js';
import type { Frame, Scene } from './scene.js';
import { traceCall } from './tracing/calls.js';
import { traceIndex } from './tracing/dicts.js';
import { traceAttribute } from './tracing/members.js';
import { traceName } from './tracing/names.js';
import { truthOf } from './tracing/truth.js';

/** What a value is in a run with default arguments, as far as files tell. */
export interface Traced extends SeedValue {
  /** The constant itself, where there is one. */
  value?: string | number | boolean | null;
}

export const UNKNOWN: Traced = { kind: 'unknown', text: 'a value that could not be traced' };
/** How many steps a value is followed. */
export const DEPTH = 24;

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
        return traceName(this, value.path, frame, depth);
      case 'attribute':
        return traceAttribute(this, value, frame, depth);
      case 'call':
        return traceCall(this, value.call, frame, depth);
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
    return truthOf(this, test, frame, depth);
  }

  private operation(operator: string, operands: readonly Value[], frame: Frame, depth: number): Traced {
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
