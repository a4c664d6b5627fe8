import { assignmentsTo } from '../../python/assigned.js';
import type { Assignment, Call, Condition, Value } from '../../python/model.js';
import type { Frame } from '../scene.js';
import type { Tracer } from '../trace.js';

/** A condition with the frame that it belongs to, and its place among those of the module. */
export interface Guard {
  condition: Condition;
  at: Frame;
  index: number;
}

/** The conditions under which a call is reached, with the frames that they belong to. */
export function guards(call: Call, frame: Frame): Guard[] {
  const found: Guard[] = [];
  let at: Frame | undefined = frame;
  let current: Call | undefined = call;
  while (at && current) {
    for (const index of current.conditions) {
      const condition = at.module.conditions[index];
      if (condition && !isMainGuard(condition)) found.push({ condition, at, index });
    }
    current = at.via;
    at = at.caller;
  }
  return found;
}

/** Whether a test is true when a run comes to it: what is assigned behind it does not count yet. Undefined when that cannot be told. */
export function isTrue(tracer: Tracer, { condition, at, index }: Guard): boolean | undefined {
  const behind = assignedBehind(condition, at, index).filter((assignment) => !tracer.active.has(assignment));
  for (const assignment of behind) tracer.active.add(assignment);
  try {
    return tracer.truth(condition.test, at);
  } finally {
    for (const assignment of behind) tracer.active.delete(assignment);
  }
}

/** The assignments behind a condition to the plain names that it asks about: `if x is None: x = draw()`. */
function assignedBehind({ test, line }: Condition, { module, scope }: Frame, index: number): Assignment[] {
  return plainNames(test).flatMap((name) =>
    assignmentsTo(module, name, scope).filter(
      (assignment) => assignment.conditions.includes(index) || (assignment.line >= line && !assignment.loop),
    ),
  );
}

function plainNames(test: Value, depth = 0): string[] {
  if (test.kind === 'name') return test.path.includes('.') ? [] : [test.path];
  return test.kind === 'operation' && depth < 6
    ? test.operands.flatMap((operand) => plainNames(operand, depth + 1))
    : [];
}

function isMainGuard({ test }: Condition): boolean {
  return (
    test.kind === 'operation' &&
    test.operands.some((operand) => operand.kind === 'name' && operand.path === '__name__')
  );
}

/** True when a condition is about seeds or determinism. */
export function mentionsSeed(test: Value): boolean {
  switch (test.kind) {
    case 'name':
      return /seed|determin|reproduc/i.test(test.path);
    case 'string':
      return /seed|determin|reproduc/i.test(test.value);
    case 'attribute':
      return /seed|determin|reproduc/i.test(test.name) || mentionsSeed(test.of);
    case 'operation':
      return test.operands.some(mentionsSeed);
    default:
      return false;
  }
}
