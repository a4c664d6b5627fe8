import type { Category, Check } from '../checks/check.js';

/** Our own categories with their weight in the total score, in the order of reports. */
export const CATEGORIES = [
  { id: 'env', title: 'Environment', weight: 20 },
  { id: 'container', title: 'Container', weight: 10 },
  { id: 'git', title: 'Git', weight: 10 },
  { id: 'data', title: 'Data', weight: 15 },
  { id: 'seeds', title: 'Randomness', weight: 15 },
  { id: 'metrics', title: 'Metrics', weight: 10 },
  { id: 'tracking', title: 'Tracking', weight: 5 },
  { id: 'workflow', title: 'Workflow', weight: 5 },
  { id: 'code', title: 'Code', weight: 5 },
  { id: 'docs', title: 'Docs', weight: 5 },
] as const;

/** All categories of these checks that may count: our own, then those of plugins in the order of their checks. */
export function categoriesOf(checks: readonly Check[]): readonly Category[] {
  const own = new Map<string, Category>(CATEGORIES.map((category) => [category.id, category]));
  for (const { plugin } of checks) if (plugin) own.set(plugin.category.id, plugin.category);
  return [...own.values()];
}

/** Whether an id or category is in none of ours, so that only a plugin can bring it. */
export function isForeign(id: string): boolean {
  const category = id.split('/')[0];
  return category !== 'repro' && !CATEGORIES.some((own) => own.id === category);
}
