import type { Framework } from './row.js';

/** bayesian-optimization (bayesian_optimization.py): None means a fresh RandomState. */
export const bayesianOptimization: Framework = {
  id: 'bayesian-optimization',
  imports: ['bayes_opt'],
  stream: 'own',
  draws: [
    {
      call: 'bayes_opt.BayesianOptimization',
      seed: ['random_state'],
      estimator: true,
      lazy: true,
    },
  ],
};

/** KerasTuner (engine/oracle.py): without a seed it draws one from Python's global generator. */
export const kerasTuner: Framework = {
  id: 'keras-tuner',
  imports: ['keras_tuner', 'kerastuner'],
  stream: 'python',
  draws: [
    {
      call: '{keras_tuner,kerastuner}.{RandomSearch,BayesianOptimization,Hyperband,GridSearch,tuners.RandomSearch,tuners.BayesianOptimization,tuners.Hyperband}',
      seed: ['seed'],
      estimator: true,
    },
  ],
};

/** Nevergrad (documentation, "Reproducibility"): a parametrization takes its seed from NumPy's global generator. */
export const nevergrad: Framework = {
  id: 'nevergrad',
  imports: ['nevergrad'],
  stream: 'numpy',
  draws: [
    { call: 'nevergrad.optimizers.{NGOpt,OnePlusOne,CMA,DE,TwoPointsDE,PSO,RandomSearch}', lazy: true },
  ],
};

/** DEAP's operators and algorithms draw from Python's global generator. */
export const deap: Framework = {
  id: 'deap',
  imports: ['deap'],
  stream: 'python',
  draws: [{ call: 'deap.algorithms.{eaSimple,eaMuPlusLambda,eaMuCommaLambda,varAnd,varOr}' }],
};

/** PyGAD (pygad.GA, random_seed): it seeds Python's and NumPy's generators where it is given one. */
export const pygad: Framework = {
  id: 'pygad',
  imports: ['pygad'],
  stream: 'numpy',
  draws: [{ call: 'pygad.GA', seed: ['random_seed'], estimator: true, lazy: true }],
};

/** Tree-based AutoML (TPOT) and PyCaret's experiments (setup, session_id): without one it is drawn anew. */
export const automl: Framework = {
  id: 'pycaret',
  imports: ['pycaret', 'tpot'],
  stream: 'own',
  draws: [
    {
      call: 'pycaret.{classification,regression,clustering,anomaly,time_series}.setup',
      seed: ['session_id'],
      estimator: true,
    },
    {
      call: 'tpot.{TPOTClassifier,TPOTRegressor}',
      stream: 'numpy',
      seed: ['random_state'],
      estimator: true,
      lazy: true,
    },
  ],
};
