import type { Report, Section } from '../../report/report.js';
import { isOpen } from '../rank.js';
import type { Budget } from './budget.js';
import { check, holds, slug } from './checks.js';
import { bar, pill, standings } from './signs.js';
import { table } from './table.js';
import { code, type Html, html, prose } from './text.js';

/** The projects of a repository of several: a table of all, then what each was found to be. */
export function projectsTable({ projects }: Report): Html | false {
  if (!projects) return false;
  return html`<section id="projects" aria-labelledby="projects-title">
<h2 id="projects-title">Projects</h2>
${table(
  'The projects of this repository, each judged by itself',
  [{ head: 'Project' }, { head: 'Score' }, { head: 'Grade' }, { head: 'Decided' }, { head: 'Gate' }],
  projects.map((section) => [
    html`<a href="#${anchorOfProject(section)}">${section.path === '.' ? 'Root, beside the projects' : code(section.path)}</a>${
      section.name !== section.path &&
      !section.path.endsWith(`/${section.name}`) &&
      html`<br>${prose(section.name)}`
    }`,
    html`<span class="measured">${bar(section.score)}<span>${section.score === null ? 'none' : section.score}</span></span>`,
    section.grade,
    section.coverage === null ? 'none' : `${section.coverage} %`,
    section.gate.passed ? pill('pass') : pill('fail'),
  ]),
)}</section>
`;
}

function anchorOfProject({ path }: Section): string {
  return `project-${slug(path)}`;
}

/** One section for each project: what is open, and the other checks folded. */
export function projectSections(report: Report, budget: Budget): Html | false {
  if (!report.projects) return false;
  return html`${report.projects.map((section) => {
    const { path, results, score, grade, gate } = section;
    const shown = { report, budget, project: path };
    const open = results.filter((result) => isOpen(result) || result.waived);
    const others = results.filter((result) => !open.includes(result));
    return html`<section class="category ${holds(results)}" aria-labelledby="${anchorOfProject(section)}">
<h3 id="${anchorOfProject(section)}">${path === '.' ? 'Root, beside the projects' : html`Project ${code(path)}`}</h3>
<p>${score === null ? 'No score' : `Score ${score}, grade ${grade}`}, gate ${gate.passed ? 'passed' : 'failed'}.</p>
<p class="nothing">Nothing of this kind in this project.</p>
${open.map((result) => check(result, shown))}${
  others.length > 0 &&
  html`<details class="others"><summary>${standings(others)}</summary>
${others.map((result) => check(result, shown))}</details>
`
}</section>
`;
  })}`;
}
