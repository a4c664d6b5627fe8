import { once } from '../once.js';
import type { Call, PythonModule, Value } from '../python/model.js';
import { lastName } from '../python/values.js';
import type { DrawVerdict } from './judge.js';
import { pathOf } from './mending/way.js';
import type { SplitUse } from './model.js';
import { placeOf, type Scene, written } from './scene.js';

/** Splits by place. */
export type SplitSink = Map<string, SplitUse>;

/** Calls that split, by the last part of their full names. Source: the documentation of each library. */
const SPLITTING =
  /^(?:train_test_split|random_split|randomSplit|train_validation_split|iterative_train_test_split|split_dataset|split_frame|RandomSplitter|(?:Multilabel)?(?:Repeated)?(?:Stratified)?(?:Group)?KFold|(?:Multilabel)?(?:Stratified)?(?:Group)?ShuffleSplit|random_train_test_split|RandomLinkSplit|RandomNodeSplit|image_dataset_from_directory|text_dataset_from_directory)$/;
/** Calls that split where what they give is called a part of the data. */
const DRAWING = /^(?:sample|permutation|choice|randperm|shuffle)$/;
const PART = /(?:^|_)(?:train|training|trn|test|tst|val|valid|validation|dev|holdout|eval)(?:_|$|\d)/i;

/** From the best to the worst. */
const RANK = { fixed: 0, unknown: 1, optional: 2, late: 3, varying: 4, unfixed: 5 } as const;

/** Adds the calls of a run that split data, with how the seed of each stands; where runs differ, the worse counts. */
export function collectSplits(scene: Scene, all: readonly DrawVerdict[], sink: SplitSink): void {
  for (const { draw, state, seed } of all) {
    if (draw.certainty === 'possible') continue;
    const { module } = draw.frame;
    const last = lastName(draw.call.callee);
    const isSplit =
      SPLITTING.test(draw.name.slice(draw.name.lastIndexOf('.') + 1)) ||
      SPLITTING.test(last) ||
      (DRAWING.test(last) && !isOfPart(draw.call) && callsThatGiveParts(module).has(draw.call));
    if (!isSplit) continue;
    const at = placeOf(scene, module, draw.call.line);
    const key = `${at.file}:${at.cell ?? 0}:${at.line}:${draw.call.column}`;
    const before = sink.get(key);
    if (before && RANK[before.state] >= RANK[state]) continue;
    const parameter = draw.found.row.seed?.[0];
    const call = `${written(module, draw.call.callee)}()`;
    sink.set(key, {
      call,
      at,
      path: pathOf(scene, draw.frame, { line: draw.call.line, text: call }),
      state,
      ...(parameter === undefined ? {} : { parameter }),
      ...(seed ? { seeded: `${written(seed.frame.module, seed.call.callee)}()` } : {}),
      certainty: draw.certainty,
    });
  }
}

/** Whether what is drawn from is a part already: `train_set.shuffle()` mixes its batches. */
function isOfPart({ callee }: Call): boolean {
  return callee.kind === 'name' && PART.test(callee.path.split('.').slice(0, -1).at(-1) ?? '');
}

/** The calls of which what they give, or a name made of it in the same statement, is called a part of the data. */
const callsThatGiveParts = once((module: PythonModule): ReadonlySet<Call> => {
  const calls = new Set<Call>();
  const gather = (value: Value): void => {
    const call = value.kind === 'call' ? module.calls[value.call] : undefined;
    if (call) calls.add(call);
    else if (value.kind === 'operation') value.operands.forEach(gather);
    else if (value.kind === 'tuple' || value.kind === 'list') value.items.forEach(gather);
  };
  for (const { target, value } of module.assignments) if (PART.test(target)) gather(value);
  return calls;
});
