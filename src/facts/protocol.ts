import { documents as documentsFact } from './documents.js';
import { defineFact } from './fact.js';
import { isTest } from './files.js';
import { meaningOf } from './metrics/meaning.js';
import { metrics as metricsFact } from './metrics.js';
import type { Call, PythonModule, Value } from './python/model.js';
import { type Python, python as pythonFact } from './python/python.js';
import { argument, lastName, literal } from './python/values.js';
import { splits as splitsFact } from './splits.js';

/** Something of the protocol, and where it stands. */
export interface Stated {
  /** `sklearn.metrics.recall_score()`, `def accuracy`, `10-fold cross-validation`. */
  text: string;
  at: { file: string; line: number; cell?: number | undefined };
}

/** How results are measured: by which metrics, on which part of the data. */
export interface Protocol {
  /** What defines a metric: a library's function, one of the project's own, or words of the documents. */
  definitions: readonly Stated[];
  /** What says on which data: splits, cross-validation, parts that come with a dataset, words of the documents. */
  parts: readonly Stated[];
  /** Names of the metrics that the code computes, the files record and the documents show, as `meaningOf` calls them. */
  names: ReadonlySet<string>;
}

/** Functions and classes that compute metrics, by the start of their full name. Source: each library's reference of its metrics. */
const METRIC_LIBRARIES =
  /^(sklearn\.metrics|torchmetrics|torcheval\.metrics|ignite\.metrics|seqeval|sacrebleu|sacremoses|jiwer|rouge_score|rouge|evaluate|nltk\.translate|pycocotools\.cocoeval|pycocoevalcap|skimage\.metrics|monai\.metrics|lpips|pytorch_fid|cleanfid|surprise\.accuracy|lifelines\.utils\.concordance_index|sksurv\.metrics|imblearn\.metrics|medpy\.metric|piq|pytorch_msssim|(?:tensorflow\.)?keras\.metrics|torch_geometric\.metrics|ogb\.\w+\.Evaluator|gluonts\.evaluation|fastai\.metrics|(?:pytorch_lightning|lightning)\.metrics|paddle\.metric|scipy\.stats\.(?:spearmanr|pearsonr|kendalltau))(\.|$)/;
const CROSS_VALIDATION =
  /(^|\.)(KFold|StratifiedKFold|GroupKFold|StratifiedGroupKFold|TimeSeriesSplit|RepeatedKFold|RepeatedStratifiedKFold|LeaveOneOut|LeaveOneGroupOut|cross_val_score|cross_validate|cross_val_predict|GridSearchCV|RandomizedSearchCV|HalvingGridSearchCV|HalvingRandomSearchCV|PredefinedSplit)$|^(xgboost|lightgbm|catboost)\.cv$/;
const PART_WORDS =
  /\b(?:test|validation|held-?out|hold-?out|dev|evaluation) (?:set|split|data|dataset|images|samples|examples)\b|\bcross[- ]?validat\w+|\b(?:k|\d{1,2})-?fold\b|\bleave-one-\w+-out\b/i;
/** Libraries of environments in which agents act. Source: Gymnasium, Stable-Baselines3, PettingZoo, their documentation. */
const ENVIRONMENTS =
  /^(gym|gymnasium|stable_baselines3|dm_env|dm_control|pettingzoo|procgen|brax|envpool|gymnax|minigrid|gym_minigrid|ray\.rllib|rllib|tf_agents|acme)(\.|$)/;
/** Names of variables, folders and splits that hold what is kept for measuring. */
const PART_NAME = /(?:^|_)(?:val|valid|validation|test|dev|holdout)(?:_|\d*$)/;
const PART_TEXT = /^(?:val|valid|validation|test|dev|eval|val2017|test2017)$/;
/** Names that a function or variable bears for other reasons too. */
const COMMON = new Set(['loss', 'error', 'map', 'ap', 'em', 'reward', 'iou', 'nll', 'kid', 'elbo', 'return']);

/** How the project says that it measures its results. */
export const protocol = defineFact<Protocol>({
  name: 'protocol',
  async collect(project) {
    const [python, documents, metrics, splits] = await Promise.all([
      project.get(pythonFact),
      project.get(documentsFact),
      project.get(metricsFact),
      project.get(splitsFact),
    ]);
    const definitions: Stated[] = [];
    const parts: Stated[] = [
      ...splits.made.map(({ call, at }) => ({ text: `${call}()`.replace('()()', '()'), at })),
      ...splits.files.flatMap(([first]) =>
        first === undefined ? [] : [{ text: first, at: { file: first, line: 1 } }],
      ),
      ...splits.given.map(({ call, at }) => ({ text: call, at })),
    ];
    const names = new Set<string>();
    for (const module of python.modules.filter(({ path }) => !isTest(path))) {
      const environment = module.imports.find(
        ({ level, module: from }) => level === 0 && ENVIRONMENTS.test(from),
      );
      // An agent is measured in its environment: the reward is defined there, and there is no part of any data.
      if (environment) {
        const at = python.at(module, environment.line);
        definitions.push({ text: `the reward of ${environment.module}`, at });
        parts.push({ text: `episodes of ${environment.module}`, at });
        names.add('reward');
      }
      readModule(python, module, { definitions, parts, names });
    }
    for (const { path, prose } of documents.all) {
      const said = prose.find(({ text }) => PART_WORDS.test(text.slice(0, 2000)));
      if (said)
        parts.push({ text: PART_WORDS.exec(said.text)?.[0] ?? '', at: { file: path, line: said.line } });
    }
    for (const { kind, file, line, names: all } of metrics.shown) {
      const known = all.find((name) => meaningOf(name));
      if (kind === 'table' && known !== undefined)
        definitions.push({ text: `a table of ${known}`, at: { file, line } });
    }
    const shown = [
      ...metrics.files.flatMap(({ values }) => values.map(({ key }) => key)),
      ...metrics.shown.flatMap(({ names: all }) => all),
    ];
    for (const name of shown) {
      const metric = meaningOf(name)?.metric;
      if (metric !== undefined) names.add(metric);
    }
    return { definitions, parts, names };
  },
});

function readModule(
  python: Python,
  module: PythonModule,
  { definitions, parts, names }: { definitions: Stated[]; parts: Stated[]; names: Set<string> },
): void {
  const define = (text: string, line: number, name: string) => {
    definitions.push({ text, at: python.at(module, line) });
    const metric = meaningOf(name)?.metric;
    if (metric !== undefined) names.add(metric);
  };
  for (const [index, callee] of python.callees(module).entries()) {
    const call = module.calls[index] as Call;
    const last = lastName(call.callee);
    if (callee !== undefined && METRIC_LIBRARIES.test(callee)) {
      define(`${callee}()`, call.line, last);
      // A report of classes gives precision, recall and F1 of each.
      if (/classification_report|precision_recall_fscore_support|confusion_matrix/.test(last))
        for (const name of ['precision', 'recall', 'f1']) names.add(name);
      for (const { value } of call.args.slice(0, 1)) {
        const named = literal(value);
        if (typeof named === 'string') define(`${last}(${JSON.stringify(named)})`, call.line, named);
      }
    }
    // `accuracy(output, target)` of any library, or of a class that was made elsewhere.
    else if (call.args.length > 0 && isOwnMetric(last)) define(`${last}()`, call.line, last);
    for (const { value } of call.args) {
      const part = partsIn(value);
      if (part !== undefined)
        parts.push({ text: `${last}(… ${JSON.stringify(part)})`, at: python.at(module, call.line) });
    }
    if (callee !== undefined && CROSS_VALIDATION.test(callee))
      parts.push({ text: `${callee}()`, at: python.at(module, call.line) });
    if (/^(fit|fit_generator)$/.test(last)) {
      for (const keyword of ['validation_data', 'validation_split', 'eval_set'])
        if (argument(call, keyword))
          parts.push({ text: `${last}(${keyword}=…)`, at: python.at(module, call.line) });
    }
    for (const keyword of ['metrics', 'scoring', 'eval_metric']) {
      for (const name of textsOf(argument(call, keyword)?.value)) {
        if (meaningOf(name)) define(`${keyword}=${JSON.stringify(name)}`, call.line, name);
      }
    }
  }
  for (const { kind, name, line } of module.scopes) {
    if (kind === 'function' && isOwnMetric(name)) define(`def ${name}`, line, name);
  }
  for (const { target, value, line } of module.assignments) {
    const name = target.slice(target.lastIndexOf('.') + 1);
    if (PART_NAME.test(snakeCase(name))) parts.push({ text: `${name} = …`, at: python.at(module, line) });
    if (value.kind === 'operation' && value.operator === '/' && isOwnMetric(name))
      define(`${name} = …`, line, name);
  }
}

/** Whether a function or variable of the project is named for a metric and for nothing else. */
function isOwnMetric(name: string): boolean {
  const meaning = meaningOf(name);
  if (!meaning) return false;
  if (!COMMON.has(meaning.metric))
    return meaning.rest.every((word) =>
      /^(compute|calc|calculate|get|eval|evaluate|batch|epoch|topk|k|\d+|pixel|running|fn|func|from|preds?|logits)$/.test(
        word,
      ),
    );
  return /^(?:eval(?:uate)?|estimate|compute|calc(?:ulate)?|val(?:idation)?|test)_/.test(name);
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** The name of a part of the data that an argument is, also one of two: `'train' if is_train else 'val'`. */
function partsIn(value: Value): string | undefined {
  if (value.kind === 'string') return PART_TEXT.test(value.value) ? value.value : undefined;
  if (value.kind !== 'operation' || value.operator !== 'if else') return undefined;
  return value.operands.map(partsIn).find((part) => part !== undefined);
}

function textsOf(value: Value | undefined): string[] {
  if (!value) return [];
  if (value.kind === 'string') return [value.value];
  return value.kind === 'list' || value.kind === 'tuple' ? value.items.flatMap(textsOf) : [];
}
