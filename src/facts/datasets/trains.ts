import type { Python } from '../python/python.js';
import { lastName } from './path-values.js';
import { isDataCode } from './uses.js';

const TRAINING = new Set([
  'fit',
  'backward',
  'fit_transform',
  'train_on_batch',
  'apply_gradients',
  'fit_generator',
  'partial_fit',
  'cross_val_score',
  'GradientTape',
  'value_and_grad',
]);
const TRAINERS =
  /^(torch\.optim\.|optax\.|xgboost\.(train|cv)$|lightgbm\.(train|cv)$|catboost\.|tensorflow\.(compat\.v1\.)?train\.\w*Optimizer$|tensorflow\.keras\.optimizers\.|keras\.optimizers\.|jax\.grad$|paddle\.optimizer\.|mxnet\.gluon\.Trainer$|gluon\.Trainer$|transformers\.(Seq2Seq)?Trainer$|(pytorch_)?lightning\.(pytorch\.)?Trainer$|ray\.train\.|stable_baselines3\.)/;

/** Whether own code, tests left out, trains something. */
export function trains(python: Python): boolean {
  return python.modules
    .filter(({ path }) => isDataCode(path))
    .some((module) =>
      module.calls.some(
        (call) =>
          TRAINING.has(lastName(call.callee) ?? '') ||
          TRAINERS.test(python.qualify(module, call.callee, call.scope) ?? ''),
      ),
    );
}
