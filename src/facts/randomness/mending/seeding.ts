import type { Surroundings } from './model.js';
import { spell } from './spelling.js';
import type { Spot } from './spot.js';

/** The function that seeds each shared generator. */
export const SEEDS: Readonly<Partial<Record<string, string>>> = {
  python: 'random.seed',
  numpy: 'numpy.random.seed',
  torch: 'torch.manual_seed',
  tensorflow: 'tensorflow.random.set_seed',
  cupy: 'cupy.random.seed',
  paddle: 'paddle.seed',
  mxnet: 'mxnet.random.seed',
  polars: 'polars.set_random_seed',
  dgl: 'dgl.seed',
  opencv: 'cv2.setRNGSeed',
  imgaug: 'imgaug.seed',
};

/** True for a generator that is shared, so that one seeding at the start fixes it. */
export function isShared(source: string): boolean {
  return SEEDS[source] !== undefined;
}

/** The call that seeds a source in the words of a module: through its imports, and its framework where that seeds everything. */
export function seedingFor(
  { walked }: Pick<Surroundings, 'walked'>,
  source: string,
  { module, scope, line }: Pick<Spot, 'module' | 'scope' | 'line'>,
  seed: string,
): { call: string; needs: string | undefined } {
  const from = module.imports.flatMap(({ level, module: name }) => (level === 0 ? [name] : []));
  const has = (top: string) => from.some((name) => name === top || name.startsWith(`${top}.`));
  const lightning = ['lightning', 'pytorch_lightning'].find(has);
  if (lightning && ['python', 'numpy', 'torch'].includes(source)) {
    const names = [`${lightning}.seed_everything`, `${lightning}.pytorch.seed_everything`];
    const spelled = names.map((name) => spell(name, module, scope, line));
    const { name, needs } = spelled.find((spelling) => spelling.needs === undefined) ?? spelled[0]!;
    return { call: `${name}(${seed}, workers=True)`, needs };
  }
  let full = SEEDS[source] ?? source;
  if (source === 'tensorflow') {
    const old = walked.calls.some(({ name }) => name !== undefined && OLD_TENSORFLOW.test(name));
    if (has('tensorflow.compat.v1')) full = 'tensorflow.compat.v1.set_random_seed';
    else if (old) full = 'tensorflow.set_random_seed';
    else if (has('keras') && !has('tensorflow')) full = 'keras.utils.set_random_seed';
  }
  const { name, needs } = spell(full, module, scope, line);
  return { call: `${name}(${seed})`, needs };
}

/** What only TensorFlow 1 has. */
const OLD_TENSORFLOW =
  /^tensorflow\.(?:Session|InteractiveSession|placeholder|get_variable|global_variables_initializer|app\.run|ConfigProto|contrib\.\w.*|train\.\w+Optimizer)$/;
