import type { Report, Section } from '../report/report.js';
import { findingList, passed, resultsTable } from './markdown-results.js';
import { code, prose, table } from './markdown-text.js';
import { isOpen } from './rank.js';

/** The projects of a repository of several, in a table. */
export function projectsTable({ projects }: Report): string[] {
  if (!projects) return [];
  return [
    '## Projects',
    '',
    ...table(
      ['Project', 'Name', 'Score', 'Grade', 'Coverage', 'Gate'],
      projects.map(({ path, name, score, grade, coverage, gate }) => [
        code(path),
        prose(name),
        score === null ? 'none' : String(score),
        grade,
        coverage === null ? 'none' : `${coverage} %`,
        gate.passed ? '✅ passed' : '❌ failed',
      ]),
    ),
    '',
  ];
}

/** One of several projects: all its results, and what is open with its findings. */
export function ofProject(report: Report, { path, name, score, grade, gate, results }: Section): string[] {
  const points = score === null ? 'No score' : `Score **${score}**, grade **${grade}**`;
  return [
    path === '.' ? '## Root, beside the projects' : `## Project ${code(path)}`,
    '',
    `${prose(name)}: ${points}, gate ${gate.passed ? 'passed' : 'failed'}.`,
    '',
    ...resultsTable(results),
    '',
    ...results
      .filter((result) => (isOpen(result) || result.waived) && result.findings.length > 0)
      .flatMap((result) => [`### ${code(result.id)} in ${code(path)}`, '', ...findingList(report, result)]),
    ...passed(results),
  ];
}
