/** Categories with their weight in the total score, in the order of reports. */
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
