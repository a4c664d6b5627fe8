import type { Framework } from './row.js';

const LAYERS =
  '{Dense,Conv1D,Conv2D,Conv3D,Conv1DTranspose,Conv2DTranspose,Conv3DTranspose,SeparableConv1D,SeparableConv2D,DepthwiseConv1D,DepthwiseConv2D,ConvLSTM1D,ConvLSTM2D,ConvLSTM3D,LocallyConnected1D,LocallyConnected2D,EinsumDense,LSTM,GRU,SimpleRNN,Embedding,MultiHeadAttention,LSTMCell,GRUCell}';
const NOISE =
  '{Dropout,SpatialDropout1D,SpatialDropout2D,SpatialDropout3D,GaussianDropout,GaussianNoise,AlphaDropout,RandomFlip,RandomRotation,RandomZoom,RandomCrop,RandomTranslation,RandomContrast,RandomBrightness,RandomHeight,RandomWidth,RandomHue,RandomSaturation,RandomShear,RandomErasing,RandAugment,MixUp,CutMix}';

/** TensorFlow (tf.random.set_seed). Names of tf.compat.v1 are read without the prefix. */
export const tensorflow: Framework = {
  id: 'tensorflow',
  imports: ['tensorflow'],
  stream: 'tensorflow',
  draws: [
    {
      call: 'tensorflow.random.{normal,uniform,truncated_normal,shuffle,categorical,gamma,poisson}',
      seed: ['seed'],
    },
    {
      call: 'tensorflow.{random_normal,random_uniform,truncated_normal,random_shuffle,multinomial}',
      seed: ['seed'],
    },
    { call: 'tensorflow.random.Generator.from_non_deterministic_state', stream: 'own' },
    { call: 'tensorflow.random.get_global_generator' },
    { call: 'tensorflow.data.Dataset.{random,sample_from_datasets}', seed: ['seed'] },
    {
      call: 'tensorflow.contrib.layers.{xavier_initializer,variance_scaling_initializer}',
      seed: ['seed'],
      lazy: true,
      training: true,
    },
    {
      call: 'tensorflow.image.{random_brightness,random_contrast,random_crop,random_flip_left_right,random_flip_up_down,random_hue,random_saturation,random_jpeg_quality}',
      seed: ['seed'],
      lazy: true,
    },
    { call: 'tensorflow.nn.dropout', seed: ['seed'], lazy: true, training: true },
    {
      call: 'tensorflow.{get_variable,truncated_normal_initializer,random_normal_initializer,random_uniform_initializer}',
      seed: ['seed'],
      lazy: true,
      training: true,
    },
    { call: 'tensorflow.layers.{dense,conv2d,dropout}', lazy: true, training: true },
  ],
  methods: [
    { method: 'shuffle', seed: ['seed'], position: 1, clue: ['buffer_size', 'reshuffle_each_iteration'] },
  ],
  seeders: [
    { call: 'tensorflow.random.set_seed', fixes: ['tensorflow'], seed: 'seed' },
    { call: 'tensorflow.{set_random_seed,random.set_random_seed}', fixes: ['tensorflow'], seed: 'seed' },
    // An Estimator draws in a graph of its own. Source: tf.estimator.RunConfig, tf_random_seed.
    {
      call: 'tensorflow.{estimator,estimator.tpu,contrib.tpu,contrib.learn}.RunConfig',
      fixes: ['tensorflow'],
      seed: 'tf_random_seed',
      byKeyword: true,
    },
  ],
};

/** Keras (keras/src/utils/rng_utils.py). tf.keras and tf_keras are read as keras. */
export const keras: Framework = {
  id: 'keras',
  imports: ['keras', 'tf_keras', 'tensorflow'],
  stream: 'tensorflow',
  draws: [
    { call: `keras.layers.${LAYERS}`, training: true },
    { call: `keras.layers.${NOISE}`, seed: ['seed'], lazy: true, training: true },
    {
      call: 'keras.layers.experimental.preprocessing.*',
      seed: ['seed'],
      lazy: true,
      training: true,
      weak: true,
    },
    {
      call: 'keras.initializers.{RandomNormal,RandomUniform,TruncatedNormal,GlorotUniform,GlorotNormal,HeNormal,HeUniform,LecunNormal,LecunUniform,VarianceScaling,Orthogonal}',
      seed: ['seed'],
      lazy: true,
      training: true,
    },
    {
      call: 'keras.{utils,preprocessing}.{image_dataset_from_directory,text_dataset_from_directory,audio_dataset_from_directory}',
      stream: 'numpy',
      seed: ['seed'],
      estimator: true,
      when: { argument: 'shuffle', is: 'true', default: true },
    },
    {
      // The directory loaders shuffle unless told not to; these do not.
      call: 'keras.{utils,preprocessing}.{split_dataset,timeseries_dataset_from_array}',
      stream: 'numpy',
      seed: ['seed'],
      estimator: true,
      when: { argument: 'shuffle', is: 'true', default: false },
    },
    {
      call: 'keras.random.{normal,uniform,truncated_normal,randint,shuffle,categorical,dropout}',
      seed: ['seed'],
    },
  ],
  // Of an ImageDataGenerator (keras_preprocessing/image/iterator.py), which shuffles with NumPy's global generator.
  methods: ['flow', 'flow_from_directory', 'flow_from_dataframe'].map((method) => ({
    method,
    stream: 'numpy',
    seed: ['seed'],
    lazy: true,
    training: true,
    when: { argument: 'shuffle', is: 'true', default: true },
  })),
  seeders: [
    { call: 'keras.utils.set_random_seed', fixes: ['python', 'numpy', 'tensorflow'], seed: 'seed' },
    { call: 'keras.random.SeedGenerator', fixes: [], seed: 'seed' },
  ],
};

/** JAX, Flax, NumPyro: keys are passed explicitly, so the key's own seed is what counts. */
export const jax: Framework = {
  id: 'jax',
  imports: ['jax', 'flax', 'numpyro', 'haiku'],
  stream: 'jax',
  draws: [
    { call: 'jax.random.{PRNGKey,key}', stream: 'own', seed: ['seed'], position: 0 },
    { call: 'flax.nnx.Rngs', stream: 'own', seed: ['default', 'params'], position: 0 },
    { call: 'haiku.PRNGSequence', stream: 'own', seed: ['key_or_seed'], position: 0 },
  ],
  seeders: [{ call: 'numpyro.util.set_rng_seed', fixes: ['python', 'numpy'], seed: 'rng_seed' }],
};

/** PaddlePaddle (paddle.seed). */
export const paddle: Framework = {
  id: 'paddle',
  imports: ['paddle'],
  stream: 'paddle',
  draws: [
    { call: 'paddle.{rand,randn,randint,randperm,uniform,normal,bernoulli,multinomial}' },
    {
      call: 'paddle.nn.{Linear,Conv1D,Conv2D,Conv3D,Conv2DTranspose,Embedding,LSTM,GRU,MultiHeadAttention}',
      training: true,
    },
    { call: 'paddle.nn.{Dropout,Dropout2D}', training: true, lazy: true },
    { call: 'paddle.io.DataLoader', lazy: true, when: { argument: 'shuffle', is: 'true', default: false } },
  ],
  seeders: [{ call: 'paddle.{seed,framework.random.seed}', fixes: ['paddle'], seed: 'seed' }],
};

/** MXNet (mx.random.seed). */
export const mxnet: Framework = {
  id: 'mxnet',
  imports: ['mxnet'],
  stream: 'mxnet',
  draws: [
    { call: 'mxnet.nd.random.*' },
    { call: 'mxnet.np.random.{normal,uniform,randint,choice,shuffle}' },
    { call: 'mxnet.init.{Xavier,Normal,Uniform}', lazy: true, training: true },
    {
      call: 'mxnet.gluon.data.DataLoader',
      lazy: true,
      when: { argument: 'shuffle', is: 'true', default: false },
    },
  ],
  seeders: [{ call: 'mxnet.random.seed', fixes: ['mxnet'], seed: 'seed_state' }],
};
