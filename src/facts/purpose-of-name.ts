/** What a command is for, as far as its words tell. */
export type Purpose =
  | 'install'
  | 'data'
  | 'train'
  | 'evaluate'
  /** Runs a pipeline or a task by name: what it does stands elsewhere. */
  | 'pipeline'
  | 'test'
  | 'lint'
  | 'format'
  /** Runs a script of unknown purpose. */
  | 'run'
  | 'other';

const TRAIN =
  /^(?:train(?:er|ing|s|val)?|pretrain(?:ing)?|finetun(?:e|ing)|fit|learn|sft|dpo|distill|sweep)$/;
const EVALUATE =
  /^(?:eval(?:s|uate|uation|uator)?|test(?:ing)?|validat(?:e|ion)|val|benchmark(?:s|ing)?|score|scoring|metrics?|linprobe)$/;
const DATA =
  /^(?:download(?:er|s)?|prepare?|preparation|preprocess(?:ing)?|preproc|fetch|tokeni[sz]e|ingest|dataset|datasets|data|etl|featuri[sz](?:e|ation)|wrangle|scrape|crawl)$/;
const OTHER =
  /^(?:predict(?:ion)?|infer(?:ence)?|sampl(?:e|ing)|generat(?:e|ion)|demo|plot|visuali[sz](?:e|ation)|app|serve|server|export|deploy|convert|manage|setup|utils?|clean|docs?|analy[sz]e|analysis|interact|chat|render|install|version|help|cli|bench)$/;

/** The lower-case words of a name: `make_dataset`, `TrainModel`, `fine-tune` (one word). */
export function wordsOf(name: string): string[] {
  return name
    .slice(0, 300)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/fine[-_ ]tun/g, 'finetun')
    .replace(/pre[-_ ](train|process)/g, 'pre$1')
    .split(/[^a-z]+/)
    .filter(Boolean);
}

/** What the name of a script, target or stage says; `run` when it says nothing. */
export function purposeOfName(name: string): Purpose {
  const words = wordsOf(name);
  const [first] = words;
  if (words.length === 0 || first === undefined) return 'run';
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
  // `prepare_train.py` prepares, `train_data.py` is unclear, `eval_train` evaluates: the leading verb decides.
  if (
    /^(?:install|setup|env|environment|requirements|deps|dependencies|init|bootstrap|venv|conda|develop)$/.test(
      first,
    )
  )
    return 'install';
  if (
    /^(?:download|prepare?|preprocess|preproc|fetch|get|make|build|create|process|tokenize|generate|extract|convert)$/.test(
      first,
    ) &&
    has(DATA)
  )
    return 'data';
  if (/^(?:lint|style|flake|check|quality|ruff|pylint)/.test(first)) return 'lint';
  if (/^(?:format|fmt|black|isort)$/.test(first)) return 'format';
  if (/^(?:pytest|tests?|unittest)$/.test(first) && words.length === 1) return 'test';
  // `environment_check.py` looks at the machine.
  if (words.at(-1) === 'check') return 'other';
  if (OTHER.test(first)) return has(TRAIN) && first !== 'clean' ? 'train' : 'other';
  if (EVALUATE.test(first)) return 'evaluate';
  if (TRAIN.test(first)) return 'train';
  if (DATA.test(first)) return 'data';
  if (has(TRAIN)) return 'train';
  if (has(EVALUATE)) return 'evaluate';
  if (has(DATA)) return 'data';
  if (has(OTHER)) return 'other';
  return 'run';
}
