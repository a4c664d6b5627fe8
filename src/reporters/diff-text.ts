import { Chalk, type ChalkInstance } from 'chalk';
import type { ComparedFinding, Comparison } from '../report/comparison.js';
import {
  checkGroups,
  findingGroups,
  gateText,
  numbersText,
  restText,
  stateText,
  VERDICT,
} from './diff-words.js';
import { columns, pad, shownThroughout, wrap } from './layout.js';

/** How a comparison is laid out. */
export interface DiffLook {
  width: number;
  color: boolean;
  /** Write nothing but ASCII. */
  ascii?: boolean | undefined;
  /** Every finding, however many there are. */
  verbose: boolean;
}

const FINDINGS_SHOWN = 10;
const NAME_COLUMN = 24;

/** A comparison for a person at a terminal. Text of the project is made visible first, so that it cannot move the cursor. */
export function diffText(given: Comparison, look: DiffLook): string {
  const comparison = shownThroughout(given, look);
  const page = new Page(Math.min(look.width, 120), new Chalk({ level: look.color ? 1 : 0 }));
  page.heading(comparison);
  if (comparison.verdict !== 'incomparable') {
    page.projects(comparison);
    page.checks(comparison);
    page.findings(comparison, look.verbose);
    page.wrapped(restText(comparison), '', page.paint.dim);
  }
  return `${page.lines.join('\n')}\n`;
}

class Page {
  readonly lines: string[] = [];
  readonly paint: ChalkInstance;
  readonly #width: number;

  constructor(width: number, paint: ChalkInstance) {
    this.#width = width;
    this.paint = paint;
  }

  heading({ before, after, verdict, obstacles, score, coverage, gate }: Comparison): void {
    const { bold, green, red, yellow } = this.paint;
    this.wrapped(`${after.name}: ${placeOf(before)} -> ${placeOf(after)}`, '', bold);
    const color = { better: green, worse: red, mixed: yellow, same: bold, incomparable: yellow }[verdict];
    this.wrapped(VERDICT[verdict], '', color);
    for (const { text } of obstacles) this.wrapped(text, '  ! ');
    if (verdict === 'incomparable') return;
    this.wrapped(
      `score ${numbersText(score)}, coverage ${numbersText(coverage, ' %')}, gate ${gateText(gate)}`,
      '',
    );
    if (!gate.after) for (const reason of gate.reasons.slice(0, FINDINGS_SHOWN)) this.wrapped(reason, '  - ');
    this.#more(gate.reasons.length - FINDINGS_SHOWN, !gate.after);
    this.lines.push('');
  }

  projects({ projects = [] }: Comparison): void {
    const differing = projects.filter(
      ({ change, score, gate }) =>
        change !== 'both' || score.before !== score.after || gate.before !== gate.after,
    );
    if (differing.length === 0) return;
    this.lines.push(this.paint.bold('Projects'));
    for (const { path, change, score, gate } of differing) {
      const note = change === 'both' ? '' : ` (${change})`;
      this.#named(path, `score ${numbersText(score)}, gate ${gateText(gate)}${note}`);
    }
    this.lines.push('');
  }

  checks(comparison: Comparison): void {
    for (const { title, checks } of checkGroups(comparison)) {
      this.lines.push(this.paint.bold(title));
      for (const check of checks) {
        const name = check.project === undefined ? check.id : `${check.project}: ${check.id}`;
        const summary = check.after?.summary || check.before?.summary;
        this.#named(name, `${stateText(check)}${summary ? `: ${summary}` : ''}`);
      }
      this.lines.push('');
    }
  }

  findings(comparison: Comparison, all: boolean): void {
    for (const { title, findings } of findingGroups(comparison)) {
      this.lines.push(this.paint.bold(`${title} (${findings.length})`));
      const shown = all ? findings : findings.slice(0, FINDINGS_SHOWN);
      for (const finding of shown) {
        const doubt = finding.confidence === 'certain' ? '' : ` (${finding.confidence})`;
        const from = finding.from === undefined ? '' : `, before in ${finding.from}`;
        this.wrapped(
          `${placeOfFinding(finding)}${finding.message}${doubt}${from} [${finding.check}]`,
          '  ',
          undefined,
          '    ',
        );
      }
      this.#more(findings.length - shown.length, true);
      this.lines.push('');
    }
  }

  /** A name in a column, and what there is to say of it; a name that is too long for it stands above. */
  #named(name: string, text: string): void {
    if (columns(name) <= NAME_COLUMN) {
      this.wrapped(text, `  ${pad(name, NAME_COLUMN)} `, undefined, '    ');
      return;
    }
    this.wrapped(name, '  ');
    this.wrapped(text, '    ');
  }

  #more(hidden: number, wanted: boolean): void {
    if (wanted && hidden > 0) this.lines.push(this.paint.dim(`  and ${hidden} more (--verbose)`));
  }

  wrapped(
    text: string,
    first: string,
    paint: (line: string) => string = (line) => line,
    rest?: string,
  ): void {
    this.lines.push(...wrap(text, this.#width, first, rest).map((line) => paint(line)));
  }
}

function placeOf({ commit, branch, dirty }: Comparison['before']): string {
  const at = commit === null ? 'no commit' : commit.slice(0, 10);
  return `${at}${dirty ? '+' : ''}${branch === null ? '' : ` (${branch})`}`;
}

function placeOfFinding({ project, file, line, cell }: ComparedFinding): string {
  if (file === undefined) return project === undefined ? '' : `${project}: `;
  if (cell !== undefined) return `${file} cell ${cell}${line === undefined ? '' : `, line ${line}`}  `;
  return `${file}${line === undefined ? '' : `:${line}`}  `;
}
