import type { Report, StandardReport } from '../report/report.js';
import { ratchetSentences } from './ratchet.js';
import { type Entity, ROOT, reference, timeOf } from './rocrate-entity.js';

const SOFTWARE = { '@id': '#repro' };
/** The run of the check as an action. */
export const ACTION = { '@id': '#assessment' };
const REVIEW = { '@id': '#review' };

/** The tool, its run as an action, and what came of it as a review with a rating of each category. */
export function assessmentOf(report: Report): Entity[] {
  const { tool, environment, startedAt, durationMs, score, grade, coverage, target, gate, categories } =
    report;
  const start = timeOf(startedAt);
  const end = start === undefined ? undefined : timeOf(Date.parse(start) + durationMs);
  const shown = gate.reasons.slice(0, MOST_REASONS);
  const hidden = gate.reasons.length - shown.length;
  const reasons = [...shown, ...(hidden > 0 ? [`and ${hidden} more`] : [])].join('; ');
  const ratings: Entity[] = categories.map(({ id, title, score: own, weight }) =>
    rating(`#rating-${encodeURIComponent(id.toWellFormed())}`, title, own, `weight ${weight}`),
  );
  const total = rating('#rating', 'reproducibility', score, `grade ${grade}, target level ${target}`);
  return [
    {
      ...SOFTWARE,
      '@type': 'SoftwareApplication',
      name: tool.name,
      version: tool.version,
      softwareVersion: tool.version,
      description: `Checks whether a machine-learning project can be reproduced; rule set ${tool.ruleset}`,
    },
    {
      ...ACTION,
      '@type': 'CreateAction',
      name: 'Reproducibility assessment',
      description: `Run with Node ${environment.node} on ${environment.platform}`,
      startTime: start,
      endTime: end,
      instrument: SOFTWARE,
      object: ROOT,
      result: REVIEW,
    },
    {
      ...REVIEW,
      '@type': 'Review',
      name: `Reproducibility: ${score === null ? 'nothing could be counted' : `${score} of 100, grade ${grade}`}`,
      reviewBody: [
        `${gate.passed ? 'Gate passed' : `Gate failed: ${reasons}`}. ${coverage === null ? 'Nothing' : `${coverage} %`} of the checks that apply could be decided.`,
        ...ratchetSentences(report).map((sentence) => `${sentence[0]?.toUpperCase()}${sentence.slice(1)}.`),
      ].join(' '),
      reviewAspect: 'reproducibility',
      itemReviewed: ROOT,
      reviewRating: [total, ...ratings].map(reference),
    },
    total,
    ...ratings,
  ];
}

/** Reasons of a failed gate that are told. */
const MOST_REASONS = 20;

function rating(id: string, aspect: string, score: number | null, explanation: string): Entity {
  return {
    '@id': id,
    '@type': 'Rating',
    name: aspect,
    reviewAspect: aspect,
    ...(score === null ? {} : { ratingValue: score, bestRating: 100, worstRating: 0 }),
    ratingExplanation: score === null ? `nothing to count, ${explanation}` : explanation,
  };
}

/** A public checklist held against the project, and how each of its items stands. */
export function standardOf(standard: StandardReport): Entity[] {
  const { title, source, items } = standard;
  const own = standardId(standard);
  const states: Entity[] = items.map((item) => ({
    '@id': `${own}-${encodeURIComponent(item.id.toWellFormed())}`,
    '@type': 'Rating',
    name: item.id,
    reviewAspect: item.text,
    ratingValue: item.state,
    ratingExplanation: item.attestation
      ? `${item.attestation.text} (${item.attestation.by}, ${item.attestation.on})`
      : item.checks.map(({ id: check, summary }) => `${check}: ${summary}`).join('; ') || undefined,
  }));
  return [
    {
      '@id': own,
      '@type': 'Review',
      name: title,
      reviewAspect: title,
      citation: source,
      itemReviewed: ROOT,
      reviewRating: states.map(reference),
    },
    ...states,
  ];
}

/** The id of the review by a public checklist. */
export function standardId({ id }: StandardReport): string {
  return `#standard-${encodeURIComponent(id.toWellFormed())}`;
}
