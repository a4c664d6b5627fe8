import { Chalk, type ChalkInstance } from 'chalk';
import type { Evidence, EvidenceNode } from '../report/evidence.js';
import { shownThroughout, wrap } from './layout.js';
import { type Signs, signsOf } from './signs.js';

/** How an evidence tree is laid out. */
export interface TreeLook {
  width: number;
  color: boolean;
  /** Write nothing but ASCII. */
  ascii?: boolean | undefined;
  /** Every branch, however many there are. */
  all: boolean;
}

/** Branches shown of each node, and trees, unless all are asked for. */
const BRANCHES_SHOWN = 6;
const TREES_SHOWN = 40;

const STATE_SIGN = { good: 'pass', partly: 'warn', bad: 'fail', unknown: 'unknown' } as const;

/** An evidence tree for a person at a terminal. Text of the project is made visible first, so that it cannot move the cursor. */
export function evidenceText(given: Evidence, look: TreeLook): string {
  const { check, summary, nodes } = shownThroughout(given, look);
  const tree = new Tree({ ...look, width: Math.min(look.width, 120) });
  tree.heading(check, summary);
  const shown = look.all ? nodes : nodes.slice(0, TREES_SHOWN);
  for (const node of shown) tree.root(node);
  tree.more(nodes.length - shown.length, '');
  return `${tree.lines.join('\n')}\n`;
}

class Tree {
  readonly lines: string[] = [];
  readonly #look: TreeLook;
  readonly #paint: ChalkInstance;
  readonly #signs: Signs;

  constructor(look: TreeLook) {
    this.#look = look;
    this.#paint = new Chalk({ level: look.color ? 1 : 0 });
    this.#signs = signsOf(look);
  }

  heading(check: string, summary: string): void {
    this.#wrapped(`${check} in ${summary}`, '', '', (line) => this.#paint.bold(line));
  }

  root(node: EvidenceNode): void {
    this.lines.push('');
    this.#node(node, '', '');
  }

  more(number: number, before: string): void {
    if (number > 0) this.lines.push(this.#paint.dim(`${before}and ${number} more (--all)`));
  }

  /** A node with what hangs on it; `first` begins its first line, `rest` the others. */
  #node(node: EvidenceNode, first: string, rest: string): void {
    const { kind, text, state, path, children = [] } = node;
    const { mend, branch, last: corner, past, trunk } = this.#signs;
    const sign = kind === 'mend' ? `${mend} ` : state ? `${this.#signs[STATE_SIGN[state]]} ` : '';
    const place = placeOf(node);
    const told = place === '' ? text : `${place}  ${text}`;
    const below = rest + (children.length > 0 ? trunk : '  ');
    this.#wrapped(told, first + sign, below, (line, nth) => this.#painted(node, line, nth));
    if (path && path.length > 1) {
      const way = path
        .slice(0, -1)
        .map((step) => `${placeOf(step)} ${step.text}`)
        .join(' -> ');
      this.#wrapped(way, `${below}by `, `${below}   `, (line) => this.#paint.dim(line));
    }
    // The mend stands last and is never left out.
    const mends = children.filter((child) => child.kind === 'mend');
    const others = children.filter((child) => child.kind !== 'mend');
    const shown = this.#look.all ? others : others.slice(0, BRANCHES_SHOWN);
    const hidden = others.length - shown.length;
    const branches = [...shown, ...mends];
    for (const [at, child] of branches.entries()) {
      if (at === shown.length) this.more(hidden, rest + branch);
      const last = at === branches.length - 1 && (hidden === 0 || at >= shown.length);
      this.#node(child, rest + (last ? corner : branch), rest + (last ? '   ' : past));
    }
    if (mends.length === 0) this.more(hidden, rest + corner);
  }

  #painted({ kind, state }: EvidenceNode, line: string, nth: number): string {
    const { cyan, green, yellow, red, magenta, bold } = this.#paint;
    if (kind === 'mend') return cyan(line);
    const color = state && { good: green, partly: yellow, bad: red, unknown: magenta }[state];
    const sign = state && this.#signs[STATE_SIGN[state]];
    const colored = color && sign && nth === 0 ? line.replace(sign, color(sign)) : line;
    return kind === 'source' ? bold(colored) : colored;
  }

  #wrapped(text: string, first: string, rest: string, paint: (line: string, nth: number) => string): void {
    this.lines.push(...wrap(text, this.#look.width, first, rest).map((line, nth) => paint(line, nth)));
  }
}

function placeOf({ file, line, cell }: Pick<EvidenceNode, 'file' | 'line' | 'cell'>): string {
  if (file === undefined) return '';
  if (cell !== undefined) return `${file} cell ${cell}, line ${line}`;
  return line === undefined ? file : `${file}:${line}`;
}
