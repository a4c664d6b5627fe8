/** What decides how output looks, taken from the process once and handed on, so that tests can choose it. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** Whether the stream is a terminal, and its width there. */
  isTerminal: boolean;
  columns?: number | undefined;
  /** `--color`, `--no-color`; undefined when neither was given. */
  wanted?: boolean | undefined;
}

/**
 * Whether to colour: the flag first, then FORCE_COLOR over NO_COLOR as Node itself decides it
 * (https://nodejs.org/api/cli.html#force_color1-2-3), then whether it is a terminal that can.
 */
export function wantsColor({ env, isTerminal, wanted }: Surroundings): boolean {
  if (wanted !== undefined) return wanted;
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  if (env.NO_COLOR) return false;
  return isTerminal && env.TERM !== 'dumb';
}

/**
 * Whether to write nothing but ASCII: the flag first, then the locale as POSIX orders its variables (XBD 8.2), which is not for
 * UTF-8 when it names another charset or is `C`; without a locale, a terminal that calls itself dumb.
 */
export function wantsAscii({ env, wanted }: Pick<Surroundings, 'env' | 'wanted'>): boolean {
  if (wanted !== undefined) return wanted;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value);
  return locale === undefined ? env.TERM === 'dumb' : !/utf-?8/i.test(locale);
}

/** Columns to lay text out for: COLUMNS, the terminal's width, else 80; at least 40. */
export function widthOf({ env, columns }: Surroundings): number {
  const told = /^\d{1,4}$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : columns;
  return Math.max(40, told || 80);
}

/**
 * Text from a project made safe for a terminal: control characters become their visible form (`\x1b`), as do the
 * marks that reorder text; line feeds and tabs stay.
 */
export function plain(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => {
      const code = character.charCodeAt(0);
      return code < 256
        ? `\\x${code.toString(16).padStart(2, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}

/** Writes to standard output; resolves when it is handed on, also when the reader has gone away (`| head`). */
export function print(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** Writes a line for the user to standard error. */
export function tell(text: string): Promise<void> {
  return write(process.stderr, `${text}\n`);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write(text, () => resolve());
  });
}

/** Lets the process end quietly when the reader of its output goes away before the end. */
export function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
