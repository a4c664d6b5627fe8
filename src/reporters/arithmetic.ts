import { type Category, type Report, type Result, SEVERITY_WEIGHT } from '../report/report.js';
import { pad, wrap } from './layout.js';

/** What a category's score is made of. */
export interface CategorySum {
  category: Category;
  /** The results that count. */
  counted: Result[];
  /** Weighted shares together, and the weights together; their quotient is the score. */
  points: number;
  weights: number;
}

/** The terms of every category's score. */
export function sumsOf({ categories, results }: Report): CategorySum[] {
  return categories.map((category) => {
    const counted = results.filter(
      (result) => result.category === category.id && result.score !== null && !result.waived,
    );
    const sum = (term: (result: Result) => number) =>
      counted.reduce((total, result) => total + term(result), 0);
    return {
      category,
      counted,
      points: sum(({ severity, score }) => SEVERITY_WEIGHT[severity] * (score ?? 0)),
      weights: sum(({ severity }) => SEVERITY_WEIGHT[severity]),
    };
  });
}

/** The whole calculation of the score, so that anyone can recompute it. */
export function arithmetic(report: Report, width: number): string[] {
  const { score, projects } = report;
  const lines: string[] = [];
  const sums = sumsOf(report);
  for (const { category, counted, points, weights } of sums) {
    const { title, score: own, weight } = category;
    if (own === null) {
      lines.push(...wrap(`${title}: nothing to count, so its weight of ${weight} is left out.`, width, '  '));
      continue;
    }
    lines.push(...wrap(title, width, '  '));
    const named = (name: string, sum: string) => wrap(sum, width, `    ${pad(name, 26)} `, '      ');
    for (const { id, severity, score: part } of counted)
      lines.push(...named(id, `${SEVERITY_WEIGHT[severity]} x ${share(part ?? 0)}`));
    lines.push(...named('mean', `${share(points)} / ${weights} = ${own} %, weight ${weight}`));
  }
  const weighing = sums.filter(({ category }) => category.score !== null);
  if (score !== null) {
    const terms = weighing.map(({ category }) => `${category.weight} x ${category.score}`).join(' + ');
    const weights = weighing.reduce((sum, { category }) => sum + category.weight, 0);
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

/** A share or points, with three places at most. */
export function share(number: number): string {
  return Number(number.toFixed(3)).toString();
}
