import type { ShellCommand, Word } from './model.js';
import type { Variables } from './variables.js';

/** Most words that a loop is followed for, and most rounds of all loops of a text beyond the first ones. */
const MOST_VALUES = 24;
const MOST_ROUNDS = 200;

interface Loop {
  name?: string | undefined;
  /** What its variable takes in rounds to come. */
  values: string[];
  /** Where its body begins. */
  body?: number | undefined;
  /** The first command of this round. */
  from: number;
  seen: Set<string>;
}

/** The loops around a place; one over literal words (`for p in numpy pandas`) is read once for each. */
export class Loops {
  readonly #open: Loop[] = [];
  readonly #variables: Variables;
  #rounds = MOST_ROUNDS;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  /** Opens a loop of which nothing is known. */
  enter(): void {
    this.#open.push({ values: [], from: 0, seen: new Set() });
  }

  /** Opens `for name in values`. */
  each(words: readonly Word[]): void {
    const name = words[1]?.text;
    const said = words[2]?.text === 'in' ? words.slice(3) : [];
    // A pattern stands for files that the text does not tell.
    const isLiteral =
      said.length > 0 &&
      said.length <= MOST_VALUES &&
      said.every(({ text, known }) => known && !/[*?[]/.test(text));
    const values = isLiteral ? said.map(({ text }) => text) : [];
    this.#open.push({ name, values, from: 0, seen: new Set() });
    if (name !== undefined) this.#variables.set(name, undefined, false);
  }

  /** Notes where the body of the innermost loop begins. */
  body(at: number, commands: readonly ShellCommand[]): void {
    const loop = this.#open.at(-1);
    if (!loop || loop.body !== undefined) return;
    loop.body = at;
    loop.from = commands.length;
    if (loop.values.length > this.#rounds) loop.values = [];
    if (loop.name !== undefined) this.#variables.set(loop.name, loop.values.shift(), false);
  }

  /** Where the text goes on for another round; undefined when there is none. */
  again(commands: ShellCommand[]): number | undefined {
    const loop = this.#open.at(-1);
    if (loop?.name === undefined || loop.body === undefined || loop.values.length === 0) return undefined;
    if (this.#rounds <= 0) return undefined;
    this.#rounds--;
    this.#sift(loop, commands);
    this.#variables.set(loop.name, loop.values.shift(), false);
    return loop.body;
  }

  leave(commands: ShellCommand[]): void {
    const loop = this.#open.pop();
    if (!loop?.body) return;
    if (loop.seen.size > 0) this.#sift(loop, commands);
    if (loop.name !== undefined && loop.values.length > 0) this.#variables.set(loop.name, undefined, false);
  }

  /** Leaves out the commands of a round that are those of an earlier one. */
  #sift(loop: Loop, commands: ShellCommand[]): void {
    const kept = commands.splice(loop.from).filter((command) => {
      const key = keyOf(command);
      return !loop.seen.has(key) && loop.seen.add(key);
    });
    for (const command of kept) commands.push(command);
    loop.from = commands.length;
  }
}

function keyOf({ line, words, inner, document }: ShellCommand): string {
  const own = words.map(({ text }) => text.slice(0, 500)).join('\0');
  return [line, own, document?.text.slice(0, 500) ?? '', ...inner.map(keyOf)].join('\n');
}
