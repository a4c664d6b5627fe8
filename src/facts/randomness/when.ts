import type { Call } from '../python/model.js';
import { argumentOf, type Frame } from './scene.js';
import type { When } from './table/row.js';
import type { Tracer } from './trace.js';

/** Whether a call draws, by the condition of its row: `maybe` where it depends on the data or on what could not be traced. */
export function drawsWith(
  when: When | undefined,
  call: Call,
  frame: Frame,
  tracer: Tracer,
): boolean | 'maybe' {
  if (when === undefined) return true;
  if (when === 'depends') return 'maybe';
  const given = argumentOf(call, when.argument, when.position);
  if (!given) {
    const spread = call.args.some(({ name }) => name === '**');
    const byDefault = holds(when, when.default);
    return spread && byDefault !== true ? 'maybe' : byDefault;
  }
  const traced = tracer.trace(given, frame);
  if (when.is === 'given') return traced.kind === 'none' ? false : traced.kind === 'unknown' ? 'maybe' : true;
  if (traced.kind === 'none') return holds(when, null);
  if (traced.value === undefined) return 'maybe';
  return holds(when, traced.value);
}

function holds(when: Exclude<When, 'depends'>, value: string | number | boolean | null): boolean | 'maybe' {
  if (when.is === 'true') return Boolean(value) && value !== 'deprecated';
  if (when.is === 'given') return value !== null;
  if (when.is === 'a float') return typeof value === 'number' && !Number.isInteger(value);
  if (value !== null && when.is.includes(value)) return true;
  return typeof value === 'string' && when.depends?.includes(value) ? 'maybe' : false;
}
