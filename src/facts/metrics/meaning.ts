/** What the name of a metric says, however it is spelt. */
export interface Meaning {
  /** The metric itself: `f1`, `auroc`, `rmse`. */
  metric: string;
  split?: 'train' | 'validation' | 'test' | undefined;
  average?: string | undefined;
  /** Other words of the name, such as a model, a class, or the 5 of recall@5. */
  rest: readonly string[];
}

/** The names of metrics, and how each is spelt. Source: scikit-learn, "Metrics and scoring"; torchmetrics, "All metrics". */
const SPELLINGS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy, acc, acc1, top1, top 1, top1 accuracy, top 1 accuracy, top1 acc, top 1 acc, accuracy score, categorical accuracy, sparse categorical accuracy, binary accuracy',
  'balanced accuracy': 'balanced accuracy, balanced accuracy score, balanced acc',
  top5: 'top5, top 5, acc5, top5 accuracy, top 5 accuracy, top5 acc, top 5 acc',
  error: 'error, err, error rate',
  f1: 'f1, f1 score, f1score, f score, fscore, f measure',
  recall: 'recall, recall score, sensitivity, tpr, true positive rate',
  precision: 'precision, precision score, ppv, positive predictive value',
  specificity: 'specificity, tnr, true negative rate',
  auroc: 'auroc, auc, roc auc, auc roc, rocauc, roc auc score, area under the roc curve, area under roc',
  auprc: 'auprc, pr auc, auc pr, aucpr, prauc',
  ap: 'ap, average precision, average precision score',
  map: 'map, m ap, mean average precision',
  map50: 'map50, map 50, map 0 5, ap50, ap 50, m ap50, m ap 50, m ap 0 5',
  loss: 'loss',
  logloss: 'logloss, log loss',
  nll: 'nll, negative log likelihood',
  rmse: 'rmse, root mean squared error, root mean square error',
  mse: 'mse, mean squared error, mean square error',
  mae: 'mae, mean absolute error',
  mape: 'mape, mean absolute percentage error',
  smape: 'smape',
  rmsle: 'rmsle',
  r2: 'r2, r 2, r2 score, r2score, r squared, coefficient of determination',
  mcc: 'mcc, matthews corrcoef, matthews correlation coefficient',
  kappa: 'kappa, cohen kappa, cohens kappa, cohen kappa score',
  bleu: 'bleu, bleu score, sacrebleu',
  rouge1: 'rouge1, rouge 1',
  rouge2: 'rouge2, rouge 2',
  rougel: 'rougel, rouge l',
  meteor: 'meteor',
  cider: 'cider',
  iou: 'iou, io u',
  miou: 'miou, m iou, m io u, mean iou',
  dice: 'dice, dice score, dice coefficient, dsc',
  jaccard: 'jaccard, jaccard score, jaccard index',
  perplexity: 'perplexity, ppl',
  wer: 'wer, word error rate',
  cer: 'cer, character error rate',
  ndcg: 'ndcg, n dcg',
  mrr: 'mrr, mean reciprocal rank',
  psnr: 'psnr',
  ssim: 'ssim',
  lpips: 'lpips',
  fid: 'fid, fid score',
  kid: 'kid',
  brier: 'brier, brier score, brier score loss',
  ece: 'ece, expected calibration error',
  spearman: 'spearman, spearmanr, spearman correlation',
  pearson: 'pearson, pearsonr, pearson correlation',
  em: 'em, exact match',
  bpc: 'bpc',
  bpb: 'bpb',
  elbo: 'elbo',
  reward: 'reward, mean reward, episode reward, mean episode reward, return, mean return',
  silhouette: 'silhouette, silhouette score',
}; // biome-ignore format: a table reads better in rows

const PHRASES = new Map(
  Object.entries(SPELLINGS).flatMap(([metric, spellings]) =>
    spellings.split(', ').map((spelling) => [spelling, metric] as const),
  ),
);
/** The most words of a spelling. */
const LONGEST = 5;

const SPLITS: Readonly<Record<string, Meaning['split']>> = {
  train: 'train', training: 'train', val: 'validation', valid: 'validation', validation: 'validation', dev: 'validation',
  test: 'test', testing: 'test', holdout: 'test',
}; // biome-ignore format: a table reads better in rows
const AVERAGES = new Set(['macro', 'micro', 'weighted', 'samples']);
/** Words that tell nothing about which number is meant. */
const NOISE = new Set(
  'score mean avg average overall total final best model metric metrics value percent pct set data split eval evaluation the of on for in results result our ours'.split(
    ' ',
  ),
);
/** Words that make the number something else than the metric: its spread, a change of it, a setting, a measure of effort. */
const OTHER = new Set(
  'std stdev sd stderr ci var variance delta diff change gain improvement threshold weight weights time seconds support count num patience rank min'.split(
    ' ',
  ),
);

/** What the name of a metric says; undefined when it names none that is known. */
export function meaningOf(name: string): Meaning | undefined {
  const text = name.slice(0, 200).normalize('NFKC');
  const plain = text.toLowerCase();
  return (
    meaningOfWords(words(plain)) ??
    meaningOfWords(words(text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()))
  );
}

function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

function meaningOfWords(all: readonly string[]): Meaning | undefined {
  if (all.some((word) => OTHER.has(word))) return undefined;
  for (let length = LONGEST; length > 0; length--) {
    // The last one is the head of the name: "validation loss accuracy" is an accuracy.
    for (let at = all.length - length; at >= 0; at--) {
      const metric = PHRASES.get(all.slice(at, at + length).join(' '));
      if (metric === undefined) continue;
      const left = [...all.slice(0, at), ...all.slice(at + length)];
      return {
        metric,
        split: left.map((word) => SPLITS[word]).findLast((split) => split !== undefined),
        average: left.findLast((word) => AVERAGES.has(word)),
        rest: left.filter(
          (word) => !(word in SPLITS) && !AVERAGES.has(word) && !NOISE.has(word) && !PHRASES.has(word),
        ),
      };
    }
  }
  return undefined;
}

/** Whether two names can mean the same number: the same metric, and nothing in one that the other denies. */
export function canBeSame(one: Meaning, other: Meaning): boolean {
  if (one.metric !== other.metric) return false;
  if (one.split && other.split && one.split !== other.split) return false;
  if (one.average && other.average && one.average !== other.average) return false;
  const [mine, theirs] = [numbersOf(one), numbersOf(other)];
  if (mine !== theirs) return false;
  const [left, right] = [lettersOf(one), lettersOf(other)];
  return left.length === 0 || right.length === 0 || left.some((word) => right.includes(word));
}

/** Numbers are part of the name: recall@5 is not recall@10. */
function numbersOf({ rest }: Meaning): string {
  return rest
    .filter((word) => /^\d+$/.test(word))
    .sort()
    .join(' ');
}

function lettersOf({ rest }: Meaning): string[] {
  return rest.filter((word) => !/^\d+$/.test(word));
}

/** Metrics of which less is better. */
const LOWER = new Set(
  'loss error logloss nll rmse mse mae mape smape rmsle perplexity wer cer fid kid lpips brier ece bpc bpb'.split(
    ' ',
  ),
);

/** Whether a smaller value of this metric is the better one; false for names that are not known. */
export function lowerIsBetter(name: string): boolean {
  const meaning = meaningOf(name);
  return meaning !== undefined && LOWER.has(meaning.metric);
}
