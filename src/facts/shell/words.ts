import { expandBraces } from './braces.js';
import type { Break, ShellCommand, Word } from './model.js';

/** A word while it is read. */
export class WordBuilder {
  text = '';
  known = true;
  /** Whether any of it was quoted: such a word is none of the grammar and stays when it is empty. */
  quoted = false;
  started = false;
  readonly start: number;
  readonly #line: number;
  readonly #breaks: Break[] = [];
  /** Offsets of braces and commas that are not quoted. */
  readonly #marks: number[] = [];
  #last: number;

  constructor(start: number, line: number) {
    this.start = start;
    this.#line = line;
    this.#last = line;
  }

  add(text: string, line: number): void {
    if (line !== this.#last) {
      this.#breaks.push({ offset: this.text.length, line });
      this.#last = line;
    }
    this.text += text;
    this.started = true;
  }

  /** Adds a brace or comma that is not quoted. */
  mark(char: string, line: number): void {
    this.#marks.push(this.text.length);
    this.add(char, line);
  }

  done(): Word {
    return { text: this.text, line: this.#line, known: this.known, breaks: this.#breaks };
  }

  /** The words that it stands for. */
  words(): Word[] {
    const one = this.done();
    const isSet = /^[A-Za-z_]\w*\+?=/.test(one.text);
    const texts = isSet ? undefined : expandBraces(one.text, this.#marks);
    if (!texts) return [one];
    return texts.filter((text) => text !== '').map((text) => ({ ...one, text, breaks: [] }));
  }
}

/** The line on which a place of a text stands. */
export class LineFinder {
  readonly #breaks: readonly Break[];
  #at = 0;

  constructor(breaks: readonly Break[]) {
    this.#breaks = breaks;
  }

  /** The line of an offset; quick when asked in rising order. */
  line(offset: number): number {
    while (this.#at > 0 && this.#breaks[this.#at]!.offset > offset) this.#at--;
    while (this.#at + 1 < this.#breaks.length && this.#breaks[this.#at + 1]!.offset <= offset) this.#at++;
    return this.#breaks[this.#at]?.line ?? 1;
  }
}

/** The breaks of a part of a text, from its own start. */
export function breaksOf(
  { text, line, breaks }: { text: string; line: number; breaks: readonly Break[] },
  from = 0,
  to: number = text.length,
): Break[] {
  const own: Break[] = [{ offset: 0, line }];
  for (const one of breaks) {
    if (one.offset <= from) own[0] = { offset: 0, line: one.line };
    else if (one.offset < to) own.push({ offset: one.offset - from, line: one.line });
  }
  return own;
}

const SHELLS = /^(?:.*\/)?(?:ba|da|k|z|a)?sh$/;

/**
 * What a shell that a command starts reads: the text after `-c`, its input, or a file; undefined for other programs.
 * `words` begins with the program.
 */
export function shellReads(
  words: readonly Word[],
): { script: Word } | { file: Word } | { input: true } | undefined {
  const [program] = words;
  if (!program || !SHELLS.test(program.text)) return undefined;
  let wantsScript = false;
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (/^-[a-zA-Z]+$/.test(word.text)) {
      if (word.text.includes('c')) wantsScript = true;
      if (/^-[a-z]*s/.test(word.text) && !wantsScript) return { input: true };
      if (/^-[a-z]*[oO]$/.test(word.text)) at++;
    } else if (/^(?:--[\w-]+|\+[a-zA-Z]+|-)$/.test(word.text)) continue;
    else return wantsScript ? { script: word } : { file: word };
  }
  return wantsScript ? undefined : { input: true };
}

/** A command that has been read in part. */
export type OpenCommand = Omit<ShellCommand, 'words'> & { words: Word[] };
