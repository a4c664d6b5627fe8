import type { Finding, Result } from '../report/report.js';
import type { Run } from './run.js';

/** What a change has a part in. */
export interface Change {
  /** Whether a file, or something below a folder, changed or went away. */
  touches: (file: string) => boolean;
  /** Whether a check of a project was better before, so that what names no file is due to the change. */
  broke: (id: string, project: string | undefined) => boolean;
}

/**
 * Results of which only a look at the state before tells whether a change brought them: those whose open findings name no file,
 * and those that hold in part and belong to the change, which may have done so before.
 */
export function unclearIn(results: readonly Result[], touches: Change['touches']): Result[] {
  return results.filter((result) => {
    if (!asks(result)) return false;
    const open = result.findings.filter(isOpen);
    if (open.length === 0 || open.some(({ file }) => file === undefined)) return true;
    return result.status === 'warn' && open.some((finding) => belongs(finding, touches));
  });
}

function belongs({ file, related = [] }: Finding, touches: Change['touches']): boolean {
  return (file !== undefined && touches(file)) || related.some((one) => touches(one.file));
}

/** Marks in a run what a change has no part in, and counts such findings. */
export function markOutside(run: Run, change: Change): { run: Run; outside: number } {
  let outside = 0;
  const mark = (result: Result, project: string | undefined): Result => {
    if (!asks(result)) return result;
    const isDue = (finding: Finding) =>
      belongs(finding, change.touches) || (finding.file === undefined && change.broke(result.id, project));
    const findings = result.findings.map((finding) =>
      isOpen(finding) && !isDue(finding) ? { ...finding, outside: true } : finding,
    );
    outside += findings.filter((finding) => finding.outside).length;
    const open = findings.filter(isOpen);
    const isOutside =
      open.length === 0 ? !change.broke(result.id, project) : open.every((one) => one.outside);
    const isWorse = !isOutside && result.status === 'warn' && change.broke(result.id, project);
    return { ...result, findings, ...(isOutside && { outside: true }), ...(isWorse && { worse: true }) };
  };
  const sections = run.sections?.map((section) => ({
    ...section,
    results: section.results.map((result) => mark(result, section.path)),
  }));
  const inSections = new Map(
    sections?.flatMap(({ results }) => results.map((one) => [one.id, results] as const)),
  );
  const results = run.results.map((result) => {
    if (!inSections.has(result.id)) return mark(result, undefined);
    const own = sections!.flatMap((section) => section.results.filter(({ id }) => id === result.id));
    const names = new Set(
      own.flatMap(({ findings }) =>
        findings.filter((one) => one.outside).map(({ fingerprint }) => fingerprint),
      ),
    );
    const asking = own.filter(asks);
    return {
      ...result,
      findings: result.findings.map((one) => (names.has(one.fingerprint) ? { ...one, outside: true } : one)),
      ...(asking.length > 0 && asking.every((one) => one.outside) && { outside: true }),
    };
  });
  return { run: { ...run, results, ...(sections && { sections }) }, outside };
}

/** Data that does not equal its recorded hash counts wherever it comes from. */
function asks({ id, status, waived }: Result): boolean {
  return (
    !waived &&
    !id.startsWith('repro/') &&
    (status === 'unknown' || status === 'warn' || (status === 'fail' && id !== 'data/hashes'))
  );
}

function isOpen({ waived }: Finding): boolean {
  return waived === undefined;
}
