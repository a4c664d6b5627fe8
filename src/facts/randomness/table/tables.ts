import type { Framework } from './row.js';

/** pandas: None means NumPy's global generator (DataFrame.sample). */
export const pandas: Framework = {
  id: 'pandas',
  imports: ['pandas'],
  stream: 'numpy',
  methods: [{ method: 'sample', seed: ['random_state'], clue: ['frac', 'random_state'], estimator: true }],
};

/** Polars (py-polars functions/random.py): its own global seed. */
export const polars: Framework = {
  id: 'polars',
  imports: ['polars'],
  stream: 'polars',
  methods: [
    { method: 'sample', seed: ['seed'], clue: ['fraction', 'with_replacement'], estimator: true },
    { method: 'shuffle', seed: ['seed'], position: 0, estimator: true },
  ],
  seeders: [{ call: 'polars.set_random_seed', fixes: ['polars'], seed: 'seed' }],
};

/** Dask (array/random.py, bag/core.py). */
export const dask: Framework = {
  id: 'dask',
  imports: ['dask'],
  stream: 'own',
  draws: [{ call: 'dask.array.random.{default_rng,RandomState}', seed: ['seed'], position: 0 }],
  methods: [
    { method: 'sample', seed: ['random_state'], estimator: true },
    { method: 'random_split', seed: ['random_state'], position: 1, estimator: true },
    { method: 'random_sample', seed: ['random_state'], position: 1, estimator: true },
  ],
};

/** Spark (API reference of pyspark.sql.DataFrame). */
export const pyspark: Framework = {
  id: 'pyspark',
  imports: ['pyspark'],
  stream: 'own',
  draws: [
    { call: 'pyspark.sql.functions.{rand,randn}', seed: ['seed'], position: 0, estimator: true },
    { call: 'pyspark.sql.functions.shuffle', seed: ['seed'], position: 1 },
  ],
  methods: [
    { method: 'randomSplit', seed: ['seed'], position: 1, clue: ['weights', 'seed'], estimator: true },
    { method: 'takeSample', seed: ['seed'], position: 2, clue: ['withReplacement', 'num'], estimator: true },
    { method: 'sampleBy', seed: ['seed'], position: 2, clue: ['fractions'], estimator: true },
    { method: 'sample', seed: ['seed'], position: 2, clue: ['withReplacement', 'fraction'], estimator: true },
  ],
};

/** Ray Data (Dataset.random_shuffle) and Tune's searchers (API reference of ray.tune.search). */
export const ray: Framework = {
  id: 'ray',
  imports: ['ray'],
  stream: 'own',
  draws: [
    {
      call: 'ray.tune.search.basic_variant.BasicVariantGenerator',
      stream: 'numpy',
      seed: ['random_state'],
      estimator: true,
      lazy: true,
    },
    { call: 'ray.tune.search.optuna.OptunaSearch', seed: ['seed'], estimator: true, lazy: true },
    {
      call: 'ray.tune.search.hyperopt.HyperOptSearch',
      seed: ['random_state_seed'],
      estimator: true,
      lazy: true,
    },
    { call: 'ray.tune.search.bayesopt.BayesOptSearch', seed: ['random_state'], fixed: true, lazy: true },
  ],
  methods: [
    { method: 'random_shuffle', seed: ['seed'], clue: ['seed'], estimator: true },
    { method: 'random_sample', seed: ['seed'], position: 1, estimator: true },
    { method: 'randomize_block_order', seed: ['seed'], estimator: true },
    {
      method: 'train_test_split',
      seed: ['seed'],
      estimator: true,
      when: { argument: 'shuffle', is: 'true', default: false },
    },
  ],
};
