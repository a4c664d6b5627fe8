import { documentEnd, isShellText } from './document.js';
import type { Limits } from './limits.js';
import { Loops } from './loops.js';
import type { Break, ShellCommand, Word } from './model.js';
import { isAssignment, programOf } from './program.js';
import { breaksOf, type LineFinder, type OpenCommand, shellReads, type WordBuilder } from './words.js';

const BEFORE = new Set(['then', 'else', 'elif', '!', '{']);
const OPENS = new Set(['if', 'while', 'until']);
const CLOSES = new Set(['fi', 'done', '}']);
const SETS = /^(?:export|declare|local|readonly|typeset)$/;
/** Here-documents whose end is looked for in vain before none is looked for. */
const MOST_UNCLOSED = 20;
const LONGEST_SHOWN = 2_000;

/** Puts words and operators together to commands. */
export class Grammar {
  readonly commands: ShellCommand[] = [];
  readonly #text: string;
  readonly #lines: LineFinder;
  readonly #limits: Limits;
  readonly #read: (text: string, breaks: readonly Break[]) => ShellCommand[];
  #words: Word[] = [];
  #start: number | undefined;
  #redirects: ShellCommand['redirects'] = [];
  #inner: ShellCommand[] = [];
  #awaits: string | undefined;
  /** Delimiters that the command at hand opened, then those of the whole line. */
  #opened: { delimiter: string; indented: boolean }[] = [];
  #pending: { delimiter: string; indented: boolean; command: OpenCommand }[] = [];
  #unclosed = 0;
  /** Compound commands around this place whose parts may not run. */
  #nesting = 0;
  /** For each `case` around this place, how deep it lies. */
  #cases = 0;
  #isPattern = false;
  readonly #loops: Loops;
  #before = '\n';
  #last: ShellCommand | undefined;

  constructor(
    text: string,
    lines: LineFinder,
    limits: Limits,
    read: (text: string, breaks: readonly Break[]) => ShellCommand[],
  ) {
    this.#text = text;
    this.#lines = lines;
    this.#limits = limits;
    this.#read = read;
    this.#loops = new Loops(limits.variables);
  }

  /** Whether a command may begin here. */
  get isStart(): boolean {
    return this.#words.length === 0 && this.#awaits === undefined;
  }

  /** Whether `((` here begins a calculation. */
  get isArithmetic(): boolean {
    return this.isStart || (this.#words.length === 1 && this.#words[0]!.text === 'for');
  }

  /** Whether this place lies in `[[ … ]]`, where signs are no operators. */
  get isTest(): boolean {
    return this.#words[0]?.text === '[[' && this.#words.at(-1)?.text !== ']]';
  }

  /** Whether `()` here says that a name is a function. */
  isFunction(word: WordBuilder | undefined): boolean {
    if (this.#words.length > 2) return false;
    const names = [...this.#words.map(({ text }) => text), ...(word?.started ? [word.text] : [])];
    return names.length === 1 || (names.length === 2 && names[0] === 'function');
  }

  /** Where the text goes on when a loop closes here that has another round; undefined when none does. */
  again(): number | undefined {
    return this.isStart && !this.#isPattern ? this.#loops.again(this.commands) : undefined;
  }

  /** Forgets the words of the command at hand. */
  drop(): void {
    this.#words = [];
    this.#start = undefined;
  }

  word(builder: WordBuilder): void {
    const word = builder.done();
    const operator = this.#awaits;
    if (operator !== undefined) {
      this.#awaits = undefined;
      if (!operator.startsWith('<<') || operator === '<<<') this.#redirects.push({ operator, target: word });
      else this.#opened.push({ delimiter: word.text, indented: operator === '<<-' });
      this.#start ??= builder.start;
      return;
    }
    if (!builder.quoted && word.known && this.#isGrammar(word.text, builder.start)) return;
    if (this.#isPattern) return;
    this.#start ??= builder.start;
    this.#words.push(...builder.words());
  }

  /** Takes in a word of the grammar; false when it is an ordinary one. */
  #isGrammar(text: string, at: number): boolean {
    const isFirst = this.#words.length === 0;
    if (isFirst && text === 'esac' && this.#cases > 0) {
      this.#cases--;
      this.#nesting--;
      this.#isPattern = false;
      return true;
    }
    if (this.#isPattern) return true;
    if (isFirst && OPENS.has(text)) {
      this.#nesting++;
      if (text !== 'if') this.#loops.enter();
    } else if (isFirst && CLOSES.has(text)) {
      this.#nesting -= text !== '}' && this.#nesting > 0 ? 1 : 0;
      if (text === 'done') this.#loops.leave(this.commands);
    } else if (isFirst && text === 'do') this.#loops.body(at + text.length, this.commands);
    else if (isFirst) return BEFORE.has(text);
    else if (this.#words[0]!.text === 'case' && text === 'in' && this.#words.length === 2) {
      this.drop();
      this.#cases++;
      this.#nesting++;
      this.#isPattern = true;
    } else if (this.#words[0]!.text === 'function' && text === '{') this.drop();
    else return false;
    return true;
  }

  redirect(operator: string): void {
    this.#awaits = operator;
  }

  /** Reads commands inside of a word. */
  inner(from: number, to: number): void {
    const line = this.#lines.line(from);
    const part = this.#text.slice(from, to);
    // Lines inside are counted from the marks of the text itself.
    const breaks: Break[] = [{ offset: 0, line }];
    for (let at = 0; at < part.length; at++) {
      if (part[at] === '\n' || part[at] === '\0')
        breaks.push({ offset: at + 1, line: this.#lines.line(from + at + 1) });
    }
    this.#inner.push(...this.#read(part, breaks));
  }

  /** Ends a command at an operator. */
  end(operator: string, at: number): void {
    const before = this.#before;
    this.#before = operator;
    this.#awaits = undefined;
    if (this.#isPattern) {
      if (operator === ')') this.#isPattern = false;
      return;
    }
    const words = this.#words;
    const opened = this.#opened;
    const redirects = this.#redirects;
    const inner = this.#inner;
    const start = this.#start ?? at;
    this.drop();
    this.#opened = [];
    this.#redirects = [];
    this.#inner = [];
    if (this.#cases > 0 && /^;[;&]/.test(operator)) this.#isPattern = true;
    const first = words[0]?.text;
    if (first === 'for' || first === 'select') {
      this.#loops.each(first === 'for' ? words : words.slice(0, 2));
      this.#nesting++;
      this.commands.push(...inner);
      return;
    }
    const conditional =
      this.#nesting > 0 ||
      before === '||' ||
      (before === '&&' && /^(?:\[\[?|test)$/.test(this.#last?.words[0]?.text ?? ''));
    const program = words.findIndex((word) => !isAssignment(word));
    if (program < 0 || SETS.test(first ?? '')) {
      this.#limits.variables.assign(words, conditional);
      for (const word of words)
        this.#limits.variables.takeList(word, conditional, (list) =>
          this.#read(list, [{ offset: 0, line: 1 }]),
        );
    }
    if (words.length === 0 && opened.length === 0) {
      this.commands.push(...inner);
      return;
    }
    const line = words[0]?.line ?? this.#lines.line(start);
    const lastLine = this.#lines.line(Math.max(start, at - 1));
    const text = this.#text
      .slice(start, Math.min(at, start + LONGEST_SHOWN))
      .replace(/(?:\\\r?\n|[\s\0])+/g, ' ')
      .trim();
    const command: OpenCommand = { words, text, line, lastLine, redirects, inner, conditional };
    if (before.startsWith('|') && before !== '||' && this.#last) {
      command.reads = this.#last;
      this.#last.feeds = command;
    }
    this.#pending.push(...opened.map((one) => ({ ...one, command })));
    this.#last = command;
    this.#limits.commands--;
    if (program < 0 && words.length > 0) {
      this.commands.push(...inner);
      return;
    }
    const rest = programOf(words).words;
    const reads = shellReads(rest);
    const script =
      reads && 'script' in reads
        ? reads.script
        : rest[0]?.text === 'eval' && rest[1]?.known
          ? rest[1]
          : undefined;
    // What stands in the script's own words is read with it.
    if (!script) this.commands.push(...inner);
    if (words.length > 0) this.commands.push(command);
    if (script) this.commands.push(...this.#read(script.text, breaksOf(script)));
  }

  /** Reads the here-documents that the line before `at` opened; gives where the text goes on. */
  documents(at: number): number {
    const pending = this.#pending;
    this.#pending = [];
    let from = at;
    for (const { delimiter, indented, command } of pending) {
      const end =
        this.#unclosed > MOST_UNCLOSED ? undefined : documentEnd(this.#text, delimiter, indented, from);
      if (!end) {
        this.#unclosed++;
        continue;
      }
      const breaks: Break[] = [];
      for (let offset = from; offset < end.body || offset === from; ) {
        breaks.push({ offset: offset - from, line: this.#lines.line(offset) });
        const next = this.#text.indexOf('\n', offset);
        if (next < 0) break;
        offset = next + 1;
      }
      const text = this.#text.slice(from, end.body);
      command.document = { text, breaks };
      from = end.next;
      if (isShellText(command, text, this.#limits.bareDocuments))
        this.commands.push(...this.#read(text, breaks));
      else if (command.words.length === 0) this.commands.push(command);
    }
    return from;
  }
}
