/** Something that the user can mend: bad flags, a bad config, a missing path. Exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** How to mend it, one sentence. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** A fact could not be had, for a reason that lies in the project. Its checks answer `unknown` with this message. */
export class CannotTell extends Error {
  override readonly name = 'CannotTell';
  /** The line of the file that it speaks of, from 1, where there is one. */
  readonly line: number | undefined;

  constructor(message: string, { line, cause }: { line?: number | undefined; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.line = line;
  }
}
