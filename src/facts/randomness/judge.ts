import { isInWorkers } from './in-workers.js';
import { canonical } from './lookup.js';
import type { Judged } from './mending/model.js';
import type { SourceState } from './model.js';
import { Seedings, worstOf } from './reaching.js';
import type { Stream } from './table/row.js';
import type { Traced } from './trace.js';
import type { DrawEvent, SeedEvent, Walked } from './walking/events.js';

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

/** The state of each draw of a run; `workers` tells whether it loads data in processes of their own. */
export function verdicts(walked: Walked, workers = false): DrawVerdict[] {
  const seedings = new Seedings(walked.seeds);
  return walked.draws.map((draw) => {
    const stream = draw.found.row.stream ?? draw.found.framework.stream;
    const source = sourceOf(draw, stream);
    // An explicit None is the same as none given.
    if (draw.own && draw.own.nothing !== 'written') {
      const state = ofValue(draw.own);
      // A default of None, or arguments without a seed among them, fall back on the shared generator.
      if ((state !== 'optional' && state !== 'unknown') || stream === 'own') return { draw, source, state };
      const shared = seedings.standing(stream, draw);
      return shared.state === 'fixed' || shared.state === 'unknown'
        ? { draw, source, ...shared }
        : { draw, source, state };
    }
    if (draw.found.row.fixed) return { draw, source, state: 'fixed' };
    if (stream === 'own') return { draw, source, state: 'unfixed' };
    const own = seedings.standing(stream, draw);
    if (own.state === 'fixed' || !workers || !isInWorkers(draw, stream)) return { draw, source, ...own };
    // PyTorch seeds them from torch's generator (torch/utils/data/_utils/worker.py; NumPy since 1.9).
    const given = seedings.standing('torch', draw);
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
    const state = worstOf(draws.map((verdict) => verdict.state));
    const deciding = draws.filter((verdict) => verdict.state === state);
    const first =
      deciding.find(({ draw }) => draw.certainty === 'certain' && !draw.found.row.lazy) ??
      deciding.find(({ draw }) => draw.certainty === 'certain') ??
      deciding[0];
    return first ? [{ source, state, every: mine, draws, deciding, first }] : [];
  });
}
