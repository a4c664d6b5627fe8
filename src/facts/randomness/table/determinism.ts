import type { DeterminismUse } from '../model.js';

type Effect = DeterminismUse['effect'];

/** A call that asks for deterministic kernels. */
export interface AskingCall {
  framework: string;
  /** The argument that switches it on, and its place; it is on without one. */
  argument?: string;
  position?: number;
  /** Values of the argument that ask for it, where `True` is not the one. */
  values?: readonly (string | number)[];
}

/**
 * Calls that ask for deterministic kernels, by full name. Sources: PyTorch, "Reproducibility"; TensorFlow API; transformers,
 * trainer_utils.py; Composer, utils/reproducibility.py; MONAI, utils/misc.py; thinc, util.py.
 */
export const ASKING: Readonly<Record<string, AskingCall>> = {
  'torch.use_deterministic_algorithms': { framework: 'torch', argument: 'mode', position: 0 },
  'torch.set_deterministic': { framework: 'torch', argument: 'd', position: 0 },
  'torch.set_deterministic_debug_mode': {
    framework: 'torch',
    argument: 'debug_mode',
    position: 0,
    values: ['error', 'warn', 1, 2],
  },
  'tensorflow.config.experimental.enable_op_determinism': { framework: 'tensorflow' },
  'transformers.enable_full_determinism': { framework: 'torch' },
  'transformers.trainer_utils.enable_full_determinism': { framework: 'torch' },
  'composer.utils.reproducibility.configure_deterministic_mode': { framework: 'torch' },
  'monai.utils.set_determinism': { framework: 'torch' },
};

/** A keyword by which a library's call asks for deterministic kernels, or against them. */
export interface AskingKeyword {
  /** The call's name as qualified or written. */
  call: RegExp;
  keyword: string;
  framework: string;
  /** What a true value does; `full` when absent. */
  effect?: Effect;
}

/** Sources: Lightning, Trainer; transformers, training_args.py; accelerate, utils/random.py; mmengine, runner/utils.py; Stable-Baselines3, common/utils.py; fastai, torch_core; Composer, Trainer. */
export const KEYWORDS: readonly AskingKeyword[] = [
  { call: /^(?:.*\.)?Trainer$/, keyword: 'deterministic', framework: 'torch' },
  { call: /^(?:.*\.)?Trainer$/, keyword: 'deterministic_mode', framework: 'torch' },
  // Lightning: cuDNN then picks its kernels by timing, whatever else is asked for.
  {
    call: /^(?:lightning|pytorch_lightning)\b.*\.Trainer$/,
    keyword: 'benchmark',
    framework: 'torch',
    effect: 'against',
  },
  { call: /TrainingArguments$/, keyword: 'full_determinism', framework: 'torch' },
  { call: /(?:^|\.)set_seed$/, keyword: 'deterministic', framework: 'torch' },
  { call: /(?:^|\.)set_seed$/, keyword: 'reproducible', framework: 'torch' },
  { call: /(?:^|\.)set_random_seed$/, keyword: 'deterministic', framework: 'torch' },
  { call: /(?:^|\.)set_random_seed$/, keyword: 'using_cuda', framework: 'torch' },
];

/** Flags that are assigned: the value that is wanted, and whether it is enough. Source: PyTorch, "Reproducibility". */
export const FLAGS: Readonly<Record<string, { wanted: boolean; effect: Effect; framework: string }>> = {
  'torch.backends.cudnn.deterministic': { wanted: true, effect: 'full', framework: 'torch' },
  'torch.backends.cudnn.benchmark': { wanted: false, effect: 'flag', framework: 'torch' },
  'torch.backends.cudnn.enabled': { wanted: false, effect: 'full', framework: 'torch' },
};

const ON = /^(?:1|true)$/i;
const XLA =
  /xla_gpu_(?:deterministic_ops|deterministic_reductions|exclude_nondeterministic_ops)(?!=(?:false|0))/i;

/** Environment variables, with the values that ask for deterministic kernels. Sources: TensorFlow 2.1 to 2.8; OpenXLA flags; Paddle, "cudnn" flags; MXNet, environment variables. */
export const VARIABLES: Readonly<Record<string, { framework: string; on: RegExp }>> = {
  TF_DETERMINISTIC_OPS: { framework: 'tensorflow', on: ON },
  TF_CUDNN_DETERMINISTIC: { framework: 'tensorflow', on: ON },
  XLA_FLAGS: { framework: 'jax', on: XLA },
  TF_XLA_FLAGS: { framework: 'jax', on: XLA },
  FLAGS_cudnn_deterministic: { framework: 'paddle', on: ON },
  MXNET_ENFORCE_DETERMINISM: { framework: 'mxnet', on: ON },
};
