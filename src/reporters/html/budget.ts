import type { Report, Result } from '../../report/report.js';

/** Findings, and lines of evidence, that a page shows of all checks together, and of one at most. */
const IN_ALL = 4000;
const OF_ONE = 100;
const AT_LEAST = 3;

/** How many findings, and how many lines of evidence, the page shows of each check. */
export interface Budget {
  findings: number;
  evidence: number;
}

/** Shares out what a page can hold among the checks that have something to show. */
export function budgetOf({ results, projects = [] }: Report): Budget {
  const all = [...results, ...projects.flatMap((project) => project.results)];
  const share = (has: (result: Result) => boolean) =>
    Math.min(OF_ONE, Math.max(AT_LEAST, Math.floor(IN_ALL / Math.max(1, all.filter(has).length))));
  return {
    findings: share(({ findings }) => findings.length > 0),
    evidence: share(({ evidence }) => evidence.length > 0),
  };
}
