import type { Limits } from './limits.js';
import type { Break, ShellCommand } from './model.js';
import { WordReader } from './word-reader.js';

/** Shells inside of shells that are followed: `bash -c "$(…)"`. */
const DEEPEST = 8;

/** Takes a text apart into words and operators. */
export class Reader extends WordReader {
  /** Round brackets in a command that wait to be closed, in text that is no proper shell. */
  #brackets = 0;

  constructor(text: string, breaks: readonly Break[], limits: Limits) {
    super(text, breaks, limits, (part, at) => new Reader(part, at, limits).read());
  }

  read(): ShellCommand[] {
    this.limits.characters -= this.text.length;
    if (this.limits.depth >= DEEPEST || this.limits.characters < 0) return [];
    this.limits.depth++;
    while ((this.at < this.text.length || this.#again()) && this.limits.commands > 0) this.#step();
    this.#end('\n');
    this.limits.depth--;
    return this.grammar.commands;
  }

  /** Goes back to the body of a loop that has another round. */
  #again(): boolean {
    if (this.word?.text !== 'done' || this.word.quoted) return false;
    const to = this.grammar.again();
    if (to === undefined) return false;
    this.word = undefined;
    this.at = to;
    return true;
  }

  #step(): void {
    const text = this.text;
    const char = text[this.at]!;
    if (this.word?.text === 'done' && /[\s;&|()<>\0]/.test(char) && this.#again()) return;
    switch (char) {
      case '\0':
        this.at++;
        return;
      case ' ':
      case '\t':
      case '\r':
        this.endWord();
        this.at++;
        return;
      case '\n':
        this.#end('\n');
        this.at = this.grammar.documents(this.at + 1);
        return;
      case '\\':
        this.escape();
        return;
      case '#':
        if (this.word?.started) break;
        this.at = this.scan.next('\n', this.at);
        if (this.at < 0) this.at = text.length;
        return;
      case "'": {
        const end = this.scan.next("'", this.at + 1);
        if (end < 0) break;
        this.quoted(this.at + 1, end);
        return;
      }
      case '"': {
        const end = this.scan.end(this.at + 1, '"');
        if (end < 0) break;
        this.doubleQuoted(end);
        return;
      }
      case '$':
        this.dollar(false);
        return;
      case '`':
        this.backquote();
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
    this.add('');
    if ('{,}'.includes(char)) this.word!.mark(char, this.lines.line(this.at));
    else this.add(char);
    this.at++;
  }

  #end(operator: string): void {
    this.endWord();
    this.#brackets = 0;
    this.grammar.end(operator, this.at);
  }

  /** Reads an operator; false when the character is none where it stands. */
  #operator(char: string): boolean {
    const text = this.text;
    const next = text[this.at + 1];
    if (this.grammar.isTest && this.word?.text !== ']]') {
      this.endWord();
      this.at++;
      return true;
    }
    if (char === '<' || char === '>') {
      if (next === '(') {
        if (this.word?.started) return false;
        this.substitution(this.at + 2);
        return true;
      }
      return this.#redirect();
    }
    if (char === '&' && next === '>') {
      this.endWord();
      this.at++;
      return this.#redirect();
    }
    if (char === '(') return this.#open();
    if (char === ')') {
      if (this.#brackets > 0) {
        this.#brackets--;
        return false;
      }
      this.#end(')');
      this.at++;
      return true;
    }
    const operator = /^(?:;;&|;;|;&|;|&&|\|\||\|&|&|\|)/.exec(text.slice(this.at, this.at + 3))![0];
    this.#end(operator);
    this.at += operator.length;
    return true;
  }

  #redirect(): boolean {
    // A number right before it is the one of a file descriptor.
    if (this.word && !this.word.quoted && /^\d+$/.test(this.word.text)) this.word = undefined;
    this.endWord();
    const operator = /^(?:<<<|<<-|<<|<>|<&|<|>>|>&|>\||>)/.exec(this.text.slice(this.at, this.at + 3))![0];
    this.grammar.redirect(operator);
    this.at += operator.length;
    return true;
  }

  /** An opening bracket: of a subshell, of a function, of a list of values, or text that is no shell. */
  #open(): boolean {
    const word = this.word;
    if (!word?.started && this.text[this.at + 1] === '(' && this.grammar.isArithmetic) {
      const end = this.scan.end(this.at + 1, ')');
      if (end >= 0 && this.text[end - 1] === ')') {
        this.at = end + 1;
        return true;
      }
    }
    if (!word?.started && this.grammar.isStart) {
      this.#end('(');
      this.at++;
      return true;
    }
    const close = this.scan.end(this.at + 1, ')');
    if (close < 0) return false;
    if (word && /^[A-Za-z_]\w*\+?=$/.test(word.text)) {
      this.unknown(close + 1);
      return true;
    }
    if (this.text.slice(this.at + 1, close).trim() === '' && this.grammar.isFunction(word)) {
      this.word = undefined;
      this.grammar.drop();
      this.at = close + 1;
      return true;
    }
    this.#brackets++;
    return false;
  }
}
