import { Grammar } from './grammar.js';
import type { Limits } from './limits.js';
import type { Break, ShellCommand } from './model.js';
import { Scanner } from './scan.js';
import { LineFinder, WordBuilder } from './words.js';

/** Reads what words are made of: quotes, variables and substitutions. */
export abstract class WordReader {
  protected readonly text: string;
  protected readonly limits: Limits;
  protected readonly scan: Scanner;
  protected readonly lines: LineFinder;
  protected readonly grammar: Grammar;
  protected at = 0;
  protected word: WordBuilder | undefined;

  constructor(
    text: string,
    breaks: readonly Break[],
    limits: Limits,
    read: (text: string, breaks: readonly Break[]) => ShellCommand[],
  ) {
    this.text = text;
    this.limits = limits;
    this.scan = new Scanner(text);
    this.lines = new LineFinder(breaks);
    this.grammar = new Grammar(text, this.lines, limits, read);
  }

  protected add(text: string): WordBuilder {
    const line = this.lines.line(this.at);
    this.word ??= new WordBuilder(this.at, line);
    this.word.add(text, line);
    return this.word;
  }

  protected endWord(): void {
    const word = this.word;
    this.word = undefined;
    if (word?.started) this.grammar.word(word);
  }

  protected escape(): void {
    const next = this.text[this.at + 1];
    if (next === '\r' && this.text[this.at + 2] === '\n') this.at += 3;
    else if (next === '\n') this.at += 2;
    else {
      this.add(next ?? '\\');
      this.at += 2;
    }
  }

  /** Adds a part of the text as it stands and goes on behind the quote that closes it. */
  protected quoted(from: number, to: number): void {
    this.add('').quoted = true;
    for (let at = from; at < to; ) {
      let end = at;
      while (end < to && this.text[end] !== '\n' && this.text[end] !== '\0') end++;
      this.at = at;
      this.add(this.text.slice(at, this.text[end] === '\n' && end < to ? end + 1 : end));
      at = end + 1;
    }
    this.at = to + 1;
  }

  protected doubleQuoted(end: number): void {
    this.add('').quoted = true;
    this.at++;
    while (this.at < end) {
      const char = this.text[this.at]!;
      const next = this.text[this.at + 1]!;
      if (char === '$') this.dollar(true);
      else if (char === '`') this.backquote();
      else if (char === '\\' && '$`"\\\n'.includes(next)) {
        if (next !== '\n') this.add(next);
        this.at += 2;
      } else {
        if (char !== '\0') this.add(char);
        this.at++;
      }
    }
    this.at = end + 1;
  }

  /** What begins with a dollar sign; `quoted` inside of double quotes. */
  protected dollar(quoted: boolean): void {
    const text = this.text;
    const next = text[this.at + 1] ?? '';
    const end = next === "'" && !quoted ? this.scan.unescaped("'", this.at + 2) : -1;
    if (next === '(') this.substitution(this.at + 2);
    else if (end >= 0) this.quoted(this.at + 2, end);
    else if (next === '"' && !quoted) this.at++;
    else if (next === '{' && this.braces(quoted)) return;
    else if (/^[\w@*#?$!-]$/.test(next)) {
      const name = /^[A-Za-z_]\w*/.exec(text.slice(this.at + 1, this.at + 200))?.[0];
      const value = name === undefined ? undefined : this.limits.variables.get(name);
      this.value(value, this.at + 1 + (name?.length ?? 1), quoted);
    } else {
      this.add('$');
      this.at++;
    }
  }

  /** `${…}`, and `${{ … }}` of templates; false when it does not close. */
  protected braces(quoted: boolean): boolean {
    const isTemplate = this.text[this.at + 2] === '{';
    const close = isTemplate ? this.scan.next('}}', this.at) : this.scan.brace(this.at + 2);
    if (close < 0) return false;
    const inner = this.text.slice(this.at + 2, close).replaceAll('\0', '');
    const end = close + (isTemplate ? 2 : 1);
    const name = /^([A-Za-z_]\w*)\[[@*]\]$/.exec(inner)?.[1];
    const list = name === undefined ? undefined : this.limits.variables.list(name);
    if (list) {
      for (const [at, one] of list.entries()) {
        if (at > 0) this.endWord();
        this.add(one).quoted = quoted;
      }
      this.at = end;
      return true;
    }
    const value = isTemplate ? undefined : this.limits.variables.expand(inner);
    this.value(value, end, quoted);
    return true;
  }

  /** Puts the value of a variable in its place; outside of quotes, spaces in it part words. */
  protected value(value: string | undefined, end: number, quoted: boolean): void {
    if (value === undefined) this.unknown(end);
    else if (quoted) this.add(value);
    else {
      for (const [at, field] of value.split(/\s+/).entries()) {
        if (at > 0) this.endWord();
        if (field !== '') this.add(field);
      }
    }
    this.at = end;
  }

  /** Takes the text up to `end` as it stands: what comes in its place cannot be told. */
  protected unknown(end: number): void {
    this.add(this.text.slice(this.at, end).replaceAll('\0', '')).known = false;
    this.at = end;
  }

  /** `$(…)`, `<(…)` and `$((…))`; `from` is behind the bracket. */
  protected substitution(from: number): void {
    const end = this.scan.end(from, ')');
    if (end < 0) {
      this.add(this.text[this.at]!);
      this.at++;
      return;
    }
    if (this.text[from] !== '(') this.grammar.inner(from, end);
    this.unknown(end + 1);
  }

  protected backquote(): void {
    const end = this.scan.unescaped('`', this.at + 1);
    if (end < 0) {
      this.add('`');
      this.at++;
      return;
    }
    this.grammar.inner(this.at + 1, end);
    this.unknown(end + 1);
  }
}
