import type { Call } from '../../python/model.js';
import { argumentOf, type Frame } from '../scene.js';
import type { Tracer } from '../trace.js';
import { type Holder, plainThing, type Thing } from './things.js';

/** Fields of library classes that have a number for a default. Source: transformers, training_args.py; trl and setfit build on it. */
const DEFAULTS: readonly (readonly [name: RegExp, field: string, value: number])[] = [
  [/^(?:transformers|trl|setfit|sentence_transformers)\b.*(?:TrainingArguments|SFTConfig|DPOConfig|RewardConfig|CPOConfig|KTOConfig|ORPOConfig)$/, 'seed', 42],
]; // biome-ignore format: a table reads better in rows

/** What a class of a library has, where that is known: with what the call that makes it gives. */
export function libraryClass(
  name: string | undefined,
  call: Call | undefined,
  frame: Frame,
  tracer?: Tracer,
): Holder | undefined {
  if (name === undefined) return undefined;
  const values = new Map<string, Thing>();
  for (const [shape, field, value] of DEFAULTS) {
    if (!shape.test(name)) continue;
    const given = call && argumentOf(call, field);
    const text = `${field}, default ${value} of ${name.slice(name.lastIndexOf('.') + 1)}`;
    values.set(
      field,
      given && tracer
        ? { trace: () => tracer.trace(given, frame, 1), hold: () => undefined }
        : plainThing({ kind: 'default', text, value }),
    );
  }
  return values.size > 0 ? { kind: 'known', values } : undefined;
}
