import type { Report, Result } from './report.js';

/** Ids of results that say what those of several projects come to; their findings stand with the projects. */
export function rolledUp({ projects = [] }: Pick<Report, 'projects'>): ReadonlySet<string> {
  return new Set(projects.flatMap(({ results }) => results.map(({ id }) => id)));
}

/** Results with the project that each is of; `undefined` for those of the repository, or of the only project. */
export function single(
  report: Pick<Report, 'results' | 'projects'>,
): { project: string | undefined; result: Result }[] {
  const rolled = rolledUp(report);
  return [
    ...report.results.filter(({ id }) => !rolled.has(id)).map((result) => ({ project: undefined, result })),
    ...(report.projects ?? []).flatMap(({ path, results }) =>
      results.map((result) => ({ project: path, result })),
    ),
  ];
}
