import type { Framework } from './row.js';

/** Gymnasium (core.py, spaces/space.py): the receivers are seldom known, so these are hints. */
export const gymnasium: Framework = {
  id: 'gymnasium',
  imports: ['gymnasium', 'gym'],
  stream: 'own',
  methods: [
    { method: 'reset', seed: ['seed'], weak: true },
    // Of an action or observation space, which its own `seed` seeds.
    { method: 'sample', weak: true },
  ],
};

const ALGORITHMS = '{PPO,A2C,DQN,SAC,TD3,DDPG,TQC,QRDQN,RecurrentPPO,MaskablePPO,TRPO,ARS}';

/** Stable-Baselines3 (common/base_class.py): seed=None leaves everything as it is. */
export const stableBaselines: Framework = {
  id: 'stable-baselines3',
  imports: ['stable_baselines3', 'sb3_contrib'],
  stream: 'torch',
  draws: [{ call: `{stable_baselines3,sb3_contrib}.${ALGORITHMS}`, seed: ['seed'], estimator: true }],
  seeders: [
    {
      call: 'stable_baselines3.common.utils.set_random_seed',
      fixes: ['python', 'numpy', 'torch'],
      seed: 'seed',
    },
    {
      call: `{stable_baselines3,sb3_contrib}.${ALGORITHMS}`,
      fixes: ['python', 'numpy', 'torch'],
      seed: 'seed',
      byKeyword: true,
    },
  ],
};

/** Optuna (docs/source/faq.rst): samplers are random unless seeded; leaving the sampler out is a random one. */
export const optuna: Framework = {
  id: 'optuna',
  imports: ['optuna'],
  stream: 'own',
  draws: [
    { call: 'optuna.create_study', seed: ['sampler'], position: 1, carrier: true, lazy: true },
    {
      call: 'optuna.samplers.{TPESampler,RandomSampler,CmaEsSampler,GPSampler,NSGAIISampler,NSGAIIISampler,QMCSampler,BruteForceSampler,GridSampler}',
      seed: ['seed'],
      estimator: true,
      lazy: true,
    },
  ],
};

/** Hyperopt (fmin.py). */
export const hyperopt: Framework = {
  id: 'hyperopt',
  imports: ['hyperopt'],
  stream: 'own',
  draws: [{ call: 'hyperopt.fmin', seed: ['rstate'], estimator: true }],
};

/** Albumentations (core/composition.py, 2.x): a Compose owns its generator; 1.x used the global ones. */
export const albumentations: Framework = {
  id: 'albumentations',
  imports: ['albumentations', 'albumentationsx'],
  stream: 'own',
  draws: [
    {
      call: '{albumentations,albumentationsx}.Compose',
      seed: ['seed'],
      lazy: true,
      training: true,
      weak: true,
    },
  ],
};

/** imgaug and OpenCV. */
export const imgaug: Framework = {
  id: 'imgaug',
  imports: ['imgaug'],
  stream: 'imgaug',
  draws: [
    {
      call: 'imgaug.augmenters.{Sequential,SomeOf,OneOf}',
      seed: ['seed'],
      lazy: true,
      training: true,
      weak: true,
    },
  ],
  seeders: [{ call: 'imgaug.seed', fixes: ['imgaug'], seed: 'entropy' }],
};

/** OpenCV (cv2.setRNGSeed). */
export const opencv: Framework = {
  id: 'opencv',
  imports: ['cv2'],
  stream: 'opencv',
  draws: [{ call: 'cv2.{randu,randn,randShuffle}' }, { call: 'cv2.kmeans', weak: true }],
  seeders: [{ call: 'cv2.setRNGSeed', fixes: ['opencv'], seed: 'seed' }],
};
