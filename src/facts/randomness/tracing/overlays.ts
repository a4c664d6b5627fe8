import { once } from '../../once.js';
import type { Call, PythonModule } from '../../python/model.js';
import { type Frame, scopeChain } from '../scene.js';
import type { Tracer } from '../trace.js';
import { holdFile } from './files.js';
import { type Holder, layered } from './things.js';

const MERGING = new Set(['merge_from_file', 'read', 'read_file', 'merge_from_other_cfg', 'merge_with', 'update', 'update_from_dict', 'merge', 'from_pyfile', 'read_dict']); // biome-ignore format: one list
const FILES = new Set(['merge_from_file', 'read', 'read_file', 'from_pyfile']);

/** Calls that lay further settings over a variable, by the variable. */
const mergesOf = once((module: PythonModule) => {
  const found = new Map<string, Call[]>();
  for (const call of module.calls) {
    if (call.callee.kind !== 'name' || call.args.length === 0) continue;
    const at = call.callee.path.lastIndexOf('.');
    if (at < 0 || !MERGING.has(call.callee.path.slice(at + 1))) continue;
    const name = call.callee.path.slice(0, at);
    const same = found.get(name);
    if (same) same.push(call);
    else found.set(name, [call]);
  }
  return found;
});

/** A variable with what `cfg.merge_from_file(path)`, `settings.update(other)`, `config.read(path)` lay over it. */
export function overlays(
  tracer: Tracer,
  name: string,
  frame: Frame,
  under: Holder | undefined,
  depth: number,
): Holder | undefined {
  const calls = mergesOf(frame.module).get(name);
  if (!calls) return under;
  const chain = new Set(scopeChain(frame.module, frame.scope));
  let holder = under;
  for (const call of calls) {
    if (!chain.has(call.scope)) continue;
    const over = tracer.once(call, () => {
      const off = call.conditions.some((index) => {
        const condition = frame.module.conditions[index];
        return condition && tracer.truth(condition.test, frame, depth + 1) === condition.negated;
      });
      if (off) return undefined;
      const last = call.callee.kind === 'name' ? call.callee.path.slice(name.length + 1) : '';
      return layered(
        [...call.args].reverse().map(({ name: keyword, value }): Holder | undefined => {
          if (FILES.has(last))
            return keyword === undefined ? holdFile(tracer, value, frame, depth, true) : undefined;
          if (keyword === undefined || keyword === '**' || keyword === '*')
            return tracer.hold(value, frame, depth + 1);
          return { kind: 'dict', entries: [{ key: { kind: 'string', value: keyword }, value }], frame };
        }),
      );
    });
    holder = layered([over, holder]);
  }
  return holder;
}
