import { type MetricsContent, numberOf } from '../formats/metrics-file.js';

/** Columns and keys that number the repetitions of a run. */
const REPETITION =
  /^(?:seed|random_?(?:seed|state)|fold|cv_?fold|run|run_?id|trial|repeat|repetition|replicate)$/i;
const NUMBERED = /^(?:seed|fold|run|trial|repeat|cv)[ _-]?\d+$/i;
/** Keys of lists with a number for each repetition, as scikit-learn's `cross_validate` and people name them. */
const PER_RUN =
  /(?:^|_)(?:per_(?:seed|fold|run)|(?:cv|fold|seed|run)_(?:scores?|results?|accuracies|metrics)|all_(?:seeds|runs|folds))$|^(?:test|val)_scores?$/i;
/** Keys of a spread. */
const SPREAD =
  /(?:^|[._\s/-])(?:std|stdev|stddev|stderr|sem|ci|ci95|ci_?(?:low|high|lower|upper)|confidence_interval|iqr)(?:[._\s/-]|$)/i;
const MOST = 20_000;
const DEEPEST = 16;

/**
 * What in a metrics file shows how far results scatter: repetitions over seeds or folds, deviations and intervals; for
 * people, such as `5 values of seed`. Empty where it holds single numbers.
 */
export function spreadsIn(content: MetricsContent): string[] {
  if (content.kind !== 'table') return spreadsOf(content.kind === 'data' ? content.data : content.records);
  return content.header.flatMap((name, column) => {
    if (SPREAD.test(name)) return [name.trim()];
    if (!REPETITION.test(name.trim())) return [];
    const values = new Set(
      content.rows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== ''),
    );
    return values.size > 1 ? [`${values.size} values of ${name.trim()}`] : [];
  });
}

function spreadsOf(data: unknown): string[] {
  const found = new Set<string>();
  const todo: { value: unknown; depth: number }[] = [{ value: data, depth: 0 }];
  for (let next = todo.pop(), seen = 0; next && seen < MOST; next = todo.pop(), seen++) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null || depth >= DEEPEST) continue;
    if (Array.isArray(value)) {
      const items = value.slice(0, MOST);
      for (const said of repeated(items)) found.add(said);
      for (const item of items) todo.push({ value: item, depth: depth + 1 });
      continue;
    }
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    const numbered = entries.map(([key]) => String(key)).filter((key) => NUMBERED.test(key));
    if (numbered.length > 1) found.add(`${numbered[0]} to ${numbered.at(-1)}`);
    for (const [name, inner] of entries.slice(0, MOST)) {
      const key = String(name);
      if (SPREAD.test(key)) found.add(key);
      if (PER_RUN.test(key) && isNumbers(inner)) found.add(`${inner.length} numbers of ${key}`);
      todo.push({ value: inner, depth: depth + 1 });
    }
  }
  return [...found];
}

function isNumbers(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 1 && value.every((one) => numberOf(one) !== undefined);
}

/** `5 values of seed`, for records that each say which repetition they are. */
function repeated(records: readonly unknown[]): string[] {
  const values = new Map<string, Set<unknown>>();
  for (const record of records) {
    if (typeof record !== 'object' || record === null) continue;
    for (const [key, value] of Object.entries(record).slice(0, 200)) {
      if (!REPETITION.test(key)) continue;
      const known = values.get(key);
      if (known) known.add(value);
      else values.set(key, new Set([value]));
    }
  }
  return [...values].flatMap(([key, all]) => (all.size > 1 ? [`${all.size} values of ${key}`] : []));
}
