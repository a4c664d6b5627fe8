import { baseName } from '../paths.js';

/** Words of a key that name a metric. */
const METRIC_WORDS = new Set([
  'accuracy', 'acc', 'acc1', 'acc5', 'f1', 'fscore', 'fbeta', 'recall', 'precision', 'auc', 'auroc', 'auprc', 'rocauc', 'prauc', 'ap', 'map', 'ap50', 'map50',
  'loss', 'logloss', 'nll', 'rmse', 'mae', 'mse', 'mape', 'smape', 'rmsle', 'r2', 'bleu', 'rouge', 'rouge1', 'rouge2', 'rougel', 'rougelsum', 'meteor', 'cider',
  'iou', 'miou', 'dice', 'jaccard', 'perplexity', 'ppl', 'wer', 'cer', 'ndcg', 'mrr', 'psnr', 'ssim', 'lpips', 'fid', 'kid', 'kappa', 'mcc', 'brier', 'ece',
  'sensitivity', 'specificity', 'top1', 'top5', 'spearman', 'pearson', 'silhouette', 'hitrate', 'elbo', 'bpc', 'bpb', 'error', 'err', 'score', 'reward', 'em',
]); // biome-ignore format: a table reads better in rows
/** Words that make a key a setting or a measure of effort. */
const SETTING_WORDS = new Set([
  'weight', 'weights', 'lambda', 'alpha', 'beta', 'gamma', 'coef', 'coefficient', 'threshold', 'patience', 'scale', 'factor', 'rate', 'lr', 'fn', 'function',
  'type', 'name', 'epochs', 'min', 'max', 'steps', 'every', 'monitor', 'delta', 'margin', 'clip', 'size', 'target', 'num', 'seed', 'smoothing', 'mapping', 'id',
  'count', 'time', 'level', 'tolerance', 'interval', 'code', 'codes', 'limit',
]); // biome-ignore format: a table reads better in rows
/** Weak words: they name a metric only beside others, or in a file that is named for results. */
const WEAK_WORDS = new Set(['error', 'err', 'score', 'reward', 'map', 'ap', 'em', 'acc']);

/** Words of a key: `eval.rocAuc` is eval, roc, auc. */
function wordsOf(key: string): string[] {
  return key
    .slice(0, 300)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** True for a key that names a metric: `accuracy`, `val_loss`, `test/f1-score`, `weighted avg.precision`. */
export function isMetricName(key: string, { weak = true } = {}): boolean {
  const words = wordsOf(key.slice(key.lastIndexOf('.') + 1));
  const whole = words.join('');
  if (
    words.some((word) => SETTING_WORDS.has(word)) &&
    !/^(word|character)errorrate$|errorrate$|hitrate$|^r2/.test(whole)
  )
    return false;
  return (
    words.some((word) => METRIC_WORDS.has(word) && (weak || !WEAK_WORDS.has(word))) ||
    METRIC_WORDS.has(whole) ||
    /^(r2|f1)score$|rsquared/.test(whole)
  );
}

/** Names of rates, whose values lie between 0 and 1 or are percentages. */
const RATES =
  /^(accuracy|acc|acc1|acc5|f1|fscore|recall|precision|auc|auroc|auprc|rocauc|prauc|ap|map|ap50|map50|iou|miou|dice|jaccard|top1|top5|sensitivity|specificity|ndcg|mrr|hitrate|bleu|rouge|rouge1|rouge2|rougel|em)$/;
/** Names of errors, which are never negative. */
const ERRORS = /^(rmse|mae|mse|mape|smape|rmsle|perplexity|ppl|wer|cer|fid|brier|ece|logloss)$/;

/** Why a value cannot be one of this metric; undefined when it can. */
export function implausible(key: string, value: number): string | undefined {
  if (!Number.isFinite(value))
    return `is ${Number.isNaN(value) ? 'NaN' : value > 0 ? 'infinite' : 'minus infinity'}`;
  const words = wordsOf(key.slice(key.lastIndexOf('.') + 1));
  // A difference, a deviation or a loss of a rate may be anything.
  if (
    words.some((word) =>
      /^(std|stdev|delta|diff|change|var|variance|loss|gain|improvement|neg|negative)$/.test(word),
    )
  )
    return undefined;
  if (words.some((word) => RATES.test(word)) && (value < 0 || value > 100)) {
    return `is ${value}, and a rate lies between 0 and 1 (or 100)`;
  }
  if (words.some((word) => ERRORS.test(word)) && value < 0)
    return `is ${value}, and an error is never negative`;
  if (/^r2(score)?$/.test(words.join('')) && value > 1) return `is ${value}, and R² is at most 1`;
  return undefined;
}

/** Names of files and folders that hold results. */
const RESULT_NAME =
  /(^|[/_.-])(metrics?|results?|scores?|eval|evals|evaluations?|performance|leaderboard|benchmarks?|history|test_results|summary|report)([/_.-]|$)/i;
/** Files that hold settings, data or a tool's own matters. */
const OTHER_FILE =
  /(^|\/)(package(-lock)?|tsconfig[^/]*|params?|hparams|hyperparams?|hyperparameters|(?:[\w-]*[_.-])?configs?|settings|environment[^/]*|conda[^/]*|meta\.yaml|dvc|mkdocs|codecov|action|pyproject|composer|manifest|schema|vocab|tokenizer[^/]*|special_tokens_map|mlproject|docker-compose[^/]*|compose|labels?|annotations?|instances_[^/]*|dataset_infos?|\.pre-commit[^/]*|repro\.config|\.zenodo|codemeta)\.(json|ya?ml|toml|csv|tsv|jsonl|ndjson)$/i;
const OTHER_FOLDER =
  /(^|\/)(\.github|\.circleci|\.vscode|\.idea|configs?|conf|hparams|settings|data|datasets?|annotations|schemas?|assets|static|locales?|mlruns|wandb|examples?_data|templates?|sweeps?)\//i;

/** How far the path alone says that a file holds results: by its name, not against it, or against it. */
export function resultsByName(path: string): 'yes' | 'maybe' | 'no' {
  if (OTHER_FILE.test(path)) return 'no';
  const name = baseName(path);
  if (RESULT_NAME.test(name))
    return /(^|\/)(\.github|conf|configs?|mlruns|wandb)\//i.test(path) ? 'no' : 'yes';
  if (OTHER_FOLDER.test(path)) return 'no';
  return RESULT_NAME.test(path) ? 'yes' : 'maybe';
}
