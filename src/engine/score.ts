import type { Category as Weighed } from '../checks/check.js';
import { type Category, type Grade, type Result, SEVERITY_WEIGHT } from '../report/report.js';
import { CATEGORIES } from './categories.js';

/** Totals of a run: score and coverage from 0 to 100 with one decimal, null when nothing counts. */
export interface Totals {
  score: number | null;
  coverage: number | null;
  grade: Grade;
  categories: Category[];
}

/** True when a result counts in the score: decided, applicable and not waived. */
export function counts(result: Pick<Result, 'score' | 'waived'>): boolean {
  return result.score !== null && !result.waived;
}

/**
 * Weighted means: of the checks in a category (required 3, advised 2, optional 1), then of the categories that have a
 * counted check. Coverage is the share of applicable checks that could be decided.
 */
export function total(
  results: readonly Pick<Result, 'category' | 'severity' | 'status' | 'score' | 'waived'>[],
  weighed: readonly Weighed[] = CATEGORIES,
): Totals {
  const categories = weighed
    .map(({ id, title, weight }) => {
      const counted = results.filter((result) => result.category === id && counts(result));
      const score = mean(counted.map((result) => [result.score ?? 0, SEVERITY_WEIGHT[result.severity]]));
      return { id, title, weight, score: score === null ? null : percent(score) };
    })
    .filter(({ id }) => results.some(({ category }) => category === id));
  const all = mean(
    categories.flatMap(({ score, weight }) => (score === null ? [] : [[score / 100, weight] as const])),
  );
  const applicable = results.filter(
    ({ category, status }) => status !== 'skip' && weighed.some(({ id }) => id === category),
  );
  const decided = applicable.filter(({ status }) => status !== 'unknown');
  const score = all === null ? null : percent(all);
  return {
    score,
    coverage: applicable.length === 0 ? null : percent(decided.length / applicable.length),
    grade: grade(score),
    categories,
  };
}

function mean(weighted: readonly (readonly [value: number, weight: number])[]): number | null {
  const weights = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  return weights === 0 ? null : weighted.reduce((sum, [value, weight]) => sum + value * weight, 0) / weights;
}

function percent(share: number): number {
  return Math.round(share * 1000) / 10;
}

function grade(score: number | null): Grade {
  if (score === null) return 'n/a';
  if (score >= 90) return 'A';
  if (score >= 80) return 'B';
  if (score >= 70) return 'C';
  if (score >= 50) return 'D';
  return 'E';
}
