import { UserError } from '../errors.js';
import type { Mistake, Position } from './document.js';

const MOST_SHOWN = 20;
const WIDEST_LINE = 100;

/** One error for all mistakes in a config file, each with its place and its line. */
export function configError(file: string, text: string, mistakes: readonly Mistake[]): UserError {
  const lines = text.split(/\r\n|[\n\r]/);
  const sorted = [...mistakes].sort(
    ({ at: a }, { at: b }) => (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );
  const shown = sorted.slice(0, MOST_SHOWN).map(({ message, at }) => {
    if (!at) return `${file}: ${message}`;
    return `${file}:${at.line}:${at.column}: ${message}\n${excerpt(lines, at)}`;
  });
  if (sorted.length > MOST_SHOWN) shown.push(`and ${sorted.length - MOST_SHOWN} more`);
  if (shown.length === 1) return new UserError(shown[0]!);
  return new UserError(`${file} has ${sorted.length} mistakes\n${shown.join('\n')}`);
}

/** The line of a place with a caret below it; a long line is cut around the place. */
function excerpt(lines: readonly string[], { line, column, length }: Position): string {
  const full = (lines[line - 1] ?? '').replaceAll('\t', ' ');
  const start = Math.max(0, Math.min(column - 1 - WIDEST_LINE / 2, full.length - WIDEST_LINE));
  const part = full.slice(start, start + WIDEST_LINE);
  const caretAt = column - 1 - start;
  const carets = '^'.repeat(Math.max(1, Math.min(length, part.length - caretAt)));
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  return `  ${number} | ${part}\n  ${gutter} | ${' '.repeat(caretAt)}${carets}`;
}
