import type { Check } from '../checks/check.js';
import { CATEGORIES } from '../engine/categories.js';

/** The table of all checks for the README, in Markdown. */
export function checksTable(checks: readonly Check[]): string {
  const groups = CATEGORIES.flatMap(({ id: category, title, weight }) => {
    const rows = checks
      .filter(({ id }) => id.startsWith(`${category}/`))
      .map((check) => `| \`${check.id}\` | ${check.severity} | ${cell(check.title)} |`);
    if (rows.length === 0) return [];
    return [`| **${title}** | weight ${weight} | |`, ...rows];
  });
  return ['| Check | Severity | Passes when |', '|---|---|---|', ...groups].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** A text with what stands between two marker comments replaced. Throws when the markers are not there. */
export function between(text: string, marker: string, content: string): string {
  const begin = `<!-- ${marker} -->`;
  const end = `<!-- /${marker} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`no ${begin} ... ${end} in the text`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}
