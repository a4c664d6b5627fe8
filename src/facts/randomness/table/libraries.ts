import type { Framework } from './row.js';

/** delu (random.seed), and zero, as its early versions were called (set_randomness): both seed all three. */
export const delu: Framework = {
  id: 'delu',
  imports: ['delu', 'zero'],
  stream: 'torch',
  seeders: [
    { call: 'delu.random.seed', fixes: ['python', 'numpy', 'torch'], seed: 'base_seed' },
    { call: 'zero.set_randomness', fixes: ['python', 'numpy', 'torch'], seed: 'seed' },
    { call: 'zero.random.seed', fixes: ['python', 'numpy', 'torch'], seed: 'seed' },
  ],
};

/** PyTorch-Ignite (ignite.utils.manual_seed). */
export const ignite: Framework = {
  id: 'ignite',
  imports: ['ignite'],
  stream: 'torch',
  seeders: [{ call: 'ignite.utils.manual_seed', fixes: ['torch', 'python', 'numpy'], seed: 'seed' }],
};

/**
 * MONAI (utils/misc.py set_determinism; transforms/transform.py Randomizable): random transforms own their generators, which
 * `set_determinism` seeds, and MONAI's DataLoader from torch's generator. A plain loader leaves them alone; that is not told.
 */
export const monai: Framework = {
  id: 'monai',
  imports: ['monai'],
  stream: 'torch',
  draws: [
    { call: 'monai.transforms.Rand*', lazy: true, training: true },
    {
      call: 'monai.networks.nets.{UNet,BasicUNet,DynUNet,SegResNet,UNETR,SwinUNETR,VNet,DenseNet121,AttentionUnet}',
      training: true,
    },
  ],
  seeders: [
    {
      call: 'monai.utils.set_determinism',
      fixes: ['torch', 'python', 'numpy'],
      seed: 'seed',
      otherwise: 'fixed',
    },
  ],
};

/** Composer (utils/reproducibility.py): a Trainer without a seed takes one from the clock. */
export const composer: Framework = {
  id: 'composer',
  imports: ['composer'],
  stream: 'torch',
  draws: [{ call: 'composer.Trainer', training: true, lazy: true }],
  seeders: [
    { call: 'composer.utils.reproducibility.seed_all', fixes: ['torch', 'python', 'numpy'], seed: 'seed' },
    { call: 'composer.Trainer', fixes: ['torch', 'python', 'numpy'], seed: 'seed', byKeyword: true },
  ],
};

/** Colossal-AI (initialize.py): launching seeds everything, with 1024 unless told otherwise. */
export const colossalai: Framework = {
  id: 'colossalai',
  imports: ['colossalai'],
  stream: 'torch',
  seeders: [
    {
      call: 'colossalai.{launch,launch_from_torch,launch_from_slurm,launch_from_openmpi}',
      fixes: ['torch', 'python', 'numpy'],
      seed: 'seed',
      byKeyword: true,
      otherwise: 'fixed',
    },
  ],
};

/** skorch (documentation, FAQ "reproducible"): a net makes its weights and shuffles with torch's generator when it is fitted. */
export const skorch: Framework = {
  id: 'skorch',
  imports: ['skorch'],
  stream: 'torch',
  draws: [
    {
      call: 'skorch.{NeuralNet,NeuralNetClassifier,NeuralNetBinaryClassifier,NeuralNetRegressor}',
      lazy: true,
      training: true,
    },
  ],
};

const KORNIA =
  '{RandomAffine,RandomCrop,RandomErasing,RandomHorizontalFlip,RandomVerticalFlip,RandomPerspective,RandomResizedCrop,RandomRotation,RandomGrayscale,RandomGaussianNoise,RandomGaussianBlur,ColorJitter,ColorJiggle,RandomMixUpV2,RandomCutMixV2}';

/** Kornia augments with torch's generator. */
export const kornia: Framework = {
  id: 'kornia',
  imports: ['kornia'],
  stream: 'torch',
  draws: [{ call: `kornia.augmentation.${KORNIA}`, lazy: true, training: true }],
};

/** audiomentations (documentation, "Random seed"): Python's and NumPy's global generators. */
export const audiomentations: Framework = {
  id: 'audiomentations',
  imports: ['audiomentations'],
  stream: 'python',
  draws: [{ call: 'audiomentations.{Compose,OneOf,SomeOf}', lazy: true, training: true, weak: true }],
};

/** TensorFlow Probability's samples derive from TensorFlow's global seed. */
export const probability: Framework = {
  id: 'tensorflow_probability',
  imports: ['tensorflow_probability'],
  stream: 'tensorflow',
  draws: [{ call: 'tensorflow_probability.mcmc.sample_chain', seed: ['seed'] }],
  methods: [{ method: 'sample', seed: ['seed'] }],
};

/** CmdStanPy (CmdStanModel.sample): without a seed it draws one from a fresh generator. */
export const cmdstan: Framework = {
  id: 'cmdstanpy',
  imports: ['cmdstanpy'],
  stream: 'own',
  methods: [
    { method: 'sample', seed: ['seed'], clue: ['iter_sampling', 'iter_warmup'], estimator: true },
    { method: 'variational', seed: ['seed'], estimator: true },
    { method: 'pathfinder', seed: ['seed'], estimator: true },
  ],
};

/** Chainer starts its links' weights from NumPy's (or CuPy's) global generator. */
export const chainer: Framework = {
  id: 'chainer',
  imports: ['chainer'],
  stream: 'numpy',
  draws: [
    {
      call: 'chainer.links.{Linear,Convolution2D,Deconvolution2D,EmbedID,LSTM,GRU,NStepLSTM}',
      training: true,
    },
  ],
};
