import type { Gap } from '../checks/check.js';
import type { Project } from '../facts/fact.js';
import type { Finding, Result, Waiver } from '../report/report.js';
import { fingerprints } from './fingerprint.js';
import { matching, pathMatcher } from './match.js';
import type { Policy, WaiverRule } from './policy.js';
import { didYouMean } from './suggest.js';
import { type Suppression, suppressions } from './suppressions.js';

/** What the policy's waivers and the suppression comments in the project accept. */
export interface Acceptances {
  /** The result with its accepted findings marked. */
  apply(result: Result): Result;
  /** After all results: how each waiver fared, and a result for those that need attention. */
  finish(): { result: Result | undefined; waivers: Waiver[] };
}

/** A waiver, or one id of a suppression comment, while the results come in. */
interface Rule {
  reason: string;
  covers(finding: Finding | undefined, id: string): boolean;
  used: boolean;
}

/**
 * Reads the suppression comments of a project and joins them with the waivers of the policy. A waiver holds until its
 * last day; a comment holds only with a reason. `selected` are the ids that run, `known` all that there are.
 */
export async function acceptances(
  project: Project,
  policy: Policy,
  selected: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Promise<Acceptances> {
  const waivers = policy.waivers.map((waiver) => ({
    waiver,
    rule: waiverRule(waiver),
    expired: hasExpired(waiver, policy.today),
  }));
  const comments = (await suppressions(project)).map((comment) => ({
    comment,
    rules: comment.ids.filter((id) => known.has(id)).map((id) => ({ id, rule: commentRule(comment, id) })),
  }));
  const active: Rule[] = [
    ...waivers.filter(({ expired }) => !expired).map(({ rule }) => rule),
    ...comments
      .filter(({ comment }) => comment.reason !== '' && !comment.misplaced)
      .flatMap(({ rules }) => rules.map(({ rule }) => rule)),
  ];
  /** Ids that were decided: only for those can a rule be told to be of no use. */
  const decided = new Set<string>();

  return {
    apply(result) {
      if (result.status !== 'skip' && result.status !== 'unknown') decided.add(result.id);
      return accept(result, active);
    },
    finish() {
      const gaps = [
        ...waivers.flatMap(({ waiver, rule, expired }) => {
          const ids = matching(waiver.check, [...selected]);
          const idle = !rule.used && ids.length > 0 && ids.every((id) => decided.has(id));
          return waiverGap(waiver, expired, idle);
        }),
        ...comments.flatMap(({ comment, rules }) => commentGaps(comment, rules, known, decided)),
      ];
      return {
        result: gaps.length === 0 ? undefined : attention(gaps),
        waivers: waivers.map(({ waiver, rule, expired }) => ({
          check: waiver.check,
          ...(waiver.path !== undefined && { path: waiver.path }),
          reason: waiver.reason,
          ...(waiver.expires !== undefined && { expires: waiver.expires }),
          state: expired ? 'expired' : rule.used ? 'used' : 'unused',
        })),
      };
    },
  };
}

function accept(result: Result, rules: readonly Rule[]): Result {
  const reasonFor = (finding?: Finding): string | undefined => {
    const fitting = rules.filter((rule) => rule.covers(finding, result.id));
    for (const rule of fitting) rule.used = true;
    return fitting[0]?.reason;
  };
  const open = result.status === 'fail' || result.status === 'warn' || result.status === 'unknown';
  if (result.findings.length === 0) {
    return open && reasonFor() !== undefined ? { ...result, waived: true } : result;
  }
  const findings = result.findings.map((finding) => {
    const waived = reasonFor(finding);
    return waived === undefined ? finding : { ...finding, waived };
  });
  return { ...result, findings, waived: open && findings.every(({ waived }) => waived !== undefined) };
}

/** ISO dates sort as text; the last day itself still counts. */
function hasExpired({ expires }: WaiverRule, today: string): boolean {
  return expires !== undefined && expires < today;
}

function waiverRule({ check, path, reason }: WaiverRule): Rule {
  const fits = path === undefined ? undefined : pathMatcher(path);
  return {
    reason,
    used: false,
    covers: (finding, id) =>
      matching(check, [id]).length > 0 && (!fits || (finding?.file !== undefined && fits(finding.file))),
  };
}

function commentRule({ file, cell, covers, reason }: Suppression, id: string): Rule {
  return {
    reason,
    used: false,
    covers: (finding, other) =>
      id === other &&
      finding?.file === file &&
      (covers === 'file' ||
        (finding.cell === cell && finding.line !== undefined && covers.includes(finding.line))),
  };
}

function waiverGap(
  { check, path, expires, file, line }: WaiverRule,
  expired: boolean,
  idle: boolean,
): (Gap & { note?: boolean })[] {
  const at = file === undefined ? undefined : { file, line };
  const what = `the waiver of ${check}${path === undefined ? '' : ` for ${path}`}`;
  if (expired)
    return [
      {
        message: `${what} expired on ${expires}`,
        at,
        fix: 'Mend what it accepted, or decide again and move the date.',
      },
    ];
  if (idle) return [{ message: `${what} is not needed any more`, at, fix: 'Remove it.', note: true }];
  return [];
}

function commentGaps(
  comment: Suppression,
  rules: readonly { id: string; rule: Rule }[],
  known: ReadonlySet<string>,
  decided: ReadonlySet<string>,
): (Gap & { note?: boolean })[] {
  const at = { file: comment.file, line: comment.line, cell: comment.cell };
  const word = comment.covers === 'file' ? 'ignore-file' : 'ignore';
  const written = `repro: ${word}[${comment.ids.join(', ')}]`;
  if (comment.ids.length === 0)
    return [{ message: `${written} names no check`, at, fix: 'Name the check, as in ignore[seeds/fixed].' }];
  const unknown = comment.ids
    .filter((id) => !known.has(id))
    .map((id) => ({ message: `${written}: no check is called "${id}"${didYouMean(id, known)}`, at }));
  if (comment.reason === '')
    return [
      ...unknown,
      {
        message: `${written} gives no reason and so accepts nothing`,
        at,
        fix: 'Write the reason after the bracket.',
      },
    ];
  if (comment.misplaced)
    return [
      ...unknown,
      {
        message: `${written} stands below code and so accepts nothing`,
        at,
        fix: 'Move it to the top of the file.',
      },
    ];
  const idle = rules
    .filter(({ id, rule }) => !rule.used && decided.has(id))
    .map(({ id }) => ({ message: `repro: ${word}[${id}] suppresses nothing`, at, fix: 'Remove it.' }));
  return [...unknown, ...idle];
}

/** The result that tells of waivers and comments; it counts neither in the score nor at the gate. */
function attention(gaps: readonly (Gap & { note?: boolean })[]): Result {
  const id = 'repro/waivers';
  const names = fingerprints(id, gaps);
  const serious = gaps.filter(({ note }) => !note).length;
  return {
    id,
    title: 'Waivers and suppressions are current',
    category: 'repro',
    severity: 'advised',
    status: serious > 0 ? 'warn' : 'pass',
    score: null,
    summary: `${gaps.length} ${gaps.length === 1 ? 'waiver or suppression needs' : 'waivers and suppressions need'} attention`,
    why: 'What is accepted should be known, dated and still needed; else it hides the next mistake.',
    fix: 'Give each its reason, mend or renew what expired, and remove what accepts nothing.',
    findings: gaps.map(({ message, at, fix, note }, nth) => ({
      message,
      ...(at && { file: at.file }),
      ...(at?.line !== undefined && { line: at.line }),
      ...(at?.cell !== undefined && { cell: at.cell }),
      ...(fix !== undefined && { fix }),
      level: note ? ('note' as const) : ('warning' as const),
      confidence: 'certain' as const,
      fingerprint: names[nth]!,
    })),
    evidence: [],
    data: {},
    waived: false,
    durationMs: 0,
  };
}
