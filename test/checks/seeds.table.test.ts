import estimators from '../../src/checks/seeds/estimators.js';
import fixed from '../../src/checks/seeds/fixed.js';
import { type Case, verify } from '../support/verify.js';

/** A script of these lines, alone. */
const script = (...lines: string[]): Case => ({ files: { 'train.py': `${lines.join('\n')}\n` } });

const SEEDED_NUMPY = ['import numpy as np', 'np.random.seed(0)'];
const NET = ['net = torch.nn.Linear(2, 1)', 'net(torch.ones(1, 2)).sum().backward()'];

verify(fixed, {
  pass: {
    'random.seed with text, which is the same in every run': script(
      'import random',
      "random.seed('run')",
      'print(random.random())',
    ),
    'a state that is put back': script(
      'import random',
      'random.seed(1)',
      'saved = random.getstate()',
      'random.setstate(saved)',
      'print(random.random())',
    ),
    'a Generator passed through default_rng': script(
      'import numpy as np',
      'rng = np.random.default_rng(np.random.PCG64(3))',
      'print(rng.normal())',
    ),
    'a SeedSequence with entropy': script(
      'import numpy as np',
      'rng = np.random.default_rng(np.random.SeedSequence(12))',
      'print(rng.random())',
    ),
    'names of runs drawn by uuid4': script(
      'import random, uuid',
      'random.seed(0)',
      "name = f'run-{uuid.uuid4()}'",
      'print(name, random.random())',
    ),
    'a seed that is set again in every fold': script(
      'import random',
      'for fold in range(3):',
      '    random.seed(0)',
      '    print(random.random())',
    ),
    'torch.seed before the fixed seed': script(
      'import torch',
      'torch.seed()',
      'torch.manual_seed(0)',
      ...NET,
    ),
    'torch.seed on request': script(
      'import argparse, torch',
      'p = argparse.ArgumentParser()',
      "p.add_argument('--random', action='store_true')",
      'args = p.parse_args()',
      'torch.manual_seed(0)',
      'if args.random:',
      '    torch.seed()',
      ...NET,
    ),
    'cuda.manual_seed_all beside manual_seed': script(
      'import torch',
      'torch.manual_seed(0)',
      'torch.cuda.manual_seed_all(0)',
      ...NET,
    ),
    'a shuffling loader after manual_seed': script(
      'import torch',
      'torch.manual_seed(0)',
      'loader = torch.utils.data.DataLoader(range(3), shuffle=True)',
      ...NET,
    ),
    'a distributed sampler, whose seed is 0': script(
      'import torch',
      'from torch.utils.data.distributed import DistributedSampler',
      'torch.manual_seed(0)',
      'sampler = DistributedSampler(range(4))',
      'for epoch in range(2):',
      '    sampler.set_epoch(epoch)',
      ...NET,
    ),
    'a head made after set_seed': script(
      'from transformers import AutoModelForCausalLM, AutoConfig, Trainer, set_seed',
      'set_seed(1)',
      "model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained('gpt2'))",
      'Trainer(model=model).train()',
    ),
    'a new head made by the Trainer itself': script(
      'from transformers import AutoModelForSequenceClassification, Trainer',
      'def model_init():',
      "    return AutoModelForSequenceClassification.from_pretrained('bert-base-uncased', num_labels=2)",
      'Trainer(model_init=model_init).train()',
    ),
    'a checkpoint with its own head': script(
      'from transformers import AutoModelForSequenceClassification, Trainer',
      "model = AutoModelForSequenceClassification.from_pretrained('org/finished')",
      'Trainer(model=model).train()',
    ),
    'greedy generation': script(
      'import random',
      'from transformers import AutoModelForCausalLM',
      'random.seed(0)',
      "model = AutoModelForCausalLM.from_pretrained('gpt2')",
      'print(model.generate(ids, do_sample=False), random.random())',
    ),
    'datasets shuffled by a seed from NumPy’s global state': script(
      ...SEEDED_NUMPY,
      'from datasets import load_dataset',
      "data = load_dataset('imdb', split='train').shuffle()",
    ),
    'interleave_datasets with a seed': script(
      'from datasets import interleave_datasets',
      'data = interleave_datasets([a, b], probabilities=[0.5, 0.5], seed=1)',
    ),
    'the name of TensorFlow 1 below compat.v1': script(
      'import tensorflow.compat.v1 as tf',
      'tf.set_random_seed(3)',
      "w = tf.get_variable('w', [2])",
      'tf.train.AdamOptimizer().minimize(w)',
    ),
    'keras.utils.set_random_seed, whatever the backend': script(
      'import os',
      "os.environ['KERAS_BACKEND'] = 'jax'",
      'import keras',
      'keras.utils.set_random_seed(2)',
      'model = keras.Sequential([keras.layers.Dense(1), keras.layers.Dropout(0.5)])',
      'model.fit(x, y)',
    ),
    'an ImageDataGenerator with a seed': script(
      'import tensorflow as tf',
      'from tensorflow.keras.preprocessing.image import ImageDataGenerator',
      'tf.random.set_seed(1)',
      "images = ImageDataGenerator().flow_from_directory('data', seed=1)",
      'model = tf.keras.Sequential([tf.keras.layers.Dense(1)])',
      'model.fit(images)',
    ),
    'a key from a number': script(
      'import jax',
      'key = jax.random.key(0)',
      'key, other = jax.random.split(key)',
      'print(jax.random.normal(other))',
    ),
    'nnx.Rngs with a number': script(
      'from flax import nnx',
      'rngs = nnx.Rngs(0)',
      'layer = nnx.Linear(1, 1, rngs=rngs)',
    ),
    'XGBoost, with rows and columns sampled by the fixed default': script(
      'import xgboost as xgb',
      "booster = xgb.train({'subsample': 0.5, 'colsample_bytree': 0.5}, matrix)",
    ),
    'LightGBM with bagging by the fixed default': script(
      'import lightgbm as lgb',
      'lgb.LGBMClassifier(bagging_fraction=0.5, bagging_freq=1).fit(x, y)',
    ),
    'CatBoost, whose seed is 0': script(
      'from catboost import CatBoostClassifier, cv',
      'CatBoostClassifier(iterations=2).fit(x, y)',
    ),
    'Word2Vec, whose seed is 1': script(
      'from gensim.models import Word2Vec',
      'Word2Vec(sentences, workers=1)',
    ),
    'a topic model that falls back on the global seed': script(
      ...SEEDED_NUMPY,
      'from gensim.models import LdaModel',
      'LdaModel(corpus, num_topics=2)',
    ),
    'no random_state, NumPy’s global seed': script(
      ...SEEDED_NUMPY,
      'from sklearn.cluster import KMeans',
      'KMeans(2).fit(x)',
    ),
    'SMOTE by the global seed': script(
      ...SEEDED_NUMPY,
      'from imblearn.over_sampling import SMOTE',
      'x, y = SMOTE().fit_resample(x, y)',
    ),
    'a seed among literal keyword arguments': script(
      'from sklearn.ensemble import RandomForestClassifier',
      "options = {'n_estimators': 5, 'random_state': 3}",
      'RandomForestClassifier(**options).fit(x, y)',
    ),
    'a frozen distribution with a seed': script(
      'from scipy import stats',
      'noise = stats.norm(0, 1)',
      'print(noise.rvs(3, random_state=1))',
    ),
    'a distribution of torch after manual_seed': script(
      'import torch',
      'torch.manual_seed(3)',
      'policy = torch.distributions.Categorical(torch.ones(2))',
      'print(policy.sample())',
    ),
    'Stable-Baselines3 with a seed': script(
      'from stable_baselines3 import PPO',
      "model = PPO('MlpPolicy', 'CartPole-v1', seed=3)",
      'model.learn(10)',
    ),
    'a sampler with a seed': script(
      'import optuna',
      'study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))',
      'study.optimize(objective, n_trials=2)',
    ),
    'hyperopt with rstate': script(
      'import numpy as np',
      'from hyperopt import fmin, tpe',
      'fmin(objective, space, algo=tpe.suggest, max_evals=2, rstate=np.random.default_rng(3))',
    ),
    'Lightning’s seed_everything without a seed, which means 0': script(
      'import lightning as L',
      'import torch',
      'L.seed_everything()',
      ...NET,
    ),
    'spaCy’s fix_random_seed without a seed, which means 0': script(
      'import numpy as np, spacy',
      'spacy.util.fix_random_seed()',
      'print(np.random.rand())',
    ),
    'timm’s random_seed without a seed, which means 42': script(
      'import timm, torch',
      'from timm.utils import random_seed',
      'random_seed()',
      ...NET,
    ),
    'Pyro’s seed': script('import pyro', 'pyro.set_rng_seed(1)', "x = pyro.sample('x', prior)"),
    'Accelerate’s seed': script(
      'import torch',
      'from accelerate.utils import set_seed',
      'set_seed(3)',
      ...NET,
    ),
    'Ignite’s seed': script('import torch, ignite', 'ignite.utils.manual_seed(3)', ...NET),
    'MONAI, whose random transforms set_determinism seeds': script(
      'import torch',
      'from monai.transforms import RandFlipd',
      'from monai.utils import set_determinism',
      'set_determinism(seed=0)',
      "flip = RandFlipd(keys='image')",
      ...NET,
    ),
    'Colossal-AI, which seeds with 1024': script(
      'import colossalai, torch',
      'colossalai.launch_from_torch()',
      ...NET,
    ),
    'Composer’s seed_all': script(
      'import torch',
      'from composer.utils import reproducibility',
      'reproducibility.seed_all(42)',
      ...NET,
    ),
    'a random graph by Python’s seed': script(
      'import random',
      'import networkx as nx',
      'random.seed(1)',
      'graph = nx.erdos_renyi_graph(5, 0.5)',
    ),
    'a random graph with a seed': script(
      'import networkx as nx',
      'graph = nx.barabasi_albert_graph(9, 2, seed=1)',
    ),
    'polars by its own seed': script(
      'import polars as pl',
      'pl.set_random_seed(1)',
      "frame = pl.read_csv('a.csv').sample(fraction=1.0, shuffle=True)",
    ),
    'Ray’s Bayesian search, whose seed is 42': script(
      'from ray.tune.search.bayesopt import BayesOptSearch',
      'search = BayesOptSearch()',
    ),
    'a seed in a cell above the draw': {
      files: {
        'train.ipynb': notebook([
          ['np.random.seed(1)', 5],
          ['x = np.random.rand(3)', 2],
        ]),
      },
    },
  },
  warn: {
    'seeded after the first draw': {
      ...script('import random', 'x = random.random()', 'random.seed(1)', 'print(x)'),
      findings: ['train.py seeds python too late'],
    },
    'the Trainer seeds with 42, but the weights are made before it': {
      ...script(
        'from transformers import AutoModelForCausalLM, AutoConfig, Trainer',
        "model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained('gpt2'))",
        'Trainer(model=model).train()',
      ),
      findings: ['train.py seeds torch too late'],
    },
    'a new head made before the Trainer seeds': {
      ...script(
        'from transformers import AutoModelForSequenceClassification, Trainer',
        "model = AutoModelForSequenceClassification.from_pretrained('bert-base-uncased', num_labels=2)",
        'Trainer(model=model).train()',
      ),
      findings: ['train.py seeds torch too late'],
    },
    'seeded under the guard, drawn at import': {
      ...script(
        'import random',
        'ORDER = random.sample(range(9), 9)',
        "if __name__ == '__main__':",
        '    random.seed(0)',
        '    print(ORDER, random.random())',
      ),
      findings: ['train.py:2 train.py seeds python too late'],
    },
    'a seed in a cell below the draw': {
      files: {
        'train.ipynb': notebook([
          ['x = np.random.rand(3)', 2],
          ['np.random.seed(1)', 1],
        ]),
      },
    },
    'NumPy seeded, Python not': {
      ...script(...SEEDED_NUMPY, 'import random', 'print(np.random.rand(), random.random())'),
      findings: ['train.py never seeds python'],
    },
    'TensorFlow’s seed does not reach NumPy': {
      ...script(
        'import numpy as np',
        'import tensorflow as tf',
        'tf.random.set_seed(1)',
        'model = tf.keras.Sequential([tf.keras.layers.Dense(1)])',
        'model.fit(np.random.rand(4, 1), [1])',
      ),
      findings: ['train.py never seeds numpy'],
    },
    'the order of images comes from NumPy': {
      ...script(
        'import tensorflow as tf',
        'from tensorflow.keras.preprocessing.image import ImageDataGenerator',
        'tf.random.set_seed(1)',
        "images = ImageDataGenerator().flow_from_directory('data')",
        'model = tf.keras.Sequential([tf.keras.layers.Dense(1)])',
        'model.fit(images)',
      ),
      findings: ['train.py never seeds numpy'],
    },
    'a RandomState of its own without a seed': {
      ...script(
        'import numpy as np, torch',
        'torch.manual_seed(1)',
        'np.random.seed(1)',
        'noise = np.random.RandomState()',
        ...NET,
        'print(noise.rand())',
      ),
      findings: ['numpy.random.RandomState'],
    },
  },
  fail: {
    'torch.seed undoes manual_seed': {
      ...script('import torch', 'torch.manual_seed(0)', 'torch.seed()', ...NET),
      findings: [/seeds torch with something that changes from run to run: the system’s entropy/],
    },
    'seeding with nothing undoes the seed before': script(
      'import numpy as np',
      'np.random.seed(0)',
      'np.random.seed()',
      'print(np.random.rand())',
    ),
    'only the current GPU is seeded': {
      ...script('import torch', 'torch.cuda.manual_seed(0)', ...NET),
      findings: ['train.py never seeds torch'],
    },
    'hash() of text as a seed': script('import random', "random.seed(hash('run'))", 'print(random.random())'),
    'the process id as a seed': script(
      'import os, random',
      'random.seed(os.getpid())',
      'print(random.random())',
    ),
    'a seed drawn from the unseeded stream': script(
      'import random',
      'seed = random.randint(0, 99)',
      'random.seed(seed)',
      'print(random.random())',
    ),
    'default_rng after np.random.seed': {
      ...script(...SEEDED_NUMPY, 'rng = np.random.default_rng()', 'print(rng.random())'),
      findings: ['numpy.random.default_rng'],
    },
    'interleave_datasets takes fresh entropy, whatever NumPy’s seed': {
      ...script(
        ...SEEDED_NUMPY,
        'from datasets import interleave_datasets',
        'data = interleave_datasets([a, b], probabilities=[0.5, 0.5])',
      ),
      findings: ['drawn by interleave_datasets() at train.py:4'],
    },
    'datasets shuffled without any seed': script(
      'from datasets import load_dataset',
      "data = load_dataset('imdb', split='train').shuffle()",
    ),
    'a pipeline of spaCy trained from nothing': script(
      'import spacy',
      "nlp = spacy.blank('en')",
      "nlp.add_pipe('textcat')",
      'optimizer = nlp.initialize()',
      'for batch in batches:',
      '    nlp.update(batch, sgd=optimizer)',
      "nlp.to_disk('model')",
    ),
    'sampled generation': {
      ...script(
        'from transformers import AutoModelForCausalLM',
        "model = AutoModelForCausalLM.from_pretrained('gpt2').to('cpu')",
        'print(model.generate(ids, do_sample=True))',
      ),
      findings: ['train.py never seeds torch'],
    },
    'a key from the clock': script(
      'import jax, time',
      'key = jax.random.PRNGKey(int(time.time()))',
      'print(jax.random.normal(key))',
    ),
    'detectron2’s helper with None': script(
      'import torch',
      'from detectron2.utils.env import seed_all_rng',
      'seed_all_rng(None)',
      ...NET,
    ),
    'optuna without a sampler, though NumPy is seeded': script(
      ...SEEDED_NUMPY,
      'import optuna',
      'study = optuna.create_study()',
      'study.optimize(objective, n_trials=2)',
    ),
    'hyperopt without rstate': script(
      ...SEEDED_NUMPY,
      'from hyperopt import fmin, tpe',
      'fmin(objective, space, algo=tpe.suggest, max_evals=2)',
    ),
    'Stable-Baselines3 with seed=None': script(
      'from stable_baselines3 import PPO',
      "PPO('MlpPolicy', 'CartPole-v1', seed=None).learn(10)",
    ),
    'UMAP without random_state runs in parallel, whatever NumPy’s seed': script(
      ...SEEDED_NUMPY,
      'import umap',
      'umap.UMAP().fit(x)',
    ),
    'polars without its own seed': script(
      ...SEEDED_NUMPY,
      'import polars as pl',
      "frame = pl.read_csv('a.csv').sample(fraction=1.0, shuffle=True)",
    ),
    'CuPy is not NumPy': script(...SEEDED_NUMPY, 'import cupy', 'print(cupy.random.rand())'),
    'a Bayesian search without random_state': script(
      ...SEEDED_NUMPY,
      'from bayes_opt import BayesianOptimization',
      'BayesianOptimization(f=f, pbounds=bounds).maximize()',
    ),
    'noise of scikit-image': script(
      ...SEEDED_NUMPY,
      'from skimage.util import random_noise',
      'noisy = random_noise(image)',
    ),
    'an unseeded random graph': script('import networkx as nx', 'graph = nx.watts_strogatz_graph(9, 2, 0.1)'),
    'an H2O model without a seed': script(
      'from h2o.estimators import H2ORandomForestEstimator',
      'model = H2ORandomForestEstimator(ntrees=3)',
    ),
    'a distribution of torch': script(
      'import torch',
      'policy = torch.distributions.Categorical(torch.ones(2))',
      'print(policy.sample())',
    ),
    'evolution with DEAP': script(
      ...SEEDED_NUMPY,
      'from deap import algorithms',
      'algorithms.eaSimple(population, toolbox, 0.5, 0.2, 4)',
    ),
    'MONAI’s random transforms, unseeded': {
      ...script(
        'import torch',
        'from monai.transforms import RandFlipd',
        "flip = RandFlipd(keys='image')",
        ...NET,
      ),
      findings: ['train.py never seeds torch'],
    },
    'another name of torch.seed': script('import torch', 'torch.random.seed()', ...NET),
  },
  skip: {
    'identifiers of runs': script('import uuid, os', 'print(uuid.uuid4(), os.urandom(3))'),
    'folds that are not shuffled': script(
      'from sklearn.model_selection import KFold, StratifiedKFold',
      'print(KFold(5), StratifiedKFold(5, shuffle=False))',
    ),
    'splits in order': script(
      'from sklearn.model_selection import train_test_split, TimeSeriesSplit',
      'print(train_test_split(x, shuffle=False), TimeSeriesSplit())',
    ),
    'solvers that do not draw': script(
      'from sklearn.linear_model import LogisticRegression, Ridge, Lasso',
      'from sklearn.svm import SVC',
      'LogisticRegression().fit(x, y)',
      "LogisticRegression(solver='newton-cg').fit(x, y)",
      'Ridge().fit(x, y)',
      'Lasso().fit(x, y)',
      'SVC().fit(x, y)',
    ),
    'estimators that never draw': script(
      'from sklearn.cluster import DBSCAN',
      'from sklearn.linear_model import LinearRegression',
      'from sklearn.neighbors import KNeighborsClassifier',
      'import hdbscan',
      'print(DBSCAN(), LinearRegression(), KNeighborsClassifier(), hdbscan.HDBSCAN())',
    ),
    NearMiss: script('from imblearn.under_sampling import NearMiss', 'NearMiss().fit_resample(x, y)'),
    'datasets split in order': script(
      'from datasets import load_dataset',
      "parts = load_dataset('imdb', split='train').train_test_split(test_size=0.1, shuffle=False)",
    ),
    'interleaved in turn': script('from datasets import interleave_datasets', 'interleave_datasets([a, b])'),
    'greedy decoding': script(
      'from transformers import AutoModelForCausalLM',
      "print(AutoModelForCausalLM.from_pretrained('gpt2').generate(ids))",
    ),
    'a Keras split in order': script(
      'import keras',
      'left, right = keras.utils.split_dataset(data, left_size=0.8)',
    ),
    'an encoder without noise': script(
      'from category_encoders import LeaveOneOutEncoder',
      'LeaveOneOutEncoder().fit(x, y)',
    ),
    'stateless TensorFlow': script(
      'import tensorflow as tf',
      'print(tf.random.stateless_normal([2], seed=[1, 2]))',
    ),
  },
});

verify(estimators, {
  pass: {
    'fixed only by the global seed': {
      ...script(...SEEDED_NUMPY, 'from sklearn.cluster import KMeans', 'KMeans(2).fit(x)'),
      findings: ['fixed only by the global seed'],
    },
    'in a pipeline, each at its own call': script(
      'from sklearn.pipeline import make_pipeline',
      'from sklearn.decomposition import TruncatedSVD',
      'from sklearn.linear_model import SGDClassifier',
      'make_pipeline(TruncatedSVD(random_state=0), SGDClassifier(random_state=0)).fit(x, y)',
    ),
    'Keras Tuner with a seed': script(
      'import keras_tuner as kt',
      "tuner = kt.RandomSearch(build, objective='val_loss', seed=3)",
    ),
    'PyCaret with a session': script(
      'from pycaret.classification import setup',
      "setup(data, target='y', session_id=3)",
    ),
  },
  warn: {
    'one of a pipeline': {
      ...script(
        'from sklearn.pipeline import make_pipeline',
        'from sklearn.decomposition import TruncatedSVD',
        'from sklearn.linear_model import SGDClassifier',
        'make_pipeline(TruncatedSVD(random_state=0), SGDClassifier()).fit(x, y)',
      ),
      findings: ['SGDClassifier() is given no random_state'],
    },
  },
  fail: {
    'the solvers that draw': {
      ...script(
        'from sklearn.linear_model import LogisticRegression',
        "for solver in ['a']:",
        "    LogisticRegression(solver='liblinear').fit(x, y)",
        "    LogisticRegression(solver='saga').fit(x, y)",
      ),
      findings: ['LogisticRegression()', 'LogisticRegression()'],
    },
    'PCA by random projection': script(
      'from sklearn.decomposition import PCA',
      "PCA(2, svd_solver='randomized').fit(x)",
    ),
    'folds that are shuffled': script(
      'from sklearn.model_selection import KFold',
      'folds = KFold(5, shuffle=True)',
    ),
    'the older names of modules': script(
      'from sklearn.cross_validation import train_test_split',
      'train, test = train_test_split(x)',
    ),
    'a chain in random order': script(
      'from sklearn.multioutput import RegressorChain',
      "RegressorChain(base, order='random').fit(x, y)",
    ),
    'an explainer': script(
      'from lime.lime_tabular import LimeTabularExplainer',
      'explainer = LimeTabularExplainer(x)',
    ),
    'a topic model': script('from gensim.models.ldamodel import LdaModel', 'LdaModel(corpus)'),
    'a MCMC run': script('import pymc as pm', 'trace = pm.sample(100)'),
  },
  skip: {
    'PCA as it comes': script('from sklearn.decomposition import PCA', 'PCA(2).fit(x)'),
    'fixed defaults': script(
      'from sklearn.linear_model import Perceptron',
      'from xgboost import XGBRegressor',
      'Perceptron().fit(x, y)',
      'XGBRegressor(subsample=0.5).fit(x, y)',
    ),
    'searches over grids': script(
      'from sklearn.model_selection import GridSearchCV, cross_val_score',
      'print(GridSearchCV(model, {}), cross_val_score(model, x, y, cv=5))',
    ),
  },
});

/** A notebook of code cells, each with the number of its execution; NumPy is imported in the first. */
function notebook(cells: [source: string, executed: number][]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { language: 'python', name: 'python3' } },
    cells: [['import numpy as np', 1] as const, ...cells].map(([source, executed]) => ({
      cell_type: 'code',
      execution_count: executed,
      metadata: {},
      outputs: [],
      source,
    })),
  });
}
