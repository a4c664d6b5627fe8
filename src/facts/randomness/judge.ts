import { canonical } from './lookup.js';
import type { SeedValue, SourceState, SourceUse } from './model.js';
import { placeOf, type Scene, written } from './scene.js';
import type { Stream } from './table/row.js';
import type { Traced } from './trace.js';
import { type DrawEvent, isRecorded, type SeedEvent, type Walked } from './walking/events.js';

/** How one draw stands, and the seeding that decides it. */
export interface DrawVerdict {
  draw: DrawEvent;
  source: string;
  state: SourceState;
  seed?: SeedEvent;
}

const WORST: readonly SourceState[] = ['unfixed', 'varying', 'late', 'optional', 'unknown', 'fixed'];

/** The state of each draw of a run. */
export function verdicts(walked: Walked): DrawVerdict[] {
  return walked.draws.map((draw) => {
    const stream = draw.found.row.stream ?? draw.found.framework.stream;
    const source = sourceOf(draw, stream);
    // An explicit None is the same as none given.
    if (draw.own && !(draw.own.kind === 'none' && draw.own.text === 'None')) {
      const state = ofValue(draw.own);
      // A default of None, or arguments without a seed among them, fall back on the shared generator.
      if ((state !== 'optional' && state !== 'unknown') || stream === 'own') return { draw, source, state };
      const shared = ofStream(draw, stream, walked.seeds);
      return shared.state === 'fixed' || shared.state === 'unknown'
        ? { draw, source, ...shared }
        : { draw, source, state };
    }
    if (draw.found.row.fixed) return { draw, source, state: 'fixed' };
    if (stream === 'own') return { draw, source, state: 'unfixed' };
    return { draw, source, ...ofStream(draw, stream, walked.seeds) };
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

function ofStream(
  draw: DrawEvent,
  stream: Stream,
  seeds: readonly SeedEvent[],
): { state: SourceState; seed?: SeedEvent } {
  const reaching = seeds.filter(({ fixes }) => fixes.includes(stream));
  // What is drawn inside the seeding call itself (a Trainer) counts as after it.
  const before = reaching.filter(({ order, firm }) => order < draw.order || !draw.firm || !firm);
  let best: { state: SourceState; seed: SeedEvent } | undefined;
  for (const seed of before) {
    const state = stateOf(seed);
    if (!best || WORST.indexOf(state) > WORST.indexOf(best.state)) best = { state, seed };
  }
  if (best) return best;
  const after = reaching.find((seed) => ['fixed', 'unknown'].includes(stateOf(seed)));
  return after ? { state: 'late', seed: after } : { state: 'unfixed' };
}

function stateOf({ active, value }: SeedEvent): SourceState {
  if (active === 'off') return 'optional';
  if (isRecorded(value)) return active === 'maybe' || value.kind === 'unknown' ? 'unknown' : 'fixed';
  if (value.kind === 'none')
    return value.text === 'None' || value.text === 'no argument' ? 'unfixed' : 'optional';
  return value.kind === 'recorded' ? 'optional' : 'varying';
}

const MEND: Readonly<Record<string, string>> = {
  python: 'call random.seed(SEED) before the first draw',
  numpy: 'call np.random.seed(SEED) before the first draw',
  torch: 'call torch.manual_seed(SEED) before the model, the loaders and the first draw',
  tensorflow: 'call tf.keras.utils.set_random_seed(SEED) before the model and the first draw',
  cupy: 'call cupy.random.seed(SEED) before the first draw',
  paddle: 'call paddle.seed(SEED) before the model and the first draw',
  mxnet: 'call mx.random.seed(SEED) before the model and the first draw',
  polars: 'call pl.set_random_seed(SEED) before the first draw',
  dgl: 'call dgl.seed(SEED) before the first draw',
  opencv: 'call cv2.setRNGSeed(SEED) before the first draw',
  imgaug: 'call imgaug.seed(SEED) before the first draw',
  jax: 'give PRNGKey a fixed number',
};

/** Each source that a run uses, with the draw that decides how it stands. Draws that only training makes count where the entry point trains. */
export function sourcesOf(scene: Scene, all: readonly DrawVerdict[], trains: boolean): SourceUse[] {
  const counted = trains
    ? all
    : all.flatMap((verdict): DrawVerdict[] => {
        if (verdict.draw.found.row.training) return [];
        // Augmentation and the like: whether evaluation comes to it cannot be told.
        return [
          verdict.draw.dormant ? { ...verdict, draw: { ...verdict.draw, certainty: 'possible' } } : verdict,
        ];
      });
  const uses: SourceUse[] = [];
  for (const source of [...new Set(counted.map((verdict) => verdict.source))].sort()) {
    const mine = counted.filter((verdict) => verdict.source === source);
    const sure = mine.filter(({ draw }) => draw.certainty !== 'possible');
    const group = sure.length > 0 ? sure : mine;
    const state = WORST.find((candidate) => group.some((verdict) => verdict.state === candidate)) ?? 'fixed';
    const deciding = group.filter((verdict) => verdict.state === state);
    const places = new Set(deciding.map(({ draw }) => `${draw.frame.module.path}:${draw.call.line}`));
    const first =
      deciding.find(({ draw }) => draw.certainty === 'certain' && !draw.found.row.lazy) ??
      deciding.find(({ draw }) => draw.certainty === 'certain') ??
      deciding[0];
    if (!first) continue;
    const { draw, seed } = first;
    const parameter = draw.found.row.seed?.[0];
    const own = parameter !== undefined && MEND[source] === undefined;
    uses.push({
      source,
      state,
      at: placeOf(scene, draw.frame.module, draw.call.line),
      call: `${written(draw.frame.module, draw.call.callee)}()`,
      more: places.size - 1,
      certainty: sure.length === 0 ? 'possible' : draw.certainty,
      ...(seed
        ? { seeded: seededBy(scene, seed) }
        : draw.own
          ? {
              seeded: {
                at: placeOf(scene, draw.frame.module, draw.call.line),
                call: `${written(draw.frame.module, draw.call.callee)}()`,
                value: plain(draw.own),
              },
            }
          : {}),
      mend: own ? `pass ${parameter}=SEED` : (MEND[source] ?? 'give it a fixed seed'),
    });
  }
  return uses;
}

function seededBy(scene: Scene, { frame, call, value }: SeedEvent): NonNullable<SourceUse['seeded']> {
  return {
    at: placeOf(scene, frame.module, call.line),
    call: `${written(frame.module, call.callee)}()`,
    value: plain(value),
  };
}

/** A seed's value without the constant. */
export function plain({ kind, text }: Traced): SeedValue {
  return { kind, text };
}
