/** A library whose builds differ by accelerator. */
export interface Framework {
  name: string;
  /** Modules by which code uses it. */
  imports: readonly string[];
  /** Distributions and conda packages that are it, whatever the build. */
  packages: RegExp;
  /** Names of distributions and conda packages that fix the build by themselves. */
  builds: RegExp;
  /** Extras that fix it. */
  extras?: RegExp;
  /** Addresses of indexes and find-links pages that hold one build only. */
  indexes?: RegExp;
  /** Base images whose tag fixes it. */
  images?: RegExp;
}

/**
 * What fixes the CUDA, ROCm or CPU build of each library.
 * Source: https://pytorch.org/get-started/previous-versions/, https://www.tensorflow.org/install/pip,
 * https://docs.jax.dev/en/latest/installation.html, https://docs.cupy.dev/en/stable/install.html,
 * https://www.paddlepaddle.org.cn/install/quick, https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html,
 * https://mxnet.apache.org/get_started.
 */
export const FRAMEWORKS: readonly Framework[] = [
  {
    name: 'torch',
    imports: ['torch', 'torchvision', 'torchaudio', 'pytorch_lightning', 'lightning'],
    packages: /^(?:torch|torchvision|torchaudio|pytorch|pytorch-lightning|lightning)$/,
    builds: /^(?:pytorch-cuda|pytorch-gpu|pytorch-cpu|cpuonly|torch-directml|intel-extension-for-pytorch)$/,
    indexes:
      /download\.pytorch\.org\/whl\/(?:nightly\/|test\/|lts\/[\d.]+\/)?(?:cu\d{2,3}|cpu|rocm[\d.]+|xpu)\b/,
    images: /(?:^|\/)(?:pytorch\/pytorch|nvidia\/pytorch|rocm\/pytorch|pytorch\/torchserve)$/,
  },
  {
    name: 'tensorflow',
    imports: ['tensorflow', 'tf_keras'],
    packages: /^(?:tensorflow|tf-nightly|intel-tensorflow|tensorflow-base)$/,
    builds:
      /^(?:tensorflow-(?:gpu|cpu|macos|metal|rocm|directml|cpu-aws|intel|mkl|eigen)|tf-nightly-(?:gpu|cpu)|intel-tensorflow|tensorflow-gpu-base)$/,
    extras: /^and-cuda$/,
    images: /(?:^|\/)(?:tensorflow\/tensorflow|nvidia\/tensorflow|rocm\/tensorflow)$/,
  },
  {
    name: 'jax',
    imports: ['jax', 'jaxlib', 'flax', 'haiku'],
    packages: /^(?:jax|jaxlib)$/,
    builds: /^(?:jax-cuda\d+-(?:plugin|pjrt)|jax-rocm\d+-\w+|libtpu(?:-nightly)?|jax-metal)$/,
    extras: /^(?:cuda\d*(?:[-_]?\w+)*|cpu|tpu|rocm\w*|minimum-jaxlib)$/,
    images: /(?:^|\/)(?:nvidia\/jax|rocm\/jax)$/,
  },
  {
    name: 'cupy',
    imports: ['cupy'],
    packages: /^(?:cupy|cupy-core)$/,
    builds: /^cupy-(?:cuda[\dx]+|rocm-[\d-]+)$/,
  },
  {
    name: 'paddlepaddle',
    imports: ['paddle'],
    packages: /^paddlepaddle-gpu$/,
    builds: /^paddlepaddle(?:-xpu|-npu)?$/,
    indexes: /paddlepaddle\.org\.cn\/packages\/(?:stable|nightly)\/(?:cu\d+|cpu|rocm\w*)/,
    images: /(?:^|\/)paddlepaddle\/paddle$/,
  },
  {
    name: 'onnxruntime-gpu',
    imports: [],
    packages: /^onnxruntime-gpu$/,
    builds: /^onnxruntime-(?:directml|openvino|silicon)$/,
    indexes: /onnxruntime-cuda-\d+/,
  },
  {
    name: 'mxnet',
    imports: ['mxnet'],
    packages: /^mxnet-gpu$/,
    builds: /^mxnet(?:-cu\d+(?:mkl)?|-mkl)?$/,
  },
];

/** Packages that fix the CUDA release for everything beside them. */
export const TOOLKIT =
  /^(?:cudatoolkit|cuda-version|cuda-toolkit|cuda-runtime|cuda|nvidia-(?:cuda-runtime|cublas|cudnn)-cu\d+)$/;
/** The same in a lockfile, where the packages that a CUDA build requires stand by name. */
export const LOCKED_TOOLKIT =
  /^(?:nvidia-[a-z-]+-cu\d+|cudatoolkit|cuda-version|pytorch-cuda|cpuonly|triton-rocm|pytorch-triton-rocm|jax-cuda\d+-plugin)$/;
/** Base images whose tag names a CUDA or ROCm release. */
export const CUDA_IMAGES = /(?:^|\/)(?:nvidia\/cuda|nvidia\/cuda-\w+|rocm\/dev-\S+|intel\/oneapi\S*)$/;
/** A build label of a version: `2.1.0+cu121`, `0.4.1+cuda11.cudnn82`, `2.4.2.post117`. */
export const LABEL = /\+(?:cu\d{2,3}|cuda\d+|cpu|rocm[\d.]+|xpu)|\.post1[0-2]\d\b/;
/** A conda build that names the accelerator: `py3.10_cuda11.7_cudnn8.5.0_0`, `gpu_py39h…`, `*cpu*`. */
export const CONDA_BUILD = /cuda|cudnn|cpu|gpu|rocm|mkl_/;
