import { isTest } from '../files.js';
import type { NamedScript, NamedScripts } from '../named-scripts.js';
import { baseName, folderOf } from '../paths.js';
import type { PythonModule } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName } from '../python/values.js';
import type { Settings } from '../settings.js';
import { isLibrary } from './lookup.js';
import type { Role } from './model.js';
import type { Walked } from './walking/events.js';
import { isKedroPipeline } from './walking/functions.js';

/** A module that is run, not imported. */
export interface Candidate {
  module: PythonModule;
  role: Role | undefined;
  declared: boolean;
  /** Imported by another module, so that its main block may be a mere demonstration. */
  imported: boolean;
  /** The command of the project that runs it. */
  named?: NamedScript | undefined;
}

/** Scripts that build, install or document: never training code. */
const NEVER =
  /(?:^|\/)(?:setup|conftest|noxfile|fabfile|tasks|manage|versioneer|gunicorn[\w.]*)\.py$|(?:^|\/)docs?\/(?:.*\/)?(?:conf|gen\w*|make\w*)\.py$|(?:^|\/)(?:asv_bench|\.github|ci)\//i;
/** Measures how fast something runs, unless somebody is told to run it. */
const MEASURES = /(?:^|\/)benchmarks?\//i;
const TRAIN_WORD =
  /(?:^|[/_.-])(?:train|trainer|training|finetune|fine_tune|finetuning|pretrain|pretraining|fit|learn)(?=[/_.-]|\d|$)/i;
const TRAIN_CAMEL = /(?:^|[/_.-])(?:[Tt]rain|[Ff]ine[Tt]une|[Pp]re[Tt]rain|[Ff]it|[Ll]earn)(?=[A-Z])/;
/** Names that any program may have. */
const GENERAL = /(?:^|[/_.-])(?:main|run)(?=[/_.-]|\d|$)/i;
const GENERAL_CAMEL = /(?:^|[/_.-])(?:[Mm]ain|[Rr]un)(?=[A-Z])/;
const isTraining = (name: string) => TRAIN_WORD.test(name) || TRAIN_CAMEL.test(name);
const TRAIN = { test: (name: string) => isTraining(name) || GENERAL.test(name) || GENERAL_CAMEL.test(name) };
/** Methods that put what was learnt before into a model. */
const LOADING = new Set(['load_state_dict', 'load_weights', 'load_from_checkpoint']);
const EVALUATE =
  /(?:^|[/_.-])(?:eval|evaluate|evaluation|test|testing|predict|prediction|predictions|inference|infer|score|validate|sample|generate|demo|serve|app|api|plot|visuali[sz]e|benchmark|bench)(?=[/_.-]|\d|$)/i;
const PREPARE =
  /(?:^|[/_.-])(?:data|dataset|datasets|prepare|preprocess|preprocessing|split|make_dataset|download|process|features?|featurize|featurization|build_features|etl)(?=[/_.-]|\d|$)/i;

/** Modules that somebody runs: those the config names, else scripts and notebooks; no tests, no set-up, no documentation. */
export function candidates(python: Python, settings: Settings, named: NamedScripts): Candidate[] {
  const declared = Object.entries(settings.project.entrypoints);
  if (declared.length > 0) {
    return declared.flatMap(([role, path]) => {
      const module = python.get(path);
      return module ? [{ module, role: roleNamed(role), declared: true, imported: false }] : [];
    });
  }
  const imported = new Set(
    python.modules.flatMap((module) =>
      isTest(module.path) ? [] : python.importsOf(module).filter((path) => path !== module.path),
    ),
  );
  return python.modules.flatMap((module) => {
    if (isTest(module.path) || NEVER.test(module.path)) return [];
    const command = named.get(module.path);
    // A script that somebody is told to run is run, whoever else imports it.
    const isNamed = command !== undefined && command.by !== 'CI' && command.function === undefined;
    if (!isNamed && MEASURES.test(module.path)) return [];
    if (!isNamed && command?.function === undefined && !isRun(module, imported.has(module.path))) return [];
    if (!reachesLibrary(python, module)) return [];
    // A library's command counts where it trains, as code that others import does.
    const isImported = imported.has(module.path) ? !isNamed : !isNamed && !isRun(module, false);
    return [{ module, role: undefined, declared: false, imported: isImported, named: command }];
  });
}

/** Whether a module, or one that it imports, imports something that draws; most scripts of a large project do not. */
function reachesLibrary(python: Python, entry: PythonModule): boolean {
  const seen = new Set([entry]);
  for (const module of seen) {
    if (
      module.imports.some(({ level, module: name }) => level === 0 && isLibrary(name.split('.')[0] ?? ''))
    ) {
      return true;
    }
    for (const path of python.importsOf(module)) {
      const next = python.get(path);
      if (next) seen.add(next);
    }
  }
  return false;
}

function roleNamed(name: string): Role {
  if (TRAIN.test(name)) return 'train';
  if (EVALUATE.test(name)) return 'evaluate';
  return PREPARE.test(name) ? 'prepare' : 'other';
}

function isRun(module: PythonModule, isImported: boolean): boolean {
  if (module.kind === 'notebook') return true;
  if (stem(module.path) === '__init__') return false;
  if (module.main) return true;
  // Kedro finds its pipelines by itself.
  if (
    module.imports.some(({ module: from }) => from.split('.')[0] === 'kedro') &&
    module.scopes.some(({ name }) => isKedroPipeline(name))
  )
    return true;
  if (isImported) return false;
  // Python runs no script that counts its imports from its own package.
  if (module.imports.some(({ level, scope }) => level > 0 && scope === 0)) return false;
  return module.calls.some(({ scope, callee }) => scope === 0 && lastName(callee) !== '');
}

function stem(path: string): string {
  return baseName(path).replace(/\.\w+$/, '');
}

const TRAINING_CALLS = new Set([
  'backward',
  'fit',
  'fit_transform',
  'fit_predict',
  'fit_generator',
  'fit_one_cycle',
  'fine_tune',
  'partial_fit',
  'train_step',
  'train_on_batch',
  'apply_gradients',
  'minimize',
  'learn',
  'train_epoch',
  'train_one_epoch',
  'value_and_grad',
  'cross_val_score',
  'cross_validate',
  'cross_val_predict',
]);
/** What a demonstration of a model seldom does. */
const OPTIMISING = new Set([
  'step',
  'apply_gradients',
  'minimize',
  'fit',
  'learn',
  'zero_grad',
  'partial_fit',
  'train',
  'run',
]);
const TRAINING_NAMES = /^(?:xgboost|lightgbm|catboost)\.(?:train|cv)$|Trainer$|LightningCLI$/;
const SPLITTING = /(?:split|shuffle|permutation|sample|choice|resample|KFold|SMOTE|randperm|subset)/i;

/** What a run is for: by what it calls first, by its name second. */
export function roleOf(
  module: PythonModule,
  { calls, draws }: Walked,
  python: Python,
): { role: Role; trains: boolean; optimises: boolean } {
  const optimises = calls.some(({ call }) => OPTIMISING.has(lastName(call.callee)));
  const trains = calls.some(
    ({ call, name, frame }) =>
      (TRAINING_CALLS.has(lastName(call.callee)) && !isPreprocessing(frame.module, lastName(call.callee))) ||
      (name !== undefined && TRAINING_NAMES.test(name) && !name.startsWith('tokenizers.')),
  );
  // `python -m package` is named by its package.
  const own = stem(module.path);
  const name = own === '__main__' ? baseName(folderOf(module.path)) : own;
  if (trains)
    return { role: EVALUATE.test(name) && !TRAIN.test(name) ? 'evaluate' : 'train', trains, optimises };
  if (EVALUATE.test(name)) return { role: 'evaluate', trains, optimises };
  // What any program may be called, and which only loads what was learnt, shows a model.
  const shows =
    !isTraining(name) && !optimises && calls.some(({ call }) => LOADING.has(lastName(call.callee)));
  if (TRAIN.test(name)) return { role: shows ? 'evaluate' : 'train', trains, optimises };
  if (PREPARE.test(module.path) && draws.some((draw) => draw.certainty === 'certain'))
    return { role: 'prepare', trains, optimises };
  return {
    role: draws.some(
      (draw) =>
        draw.certainty === 'certain' && (SPLITTING.test(draw.name) || feedsOthers(python, module, calls)),
    )
      ? 'prepare'
      : 'other',
    trains,
    optimises,
  };
}

/** Methods and functions that write a file of data. Source: the docs of pandas, NumPy, joblib, pickle and torch. */
const WRITING =
  /^(?:to_(?:feather|csv|parquet|pickle|hdf|json|excel)|save|savez|savez_compressed|savetxt|dump|savemat|write_(?:csv|parquet|ipc))$/;
const DATA_FILE =
  /([^/\\{}*]+\.(?:feather|csv|tsv|parquet|npy|npz|pkl|pickle|joblib|h5|hdf5|jsonl?|txt|mat|pth?))$/;

/** Whether a script with a main block writes a file of data that another module of the project names too. */
function feedsOthers(python: Python, module: PythonModule, calls: Walked['calls']): boolean {
  if (!module.main || !calls.some(({ call }) => WRITING.test(lastName(call.callee)))) return false;
  const own = new Set(dataFiles(module));
  return (
    own.size > 0 &&
    python.modules.some(
      (other) => other !== module && !isTest(other.path) && dataFiles(other).some((name) => own.has(name)),
    )
  );
}

function dataFiles({ strings }: PythonModule): string[] {
  return strings.flatMap(({ value }) => DATA_FILE.exec(value.slice(-200))?.[1] ?? []);
}

/** `fit` alone may be a scaler's or a vectoriser's. */
function isPreprocessing({ imports }: PythonModule, name: string): boolean {
  return (
    name === 'fit_transform' ||
    (name === 'fit' &&
      imports.length > 0 &&
      imports.every(
        ({ module }) => !module.startsWith('sklearn') || /preprocessing|feature_extraction/.test(module),
      ) &&
      imports.some(({ module }) => module.startsWith('sklearn')) &&
      !imports.some(({ module }) =>
        /^(?:torch|tensorflow|keras|lightning|pytorch_lightning|xgboost|lightgbm|catboost|fastai)/.test(
          module,
        ),
      ))
  );
}

/** A module of a package whose name speaks of no task: its main block may be a mere demonstration, as that of an imported one. */
export function isInPackage(python: Python, { path }: PythonModule): boolean {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const name = stem(path);
  return (
    folder !== '' &&
    python.get(`${folder}__init__.py`) !== undefined &&
    ![TRAIN, EVALUATE, PREPARE].some((task) => task.test(name)) &&
    name !== '__main__'
  );
}

/** Scripts that show how something is used: they count only where there is nothing else. */
export function isExample(path: string): boolean {
  return /(?:^|\/)(?:docs?|examples?|demos?|tutorials?|samples?)\/|(?:^|[/_.-])(?:example|demo|tutorial)s?[\w-]*\.(?:py|ipynb)$/i.test(
    path,
  );
}
