import { matchFindings } from '../report/matching.js';
import type { Finding, Result } from '../report/report.js';
import { single } from '../report/results.js';
import type { Baseline, KnownCheck, KnownFinding } from './format.js';

/** The results of a run, as far as a baseline concerns them. */
export interface Judged<Section extends { path: string; results: Result[] }> {
  results: readonly Result[];
  sections?: readonly Section[] | undefined;
}

export interface Circumstances {
  /** Whether a file of the project is there no more, so that it may have been renamed. */
  isGone: (file: string) => boolean;
  /** Whether only some checks or projects were asked for. */
  limited: boolean;
}

export interface Applied<Section> {
  results: Result[];
  sections?: Section[];
  /** Findings that the baseline knows, with the entries that do, after renames too. */
  matched: [KnownFinding, OpenFinding][];
  /** Entries of which nothing is found any more. */
  stale: { findings: KnownFinding[]; checks: KnownCheck[] };
  /** Entries of checks that were not asked or could not be decided. */
  untouched: { findings: KnownFinding[]; checks: KnownCheck[] };
  known: { findings: number; checks: number };
  fresh: number;
}

/** An open finding of a run in the form of an entry. */
export type OpenFinding = KnownFinding;

/** What is never taken for known when it fails: another change of such data would look the same. */
const DATA = 'data/hashes';
/** The state of a clone, which is another one everywhere. */
const OF_CLONE: ReadonlySet<string> = new Set(['git/clean', 'git/pushed']);

/** Whether a baseline may know of a result's findings: those that ask for something. */
export function mayBeKnown({ id, status, waived }: Result): boolean {
  if (waived || id.startsWith('repro/')) return false;
  if (status === 'fail') return id !== DATA && !OF_CLONE.has(id);
  return status === 'unknown' || (status === 'warn' && !OF_CLONE.has(id));
}

/** Whether a finding is accepted by nobody. */
function isOpen({ waived }: Finding): boolean {
  return waived === undefined;
}

const BADNESS = { warn: 1, fail: 2 } as const;

/** What an open result without findings to name adds to a baseline; an undecided one always does. */
export function checkEntry(result: Result, project: string | undefined): KnownCheck | undefined {
  const { id, status, findings } = result;
  if (!mayBeKnown(result) || (status !== 'unknown' && findings.some(isOpen))) return undefined;
  return {
    check: id,
    ...(project !== undefined && { project }),
    status: status as KnownCheck['status'],
  };
}

/** Marks what a baseline knows in the results of a run, and tells what of it is there no more. */
export function applyBaseline<Section extends { path: string; results: Result[] }>(
  { results, sections }: Judged<Section>,
  baseline: Baseline,
  { isGone, limited }: Circumstances,
): Applied<Section> {
  const all = single({ results: [...results], ...(sections && { projects: sections as never }) });
  const open = all.flatMap(({ project, result }) => openFindings(result, project));
  const { still, moved, fixed, fresh } = matchFindings(baseline.findings, open, isGone);
  const knownFindings = new Set(
    [...still, ...moved].map(([, one]) => keyOf(one.check, one.project, one.fingerprint)),
  );
  const byCheck = new Map(baseline.checks.map((entry) => [keyOf(entry.check, entry.project), entry]));
  const stands = new Map(all.map(({ project, result }) => [keyOf(result.id, project), result]));
  let knownChecks = 0;
  const mark = (result: Result, project: string | undefined): Result => {
    if (!mayBeKnown(result)) return result;
    const findings = result.findings.map((finding) =>
      knownFindings.has(keyOf(result.id, project, finding.fingerprint))
        ? { ...finding, known: true }
        : finding,
    );
    const open = findings.filter(isOpen);
    const entry = byCheck.get(keyOf(result.id, project));
    const own = checkEntry(result, project);
    const isKnown = open.every(({ known }) => known) && (!own || covers(entry, own));
    if (isKnown && own) knownChecks += 1;
    return { ...result, findings, ...(isKnown && { known: true }) };
  };
  const markedSections = sections?.map((section) => ({
    ...section,
    results: section.results.map((result) => mark(result, section.path)),
  }));
  const ofRepository = new Set(
    all.filter(({ project }) => project === undefined).map(({ result }) => result.id),
  );
  const marked = results.map((result) =>
    ofRepository.has(result.id) ? mark(result, undefined) : rolled(result, markedSections ?? []),
  );
  const isStale = ({ check, project }: { check: string; project?: string | undefined }) => {
    const result = stands.get(keyOf(check, project));
    return result ? result.status !== 'unknown' : !limited;
  };
  const idle = baseline.checks.filter((entry) => {
    const result = stands.get(keyOf(entry.check, entry.project));
    const own = result && checkEntry(result, entry.project);
    return !own || !covers(entry, own);
  });
  return {
    results: marked,
    ...(markedSections && { sections: markedSections }),
    matched: [...still, ...moved],
    stale: {
      findings: fixed.filter(isStale),
      checks: idle.filter((entry) => isStale(entry)),
    },
    untouched: {
      findings: fixed.filter((entry) => !isStale(entry)),
      checks: idle.filter((entry) => !isStale(entry)),
    },
    known: { findings: still.length + moved.length, checks: knownChecks },
    fresh: fresh.length,
  };
}

/** The findings of a result that a baseline may know. */
export function openFindings(result: Result, project: string | undefined): OpenFinding[] {
  if (!mayBeKnown(result)) return [];
  return result.findings.filter(isOpen).map(({ file, message, fingerprint }) => ({
    check: result.id,
    ...(project !== undefined && { project }),
    ...(file !== undefined && { file }),
    message,
    fingerprint,
  }));
}

/** Whether what is known of a check is as bad as what is found. Undecided is known only as undecided. */
function covers(known: KnownCheck | undefined, found: KnownCheck): boolean {
  if (!known) return false;
  if (known.status === 'unknown' || found.status === 'unknown') return known.status === found.status;
  return BADNESS[known.status] >= BADNESS[found.status];
}

/** What several projects come to together is known where each of them is. */
function rolled(result: Result, sections: readonly { results: readonly Result[] }[]): Result {
  const own = sections.flatMap(({ results }) => results.filter(({ id }) => id === result.id));
  const known = new Set(
    own.flatMap(({ findings }) => findings.filter((one) => one.known).map(({ fingerprint }) => fingerprint)),
  );
  const asking = own.filter(mayBeKnown);
  return {
    ...result,
    findings: result.findings.map((one) => (known.has(one.fingerprint) ? { ...one, known: true } : one)),
    ...(asking.length > 0 && asking.every((one) => one.known) && { known: true }),
  };
}

function keyOf(...parts: (string | undefined)[]): string {
  return JSON.stringify(parts.map((part) => part ?? null));
}
