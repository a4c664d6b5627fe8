import { isDataCode } from './datasets/uses.js';
import { defineFact } from './fact.js';
import type { Call, PythonModule } from './python/model.js';
import { type Python, python } from './python/python.js';
import { lastName } from './python/values.js';

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
  'fine_tune',
  'fit_one_cycle',
]);
const TRAINERS =
  /^(torch\.optim\.|optax\.|xgboost\.(train|cv)$|lightgbm\.(train|cv)$|catboost\.|tensorflow\.(compat\.v1\.)?train\.\w*Optimizer$|tensorflow\.keras\.optimizers\.|keras\.optimizers\.|jax\.grad$|paddle\.optimizer\.|mxnet\.gluon\.Trainer$|gluon\.Trainer$|transformers\.(Seq2Seq)?Trainer$|(pytorch_)?lightning\.(pytorch\.)?Trainer$|ray\.train\.|stable_baselines3\.)/;

/** The packages of `TRAINERS`. */
const LIBRARIES =
  /^(torch|optax|xgboost|lightgbm|catboost|tensorflow|keras|jax|paddle|mxnet|gluon|transformers|(pytorch_)?lightning|ray|stable_baselines3)(\.|$)/;

/** Whether own code, tests left out, trains something, judged by its calls. */
export const trains = defineFact<boolean>({
  name: 'trains',
  async collect(project) {
    return callsTraining(await project.get(python));
  },
});

function callsTraining(code: Python): boolean {
  const modules = code.modules.filter(({ path }) => isDataCode(path));
  if (modules.some(({ calls }) => calls.some(({ callee }) => TRAINING.has(lastName(callee))))) return true;
  // Names lead into a library only where somebody imports it.
  if (!modules.some(({ imports }) => imports.some(({ module }) => LIBRARIES.test(module)))) return false;
  return modules.some((module) =>
    code.callees(module).some((name) => name !== undefined && TRAINERS.test(name)),
  );
}

/** The first call of a module that trains a model; fitting that only transforms data is none. */
export function trainingCall(code: Python, module: PythonModule): Call | undefined {
  const plain = module.calls.find(({ callee }) => {
    const name = lastName(callee);
    return name !== 'fit_transform' && TRAINING.has(name);
  });
  if (plain || !module.imports.some(({ module: name }) => LIBRARIES.test(name))) return plain;
  const at = code.callees(module).findIndex((name) => name !== undefined && TRAINERS.test(name));
  return at < 0 ? undefined : module.calls[at];
}
