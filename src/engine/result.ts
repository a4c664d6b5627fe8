import type { At, Check, Gap, Outcome, Related } from '../checks/check.js';
import { CONFIDENCES, type Json, type RelatedPlace, type Result } from '../report/report.js';
import { fingerprints } from './fingerprint.js';
import type { Policy } from './policy.js';

const SCORE = { pass: 1, fail: 0, skip: null, unknown: null } as const;

/** More findings of one check than anybody reads: a bound against hostile input only, since what is cut appears as new when another is mended. */
export const MOST_FINDINGS = 10_000;

/** The report's form of an outcome, its findings sorted by place; of more than 10,000 the last says how many are left out. */
export function toResult(
  check: Check,
  outcome: Outcome,
  policy: Policy,
  durationMs: number,
  project = '',
): Result {
  const severity = policy.checks[check.id]?.severity ?? check.severity;
  const gaps = 'gaps' in outcome ? bounded([...outcome.gaps].sort(byPlace)) : [];
  const names = fingerprints(check.id, gaps, project);
  const level =
    outcome.status === 'fail'
      ? severity === 'required'
        ? 'error'
        : severity === 'advised'
          ? 'warning'
          : 'note'
      : outcome.status === 'pass'
        ? 'note'
        : 'warning';
  return {
    id: check.id,
    title: check.title,
    category: check.id.slice(0, check.id.indexOf('/')),
    severity,
    status: outcome.status,
    score: outcome.status === 'warn' ? outcome.ratio : SCORE[outcome.status],
    summary: clip(outcome.summary),
    why: check.why,
    fix: outcome.fix === undefined ? check.fix : clip(outcome.fix),
    findings: gaps.map((gap, at) => ({
      message: clip(gap.message),
      ...(gap.at && placeOf(gap.at)),
      ...relatedOf(gap.related),
      ...(gap.fix !== undefined && { fix: clip(gap.fix) }),
      level: gap.confidence === 'possible' ? 'note' : level,
      confidence: gap.confidence ?? 'certain',
      fingerprint: names[at]!,
    })),
    evidence: (outcome.evidence ?? []).map(clip),
    data: clipAll({ ...outcome.data }) as Result['data'],
    waived: false,
    durationMs: Math.round(durationMs * 10) / 10,
  };
}

function placeOf({ file, line, column, cell }: At): At {
  return {
    file,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(cell !== undefined && { cell }),
  };
}

/** More places than this tell nobody the way; the first and the last ones stay. */
const MOST_RELATED = 50;

function relatedOf(related: readonly Related[] = []): { related?: RelatedPlace[] } {
  if (related.length === 0) return {};
  const half = MOST_RELATED / 2;
  const kept = related.length > MOST_RELATED ? [...related.slice(0, half), ...related.slice(-half)] : related;
  return { related: kept.map((one) => ({ ...placeOf(one), message: clip(one.message) }) as RelatedPlace) };
}

function bounded(gaps: readonly Gap[]): readonly Gap[] {
  if (gaps.length <= MOST_FINDINGS) return gaps;
  const rest = gaps.slice(MOST_FINDINGS - 1);
  const sureness = rest.map(({ confidence = 'certain' }) => CONFIDENCES.indexOf(confidence));
  const surest = sureness.reduce((least, one) => Math.min(least, one));
  return [
    ...gaps.slice(0, MOST_FINDINGS - 1),
    { message: `and ${rest.length} more`, confidence: CONFIDENCES[surest], key: 'more' },
  ];
}

function byPlace({ at: a }: Gap, { at: b }: Gap): number {
  if (a?.file !== b?.file) return (a?.file ?? '') < (b?.file ?? '') ? -1 : 1;
  return (
    (a?.cell ?? 0) - (b?.cell ?? 0) || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)
  );
}

/** The longest text of a report, in characters: what a repository writes may be of any length. */
const LONGEST_TEXT = 600;

function clip(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

/** The longest text in a check's data, in characters: that of a path. */
const LONGEST_DATA = 4096;

function clipAll(value: Json): Json {
  if (typeof value === 'string')
    return value.length <= LONGEST_DATA ? value : `${value.slice(0, LONGEST_DATA - 1)}…`;
  if (Array.isArray(value)) return value.map(clipAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clipAll(inner)]));
}
