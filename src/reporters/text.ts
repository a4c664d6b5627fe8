import type { Report, Result, Section } from '../report/report.js';
import { arithmetic } from './arithmetic.js';
import { columns, pad, shownThroughout, wrap } from './layout.js';
import { isOpen, mendOf, mostImportantFirst, rolledUp, single } from './rank.js';
import { isExcused, ratchetSentences, staleEntries } from './ratchet.js';
import type { Look, Reporter } from './reporter.js';
import { ID_COLUMN, Lines } from './text-lines.js';
import { standardsLines } from './text-standards.js';

const MENDS_SHOWN = 5;
/** With several projects, what there is of a kind is many times as much. */
const FINDINGS_OF_PROJECT = 3;
const REASONS_SHOWN = 20;

/** For a person at a terminal: verdict, the most important mends, then what is open by category. */
export const text: Reporter = (given, look) => {
  const report = shownThroughout(given, look);
  const width = Math.min(look.width, 120);
  const page = new Page(width, look);
  page.heading(report);
  page.ratchet(report, look.verbose);
  if (look.quiet) {
    page.gateBreakers(report);
  } else {
    page.doFirst(report);
    for (const { id, title, score } of report.categories)
      page.category(report, id, title, score, look.verbose);
    page.ownResults(report, look);
    for (const section of report.projects ?? []) page.project(section, look.verbose);
    page.lines.push(...standardsLines(report, width, look.verbose));
    page.rest(report, look);
    if (look.verbose) page.sums(report);
  }
  page.verdict(report);
  return `${page.lines.join('\n')}\n`;
};

class Page extends Lines {
  heading({ project, score, grade, coverage, target, projects }: Report): void {
    const at =
      project.commit === null
        ? ''
        : ` at ${project.commit.slice(0, 10)}${project.dirty ? ' with uncommitted changes' : ''}`;
    const branch = project.branch === null ? '' : ` (${project.branch})`;
    this.wrapped(`${project.name}${at}${branch}`, '', (line) => this.paint.bold(line));
    const total =
      score === null ? 'no score: nothing could be counted' : `score ${score} of 100, grade ${grade}`;
    const decided = coverage === null ? '' : `, ${coverage} % of the checks that apply could be decided`;
    const number = projects?.filter(({ path }) => path !== '.').length ?? 0;
    const several = projects ? `; ${number} ${number === 1 ? 'project' : 'projects'}` : '';
    this.wrapped(`${total}${decided}; target level ${target}${several}`, '');
  }

  /** What the baseline and the limit to changed files took from the gate. */
  ratchet(report: Report, verbose: boolean): void {
    for (const sentence of ratchetSentences(report)) this.wrapped(sentence, '', this.dim);
    const stale = verbose ? staleEntries(report) : [];
    for (const entry of stale) this.wrapped(entry, '    found no more: ', this.dim);
  }

  /** The few mends that matter most, each with its first place. */
  doFirst(report: Report): void {
    const first = mostImportantFirst(report).slice(0, MENDS_SHOWN);
    const rolled = rolledUp(report);
    if (first.length === 0) return;
    this.lines.push('', this.paint.bold('Do first'));
    for (const [at, result] of first.entries()) {
      const number = `${at + 1}. `;
      this.wrapped(mendOf(result, rolled.has(result.id)) ?? 'Find out what could not be decided.', number);
      this.wrapped(`${result.id}: ${result.summary}`, '   ', this.dim);
    }
  }

  category(report: Report, id: string, title: string, score: number | null, verbose: boolean): void {
    const rolled = rolledUp(report);
    const own = report.results.filter(({ category }) => category === id);
    const shown = verbose ? own : own.filter(isWorthALine);
    if (shown.length === 0) return;
    const points = score === null ? '' : `  ${score}`;
    const heading = wrap(title, this.width - columns(points)).map((line) => this.paint.bold(line));
    this.lines.push('', ...heading.slice(0, -1), `${heading.at(-1)}${this.paint.dim(points)}`);
    for (const result of shown) {
      // The projects show their own findings and evidence.
      if (rolled.has(result.id)) this.result({ ...result, findings: [], evidence: [] }, verbose);
      else this.result(result, verbose);
    }
  }

  /** One of several projects: what is open there. */
  project({ path, name, score, grade, gate, results }: Section, verbose: boolean): void {
    const points = score === null ? 'no score' : `score ${score}, grade ${grade}`;
    const called =
      path === '.'
        ? 'Root, beside the projects'
        : `Project ${name === path || path.endsWith(`/${name}`) ? path : `${path} (${name})`}`;
    const verdict = gate.passed ? 'gate passed' : 'gate failed';
    this.lines.push('');
    this.wrapped(`${called}: ${points}, ${verdict}`, '', (line) => this.paint.bold(line));
    const shown = verbose ? results : results.filter(isWorthALine);
    for (const result of shown) this.result(result, verbose, FINDINGS_OF_PROJECT);
    if (shown.length === 0) this.lines.push(this.paint.dim('  nothing is open'));
  }

  /** Results of no category with a weight: what the tool says of its own settings. */
  ownResults({ results, categories }: Report, { verbose }: Look): void {
    const own = results.filter(({ category }) => !categories.some(({ id }) => id === category));
    if (own.length === 0) return;
    this.lines.push('', this.paint.bold('Settings'));
    for (const result of own) this.result(result, verbose);
  }

  /** What is not shown above, in a line. */
  rest({ results, config }: Report, { verbose }: Look): void {
    const passed = results.filter(({ status }) => status === 'pass').length;
    const skipped = results.filter(({ status }) => status === 'skip').length;
    const excused = results.filter((result) => isOpen(result) && isExcused(result)).length;
    this.lines.push('');
    if (!verbose) {
      this.wrapped(
        `${passed} passed, ${skipped} did not apply${excused === 0 ? '' : `, ${excused} known or outside of what changed`} (--verbose shows them, and how the score comes about).`,
        '',
        this.dim,
      );
    }
    for (const hint of config.hints) this.wrapped(hint, 'hint: ', this.dim);
  }

  sums(report: Report): void {
    this.lines.push('', this.paint.bold('How the score comes about'), ...arithmetic(report, this.width));
  }

  /** What fails the gate, with the first things that are wrong there. */
  gateBreakers(report: Report): void {
    for (const { project, result } of single(report)) {
      if (
        !result.waived &&
        !isExcused(result) &&
        result.severity === 'required' &&
        result.status === 'fail'
      ) {
        const where = project === undefined ? '' : `${project}: `;
        this.wrapped(
          where + result.summary,
          `${this.signs.fail} ${pad(result.id, ID_COLUMN)} `,
          (line) => line,
          '    ',
        );
        this.findings(result, FINDINGS_OF_PROJECT);
      }
    }
  }

  verdict({ gate, projects }: Report): void {
    this.lines.push(
      '',
      gate.passed ? this.paint.green.bold('Gate passed') : this.paint.red.bold('Gate failed'),
    );
    const shown = projects ? gate.reasons.slice(0, REASONS_SHOWN) : gate.reasons;
    for (const reason of shown) this.wrapped(reason, '  - ');
    const hidden = gate.reasons.length - shown.length;
    if (hidden > 0) this.lines.push(`  - and ${hidden} more, which the projects show above`);
  }
}

/** What is shown where nobody asks for more: what is open and held against this run, and what is waived. */
function isWorthALine(result: Result): boolean {
  return result.waived || (isOpen(result) && !isExcused(result));
}
