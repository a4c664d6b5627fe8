import type { SourceState } from './model.js';
import { isMainOnly } from './scene.js';
import type { Stream } from './table/row.js';
import { type Domain, type DrawEvent, isRecorded, type SeedEvent } from './walking/events.js';

const WORST: readonly SourceState[] = ['unfixed', 'varying', 'late', 'optional', 'unknown', 'fixed'];

/** The worst of several states; `fixed` of none. */
export function worstOf(states: readonly SourceState[]): SourceState {
  return WORST.find((state) => states.includes(state)) ?? 'fixed';
}

function isBetter(one: SourceState, other: SourceState): boolean {
  return WORST.indexOf(one) > WORST.indexOf(other);
}

/** The seedings of a run, by the part of it and the stream that they reach. */
export class Seedings {
  readonly #all: readonly SeedEvent[];
  readonly #reaching = new Map<Domain | 'any' | undefined, Map<Stream, Reaching>>();

  constructor(all: readonly SeedEvent[]) {
    this.#all = all;
  }

  /** How a draw from a shared stream stands, and the seeding that decides it. */
  standing(stream: Stream, draw: DrawEvent): { state: SourceState; seed?: SeedEvent } {
    return ofStream(draw, this.#of(stream, draw));
  }

  #of(stream: Stream, { domain, firm }: DrawEvent): Reaching {
    // Where code runs that is handed on, or that nobody in sight calls, cannot be told.
    const part = firm ? domain : 'any';
    const streams = this.#reaching.get(part) ?? new Map<Stream, Reaching>();
    this.#reaching.set(part, streams);
    let found = streams.get(stream);
    if (!found) {
      found = reachingOf(stream, part === 'any' ? this.#all : seedsIn(domain, stream, this.#all));
      streams.set(stream, found);
    }
    return found;
  }
}

/** The seedings that generators of one part of a run see. */
function seedsIn(
  domain: Domain | undefined,
  stream: Stream,
  seeds: readonly SeedEvent[],
): readonly SeedEvent[] {
  // Only torch's generators are copied.
  const own = (other: Domain | undefined) =>
    other?.kind === 'fork' && stream !== 'torch' ? undefined : other;
  const here = own(domain);
  return seeds.filter((seed) => {
    const there = own(seed.domain);
    if (there === here) return true;
    return there === undefined && here !== undefined && (here.kind === 'fork' || isAtTop(seed));
  });
}

/** Whether a seeding happens while the script is imported: a process that is spawned imports it again. */
function isAtTop({ frame, call }: SeedEvent): boolean {
  let root = frame;
  let line = call.line;
  while (root.caller) {
    line = root.via?.line ?? line;
    root = root.caller;
  }
  return root.scope === 0 && !isMainOnly(root.module, line);
}

/** The seedings of one stream in their order, each with its state and the best one up to it. */
interface Reaching {
  seeds: readonly SeedEvent[];
  states: readonly SourceState[];
  /** Index of the best state among those up to this one; the first of equals. */
  best: readonly number[];
  /** The same among those that are not sure to happen where they stand. */
  bestLoose: number;
  /** Index of the last seeding up to this one that undoes those before it. */
  undone: readonly number[];
}

function reachingOf(stream: Stream, all: readonly SeedEvent[]): Reaching {
  const seeds = all.filter(({ fixes }) => fixes.includes(stream));
  const states = seeds.map(seedStateOf);
  const best: number[] = [];
  let bestLoose = -1;
  const better = (at: number, than: number) => than < 0 || isBetter(states[at]!, states[than]!);
  const undone: number[] = [];
  seeds.forEach(({ firm, undoes }, at) => {
    undone.push(undoes ? at : (undone[at - 1] ?? -1));
    const before = best[at - 1] ?? -1;
    best.push(better(at, before) ? at : before);
    if (!firm && better(at, bestLoose)) bestLoose = at;
  });
  return { seeds, states, best, bestLoose, undone };
}

function ofStream(
  draw: DrawEvent,
  { seeds, states, best, bestLoose, undone }: Reaching,
): { state: SourceState; seed?: SeedEvent } {
  // What is drawn inside the seeding call itself (a Trainer) counts as after it.
  let ahead = seeds.length;
  let low = 0;
  while (low < ahead) {
    const middle = (low + ahead) >> 1;
    if (seeds[middle]!.order < draw.order) low = middle + 1;
    else ahead = middle;
  }
  const before = draw.firm ? ahead : seeds.length;
  const undoing = undone[ahead - 1] ?? -1;
  if (undoing >= 0) {
    let last = undoing;
    for (let at = undoing; at < seeds.length; at++) {
      if (at >= before && seeds[at]!.firm) continue;
      if (isBetter(states[at]!, states[last]!)) last = at;
    }
    return { state: states[last]!, seed: seeds[last]! };
  }
  const first = best[before - 1] ?? -1;
  const looser = bestLoose >= 0 && (first < 0 || isBetter(states[bestLoose]!, states[first]!));
  const chosen = looser ? bestLoose : first;
  if (chosen >= 0) return { state: states[chosen]!, seed: seeds[chosen]! };
  const after = states.findIndex((state) => state === 'fixed' || state === 'unknown');
  return after >= 0 ? { state: 'late', seed: seeds[after]! } : { state: 'unfixed' };
}

/** What a seeding by itself makes of the generators that it seeds. */
export function seedStateOf({ active, value }: SeedEvent): SourceState {
  if (active === 'off') return 'optional';
  if (isRecorded(value)) return active === 'maybe' || value.kind === 'unknown' ? 'unknown' : 'fixed';
  if (value.kind === 'none') return value.nothing ? 'unfixed' : 'optional';
  return value.kind === 'recorded' ? 'optional' : 'varying';
}
