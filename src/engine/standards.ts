import type { Attestation, Result, StandardItem, StandardReport, Status } from '../report/report.js';
import type { Item, Standard } from '../standards/index.js';

/** A statement of a person about an item of a standard, from the config. */
export interface AttestationRule extends Attestation {
  item: string;
}

/**
 * Holds standards against the results of a run. Where files alone cannot decide an item, evidence is told as evidence: only
 * a person's statement makes it `stated`, and what only a run can show stays `needs-run`.
 */
export function assess(
  standards: readonly Standard[],
  results: readonly Result[],
  attestations: readonly AttestationRule[],
): StandardReport[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  const stated = new Map(attestations.map(({ item, ...statement }) => [item, statement]));
  return standards.map(({ id, title, source, items }) => ({
    id,
    title,
    source,
    items: items.map((item) => assessItem(item, byId, stated.get(item.id))),
  }));
}

function assessItem(
  { id, text, decided, checks }: Item,
  results: ReadonlyMap<string, Result>,
  attestation: Attestation | undefined,
): StandardItem {
  const backing = checks.flatMap((check) => {
    const result = results.get(check);
    return result ? [{ id: check, status: result.status, summary: result.summary }] : [];
  });
  // What was left out by a flag or the config was not looked at: neither met nor missing.
  const evidence = evidenceOf(checks.map((check) => results.get(check)?.status ?? 'unknown'));
  return {
    id,
    text,
    decided,
    evidence,
    state: stateOf(decided, evidence, attestation !== undefined),
    checks: backing,
    ...(attestation && { attestation }),
  };
}

/** What checks say together. One that does not apply says nothing; one that could not be decided, or did not run, leaves it open. */
function evidenceOf(statuses: readonly Status[]): StandardItem['evidence'] {
  const telling = statuses.filter((status) => status !== 'skip');
  if (telling.length === 0) return 'none-applies';
  if (telling.every((status) => status === 'pass')) return 'found';
  if (telling.every((status) => status === 'fail')) return 'missing';
  return telling.some((status) => status === 'pass' || status === 'warn') ? 'partly' : 'unknown';
}

function stateOf(
  decided: Item['decided'],
  evidence: StandardItem['evidence'],
  isAttested: boolean,
): StandardItem['state'] {
  if (decided === 'files') {
    const states = { found: 'met', partly: 'partly', missing: 'not-met', unknown: 'unknown' } as const;
    return evidence === 'none-applies' ? 'not-applicable' : states[evidence];
  }
  // A statement against what the files show does not stand.
  if (isAttested && evidence !== 'missing') return 'stated';
  if (decided === 'run') return 'needs-run';
  if (decided === 'statement') return 'needs-person';
  const states = { found: 'evidence', partly: 'partly', missing: 'no-evidence', unknown: 'unknown' } as const;
  return evidence === 'none-applies' ? 'needs-person' : states[evidence];
}
