import { cupy, numpy, python, scipy } from './core.js';
import { albumentations, gymnasium, hyperopt, imgaug, opencv, optuna, stableBaselines } from './decisions.js';
import {
  accelerated,
  catboost,
  gensim,
  imbalancedLearn,
  lightgbm,
  sampling,
  umap,
  xgboost,
} from './learning.js';
import type { Framework } from './row.js';
import { scikitLearn } from './scikit-learn.js';
import { dask, pandas, polars, pyspark, ray } from './tables.js';
import { jax, keras, mxnet, paddle, tensorflow } from './tensorflow.js';
import { dgl, geometric, pyro, timm, torch, torchvision } from './torch.js';
import {
  accelerate,
  datasets,
  detectron2,
  fastai,
  flair,
  lightning,
  openmmlab,
  sacred,
  spacy,
  transformers,
} from './trainers.js';

/** Every library that is known to draw randomness or to fix it. */
export const frameworks: readonly Framework[] = [
  python,
  numpy,
  scipy,
  cupy,
  torch,
  torchvision,
  geometric,
  timm,
  dgl,
  pyro,
  tensorflow,
  keras,
  jax,
  paddle,
  mxnet,
  scikitLearn,
  imbalancedLearn,
  xgboost,
  lightgbm,
  catboost,
  umap,
  gensim,
  accelerated,
  sampling,
  pandas,
  polars,
  dask,
  pyspark,
  ray,
  lightning,
  transformers,
  accelerate,
  datasets,
  fastai,
  openmmlab,
  detectron2,
  spacy,
  sacred,
  flair,
  gymnasium,
  stableBaselines,
  optuna,
  hyperopt,
  albumentations,
  imgaug,
  opencv,
];
