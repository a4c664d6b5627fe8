import type { Call, Condition, Value } from '../../python/model.js';
import type { Frame } from '../scene.js';

/** The conditions under which a call is reached, with the frames that they belong to. */
export function guards(call: Call, frame: Frame): { condition: Condition; at: Frame }[] {
  const found: { condition: Condition; at: Frame }[] = [];
  let at: Frame | undefined = frame;
  let current: Call | undefined = call;
  while (at && current) {
    for (const index of current.conditions) {
      const condition = at.module.conditions[index];
      if (condition && !isMainGuard(condition)) found.push({ condition, at });
    }
    current = at.via;
    at = at.caller;
  }
  return found;
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
