import { defineCheck, fail, type Gap, partial, pass, place, type Related, skip } from '../check.js';

const NAMES: Readonly<Record<string, string>> = {
  torch: 'PyTorch',
  tensorflow: 'TensorFlow',
  jax: 'JAX',
  paddle: 'Paddle',
  mxnet: 'MXNet',
};
/** What asks each framework for deterministic kernels. */
export const MENDS: Readonly<Record<string, string>> = {
  torch:
    'Call torch.use_deterministic_algorithms(True) with CUBLAS_WORKSPACE_CONFIG=:4096:8 in the environment, without which cuBLAS raises an error; or set torch.backends.cudnn.deterministic = True and benchmark = False.',
  tensorflow: 'Call tf.config.experimental.enable_op_determinism().',
  jax: 'Set XLA_FLAGS=--xla_gpu_deterministic_ops=true before JAX is imported.',
  paddle: 'Set FLAGS_cudnn_deterministic=True before Paddle is imported.',
  mxnet: 'Set MXNET_ENFORCE_DETERMINISM=1 before MXNet is imported.',
};

export default defineCheck({
  id: 'seeds/deterministic',
  title: 'Deterministic kernels are requested where a GPU framework trains',
  severity: 'advised',
  why: 'Several GPU kernels add in an order that changes from run to run, so even a seeded run gives other numbers.',
  fix: 'Ask the framework for deterministic kernels at the start of training and leave cuDNN benchmarking off.',
  source: 'https://docs.pytorch.org/docs/stable/notes/randomness.html',
  needs: ['randomness'],
  examples: {
    pass: {
      files: {
        'train.py':
          'import torch\n\ntorch.manual_seed(0)\ntorch.use_deterministic_algorithms(True)\nloss = torch.nn.Linear(2, 1)(torch.rand(4, 2)).sum()\nloss.backward()\n',
      },
    },
    fail: {
      files: {
        'train.py':
          'import torch\n\ntorch.manual_seed(0)\nloss = torch.nn.Linear(2, 1)(torch.rand(4, 2)).sum()\nloss.backward()\n',
      },
    },
  },
  run({ randomness: { accelerated, determinism } }) {
    if (accelerated.length === 0) return skip('no GPU framework trains here');
    const gaps: Gap[] = [];
    const evidence = new Set<string>();
    let sum = 0;
    let all = 0;
    for (const { framework, paths } of accelerated) {
      for (const path of paths) {
        all++;
        const settings = determinism.filter((use) => use.path === path && use.framework === framework);
        const against = settings.find(({ effect }) => effect === 'against');
        const full = settings.find(({ effect }) => effect === 'full');
        const some = settings.find(({ effect }) => effect === 'flag' || effect === 'optional');
        const name = NAMES[framework] ?? framework;
        if (full && !against) {
          sum++;
          evidence.add(`${place(full.at)} ${full.text}`);
          continue;
        }
        if (against) {
          if (full) sum += 0.5;
          gaps.push({
            message: `${path}: ${against.text} lets cuDNN pick kernels by timing`,
            at: against.at,
            fix: MENDS[framework],
            key: `${path} ${framework} against`,
            related: entryOf(path, against.at.file),
          });
        } else if (some) {
          sum += 0.5;
          const reason = some.effect === 'optional' ? 'is off by default' : 'is not enough';
          if (some.effect === 'optional') sum -= 0.5;
          gaps.push({
            message: `${path}: ${some.text} ${reason} for deterministic ${name} kernels`,
            at: some.at,
            fix: MENDS[framework],
            confidence: 'likely',
            key: `${path} ${framework} partly`,
            related: entryOf(path, some.at.file),
          });
        } else {
          gaps.push({
            message: `${path} does not ask for deterministic ${name} kernels`,
            at: { file: path },
            fix: MENDS[framework],
            confidence: 'likely',
            key: `${path} ${framework} none`,
          });
        }
      }
    }
    const shown = onePerPlace(gaps);
    const told = {
      evidence: [...evidence].slice(0, 20),
      data: { frameworks: accelerated.map(({ framework }) => framework) },
    };
    if (gaps.length === 0) return pass('deterministic kernels are requested', told);
    if (sum === 0) return fail('deterministic kernels are not requested', shown, told);
    return partial(`deterministic kernels are requested only in part`, shown, { ...told, ratio: sum / all });
  },
});

function entryOf(path: string, file: string): Related[] {
  return path === file ? [] : [{ file: path, message: 'an entry point that reaches it' }];
}

/** A setting that several entry points reach is told once, as the first says it; it belongs to all of them. */
function onePerPlace(gaps: readonly Gap[]): Gap[] {
  const told = new Map<string, Gap>();
  for (const [nth, gap] of gaps.entries()) {
    const key = gap.at?.line ? place(gap.at) : `${nth}`;
    const { related = [] } = told.get(key) ?? {};
    told.set(key, { ...(told.get(key) ?? gap), related: [...related, ...(gap.related ?? [])] });
  }
  return [...told.values()];
}
