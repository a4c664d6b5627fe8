import { frameworks } from './table/index.js';
import { type DrawRow, expand, type Framework, type MethodRow, type SeederRow } from './table/row.js';

/** A row of the table with the library that it belongs to. */
export interface Found<Row> {
  framework: Framework;
  row: Row;
}

interface Index<Row> {
  exact: Map<string, Found<Row>>;
  prefixes: { prefix: string; found: Found<Row> }[];
}

function indexOf<Row extends { call: string }>(rows: (framework: Framework) => readonly Row[]): Index<Row> {
  const index: Index<Row> = { exact: new Map(), prefixes: [] };
  for (const framework of frameworks) {
    for (const row of rows(framework)) {
      for (const name of expand(row.call)) {
        const found = { framework, row };
        if (name.endsWith('*')) index.prefixes.push({ prefix: name.slice(0, -1), found });
        else index.exact.set(name, found);
      }
    }
  }
  return index;
}

const draws = indexOf<DrawRow>(({ draws = [] }) => draws);
const seeders = indexOf<SeederRow>(({ seeders = [] }) => seeders);
const methods = new Map<string, Found<MethodRow>[]>();
for (const framework of frameworks) {
  for (const row of framework.methods ?? []) {
    const same = methods.get(row.method);
    if (same) same.push({ framework, row });
    else methods.set(row.method, [{ framework, row }]);
  }
}

function search<Row>({ exact, prefixes }: Index<Row>, name: string): Found<Row> | undefined {
  return (
    exact.get(name) ??
    prefixes.find(({ prefix }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'))?.found
  );
}

/** The row of a call that draws, by its full name. */
export function findDraw(name: string): Found<DrawRow> | undefined {
  return search(draws, canonical(name));
}

/** The row of a call that seeds, by its full name. */
export function findSeeder(name: string): Found<SeederRow> | undefined {
  return search(seeders, canonical(name));
}

/** Rows of drawing methods with this name. */
export function findMethods(name: string): readonly Found<MethodRow>[] {
  return methods.get(name) ?? [];
}

/** Older and longer ways to the same name. */
const RENAMED: readonly (readonly [from: string, to: string])[] = [
  ['pytorch_lightning.', 'lightning.'],
  ['lightning_fabric.', 'lightning.'],
  ['lightning.pytorch.', 'lightning.'],
  ['lightning.fabric.', 'lightning.'],
  ['lightning.trainer.trainer.', 'lightning.'],
  ['lightning.trainer.', 'lightning.'],
  ['tensorflow.python.keras.', 'keras.'],
  ['tensorflow.compat.v1.', 'tensorflow.'],
  ['tensorflow.compat.v2.', 'tensorflow.'],
  ['tensorflow.keras.', 'keras.'],
  ['tf_keras.', 'keras.'],
  ['keras.api.', 'keras.'],
  ['keras.src.', 'keras.'],
  ['keras.layers.core.', 'keras.layers.'],
  ['keras.layers.convolutional.', 'keras.layers.'],
  ['keras.layers.recurrent.', 'keras.layers.'],
  ['torch.utils.data.dataloader.', 'torch.utils.data.'],
  ['torch.utils.data.dataset.', 'torch.utils.data.'],
  ['torch.utils.data.sampler.', 'torch.utils.data.'],
  ['torch.utils.data.distributed.', 'torch.utils.data.'],
  ['torch.cuda.random.', 'torch.cuda.'],
  ['torchvision.transforms.transforms.', 'torchvision.transforms.'],
  ['numpy.random.mtrand.', 'numpy.random.'],
  ['sklearn.cross_validation.', 'sklearn.model_selection.'],
  ['sklearn.grid_search.', 'sklearn.model_selection.'],
  ['gym.', 'gymnasium.'],
  ['jax._src.', 'jax.'],
  ['flax.experimental.nnx.', 'flax.nnx.'],
];

/** Libraries whose inner modules do not matter: `transformers.trainer_utils.set_seed` is `transformers.set_seed`. */
const FLAT = new Set([
  'transformers',
  'accelerate',
  'fastai',
  'mmengine',
  'mmcv',
  'timm',
  'xgboost',
  'lightgbm',
  'catboost',
  'umap',
  'trl',
  'setfit',
]);

const canonicalNames = new Map<string, string>();
const MOST_NAMES = 20_000;

/** The name under which the table knows a call. */
export function canonical(name: string): string {
  let known = canonicalNames.get(name);
  if (known === undefined) {
    known = canonicalOf(name);
    if (canonicalNames.size >= MOST_NAMES) canonicalNames.clear();
    canonicalNames.set(name, known);
  }
  return known;
}

function canonicalOf(name: string): string {
  let full = name;
  for (const [from, to] of RENAMED) if (full.startsWith(from)) full = to + full.slice(from.length);
  const parts = full
    .split('.')
    .filter((part, at, all) => at === 0 || at === all.length - 1 || !part.startsWith('_'));
  const last = parts.at(-1) ?? '';
  const top = parts[0] ?? '';
  if (last === 'seed_everything' && top === 'lightning') return 'lightning.seed_everything';
  if (last === 'LightningCLI') return 'lightning.cli.LightningCLI';
  if (top === 'timm' && last === 'random_seed') return 'timm.utils.random_seed';
  if (top === 'timm' && parts[1] === 'data') return `timm.data.${last}`;
  if (FLAT.has(top) && parts.length > 2) {
    const owner = parts.at(-2) ?? '';
    return /^[A-Z]/.test(owner) && !/^[A-Z]/.test(last) ? `${top}.${owner}.${last}` : `${top}.${last}`;
  }
  // Classes are found below their package: `gensim.models.word2vec.Word2Vec`, `torch.nn.modules.linear.Linear`.
  if (/^[A-Z]/.test(last) && parts.length > 3 && !draws.exact.has(parts.join('.'))) {
    for (let keep = parts.length - 2; keep >= 1; keep--) {
      const shorter = [...parts.slice(0, keep), last].join('.');
      if (draws.exact.has(shorter) || seeders.exact.has(shorter)) return shorter;
    }
  }
  if (/^[A-Z]/.test(last) && parts.length === 3) {
    const shorter = `${top}.${last}`;
    if (draws.exact.has(shorter) && !draws.exact.has(parts.join('.'))) return shorter;
  }
  if (top === 'optuna' && last === 'create_study') return 'optuna.create_study';
  return parts.join('.');
}

/** Names by which projects and libraries call a function that seeds everything. */
const HELPER =
  /^(?:pl_)?(?:seed_everything|seed_all|seed_torch|seed_random|set_?(?:all_?|global_?|random_?|the_?|manual_?|rng_?)*seeds?|fix_?(?:random_?|all_?|the_?)*seeds?|setup_?(?:random_?)?seeds?|init_?(?:random_?)?seeds?|(?:set|fix)_(?:reproducib\w*|randomness|determinism)|make_deterministic|make_reproducible|enable_reproducibility)$/i;

/** True for a name such as `set_seed` or `fix_random_seeds`, for helpers whose body cannot be seen. */
export function isSeedHelper(name: string): boolean {
  return name.length < 60 && HELPER.test(name);
}

const LIBRARIES = new Set(frameworks.flatMap(({ imports }) => imports));
/** Modules that may seed or draw though they are no row's library. */
const OTHERS = ['secrets', 'hydra', 'kedro'];
for (const name of OTHERS) LIBRARIES.add(name);

/** True for a top-level module that draws or seeds, or that runs code which does. */
export function isLibrary(name: string): boolean {
  return LIBRARIES.has(name);
}
