import { isInWorkers } from './in-workers.js';
import { canonical } from './lookup.js';
import { skippedBy } from './mending/existing.js';
import { mendOf } from './mending/mend.js';
import type { Judged, Surroundings } from './mending/model.js';
import { isShared } from './mending/seeding.js';
import { pathOf } from './mending/way.js';
import type { SeedValue, SourceState, SourceUse } from './model.js';
import { placeOf, type Scene, written } from './scene.js';
import type { Stream } from './table/row.js';
import type { Traced } from './trace.js';
import { type Domain, type DrawEvent, isRecorded, type SeedEvent, type Walked } from './walking/events.js';

/** How one draw stands, and the seeding that decides it. */
export interface DrawVerdict {
  draw: DrawEvent;
  source: string;
  state: SourceState;
  seed?: SeedEvent;
}

/** Methods in which weights get their first values. */
const INITIALISING =
  /^(?:__init__|build|_build|reset_parameters|_?init(?:ialize)?_?(?:weights|params|parameters)?)$/;

const WORST: readonly SourceState[] = ['unfixed', 'varying', 'late', 'optional', 'unknown', 'fixed'];

/** The state of each draw of a run; `workers` tells whether it loads data in processes of their own. */
export function verdicts(walked: Walked, workers = false): DrawVerdict[] {
  const reaching = new Map<Domain | 'any' | undefined, Map<Stream, Reaching>>();
  const seedsFor = (stream: Stream, { domain, firm }: DrawEvent) => {
    // Where code runs that is handed on, or that nobody in sight calls, cannot be told.
    const part = firm ? domain : 'any';
    const streams = reaching.get(part) ?? new Map<Stream, Reaching>();
    reaching.set(part, streams);
    let found = streams.get(stream);
    if (!found) {
      found = reachingOf(stream, part === 'any' ? walked.seeds : seedsIn(domain, stream, walked.seeds));
      streams.set(stream, found);
    }
    return found;
  };
  return walked.draws.map((draw) => {
    const stream = draw.found.row.stream ?? draw.found.framework.stream;
    const source = sourceOf(draw, stream);
    // An explicit None is the same as none given.
    if (draw.own && draw.own.nothing !== 'written') {
      const state = ofValue(draw.own);
      // A default of None, or arguments without a seed among them, fall back on the shared generator.
      if ((state !== 'optional' && state !== 'unknown') || stream === 'own') return { draw, source, state };
      const shared = ofStream(draw, seedsFor(stream, draw));
      return shared.state === 'fixed' || shared.state === 'unknown'
        ? { draw, source, ...shared }
        : { draw, source, state };
    }
    if (draw.found.row.fixed) return { draw, source, state: 'fixed' };
    if (stream === 'own') return { draw, source, state: 'unfixed' };
    const own = ofStream(draw, seedsFor(stream, draw));
    if (own.state === 'fixed' || !workers || !isInWorkers(draw, stream)) return { draw, source, ...own };
    // PyTorch seeds them from torch's generator (torch/utils/data/_utils/worker.py; NumPy since 1.9).
    const given = ofStream(draw, seedsFor('torch', draw));
    return { draw, source, ...(given.state === 'fixed' ? given : own) };
  });
}

/** How reports call what a draw comes from: the shared generator, or the library where each object has its own seed. */
function sourceOf({ found: { framework, row }, name }: DrawEvent, stream: Stream): string {
  if (stream !== 'own') return row.estimator ? framework.id : stream;
  const shares = framework.draws?.some((other) => (other.stream ?? framework.stream) !== 'own');
  return shares ? canonical(name) : framework.id;
}

function ofValue({ kind }: Traced): SourceState {
  if (kind === 'none' || kind === 'recorded') return 'optional';
  if (kind === 'varying') return 'varying';
  return kind === 'unknown' ? 'unknown' : 'fixed';
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
  const { main } = root.module;
  return root.scope === 0 && !(main && line >= main.line && line <= main.endLine);
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
  const better = (at: number, than: number) =>
    than < 0 || WORST.indexOf(states[at]!) > WORST.indexOf(states[than]!);
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
      if (WORST.indexOf(states[at]!) > WORST.indexOf(states[last]!)) last = at;
    }
    return { state: states[last]!, seed: seeds[last]! };
  }
  const first = best[before - 1] ?? -1;
  const isBetter =
    bestLoose >= 0 && (first < 0 || WORST.indexOf(states[bestLoose]!) > WORST.indexOf(states[first]!));
  const chosen = isBetter ? bestLoose : first;
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

/** Whether a draw makes the first values of a model's weights. */
function isInitial({ source, draw: { frame } }: DrawVerdict): boolean {
  const name = frame.module.scopes[frame.scope]?.name ?? '';
  return (source === 'torch' || source === 'tensorflow') && INITIALISING.test(name);
}

/** Each source that a run uses, with the draws that count. Draws that only training makes count where the entry point trains. */
export function judgedOf(all: readonly DrawVerdict[], trains: boolean): Judged[] {
  const counted = trains
    ? all
    : all.flatMap((verdict): DrawVerdict[] => {
        if (verdict.draw.found.row.training) return [];
        // Augmentation and the like: whether evaluation comes to it cannot be told. What a model starts from is replaced
        // by what it has learnt.
        return [
          verdict.draw.dormant || isInitial(verdict)
            ? { ...verdict, draw: { ...verdict.draw, certainty: 'possible' } }
            : verdict,
        ];
      });
  return [...new Set(counted.map((verdict) => verdict.source))].sort().flatMap((source): Judged[] => {
    const mine = counted.filter((verdict) => verdict.source === source);
    const sure = mine.filter(({ draw }) => draw.certainty !== 'possible');
    const draws = sure.length > 0 ? sure : mine;
    const state = WORST.find((candidate) => draws.some((verdict) => verdict.state === candidate)) ?? 'fixed';
    const deciding = draws.filter((verdict) => verdict.state === state);
    const first =
      deciding.find(({ draw }) => draw.certainty === 'certain' && !draw.found.row.lazy) ??
      deciding.find(({ draw }) => draw.certainty === 'certain') ??
      deciding[0];
    return first ? [{ source, state, every: mine, draws, deciding, first }] : [];
  });
}

/** Each source of a run as reports tell it: its state, the draw that decides it, the way there and the mend. */
export function sourcesOf(around: Surroundings, all: readonly DrawVerdict[], trains: boolean): SourceUse[] {
  const found = judgedOf(all, trains);
  const unseeded = found
    .filter(({ source, state }) => state === 'unfixed' && isShared(source))
    .flatMap(({ draws }) => draws);
  return found.map((judged) => sourceUse({ ...around, unseeded }, judged));
}

function sourceUse(around: Surroundings, judged: Judged): SourceUse {
  const { scene } = around;
  const { source, state, deciding, first } = judged;
  const { draw, seed } = first;
  const { module } = draw.frame;
  const places = new Set(deciding.map((other) => `${other.draw.frame.module.path}:${other.draw.call.line}`));
  const at = placeOf(scene, module, draw.call.line);
  const call = `${written(module, draw.call.callee)}()`;
  const { text, edits } = mendOf(around, judged);
  return {
    source,
    state,
    at,
    call,
    more: places.size - 1,
    certainty: draw.certainty,
    ...(seed
      ? { seeded: seededBy(scene, seed) }
      : draw.own
        ? { seeded: { at, call, value: plain(draw.own) } }
        : {}),
    path: pathOf(scene, draw.frame, { line: draw.call.line, text: call }),
    mend: text,
    edits: [...edits],
  };
}

function seededBy(scene: Scene, seed: SeedEvent): NonNullable<SourceUse['seeded']> {
  const { frame, call, value } = seed;
  const off = value.kind === 'none' ? undefined : skippedBy(scene, seed);
  return {
    at: placeOf(scene, frame.module, call.line),
    call: `${written(frame.module, call.callee)}()`,
    value: plain(value),
    ...(off && { skippedAt: placeOf(scene, off.at.module, off.condition.line) }),
  };
}

/** A seed's value without the constant. */
export function plain({ kind, text }: Traced): SeedValue {
  return { kind, text };
}
