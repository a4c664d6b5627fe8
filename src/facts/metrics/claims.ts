import type { ProjectDocument } from '../documents/model.js';
import { canBeSame, type Meaning, meaningOf } from './meaning.js';
import type { MetricsFile } from './model.js';

/** A number that a document gives for a metric. */
export interface Claim {
  file: string;
  line: number;
  /** The name of the metric as it stands there. */
  name: string;
  /** What else names the number: the other heading of its row or column. */
  label: string;
  /** The number as it is written. */
  shown: string;
  value: number;
  /** How far a number may be from it and still be shown so: one unit of its last digit. */
  step: number;
  isPercent: boolean;
  /** The ± behind it; 0 where there is none. */
  spread: number;
}

/** A recorded number that a claim can mean. */
export interface Recorded {
  path: string;
  key: string;
  value: number;
  /** Whether the config or dvc.yaml declares its file. */
  declared: boolean;
}

/** A claim held against what is recorded. */
export interface ComparedClaim {
  claim: Claim;
  state: 'agrees' | 'differs';
  /** The number that agrees, or those that could be meant and do not. */
  recorded: readonly Recorded[];
}

/** `0.93`, `93.1 %`, `400.2 ± 12`, `**0.9**`, `0.91 (0.02)`: number, percent sign, spread. */
const CELL =
  /^[*_~\s<>≈]{0,6}([-+]?\d{1,9}(?:\.\d{1,12})?)\s?(%?)(?:\s?(?:±|\+\/-|\+-)\s?(\d{1,9}(?:\.\d{1,12})?)\s?%?|\s?\([^)]{0,20}\))?[*_\s]{0,4}$/;
/** Metrics between 0 and 1, which people also give in percent. */
const SHARES =
  /^(accuracy|balanced accuracy|top5|error|f1|recall|precision|specificity|auroc|auprc|ap|map|map50|iou|miou|dice|jaccard|ndcg|mrr|em|bleu|rouge1|rouge2|rougel|wer|cer|mape|smape)$/;
const MOST_CLAIMS = 2000;

/** The numbers that the tables of a document give for metrics. */
export function claimsOf({ path, tables }: Pick<ProjectDocument, 'path' | 'tables'>): Claim[] {
  const claims: Claim[] = [];
  for (const { header, rows, line, rowsFrom } of tables) {
    const columns = header.map((name) => (name.length < 60 ? meaningOf(name) : undefined));
    for (const [index, row] of rows.entries()) {
      const [first = ''] = row;
      const at = rowsFrom === undefined ? line : rowsFrom + index;
      const own = first.length < 60 && !CELL.test(first) ? meaningOf(first) : undefined;
      for (const [column, cell] of row.entries()) {
        const title = header[column] ?? '';
        const meaning = columns[column] ?? (column > 0 ? own : undefined);
        if (!meaning || claims.length >= MOST_CLAIMS) continue;
        const number = numberIn(cell);
        if (!number) continue;
        const isColumn = columns[column] !== undefined;
        const label = isColumn ? (column > 0 ? first : '') : title;
        claims.push({ file: path, line: at, name: isColumn ? title : first, label, ...number });
      }
    }
  }
  return claims;
}

/** The number of a cell; undefined when it holds something else, or digits that may be read in two ways. */
function numberIn(
  cell: string,
): Pick<Claim, 'shown' | 'value' | 'step' | 'isPercent' | 'spread'> | undefined {
  const [, digits, percent = '', spread = '0'] = CELL.exec(cell.slice(0, 80).trim()) ?? [];
  if (digits === undefined) return undefined;
  const decimals = digits.split('.')[1]?.length ?? 0;
  return {
    shown: `${digits}${percent}`,
    value: Number(digits),
    step: 10 ** -decimals,
    isPercent: percent !== '',
    spread: Number(spread),
  };
}

/**
 * Holds the claims of a document against the recorded metrics. Only what can be compared is in the answer: a claim that
 * is the document's one number for its metric, or whose row or column names what the recorded key names. Where a
 * document gives several numbers for a metric (a comparison of models), the one that agrees is told and the others,
 * which may be anybody's, are left alone.
 */
export function compareClaims(claims: readonly Claim[], files: readonly MetricsFile[]): ComparedClaim[] {
  const recorded = files
    .filter(({ status, sure }) => status === 'ok' && sure)
    .flatMap(({ path, values, by }) =>
      values
        .filter(({ value }) => Number.isFinite(value))
        .flatMap(({ key, value }) => {
          const meaning = meaningOf(key);
          return meaning ? [{ path, key, value, declared: by !== 'found', meaning }] : [];
        }),
    );
  const compared: ComparedClaim[] = [];
  const open = new Map<string, { claim: Claim; candidates: typeof recorded }[]>();
  for (const claim of claims) {
    const meaning = meaningOf(claim.name);
    if (!meaning) continue;
    const candidates = recorded.filter((one) => canBeSame(meaning, one.meaning));
    if (candidates.length === 0) continue;
    const named = candidates.filter((one) => names(claim, one.meaning));
    if (named.length > 0) compared.push(judge(claim, meaning, named));
    else
      open.set(meaning.metric, [
        ...(open.get(meaning.metric) ?? []),
        { claim, candidates: candidates.filter((one) => !contradicts(claim, one.meaning)) },
      ]);
  }
  for (const group of open.values()) {
    const judged = group
      .filter(({ candidates }) => candidates.length > 0)
      .map(({ claim, candidates }) => ({
        ...judge(claim, meaningOf(claim.name) as Meaning, candidates),
        isMeant: candidates.some(({ meaning }) => isPlain(meaning)),
      }));
    const agreeing = judged.filter(({ state }) => state === 'agrees');
    const alone = group.length === 1 ? judged.filter(({ isMeant }) => isMeant) : [];
    for (const { isMeant: _, ...one } of agreeing.length > 0 ? agreeing : alone) compared.push(one);
  }
  return compared.sort((a, b) => a.claim.line - b.claim.line);
}

/** Whether the row or column of a claim names all that the recorded key names beside the metric. */
function names({ label, name }: Claim, { rest, split }: Meaning): boolean {
  const said = new Set(lowerWords(`${label} ${name}`));
  const all = split === undefined ? rest : [...rest, split];
  return all.length > 0 && all.every((word) => said.has(word));
}

/** Whether a key names nothing but its metric, so that a claim without further names must mean it. */
function isPlain({ rest, split }: Meaning): boolean {
  return split !== 'train' && rest.every((word) => /^\d+$/.test(word));
}

/** Whether the row or column names another part of the data than the key does. */
function contradicts({ label }: Claim, { split }: Meaning): boolean {
  const said = meaningOf(`${label} loss`)?.split;
  return said !== undefined && split !== undefined && said !== split;
}

function lowerWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function judge(claim: Claim, { metric }: Meaning, candidates: readonly Recorded[]): ComparedClaim {
  const recorded = candidates.map(({ path, key, value, declared }) => ({ path, key, value, declared }));
  const equal = recorded.find(({ value }) => agrees(claim, value, SHARES.test(metric)));
  return equal
    ? { claim, state: 'agrees', recorded: [equal] }
    : { claim, state: 'differs', recorded: recorded.slice(0, 20) };
}

/** Whether a number can be shown as the claim shows it: rounded or cut, as a share or in percent, within its spread. */
function agrees({ value, step, isPercent, spread }: Claim, recorded: number, isShare: boolean): boolean {
  const scales = isPercent
    ? [1, 0.01]
    : isShare && value > 1 && Math.abs(recorded) <= 1
      ? [0.01]
      : isShare && value <= 1 && recorded > 1
        ? [100]
        : [1];
  return scales.some((scale) => {
    const more = (Math.abs(recorded) - Math.abs(value * scale)) / scale;
    const isNear = Math.abs(recorded - value * scale) / scale <= step / 2 + spread + 1e-9;
    return isNear || (value * recorded >= 0 && more >= 0 && more < step - 1e-9);
  });
}
