/** One word of a command, its quoting removed. */
export interface Word {
  /** The word; what the files do not tell (`$NAME`, `$(date)`) stands in it as written. */
  text: string;
  /** The line on which it begins. */
  line: number;
  /** Whether the files tell all of it. */
  known: boolean;
  /** Where in `text` further lines begin, for words that span some. */
  breaks: readonly Break[];
}

/** From this offset on, a text stands on this line of its file. */
export interface Break {
  offset: number;
  line: number;
}

/** One simple command: neither a list of commands nor a compound one, whose parts are commands of their own. */
export interface ShellCommand {
  /** Its words with assignments before them; redirections are left out. Empty for a document without a program. */
  words: readonly Word[];
  /** As written, on one line, without what surrounds it. */
  text: string;
  line: number;
  lastLine: number;
  /** The command whose output it reads (`|`). */
  reads?: ShellCommand | undefined;
  /** The command that reads its output. */
  feeds?: ShellCommand | undefined;
  /** Where its input and output go: `>`, `>>`, `<`, `<<<`. */
  redirects: { operator: string; target: Word }[];
  /** Commands whose output stands among its words: `$(…)`, backquotes, `<(…)`. */
  inner: readonly ShellCommand[];
  /** The here-document that it reads. */
  document?: { text: string; breaks: readonly Break[] } | undefined;
  /** Whether it runs only under a condition that the reader does not judge: in `if`, `case`, a loop, after `||`. */
  conditional: boolean;
}

/** What surrounds a text that is read as shell. */
export interface ShellOptions {
  /** The line of the text's first line, or one for each of its lines; 1 unless given. */
  lines?: number | readonly number[] | undefined;
  /**
   * Whether the text is what a Dockerfile's RUN holds: line breaks stand for continuations taken away, up to the line
   * that opens a here-document; a here-document without a program is commands.
   */
  run?: boolean | undefined;
  /** The value of a variable that is set outside of the text. */
  value?: ((name: string) => string | undefined) | undefined;
}
