import type { PythonModule } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import type { PathStep } from '../model.js';
import { type Frame, placeOf, type Scene, written } from '../scene.js';

/** A frame of a run with the line in it that led on. */
export interface Link {
  frame: Frame;
  line: number;
}

/** The frames that led to a line of a frame, outermost first, that frame last. */
export function chainOf(frame: Frame, line: number): Link[] {
  const chain: Link[] = [];
  let at: Link | undefined = { frame, line };
  while (at && chain.length < 200) {
    chain.push(at);
    at = before(at.frame);
  }
  return chain.reverse();
}

function before({ caller, via, origin }: Frame): Link | undefined {
  if (caller && via) return { frame: caller, line: via.line };
  return origin && { frame: origin.frame, line: origin.line };
}

/** The way from the entry point to a call, as people read it: `train.py:12 main()`, `src/data.py:40 make_loader()`, the call last. */
export function pathOf(scene: Scene, frame: Frame, call: { line: number; text: string }): PathStep[] {
  const chain = chainOf(frame, call.line);
  return chain.map(({ frame: { module }, line }, index) => {
    const next = chain[index + 1]?.frame;
    return { at: placeOf(scene, module, line), text: next ? stepText(next) : call.text };
  });
}

/** How a frame was reached. */
function stepText({ module, scope, caller, via, origin }: Frame): string {
  if (caller && via) {
    const callee = written(caller.module, via.callee);
    // What cannot be written is named after what it came to.
    return callee === '...' ? `${nameOf(module, scope)}()` : `${callee}()`;
  }
  if (scope === 0 && origin?.by === 'import') return `import of ${module.path}`;
  const owner = module.scopes[module.scopes[scope]?.parent ?? 0];
  if (origin?.by === 'method' && owner?.kind === 'class')
    return `${owner.name} (its ${module.scopes[scope]?.name})`;
  return nameOf(module, scope);
}

function nameOf(module: PythonModule, scope: number): string {
  const { name, qualifiedName } = module.scopes[scope] ?? { name: '', qualifiedName: '' };
  return name === '' ? module.path : qualifiedName;
}

/** True for the start of processes: what they run has generators of its own. */
export function startsProcess({ frame, line }: Link): boolean {
  return frame.module.calls.some(
    (call) => call.line <= line && call.endLine >= line && /^(?:spawn|Process)$/.test(lastName(call.callee)),
  );
}
