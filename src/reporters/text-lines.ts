import { Chalk, type ChalkInstance } from 'chalk';
import type { Finding, Result } from '../report/report.js';
import { columns, pad, wrap } from './layout.js';
import { placeOf } from './places.js';
import { isOpen } from './rank.js';
import { excuseOf, hiddenText, isExcused } from './ratchet.js';
import { type Signs, signsOf } from './signs.js';

/** Columns of a check's id. */
export const ID_COLUMN = 24;
const FINDINGS_SHOWN = 5;

/** Lines for a terminal, and how a result and its findings are told in them. */
export class Lines {
  readonly lines: string[] = [];
  protected readonly width: number;
  protected readonly paint: ChalkInstance;
  protected readonly signs: Signs;
  protected readonly dim = (line: string) => this.paint.dim(line);

  constructor(width: number, look: { color: boolean; ascii?: boolean | undefined }) {
    this.width = width;
    this.paint = new Chalk({ level: look.color ? 1 : 0 });
    this.signs = signsOf(look);
  }

  /** How one check stands, with its findings (at most so many), mends, and with `verbose` its evidence. */
  result(result: Result, verbose: boolean, most?: number): void {
    const excuse = isOpen(result) ? excuseOf(result) : '';
    const sign = result.waived ? 'w' : excuse === '' ? this.signs[result.status] : 'k';
    const paint = this.#painter(result);
    const label = result.severity === 'required' ? '' : ` (${result.severity})`;
    const head = `${sign} ${pad(result.id, ID_COLUMN)} `;
    const summary = `${result.summary}${isOpen(result) ? label : ''}${result.waived ? ' (waived)' : excuse}`;
    this.wrapped(
      summary,
      head,
      (line, nth) => (nth === 0 ? paint(line.slice(0, head.length)) + line.slice(head.length) : line),
      '    ',
    );
    const shown = this.findings(result, most ?? FINDINGS_SHOWN, verbose);
    // The general mend is that of the findings without one of their own.
    const general = result.status === 'unknown' ? [] : [result.fix];
    const mends = new Set(
      shown.flatMap(({ fix, waived }) => (waived !== undefined ? [] : fix === undefined ? general : [fix])),
    );
    // The mends that several projects share stand once, above them.
    if (isOpen(result) && (verbose || (most === undefined && excuse === ''))) {
      for (const mend of mends.size > 0 && mends.size <= 3 ? mends : general) {
        this.wrapped(mend, `    ${this.signs.mend} `, (line) => this.paint.cyan(line));
      }
    }
    if (verbose)
      for (const proof of result.evidence) this.wrapped(proof, `    ${this.signs.proof} `, this.dim);
  }

  /** The findings of a result, at most so many; returns those that stand for what is to be mended. */
  findings(result: Result, most: number, verbose = false): readonly Finding[] {
    const { findings, waived } = result;
    const fresh = findings.filter((one) => !isExcused(one));
    // A lone finding without a place says what the summary says.
    const lone = findings.length === 1 && findings[0]?.file === undefined && !waived;
    const shown = verbose ? findings : lone ? [] : fresh.slice(0, most);
    for (const finding of shown) this.#finding(finding);
    const hidden = verbose || lone ? '' : hiddenText(fresh.length - shown.length, findings);
    if (hidden !== '') this.lines.push(this.paint.dim(`    and ${hidden} (--verbose)`));
    return lone ? findings : shown;
  }

  #finding(finding: Finding): void {
    const where = placeOf(finding);
    const doubt = finding.confidence === 'certain' ? '' : ` (${finding.confidence})`;
    const waived = finding.waived === undefined ? '' : ` (waived: ${finding.waived})`;
    const said = `${finding.message}${doubt}${waived}${waived === '' ? excuseOf(finding) : ''}`;
    if (where === '') this.wrapped(said, '    ');
    else if (columns(where) + columns(said) + 6 <= this.width)
      this.lines.push(`    ${this.paint.underline(where)}  ${said}`);
    else {
      this.wrapped(where, '    ', (line) => `${line.slice(0, 4)}${this.paint.underline(line.slice(4))}`);
      this.wrapped(said, '      ');
    }
  }

  #painter({ status, waived, known, outside }: Result): (text: string) => string {
    if (waived || known || outside || status === 'skip') return this.paint.dim;
    return {
      pass: this.paint.green,
      warn: this.paint.yellow,
      fail: this.paint.red,
      unknown: this.paint.magenta,
    }[status];
  }

  wrapped(
    text: string,
    first: string,
    paint: (line: string, nth: number) => string = (line) => line,
    rest?: string,
  ): void {
    const lines = wrap(text, this.width, first, rest);
    this.lines.push(...lines.map((line, nth) => paint(line, nth)));
  }
}
