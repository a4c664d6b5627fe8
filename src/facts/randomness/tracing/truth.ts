import type { Value } from '../../python/model.js';
import type { Frame } from '../scene.js';
import type { Tracer } from '../trace.js';

/** True or false in a run with default arguments; undefined when it cannot be told. */
export function truthOf(tracer: Tracer, test: Value, frame: Frame, depth = 0): boolean | undefined {
  if (depth > 12) return undefined;
  if (test.kind === 'operation') {
    const [a, b] = test.operands;
    const both = () =>
      [a, b].map((operand) => (operand ? truthOf(tracer, operand, frame, depth + 1) : undefined));
    if (test.operator === 'not' && a) {
      const inner = truthOf(tracer, a, frame, depth + 1);
      return inner === undefined ? undefined : !inner;
    }
    if (test.operator === 'and') {
      const sides = both();
      return sides.includes(false) ? false : sides.includes(undefined) ? undefined : true;
    }
    if (test.operator === 'or') {
      const sides = both();
      return sides.includes(true) ? true : sides.includes(undefined) ? undefined : false;
    }
    if (!a || !b) return undefined;
    if (a.kind === 'name' && a.path === '__name__') return true;
    const left = tracer.trace(a, frame, depth + 1);
    const right = tracer.trace(b, frame, depth + 1);
    if (test.operator === 'is not' || test.operator === 'is') {
      if (right.value !== null || left.kind === 'unknown') return undefined;
      const isNone = left.kind === 'none';
      return test.operator === 'is' ? isNone : !isNone;
    }
    if (left.value === undefined || right.value === undefined) {
      if (right.value === null && left.kind !== 'unknown') return test.operator === '!=';
      return undefined;
    }
    switch (test.operator) {
      case '==':
        return left.value === right.value;
      case '!=':
        return left.value !== right.value;
      case '>':
      case '>=':
      case '<':
      case '<=': {
        if (typeof left.value !== 'number' || typeof right.value !== 'number') return undefined;
        const difference = left.value - right.value;
        if (test.operator === '>') return difference > 0;
        if (test.operator === '>=') return difference >= 0;
        return test.operator === '<' ? difference < 0 : difference <= 0;
      }
      default:
        return undefined;
    }
  }
  const traced = tracer.trace(test, frame, depth + 1);
  if (traced.kind === 'none') return false;
  if (traced.value === undefined) return undefined;
  return Boolean(traced.value);
}
