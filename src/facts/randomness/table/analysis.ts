import type { Framework } from './row.js';

const SEEDED = { seed: ['random_state'], estimator: true } as const;

const RANDOM_GRAPHS =
  '{gnp_random_graph,fast_gnp_random_graph,dense_gnm_random_graph,gnm_random_graph,erdos_renyi_graph,binomial_graph,newman_watts_strogatz_graph,watts_strogatz_graph,connected_watts_strogatz_graph,random_regular_graph,barabasi_albert_graph,dual_barabasi_albert_graph,extended_barabasi_albert_graph,powerlaw_cluster_graph,stochastic_block_model,planted_partition_graph,random_geometric_graph,configuration_model,scale_free_graph}';

/** NetworkX ("Randomness" of its reference): None means Python's global generator. Layouts for drawing are left out. */
export const networkx: Framework = {
  id: 'networkx',
  imports: ['networkx'],
  stream: 'python',
  draws: [
    { call: `networkx.${RANDOM_GRAPHS}`, seed: ['seed'], estimator: true },
    {
      call: '{networkx.algorithms.community,networkx.community}.{louvain_communities,asyn_lpa_communities,asyn_fluidc}',
      seed: ['seed'],
      estimator: true,
    },
  ],
};

/** igraph draws from Python's global generator unless `set_random_number_generator` names another. */
export const igraph: Framework = {
  id: 'igraph',
  imports: ['igraph'],
  stream: 'python',
  draws: [{ call: 'igraph.Graph.{Erdos_Renyi,Barabasi,Watts_Strogatz,GRG,SBM,Degree_Sequence,K_Regular}' }],
};

/** scikit-image (util.random_noise, measure.ransac): a fresh generator unless one is given. */
export const scikitImage: Framework = {
  id: 'scikit-image',
  imports: ['skimage'],
  stream: 'own',
  draws: [
    { call: 'skimage.util.random_noise', seed: ['rng', 'seed'], position: 2, estimator: true },
    { call: 'skimage.measure.ransac', seed: ['rng', 'random_state'], estimator: true },
  ],
};

/** category_encoders: noise only where it is asked for; None means NumPy's global generator, as in scikit-learn. */
export const categoryEncoders: Framework = {
  id: 'category_encoders',
  imports: ['category_encoders'],
  stream: 'numpy',
  draws: [
    {
      call: 'category_encoders.{LeaveOneOutEncoder,CatBoostEncoder}',
      ...SEEDED,
      lazy: true,
      when: { argument: 'sigma', is: 'given', default: null },
    },
    {
      call: 'category_encoders.{JamesSteinEncoder,MEstimateEncoder,WOEEncoder,GLMMEncoder}',
      ...SEEDED,
      lazy: true,
      when: { argument: 'randomized', is: 'true', default: false },
    },
  ],
};

/** LIME and ELI5 perturb their inputs; None means NumPy's global generator (sklearn.utils.check_random_state). */
export const explainers: Framework = {
  id: 'lime',
  imports: ['lime', 'eli5'],
  stream: 'numpy',
  draws: [
    { call: 'lime.lime_tabular.LimeTabularExplainer', ...SEEDED, lazy: true },
    { call: 'lime.lime_text.LimeTextExplainer', ...SEEDED, lazy: true },
    { call: 'lime.lime_image.LimeImageExplainer', ...SEEDED, lazy: true },
    { call: 'eli5.sklearn.PermutationImportance', ...SEEDED, lazy: true },
  ],
};

/** H2O (documentation, "seed"): without one it takes a new seed each time. */
export const h2o: Framework = {
  id: 'h2o',
  imports: ['h2o'],
  stream: 'own',
  draws: [
    {
      call: 'h2o.estimators.{H2ORandomForestEstimator,H2OGradientBoostingEstimator,H2ODeepLearningEstimator,H2OXGBoostEstimator,H2OKMeansEstimator,H2OIsolationForestEstimator}',
      seed: ['seed'],
      estimator: true,
      lazy: true,
    },
    { call: 'h2o.automl.H2OAutoML', seed: ['seed'], estimator: true, lazy: true },
  ],
  methods: [
    { method: 'split_frame', seed: ['seed'], clue: ['ratios', 'destination_frames'], estimator: true },
  ],
};
