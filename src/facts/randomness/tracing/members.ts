import type { Value } from '../../python/model.js';
import type { Frame } from '../scene.js';
import { type Traced, type Tracer, UNKNOWN } from '../trace.js';
import { keyPath } from './dicts.js';
import { look } from './look.js';
import { traceOutside } from './outside.js';

/** An attribute of something that is no plain name: `Config().seed`, `load()["a"].seed`. */
export function traceMember(
  tracer: Tracer,
  value: Extract<Value, { kind: 'attribute' }>,
  frame: Frame,
  depth: number,
): Traced {
  const holder = tracer.hold(value.of, frame, depth + 1);
  const found = holder && look(tracer, holder, value.name, depth + 1);
  if (found === 'absent') return absent(value.name);
  const traced = found?.trace();
  if (traced && traced !== UNKNOWN) return traced;
  if (value.of.kind === 'call') {
    // What is made of a varying value varies: `datetime.now().microsecond`.
    const made = tracer.trace(value.of, frame, depth + 2);
    if (made.kind === 'varying') return made;
  }
  if (value.name === 'value' && value.of.kind === 'name') return tracer.trace(value.of, frame, depth + 1);
  const path = keyPath(value) ?? [value.name];
  return traced ?? traceOutside(tracer, path, frame, depth);
}

/** A key that its holder surely has not; the run fails, or something out of sight adds it. */
export function absent(key: string): Traced {
  return { kind: 'unknown', text: `${key}, which is absent where it is looked up` };
}
