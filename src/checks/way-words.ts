import type { PathStep } from '../facts/randomness.js';
import { type At, place, type Related } from './check.js';

/**
 * The way from an entry point to a call, as the places that a finding at the call belongs to: each call or import on the way, the
 * entry point first. Empty where the call stands in the entry point itself and nothing leads to it.
 */
export function wayTo(call: At, path: readonly PathStep[]): Related[] {
  return path.flatMap(({ at, text }) => (place(at) === place(call) ? [] : [{ ...at, message: text }]));
}
