import type { ShellCommand, Word } from './model.js';

/** Longest value that is put in place of a variable, and how much of a text values may make up. */
const LONGEST = 10_000;
const MOST = 500_000;

/** The variables of one text: those set outside, and those that it sets itself. */
export class Variables {
  readonly #outside: (name: string) => string | undefined;
  /** What the text sets; undefined where it cannot be told. */
  readonly #own = new Map<string, string | undefined>();
  readonly #lists = new Map<string, readonly string[] | undefined>();
  #given = 0;

  constructor(outside: (name: string) => string | undefined) {
    this.#outside = outside;
  }

  /** The value of a variable; undefined where the text does not tell it. */
  get(name: string): string | undefined {
    const value = this.#own.has(name) ? this.#own.get(name) : this.#outside(name);
    if (value === undefined) return undefined;
    this.#given += value.length;
    return value.length > LONGEST || this.#given > MOST ? undefined : value;
  }

  /** Sets a variable; one that is only set under a condition may hold what it held before. */
  set(name: string, value: string | undefined, conditional: boolean): void {
    this.#own.set(name, conditional && this.get(name) !== value ? undefined : value);
  }

  /** Takes in a word that sets a list of values (`A=(b c)`); `read` reads what stands in the brackets. */
  takeList(
    { text, known }: Word,
    conditional: boolean,
    read: (list: string) => readonly ShellCommand[],
  ): void {
    const [, name, adds, inside] = /^([A-Za-z_]\w*)(\+?)=\(([\s\S]*)\)$/.exec(text) ?? [];
    if (known || name === undefined || inside === undefined) return;
    const words = read(inside).flatMap((command) => command.words);
    const isTold = !conditional && !adds && words.every((word) => word.known && !/[*?[]/.test(word.text));
    this.#lists.set(name, isTold ? words.map((word) => word.text) : undefined);
  }

  /** The values of a list; undefined where the text does not tell them, or they are none. */
  list(name: string): readonly string[] | undefined {
    const values = this.#lists.get(name) ?? [];
    this.#given += values.reduce((sum, { length }) => sum + length + 1, 0);
    return values.length === 0 || this.#given > MOST ? undefined : values;
  }

  /** Sets what words of the form `name=value` say; `name+=value` adds to what was there. */
  assign(words: readonly Word[], conditional: boolean): void {
    for (const { text, known } of words) {
      const [, name, adds, value] = /^([A-Za-z_]\w*)(\+?)=([\s\S]*)$/.exec(text) ?? [];
      if (name === undefined) continue;
      const old = adds ? this.get(name) : '';
      this.set(name, known && old !== undefined ? old + value! : undefined, conditional);
    }
  }

  /**
   * The value of what stands between `${` and `}`; undefined where it cannot be told. A variable without a value takes the
   * default that the text gives it. Source: POSIX.1-2017, "Parameter Expansion".
   */
  expand(inner: string): string | undefined {
    const [, name = '', operator = '', word = ''] =
      /^([A-Za-z_]\w*)(?:(:?[-=+])([\s\S]*))?$/.exec(inner) ?? [];
    if (name === '') return undefined;
    const value = this.get(name);
    if (operator === '') return value;
    const isSet = value !== undefined && (value !== '' || !operator.startsWith(':'));
    if (operator.endsWith('+')) return isSet ? this.#plain(word) : undefined;
    if (isSet) return value;
    const said = this.#plain(word);
    if (operator.endsWith('=')) this.set(name, said, false);
    return said;
  }

  #plain(word: string): string | undefined {
    const text = word.replace(/^(["'])([\s\S]*)\1$/, '$2');
    const variable = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/.exec(text);
    if (variable) return this.get(variable[1] ?? variable[2]!);
    return /[$`"'\\]/.test(text) ? undefined : text;
  }
}
