import { Chalk, type ChalkInstance } from 'chalk';
import type { Finding, Report, Result, Section } from '../report/report.js';
import { arithmetic } from './arithmetic.js';
import { columns, pad, shownThroughout, wrap } from './layout.js';
import { placeOf } from './places.js';
import { isOpen, mendOf, mostImportantFirst, rolledUp, single } from './rank.js';
import { excuseOf, hiddenText, isExcused, ratchetSentences, staleEntries } from './ratchet.js';
import type { Look, Reporter } from './reporter.js';
import { type Signs, signsOf } from './signs.js';
import { standardsLines } from './text-standards.js';

const FINDINGS_SHOWN = 5;
const MENDS_SHOWN = 5;
/** With several projects, what there is of a kind is many times as much. */
const FINDINGS_OF_PROJECT = 3;
const REASONS_SHOWN = 20;
const ID_COLUMN = 24;

/** For a person at a terminal: verdict, the most important mends, then what is open by category. */
export const text: Reporter = (given, look) => {
  const report = shownThroughout(given, look);
  const width = Math.min(look.width, 120);
  const paint = new Chalk({ level: look.color ? 1 : 0 });
  const page = new Page(width, paint, signsOf(look));
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
    if (look.verbose)
      page.lines.push('', paint.bold('How the score comes about'), ...arithmetic(report, width));
  }
  page.verdict(report);
  return `${page.lines.join('\n')}\n`;
};

class Page {
  readonly lines: string[] = [];
  readonly #width: number;
  readonly #paint: ChalkInstance;
  readonly #signs: Signs;
  readonly #dim = (line: string) => this.#paint.dim(line);

  constructor(width: number, paint: ChalkInstance, signs: Signs) {
    this.#width = width;
    this.#paint = paint;
    this.#signs = signs;
  }

  heading({ project, score, grade, coverage, target, projects }: Report): void {
    const at =
      project.commit === null
        ? ''
        : ` at ${project.commit.slice(0, 10)}${project.dirty ? ' with uncommitted changes' : ''}`;
    const branch = project.branch === null ? '' : ` (${project.branch})`;
    this.#wrapped(`${project.name}${at}${branch}`, '', (line) => this.#paint.bold(line));
    const total =
      score === null ? 'no score: nothing could be counted' : `score ${score} of 100, grade ${grade}`;
    const decided = coverage === null ? '' : `, ${coverage} % of the checks that apply could be decided`;
    const number = projects?.filter(({ path }) => path !== '.').length ?? 0;
    const several = projects ? `; ${number} ${number === 1 ? 'project' : 'projects'}` : '';
    this.#wrapped(`${total}${decided}; target level ${target}${several}`, '');
  }

  /** What the baseline and the limit to changed files took from the gate. */
  ratchet(report: Report, verbose: boolean): void {
    for (const sentence of ratchetSentences(report)) this.#wrapped(sentence, '', this.#dim);
    const stale = verbose ? staleEntries(report) : [];
    for (const entry of stale) this.#wrapped(entry, '    found no more: ', this.#dim);
  }

  /** The few mends that matter most, each with its first place. */
  doFirst(report: Report): void {
    const first = mostImportantFirst(report).slice(0, MENDS_SHOWN);
    const rolled = rolledUp(report);
    if (first.length === 0) return;
    this.lines.push('', this.#paint.bold('Do first'));
    for (const [at, result] of first.entries()) {
      const number = `${at + 1}. `;
      this.#wrapped(mendOf(result, rolled.has(result.id)) ?? 'Find out what could not be decided.', number);
      this.#wrapped(`${result.id}: ${result.summary}`, '   ', this.#dim);
    }
  }

  category(report: Report, id: string, title: string, score: number | null, verbose: boolean): void {
    const rolled = rolledUp(report);
    const own = report.results.filter(({ category }) => category === id);
    const shown = verbose ? own : own.filter(isWorthALine);
    if (shown.length === 0) return;
    const points = score === null ? '' : `  ${score}`;
    const heading = wrap(title, this.#width - columns(points)).map((line) => this.#paint.bold(line));
    this.lines.push('', ...heading.slice(0, -1), `${heading.at(-1)}${this.#paint.dim(points)}`);
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
    this.#wrapped(`${called}: ${points}, ${verdict}`, '', (line) => this.#paint.bold(line));
    const shown = verbose ? results : results.filter(isWorthALine);
    for (const result of shown) this.result(result, verbose, FINDINGS_OF_PROJECT);
    if (shown.length === 0) this.lines.push(this.#paint.dim('  nothing is open'));
  }

  /** Results of no category with a weight: what the tool says of its own settings. */
  ownResults({ results, categories }: Report, { verbose }: Look): void {
    const own = results.filter(({ category }) => !categories.some(({ id }) => id === category));
    if (own.length === 0) return;
    this.lines.push('', this.#paint.bold('Settings'));
    for (const result of own) this.result(result, verbose);
  }

  result(result: Result, verbose: boolean, most?: number): void {
    const excuse = isOpen(result) ? excuseOf(result) : '';
    const sign = result.waived ? 'w' : excuse === '' ? this.#signs[result.status] : 'k';
    const paint = this.#painter(result);
    const label = result.severity === 'required' ? '' : ` (${result.severity})`;
    const head = `${sign} ${pad(result.id, ID_COLUMN)} `;
    const summary = `${result.summary}${isOpen(result) ? label : ''}${result.waived ? ' (waived)' : excuse}`;
    this.#wrapped(
      summary,
      head,
      (line, nth) => (nth === 0 ? paint(line.slice(0, head.length)) + line.slice(head.length) : line),
      '    ',
    );
    const lone = result.findings.length === 1 && result.findings[0]?.file === undefined && !result.waived;
    // A lone finding without a place says what the summary says.
    const fresh = result.findings.filter((one) => !isExcused(one));
    const findings = verbose ? result.findings : lone ? [] : fresh.slice(0, most ?? FINDINGS_SHOWN);
    for (const finding of findings) this.#finding(finding);
    const hidden = verbose || lone ? '' : hiddenText(fresh.length - findings.length, result.findings);
    if (hidden !== '') this.lines.push(this.#paint.dim(`    and ${hidden} (--verbose)`));
    // The general mend is that of the findings without one of their own.
    const general = result.status === 'unknown' ? [] : [result.fix];
    const mends = new Set(
      (lone ? result.findings : findings).flatMap(({ fix, waived }) =>
        waived !== undefined ? [] : fix === undefined ? general : [fix],
      ),
    );
    // The mends that several projects share stand once, above them.
    if (isOpen(result) && (verbose || (most === undefined && excuse === ''))) {
      for (const mend of mends.size > 0 && mends.size <= 3 ? mends : general) {
        this.#wrapped(mend, `    ${this.#signs.mend} `, (line) => this.#paint.cyan(line));
      }
    }
    if (verbose)
      for (const proof of result.evidence) this.#wrapped(proof, `    ${this.#signs.proof} `, this.#dim);
  }

  #finding(finding: Finding): void {
    const where = placeOf(finding);
    const doubt = finding.confidence === 'certain' ? '' : ` (${finding.confidence})`;
    const waived = finding.waived === undefined ? '' : ` (waived: ${finding.waived})`;
    const said = `${finding.message}${doubt}${waived}${waived === '' ? excuseOf(finding) : ''}`;
    if (where === '') this.#wrapped(said, '    ');
    else if (columns(where) + columns(said) + 6 <= this.#width)
      this.lines.push(`    ${this.#paint.underline(where)}  ${said}`);
    else {
      this.#wrapped(where, '    ', (line) => `${line.slice(0, 4)}${this.#paint.underline(line.slice(4))}`);
      this.#wrapped(said, '      ');
    }
  }

  /** What is not shown above, in a line. */
  rest({ results, config }: Report, { verbose }: Look): void {
    const passed = results.filter(({ status }) => status === 'pass').length;
    const skipped = results.filter(({ status }) => status === 'skip').length;
    const excused = results.filter((result) => isOpen(result) && isExcused(result)).length;
    this.lines.push('');
    if (!verbose) {
      this.#wrapped(
        `${passed} passed, ${skipped} did not apply${excused === 0 ? '' : `, ${excused} known or outside of what changed`} (--verbose shows them, and how the score comes about).`,
        '',
        this.#dim,
      );
    }
    for (const hint of config.hints) this.#wrapped(hint, 'hint: ', this.#dim);
  }

  gateBreakers(report: Report): void {
    for (const { project, result } of single(report)) {
      if (
        !result.waived &&
        !isExcused(result) &&
        result.severity === 'required' &&
        result.status === 'fail'
      ) {
        const where = project === undefined ? '' : `${project}: `;
        this.#wrapped(
          where + result.summary,
          `${this.#signs.fail} ${pad(result.id, ID_COLUMN)} `,
          (line) => line,
          '    ',
        );
      }
    }
  }

  verdict({ gate, projects }: Report): void {
    this.lines.push(
      '',
      gate.passed ? this.#paint.green.bold('Gate passed') : this.#paint.red.bold('Gate failed'),
    );
    const shown = projects ? gate.reasons.slice(0, REASONS_SHOWN) : gate.reasons;
    for (const reason of shown) this.#wrapped(reason, '  - ');
    const hidden = gate.reasons.length - shown.length;
    if (hidden > 0) this.lines.push(`  - and ${hidden} more, which the projects show above`);
  }

  #painter({ status, waived, known, outside }: Result): (text: string) => string {
    if (waived || known || outside || status === 'skip') return this.#paint.dim;
    return {
      pass: this.#paint.green,
      warn: this.#paint.yellow,
      fail: this.#paint.red,
      unknown: this.#paint.magenta,
    }[status];
  }

  #wrapped(
    text: string,
    first: string,
    paint: (line: string, nth: number) => string = (line) => line,
    rest?: string,
  ): void {
    const lines = wrap(text, this.#width, first, rest);
    this.lines.push(...lines.map((line, nth) => paint(line, nth)));
  }
}

/** What is shown where nobody asks for more: what is open and held against this run, and what is waived. */
function isWorthALine(result: Result): boolean {
  return result.waived || (isOpen(result) && !isExcused(result));
}
