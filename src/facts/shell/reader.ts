import { Grammar } from './grammar.js';
import type { Break, ShellCommand } from './model.js';
import { Scanner } from './scan.js';
import { Variables } from './variables.js';
import { LineFinder, WordBuilder } from './words.js';

/** Shells inside of shells that are followed: `bash -c "$(…)"`. */
const DEEPEST = 8;
const MOST_COMMANDS = 20_000;

/** What all readers of one text share. */
export class Limits {
  readonly variables: Variables;
  /** Whether a here-document without a program is commands. */
  readonly bareDocuments: boolean;
  depth = 0;
  commands = MOST_COMMANDS;

  constructor(value: (name: string) => string | undefined, bareDocuments: boolean) {
    this.variables = new Variables(value);
    this.bareDocuments = bareDocuments;
  }
}

/** Takes a text apart into words and operators. */
export class Reader {
  readonly #text: string;
  readonly #limits: Limits;
  readonly #scan: Scanner;
  readonly #lines: LineFinder;
  readonly #grammar: Grammar;
  #at = 0;
  #word: WordBuilder | undefined;
  /** Round brackets in a command that wait to be closed, in text that is no proper shell. */
  #brackets = 0;

  constructor(text: string, breaks: readonly Break[], limits: Limits) {
    this.#text = text;
    this.#limits = limits;
    this.#scan = new Scanner(text);
    this.#lines = new LineFinder(breaks);
    this.#grammar = new Grammar(text, this.#lines, limits, (part, at) => new Reader(part, at, limits).read());
  }

  read(): ShellCommand[] {
    if (this.#limits.depth >= DEEPEST) return [];
    this.#limits.depth++;
    while (this.#at < this.#text.length && this.#limits.commands > 0) this.#step();
    this.#end('\n');
    this.#limits.depth--;
    return this.#grammar.commands;
  }

  #step(): void {
    const text = this.#text;
    const char = text[this.#at]!;
    switch (char) {
      case '\0':
        this.#at++;
        return;
      case ' ':
      case '\t':
      case '\r':
        this.#endWord();
        this.#at++;
        return;
      case '\n':
        this.#end('\n');
        this.#at = this.#grammar.documents(this.#at + 1);
        return;
      case '\\':
        this.#escape();
        return;
      case '#':
        if (this.#word?.started) break;
        this.#at = this.#scan.next('\n', this.#at);
        if (this.#at < 0) this.#at = text.length;
        return;
      case "'": {
        const end = this.#scan.next("'", this.#at + 1);
        if (end < 0) break;
        this.#quoted(this.#at + 1, end);
        return;
      }
      case '"': {
        const end = this.#scan.end(this.#at + 1, '"');
        if (end < 0) break;
        this.#doubleQuoted(end);
        return;
      }
      case '$':
        this.#dollar(false);
        return;
      case '`':
        this.#backquote();
        return;
      case ';':
      case '&':
      case '|':
      case '(':
      case ')':
      case '<':
      case '>':
        if (this.#operator(char)) return;
    }
    this.#add(char);
    this.#at++;
  }

  #add(text: string): WordBuilder {
    const line = this.#lines.line(this.#at);
    this.#word ??= new WordBuilder(this.#at, line);
    this.#word.add(text, line);
    return this.#word;
  }

  #endWord(): void {
    const word = this.#word;
    this.#word = undefined;
    if (word?.started) this.#grammar.word(word);
  }

  #end(operator: string): void {
    this.#endWord();
    this.#brackets = 0;
    this.#grammar.end(operator, this.#at);
  }

  #escape(): void {
    const next = this.#text[this.#at + 1];
    if (next === '\r' && this.#text[this.#at + 2] === '\n') this.#at += 3;
    else if (next === '\n') this.#at += 2;
    else {
      this.#add(next ?? '\\');
      this.#at += 2;
    }
  }

  /** Adds a part of the text as it stands and goes on behind the quote that closes it. */
  #quoted(from: number, to: number): void {
    this.#add('').quoted = true;
    for (let at = from; at < to; ) {
      let end = at;
      while (end < to && this.#text[end] !== '\n' && this.#text[end] !== '\0') end++;
      this.#at = at;
      this.#add(this.#text.slice(at, this.#text[end] === '\n' && end < to ? end + 1 : end));
      at = end + 1;
    }
    this.#at = to + 1;
  }

  #doubleQuoted(end: number): void {
    this.#add('').quoted = true;
    this.#at++;
    while (this.#at < end) {
      const char = this.#text[this.#at]!;
      const next = this.#text[this.#at + 1]!;
      if (char === '$') this.#dollar(true);
      else if (char === '`') this.#backquote();
      else if (char === '\\' && '$`"\\\n'.includes(next)) {
        if (next !== '\n') this.#add(next);
        this.#at += 2;
      } else {
        if (char !== '\0') this.#add(char);
        this.#at++;
      }
    }
    this.#at = end + 1;
  }

  /** What begins with a dollar sign; `quoted` inside of double quotes. */
  #dollar(quoted: boolean): void {
    const text = this.#text;
    const next = text[this.#at + 1] ?? '';
    const end = next === "'" && !quoted ? this.#scan.unescaped("'", this.#at + 2) : -1;
    if (next === '(') this.#substitution(this.#at + 2);
    else if (end >= 0) this.#quoted(this.#at + 2, end);
    else if (next === '"' && !quoted) this.#at++;
    else if (next === '{' && this.#braces(quoted)) return;
    else if (/^[\w@*#?$!-]$/.test(next)) {
      const name = /^[A-Za-z_]\w*/.exec(text.slice(this.#at + 1, this.#at + 200))?.[0];
      const value = name === undefined ? undefined : this.#limits.variables.get(name);
      this.#value(value, this.#at + 1 + (name?.length ?? 1), quoted);
    } else {
      this.#add('$');
      this.#at++;
    }
  }

  /** `${…}`, and `${{ … }}` of templates; false when it does not close. */
  #braces(quoted: boolean): boolean {
    const isTemplate = this.#text[this.#at + 2] === '{';
    const close = isTemplate ? this.#scan.next('}}', this.#at) : this.#scan.brace(this.#at + 2);
    if (close < 0) return false;
    const inner = this.#text.slice(this.#at + 2, close).replaceAll('\0', '');
    const value = isTemplate ? undefined : this.#limits.variables.expand(inner);
    this.#value(value, close + (isTemplate ? 2 : 1), quoted);
    return true;
  }

  /** Puts the value of a variable in its place; outside of quotes, spaces in it part words. */
  #value(value: string | undefined, end: number, quoted: boolean): void {
    if (value === undefined) this.#unknown(end);
    else if (quoted) this.#add(value);
    else {
      for (const [at, field] of value.split(/\s+/).entries()) {
        if (at > 0) this.#endWord();
        if (field !== '') this.#add(field);
      }
    }
    this.#at = end;
  }

  /** Takes the text up to `end` as it stands: what comes in its place cannot be told. */
  #unknown(end: number): void {
    this.#add(this.#text.slice(this.#at, end).replaceAll('\0', '')).known = false;
    this.#at = end;
  }

  /** `$(…)`, `<(…)` and `$((…))`; `from` is behind the bracket. */
  #substitution(from: number): void {
    const end = this.#scan.end(from, ')');
    if (end < 0) {
      this.#add(this.#text[this.#at]!);
      this.#at++;
      return;
    }
    if (this.#text[from] !== '(') this.#grammar.inner(from, end);
    this.#unknown(end + 1);
  }

  #backquote(): void {
    const end = this.#scan.unescaped('`', this.#at + 1);
    if (end < 0) {
      this.#add('`');
      this.#at++;
      return;
    }
    this.#grammar.inner(this.#at + 1, end);
    this.#unknown(end + 1);
  }

  /** Reads an operator; false when the character is none where it stands. */
  #operator(char: string): boolean {
    const text = this.#text;
    const next = text[this.#at + 1];
    if (this.#grammar.isTest && this.#word?.text !== ']]') {
      this.#endWord();
      this.#at++;
      return true;
    }
    if (char === '<' || char === '>') {
      if (next === '(') {
        if (this.#word?.started) return false;
        this.#substitution(this.#at + 2);
        return true;
      }
      return this.#redirect();
    }
    if (char === '&' && next === '>') {
      this.#endWord();
      this.#at++;
      return this.#redirect();
    }
    if (char === '(') return this.#open();
    if (char === ')') {
      if (this.#brackets > 0) {
        this.#brackets--;
        return false;
      }
      this.#end(')');
      this.#at++;
      return true;
    }
    const operator = /^(?:;;&|;;|;&|;|&&|\|\||\|&|&|\|)/.exec(text.slice(this.#at, this.#at + 3))![0];
    this.#end(operator);
    this.#at += operator.length;
    return true;
  }

  #redirect(): boolean {
    // A number right before it is the one of a file descriptor.
    if (this.#word && !this.#word.quoted && /^\d+$/.test(this.#word.text)) this.#word = undefined;
    this.#endWord();
    const operator = /^(?:<<<|<<-|<<|<>|<&|<|>>|>&|>\||>)/.exec(this.#text.slice(this.#at, this.#at + 3))![0];
    this.#grammar.redirect(operator);
    this.#at += operator.length;
    return true;
  }

  /** An opening bracket: of a subshell, of a function, of a list of values, or text that is no shell. */
  #open(): boolean {
    const word = this.#word;
    if (!word?.started && this.#grammar.isStart) {
      this.#end('(');
      this.#at++;
      return true;
    }
    const close = this.#scan.end(this.#at + 1, ')');
    if (close < 0) return false;
    if (word && /^[A-Za-z_]\w*\+?=$/.test(word.text)) {
      this.#unknown(close + 1);
      return true;
    }
    if (this.#text.slice(this.#at + 1, close).trim() === '' && this.#grammar.isFunction(word)) {
      this.#word = undefined;
      this.#grammar.drop();
      this.#at = close + 1;
      return true;
    }
    this.#brackets++;
    return false;
  }
}
