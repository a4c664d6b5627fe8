import { visible } from './layout.js';

/**
 * Text from a project as Markdown text: words between backticks become inline code, and no other markup, HTML, link,
 * mention, issue reference or table cell can come out of it. An empty comment breaks what GitHub would link by itself.
 */
export function prose(text: string): string {
  const parts = visible(text).split('`');
  // An even number of parts means a backtick without a partner: it stays a backtick.
  const open = parts.length % 2 === 0 ? parts.pop() : undefined;
  const shown = parts.map((part, at) =>
    at % 2 === 0 ? plain(part, at === 0) : part === '' ? '\\`\\`' : code(part),
  );
  return shown.join('') + (open === undefined ? '' : `\\\`${plain(open, false)}`);
}

function plain(text: string, atStart: boolean): string {
  const escaped = text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/@(?=\w)/g, '@<!-- -->')
    .replace(/#(?=\d)/g, '#<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//')
    .replace(/\bwww\./gi, '$&<!-- -->');
  return atStart
    ? escaped.replace(/^(\s*)([-+=#:])/, '$1\\$2').replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    : escaped;
}

/**
 * Text as inline code, whatever backticks it holds. With a pipe it becomes plain text: in a table, code cannot hold a
 * backslash followed by a pipe, which would end the cell and set free what follows.
 */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.includes('|')) return plain(shown, true);
  const fence = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const padding = shown.startsWith('`') || shown.endsWith('`') || shown.trim() === '' ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** A row of a table; cells must be escaped already. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table; cells must be escaped already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

/** A folded block; GitHub renders Markdown inside only between blank lines. */
export function details(summary: string, lines: readonly string[]): string[] {
  return ['<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}

/** Every path segment percent-encoded, also what `encodeURIComponent` leaves but Markdown or HTML would read. */
export function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part.toWellFormed()).replace(
        /[!'()*~]/g,
        (character) => `%${character.charCodeAt(0).toString(16)}`,
      ),
    )
    .join('/');
}
