import type { Gap } from '../checks/check.js';
import type { Project } from '../facts/fact.js';
import { globMatcher } from '../globs.js';
import type { Finding, Result, Waiver } from '../report/report.js';
import { didYouMean } from '../suggest.js';
import { isForeign } from './categories.js';
import { Decided } from './decided.js';
import { fingerprints } from './fingerprint.js';
import { matching } from './match.js';
import type { WaiverRule } from './policy.js';
import { type Suppression, suppressions } from './suppressions.js';

/** What the policy's waivers and the suppression comments in the project accept. */
export interface Acceptances {
  /** The result with its accepted findings marked; `project` is the folder of one among several. */
  apply(result: Result, project?: string): Result;
  /** After all results: how each waiver fared, and a result for those that need attention. */
  finish(): { result: Result | undefined; waivers: Waiver[] };
}

/** A waiver, or one id of a suppression comment, while the results come in. */
interface Rule {
  reason: string;
  covers(finding: Finding | undefined, id: string, project: string): boolean;
  used: boolean;
}

export interface AcceptanceRequest {
  waivers: readonly WaiverRule[];
  /** ISO date against which waivers expire. */
  today: string;
  /** Ids of the checks that run. */
  selected: ReadonlySet<string>;
  /** Ids of all checks that there are. */
  known: ReadonlySet<string>;
  /** Whether ids of categories which are not ours may be those of plugins that were not loaded. */
  lacksPlugins?: boolean;
  /** Folders of the projects, where there are several. */
  projects?: readonly string[] | undefined;
}

/**
 * Reads the suppression comments of a project and joins them with the waivers of the policy. A waiver holds until its
 * last day; a comment holds only with a reason.
 */
export async function acceptances(
  project: Project,
  { waivers: rules, today, selected, known, lacksPlugins = false, projects = [] }: AcceptanceRequest,
): Promise<Acceptances> {
  const isUnknown = (id: string) => !known.has(id) && !(lacksPlugins && isForeign(id));
  const waivers = rules.map((waiver) => ({
    waiver,
    rule: waiverRule(waiver),
    expired: hasExpired(waiver, today),
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
  const decided = new Decided(projects);

  return {
    apply(result, project = '') {
      decided.note(result, project);
      return accept(result, active, project);
    },
    finish() {
      const gaps = [
        ...waivers.flatMap(({ waiver, rule, expired }) => {
          const ids = matching(waiver.check, [...selected]);
          const idle =
            !rule.used && ids.length > 0 && ids.every((id) => decided.everywhere(id, waiver.within));
          return waiverGap(waiver, expired, idle);
        }),
        ...comments.flatMap(({ comment, rules }) =>
          commentGaps(comment, rules, { known, isUnknown }, decided),
        ),
      ];
      return {
        result: gaps.length === 0 ? undefined : attention(gaps),
        waivers: waivers.map(({ waiver, rule, expired }) => ({
          check: waiver.check,
          ...pathOf(waiver),
          reason: waiver.reason,
          ...(waiver.expires !== undefined && { expires: waiver.expires }),
          state: expired ? 'expired' : rule.used ? 'used' : 'unused',
        })),
      };
    },
  };
}

function accept(result: Result, rules: readonly Rule[], project: string): Result {
  const reasonFor = (finding?: Finding): string | undefined => {
    const fitting = rules.filter((rule) => rule.covers(finding, result.id, project));
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

/** The path of a waiver, counted from the root. */
function pathOf({ path, within }: WaiverRule): { path?: string } {
  const parts = [within, path].filter((part) => part !== undefined);
  return parts.length === 0 ? {} : { path: parts.join('/') };
}

/** ISO dates sort as text; the last day itself still counts. */
function hasExpired({ expires }: WaiverRule, today: string): boolean {
  return expires !== undefined && expires < today;
}

function waiverRule({ check, path, within, reason }: WaiverRule): Rule {
  const matches = path === undefined ? undefined : globMatcher([path]);
  const below = within === undefined ? '' : `${within}/`;
  return {
    reason,
    used: false,
    covers: (finding, id, project) => {
      if (matching(check, [id]).length === 0 || (within !== undefined && within !== project)) return false;
      // What no file shows lies in the project as a whole.
      const file = finding?.file ?? (within === undefined && project !== '' ? project : undefined);
      return matches === undefined || (file?.startsWith(below) === true && matches(file.slice(below.length)));
    },
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
  { known, isUnknown }: { known: ReadonlySet<string>; isUnknown: (id: string) => boolean },
  decided: Decided,
): (Gap & { note?: boolean })[] {
  const at = { file: comment.file, line: comment.line, cell: comment.cell };
  const word = comment.covers === 'file' ? 'ignore-file' : 'ignore';
  const written = `repro: ${word}[${comment.ids.join(', ')}]`;
  if (comment.ids.length === 0)
    return [{ message: `${written} names no check`, at, fix: 'Name the check, as in ignore[seeds/fixed].' }];
  const unknown = comment.ids
    .filter(isUnknown)
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
    .filter(({ id, rule }) => !rule.used && decided.at(id, comment.file))
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
