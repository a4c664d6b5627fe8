import type { DocumentText } from './model.js';

/** What stands in a section: itself and those below it. */
export type Section = Pick<DocumentText, 'prose' | 'code' | 'inline' | 'commands' | 'links' | 'tables'>;

/** What stands under a heading and under the headings below it. */
export function sectionOf(document: DocumentText, index: number): Section {
  const { level } = document.headings[index]!;
  let end = index + 1;
  while (end < document.headings.length && document.headings[end]!.level > level) end++;
  const inside = ({ section }: { section: number }) => section >= index && section < end;
  return {
    prose: document.prose.filter(inside),
    code: document.code.filter(inside),
    inline: document.inline.filter(inside),
    commands: document.commands.filter(inside),
    links: document.links.filter(inside),
    tables: document.tables.filter(inside),
  };
}

/** Words that a template or an unfinished document leaves where something is to be written. */
const PLACEHOLDER =
  /^\W{0,20}(?:to-?do|tbd|tba|n\/?a|none|wip|coming soon|work in progress|fill (?:this|me) in|more information needed|lorem ipsum|describe\b.{0,80}\bhere|add\b.{0,60}\bhere|your .{1,60} here|what is the (?:issue|change|status|context).{0,300}|[{[<(].{0,300}[}\]>)])\W{0,20}$/i;
const MARKS =
  /\{\{[^{}]{0,100}\}\}|\{[a-z][^{}]{5,200}\}|\[(?:more information needed|todo|tbd|describe[^\]]{0,100}|insert[^\]]{0,100})\]/gi;

/** How many characters a section says in prose, without placeholders of templates. */
export function wordsOf({ prose }: Pick<Section, 'prose'>): number {
  return prose.reduce((sum, { text }) => sum + saidIn(text), 0);
}

/** How many characters of a text say something; none in a placeholder. */
export function saidIn(text: string): number {
  const short = text.slice(0, 5_000);
  if (short.length <= 400 && PLACEHOLDER.test(short)) return 0;
  return short.replace(MARKS, '').trim().length;
}

/** Whether a section says something: a sentence, a block of code, a table with a row, or a picture with words. */
export function hasContent(section: Section, least = 25): boolean {
  const filled = section.tables.some(({ rows }) =>
    rows.some((row) => row.slice(1).some((cell) => saidIn(cell) > 0)),
  );
  return wordsOf(section) >= least || filled || section.code.some(({ text }) => text.trim().length > 5);
}
