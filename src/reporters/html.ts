import type { Report } from '../report/report.js';
import { budgetOf } from './html/budget.js';
import { checksByCategory } from './html/checks.js';
import { arithmetic, colophon, undecided, waivers } from './html/closing.js';
import { checksHead, contents, type Entry, themeSwitch } from './html/controls.js';
import { page } from './html/page.js';
import { projectSections, projectsTable } from './html/projects.js';
import { standardsSections } from './html/standards.js';
import { categories, firstMends, masthead, verdict } from './html/summary.js';
import { type Html, html } from './html/text.js';
import type { Reporter } from './reporter.js';

/**
 * The report as one file to hand to a client or an auditor: it needs nothing else, asks no other site for anything and runs no script.
 * Many findings are cut for each check, with their number.
 */
export const htmlPage: Reporter = (report) => reportPage(report);

/** The page of a report; `history` stands below the verdict. */
export function reportPage(report: Report, history?: Html): string {
  const budget = budgetOf(report);
  const sections: [title: string, id: string, content: Html | false | undefined][] = [
    ['Verdict', 'verdict', verdict(report)],
    ['History', 'history', history],
    ['What to do first', 'first', firstMends(report)],
    ['Categories', 'categories', categories(report)],
    ['Projects', 'projects', projectsTable(report)],
    [
      'Checks',
      'checks',
      html`<section id="checks" aria-labelledby="checks-title">
${checksHead(report)}${checksByCategory(report, budget)}${projectSections(report, budget)}</section>
`,
    ],
    ['Undecided', 'undecided', undecided(report, budget)],
    ['Standards', 'standards', standardsSections(report)],
    ['Waivers', 'waivers', waivers(report, budget)],
    ['How the score comes about', 'score', arithmetic(report)],
    ['Environment', 'environment', colophon(report)],
  ];
  const present = sections.filter(([, , content]) => content);
  const entries: Entry[] = present.map(([title, id]) => ({ title, id }));
  return page(
    `${report.project.name}: reproducibility report`,
    `${report.tool.name} ${report.tool.version}`,
    html`${themeSwitch()}${masthead(report)}<div class="columns">${contents(entries)}<main id="content">
${present.map(([, , content]) => content)}</main></div>
`,
  );
}
