import type { LintedFile, Violations } from './model.js';
import { RULE_CODES } from './rule-codes.js';

/** Adds up what a linter finds in one file. */
export class Tally {
  readonly #path: string;
  readonly #lines: number;
  readonly #found = new Map<string, Violations>();
  #broken = false;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#lines = countLines(text);
  }

  /** Takes one finding; `rule` is a code or ruff's name of a rule, undefined for a syntax error. */
  add(rule: string | undefined, line: number, message: string): void {
    if (rule === undefined) {
      this.#broken = true;
      return;
    }
    const code = Object.hasOwn(RULE_CODES, rule) ? RULE_CODES[rule]! : rule;
    const before = this.#found.get(code);
    if (!before) this.#found.set(code, { code, count: 1, line, message });
    else {
      before.count++;
      if (line < before.line) Object.assign(before, { line, message });
    }
  }

  get result(): LintedFile {
    return { path: this.#path, found: [...this.#found.values()], broken: this.#broken, lines: this.#lines };
  }
}

/** The rule that ruff names; undefined for a syntax error, which has none. */
export function ruleOf(code: string | null): string | undefined {
  return code === null || code === 'invalid-syntax' ? undefined : code;
}

/** How many lines of a text are not blank. */
function countLines(text: string): number {
  return text.match(/^.*\S/gm)?.length ?? 0;
}
