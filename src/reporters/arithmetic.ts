import { type Report, SEVERITY_WEIGHT } from '../report/report.js';
import { pad, wrap } from './layout.js';

/** The whole calculation of the score, so that anyone can recompute it. */
export function arithmetic({ categories, results, score, projects }: Report, width: number): string[] {
  const lines: string[] = [];
  for (const { id, title, score: own, weight } of categories) {
    const counted = results.filter(
      (result) => result.category === id && result.score !== null && !result.waived,
    );
    if (own === null) {
      lines.push(...wrap(`${title}: nothing to count, so its weight of ${weight} is left out.`, width, '  '));
      continue;
    }
    lines.push(...wrap(title, width, '  '));
    for (const result of counted) {
      lines.push(
        `    ${pad(result.id, 26)} ${SEVERITY_WEIGHT[result.severity]} x ${fixed(result.score ?? 0)}`,
      );
    }
    const weights = counted.reduce((sum, { severity }) => sum + SEVERITY_WEIGHT[severity], 0);
    const points = counted.reduce(
      (sum, { severity, score: share }) => sum + SEVERITY_WEIGHT[severity] * (share ?? 0),
      0,
    );
    lines.push(`    ${pad('mean', 26)} ${fixed(points)} / ${weights} = ${own} %, weight ${weight}`);
  }
  const weighing = categories.filter((category) => category.score !== null);
  if (score !== null) {
    const terms = weighing.map((category) => `${category.weight} x ${category.score}`).join(' + ');
    const weights = weighing.reduce((sum, { weight }) => sum + weight, 0);
    lines.push(...wrap(`Total: (${terms}) / ${weights} = ${score}`, width, '  ', '    '));
  }
  lines.push(
    ...wrap(
      'Weights within a category: required 3, advised 2, optional 1. Skipped, undecided and waived checks do not count.',
      width,
      '  ',
    ),
  );
  const several = 'A check of several projects counts with the mean of those to which it applies.';
  if (projects) lines.push(...wrap(several, width, '  '));
  return lines;
}

function fixed(share: number): string {
  return Number(share.toFixed(3)).toString();
}
