import type { ComparedCheck, ComparedFinding, ComparedProject, Comparison } from '../report/comparison.js';
import {
  checkGroups,
  findingGroups,
  gateText,
  numbersText,
  restText,
  stateText,
  VERDICT,
} from './diff-words.js';
import { commitLink, placeLink } from './links.js';
import { code, details, prose, table } from './markdown-text.js';

/** The longest comment that GitHub takes, in characters; GitLab and Bitbucket take more. */
export const COMMENT_LIMIT = 65_536;
/** The longest text of a project that a comment shows, in characters. */
const LONGEST = 300;
const OPEN_SHOWN = 20;
const FOLDED_SHOWN = 200;
const SIGN = { better: '✅', worse: '❌', mixed: '⚠️', same: '➖', incomparable: '❔' } as const;

/**
 * A comparison as a comment on a pull request, of at most `COMMENT_LIMIT` characters; what does not fit is counted. Its
 * first line is a hidden marker that stays the same for a project, by which a bot finds the comment that it replaces.
 */
export function diffMarkdown(comparison: Comparison): string {
  const { verdict } = comparison;
  const [before, after] = [linkable(comparison.before), linkable(comparison.after)];
  const page = new Page();
  page.add(
    marker(after.folder),
    `### ${SIGN[verdict]} Reproducibility: ${VERDICT[verdict]}`,
    '',
    ...totals(comparison),
    '',
    ...comparison.obstacles.map(({ text }) => `> ⚠️ ${clipped(text)}`),
    ...(comparison.obstacles.length > 0 ? [''] : []),
  );
  if (verdict !== 'incomparable') {
    if (!comparison.gate.after) page.list('The gate fails because', comparison.gate.reasons, clipped, true);
    page.list('Projects', differing(comparison), projectLine, false);
    for (const { title, checks } of checkGroups(comparison))
      page.list(title, checks, checkLine, title === 'Worse');
    for (const { title, findings } of findingGroups(comparison)) {
      page.list(
        title,
        findings,
        (one) => findingLine(after, one),
        title.startsWith('New') || title.endsWith('no longer accepted'),
      );
    }
    page.add(restText(comparison), '');
  }
  page.add(
    `<sub>${clipped(after.name)}: ${commitLink({ project: before })} to ${commitLink({ project: after })}${after.dirty ? ' with uncommitted changes' : ''}, repro ${prose(after.version.slice(0, 40))}</sub>`,
  );
  return page.text();
}

/** The hidden first line; one for each folder that is judged by itself. */
export function marker(folder: string): string {
  const name = encodeURIComponent(cut(folder).toWellFormed()).replace(/-/g, '%2D');
  return `<!-- repro diff${name === '' ? '' : ` ${name}`} -->`;
}

/** An address of any length is no address of a forge. */
function linkable(side: Comparison['before']): Comparison['before'] {
  return side.remote !== null && side.remote.length > LONGEST ? { ...side, remote: null } : side;
}

function totals({ score, coverage, gate, before, after }: Comparison): string[] {
  const shown = (value: number | null, unit = '') => (value === null ? 'none' : `${value}${unit}`);
  const grades = before.grade === after.grade ? '' : `grade ${before.grade} -> ${after.grade}`;
  const change = ({ change: points }: Comparison['score']) =>
    points === null || points === 0 ? '' : `${points > 0 ? '+' : ''}${points}`;
  const passed = (value: boolean) => (value ? '✅ passed' : '❌ failed');
  return table(
    ['', 'Before', 'After', ''],
    [
      ['Score', shown(score.before), shown(score.after), [change(score), grades].filter(Boolean).join(', ')],
      ['Coverage', shown(coverage.before, ' %'), shown(coverage.after, ' %'), change(coverage)],
      ['Gate', passed(gate.before), passed(gate.after), ''],
    ],
  );
}

function differing({ projects = [] }: Comparison): ComparedProject[] {
  return projects.filter(
    ({ change, score, gate }) =>
      change !== 'both' || score.before !== score.after || gate.before !== gate.after,
  );
}

function projectLine({ path, change, score, gate }: ComparedProject): string {
  const note = change === 'both' ? '' : ` *(${change})*`;
  return `${code(cut(path))}: score ${numbersText(score)}, gate ${gateText(gate)}${note}`;
}

function checkLine(check: ComparedCheck): string {
  const { id, project, before, after } = check;
  const where = project === undefined ? '' : ` in ${code(cut(project))}`;
  const summary = after?.summary || before?.summary || '';
  return `${code(id)}${where}: ${stateText(check)}${summary === '' ? '' : `: ${clipped(summary)}`}`;
}

function findingLine(project: Comparison['after'], finding: ComparedFinding): string {
  const { check, file, message, confidence, fix, from } = finding;
  const where = file === undefined || file.length > LONGEST ? '' : `${placeLink({ project }, finding)} `;
  const doubt = confidence === 'certain' ? '' : ` *(${confidence})*`;
  const before = from === undefined ? '' : `, before in ${code(cut(from))}`;
  const mend = fix === undefined ? '' : `<br>Mend: ${clipped(fix)}`;
  return `${where}${clipped(message)}${doubt}${before} (${code(check)})${mend}`;
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function clipped(text: string): string {
  return prose(cut(text));
}

/** Lines that are added as long as the comment stays within its limit. */
class Page {
  readonly #lines: string[] = [];
  #size = 0;

  /** Lines that every comment has. They are few, and their texts are cut. */
  add(...lines: string[]): void {
    this.#lines.push(...lines);
    this.#size += sizeOf(lines);
  }

  /** A list with a title, folded beyond the first items or wholly; items that do not fit are counted. */
  list<T>(title: string, all: readonly T[], render: (one: T) => string, open: boolean): void {
    const items = all.slice(0, OPEN_SHOWN + FOLDED_SHOWN).map(render);
    if (items.length === 0) return;
    const shown = open ? items.slice(0, OPEN_SHOWN) : [];
    const folded = items.slice(shown.length, shown.length + FOLDED_SHOWN);
    const visibleItems = this.#fitting(shown);
    const room = this.#size + sizeOf(visibleItems);
    const foldedItems = this.#fitting(folded, room);
    const hidden = all.length - visibleItems.length - foldedItems.length;
    const rest = hidden > 0 ? [`- and ${hidden} more`] : [];
    const heading = `${title} (${all.length})`;
    if (open) this.add(`**${heading}**`, '', ...visibleItems, ...(foldedItems.length === 0 ? rest : []), '');
    if (foldedItems.length > 0)
      this.add(
        ...details(open ? `${all.length - visibleItems.length} more` : heading, [...foldedItems, ...rest]),
        '',
      );
    else if (!open) this.add(`${heading}: left out, the comment would be too long`, '');
  }

  #fitting(items: readonly string[], from = this.#size): string[] {
    const fitting: string[] = [];
    let size = from;
    for (const item of items) {
      size += item.length + 3;
      if (size > COMMENT_LIMIT - RESERVE) break;
      fitting.push(`- ${item}`);
    }
    return fitting;
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Characters kept free for what every comment has, and for the titles of lists. */
const RESERVE = 8_000;

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
