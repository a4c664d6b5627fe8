import type { Framework } from './row.js';

/** XGBoost (doc/parameter.rst: seed defaults to 0). */
export const xgboost: Framework = {
  id: 'xgboost',
  imports: ['xgboost'],
  stream: 'own',
  draws: [
    {
      call: 'xgboost.{XGBClassifier,XGBRegressor,XGBRanker,XGBRFClassifier,XGBRFRegressor,XGBModel}',
      seed: ['random_state', 'seed'],
      fixed: true,
      lazy: true,
    },
    { call: 'xgboost.{train,cv}', seed: ['seed'], fixed: true, training: true },
  ],
};

/** LightGBM (config.h: every sub-seed has a fixed default). */
export const lightgbm: Framework = {
  id: 'lightgbm',
  imports: ['lightgbm'],
  stream: 'own',
  draws: [
    {
      call: 'lightgbm.{LGBMClassifier,LGBMRegressor,LGBMRanker,LGBMModel}',
      seed: ['random_state', 'seed'],
      fixed: true,
      lazy: true,
    },
    { call: 'lightgbm.{train,cv}', seed: ['seed'], fixed: true, training: true },
  ],
};

/** CatBoost (common parameters: random_seed is 0 when not given). */
export const catboost: Framework = {
  id: 'catboost',
  imports: ['catboost'],
  stream: 'own',
  draws: [
    {
      call: 'catboost.{CatBoost,CatBoostClassifier,CatBoostRegressor,CatBoostRanker}',
      seed: ['random_seed', 'random_state'],
      fixed: true,
      lazy: true,
    },
    {
      call: 'catboost.{train,cv}',
      seed: ['random_seed', 'partition_random_seed'],
      fixed: true,
      training: true,
    },
  ],
};

const SEEDED = { seed: ['random_state'], estimator: true, lazy: true } as const;

/** imbalanced-learn (all public signatures). */
export const imbalancedLearn: Framework = {
  id: 'imbalanced-learn',
  imports: ['imblearn'],
  stream: 'numpy',
  draws: [
    {
      call: 'imblearn.over_sampling.{RandomOverSampler,SMOTE,SMOTENC,SMOTEN,BorderlineSMOTE,SVMSMOTE,KMeansSMOTE,ADASYN}',
      ...SEEDED,
    },
    {
      call: 'imblearn.under_sampling.{RandomUnderSampler,ClusterCentroids,InstanceHardnessThreshold,OneSidedSelection,CondensedNearestNeighbour}',
      ...SEEDED,
    },
    { call: 'imblearn.combine.{SMOTEENN,SMOTETomek}', ...SEEDED },
    {
      call: 'imblearn.ensemble.{BalancedBaggingClassifier,BalancedRandomForestClassifier,EasyEnsembleClassifier,RUSBoostClassifier}',
      ...SEEDED,
    },
    {
      call: '{imblearn.keras.BalancedBatchGenerator,imblearn.keras.balanced_batch_generator,imblearn.tensorflow.balanced_batch_generator}',
      ...SEEDED,
    },
    { call: 'imblearn.datasets.make_imbalance', ...SEEDED, lazy: false },
    {
      call: 'imblearn.datasets.fetch_datasets',
      ...SEEDED,
      when: { argument: 'shuffle', is: 'true', default: false },
    },
  ],
};

/** umap-learn (umap/umap_.py): without random_state it runs in parallel, and np.random.seed does not make it repeat. */
export const umap: Framework = {
  id: 'umap',
  imports: ['umap'],
  stream: 'own',
  draws: [{ call: 'umap.{UMAP,ParametricUMAP}', ...SEEDED }],
};

/** gensim (word2vec.py, ldamodel.py). */
export const gensim: Framework = {
  id: 'gensim',
  imports: ['gensim'],
  stream: 'numpy',
  draws: [
    {
      call: 'gensim.models.{Word2Vec,Doc2Vec,FastText}',
      stream: 'own',
      seed: ['seed'],
      fixed: true,
      lazy: true,
    },
    { call: 'gensim.models.poincare.PoincareModel', stream: 'own', seed: ['seed'], fixed: true, lazy: true },
    {
      call: 'gensim.models.{LdaModel,LdaMulticore,HdpModel,LdaSeqModel,AuthorTopicModel,EnsembleLda,Nmf}',
      seed: ['random_state'],
      estimator: true,
    },
    { call: 'gensim.models.LsiModel', seed: ['random_seed'], estimator: true },
  ],
};

/** cuML and dask-ml follow scikit-learn's parameter. */
export const accelerated: Framework = {
  id: 'cuml',
  imports: ['cuml', 'dask_ml'],
  stream: 'own',
  draws: [
    {
      call: 'cuml.{KMeans,RandomForestClassifier,RandomForestRegressor,UMAP,TSNE,PCA}',
      ...SEEDED,
      weak: true,
    },
    {
      call: '{cuml,dask_ml}.model_selection.train_test_split',
      ...SEEDED,
      when: { argument: 'shuffle', is: 'true', default: true },
    },
  ],
};

/** scikit-optimize, PyMC, CmdStanPy. */
export const sampling: Framework = {
  id: 'pymc',
  imports: ['pymc', 'pymc3', 'skopt'],
  stream: 'own',
  draws: [
    {
      call: '{pymc,pymc3}.{sample,sample_prior_predictive,sample_posterior_predictive}',
      seed: ['random_seed'],
      estimator: true,
    },
    {
      call: 'skopt.{gp_minimize,forest_minimize,gbrt_minimize,dummy_minimize}',
      stream: 'numpy',
      seed: ['random_state'],
      estimator: true,
    },
    { call: 'skopt.{BayesSearchCV,Optimizer}', stream: 'numpy', ...SEEDED },
  ],
};
