import { DocumentBuilder } from '../documents/builder.js';
import type { DocumentText } from '../documents/model.js';

const LONGEST_LINE = 5_000;

/** Reads reStructuredText as far as headings, literal and code blocks, links, images and plain tables go. */
export function parseRst(text: string): DocumentText {
  const builder = new DocumentBuilder();
  const lines = splitLines(text);
  const levels: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const next = lines[at + 1] ?? '';
    const before = lines[at - 1] ?? '';
    if (
      line.trim() &&
      /^([=\-`:.'"~^_*+#])\1{2,}\s*$/.test(next) &&
      next.trimEnd().length >= Math.min(line.trim().length, 60) &&
      !/^([=-])\1* /.test(line)
    ) {
      const over = /^([=\-`:.'"~^_*+#])\1{2,}\s*$/.test(before);
      const style = `${next[0]}${over}`;
      if (!levels.includes(style)) levels.push(style);
      builder.heading(levels.indexOf(style) + 1, line.trim(), at + 1);
      at++;
      continue;
    }
    const directive =
      /^(\s*)\.\. (?:\|[^|]{1,200}\| )?(code|code-block|sourcecode|parsed-literal|highlight|prompt|image|figure|literalinclude|include|toctree)::\s*(\S*)/.exec(
        line,
      );
    if (directive && (directive[2] === 'image' || directive[2] === 'figure')) {
      if (directive[3]) builder.link(directive[3], '', at + 1, true);
      continue;
    }
    if (directive && /include$/.test(directive[2]!)) {
      if (directive[3]) builder.link(directive[3], '', at + 1, false);
      continue;
    }
    if (directive?.[2] === 'toctree') {
      at = pagesOf(lines, at, builder);
      continue;
    }
    if (directive || (/::\s*$/.test(line) && !/^\s*\.\. /.test(line))) {
      const block = indented(lines, at + 1, indentOf(line));
      if (!directive) spoken(line, at + 1, builder);
      if (block) {
        builder.code(directive?.[3] ?? '', block.text, block.line);
        at = block.last;
      }
      continue;
    }
    // Explicit targets: `.. _name: address`.
    const target = /^\s*\.\. _([^:]{1,200}):\s*(\S+)?/.exec(line);
    if (target) {
      if (target[2]) builder.link(target[2], target[1]!, at + 1, false);
      else builder.anchor(target[1]!);
      continue;
    }
    if (/^\s*\.\. /.test(line)) continue;
    if (/^\s*=+( +=+)+\s*$/.test(line)) {
      at = simpleTable(lines, at, builder);
      continue;
    }
    spoken(line, at + 1, builder);
  }
  return builder.finish();
}

/** Reads plain text and Org files: headings, indented or marked blocks, links. */
export function parsePlain(text: string, format: 'text' | 'org'): DocumentText {
  const builder = new DocumentBuilder();
  const lines = splitLines(text);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const heading = format === 'org' ? /^(\*{1,10})\s+(.+)/.exec(line) : null;
    if (heading) {
      builder.heading(heading[1]!.length, heading[2]!, at + 1);
      continue;
    }
    const source = /^\s*#\+begin_(?:src|example)\s*(\S*)/i.exec(line);
    if (source) {
      const end = lines.findIndex((later, index) => index > at && /^\s*#\+end_/i.test(later));
      const last = end < 0 ? lines.length : end;
      builder.code(source[1]!, lines.slice(at + 1, last).join('\n'), at + 2);
      at = last;
      continue;
    }
    if (format === 'text' && line.trim() && /^([=\-~#*])\1{2,}\s*$/.test(lines[at + 1] ?? '')) {
      builder.heading(1, line.trim(), at + 1);
      at++;
      continue;
    }
    if (format === 'text' && /^(?: {2,}|\t)\S/.test(line) && (lines[at - 1] ?? '').trim() === '') {
      const block = indented(lines, at, 0);
      if (block) {
        builder.code('', block.text, block.line);
        at = block.last;
        continue;
      }
    }
    for (const link of line.matchAll(/\[\[([^\][]{1,500})\](?:\[([^\][]{0,500})\])?\]/g)) {
      if (format === 'org') builder.link(link[1]!.replace(/^file:/, ''), link[2] ?? '', at + 1, false);
    }
    spoken(line, at + 1, builder);
  }
  return builder.finish();
}

function spoken(line: string, number: number, builder: DocumentBuilder): void {
  const mark = /(?:~~|``|`|=)([^`~=]{2,300})(?:~~|``|`|=)(?!_)/g;
  for (const code of line.matchAll(mark)) builder.inlineCode(code[1]!, number);
  for (const link of line.matchAll(/`([^`<]{0,300})<([^`<>\s]{1,500})>`_/g))
    builder.link(link[2]!, link[1]!.trim(), number, false);
  // Sphinx: a page by its path without ending, and a file to fetch.
  for (const role of line.matchAll(/:(?:doc|download):`(?:[^`<]{0,300}<([^`<>]{1,500})>|([^`<>]{1,500}))`/g))
    builder.link((role[1] ?? role[2])!, '', number, false);
  if (line.trim()) builder.say(line, number);
}

/** The pages that a table of contents names, without options and patterns. Source: Sphinx docs, "toctree". */
function pagesOf(lines: readonly string[], from: number, builder: DocumentBuilder): number {
  const block = indented(lines, from + 1, indentOf(lines[from]!));
  if (!block) return from;
  for (const [index, row] of block.text.split('\n').entries()) {
    const entry = row.trim();
    const page = /<([^<>]{1,500})>$/.exec(entry)?.[1] ?? entry;
    if (entry !== '' && !/^:[\w-]+:|[*?[\]]|^self$/.test(page))
      builder.link(page, '', block.line + index, false);
  }
  return block.last;
}

function simpleTable(lines: readonly string[], from: number, builder: DocumentBuilder): number {
  const rows: string[][] = [];
  let at = from + 1;
  let rules = 1;
  for (; at < lines.length && rules < 3 && lines[at]!.trim() !== ''; at++) {
    if (/^\s*=+( +=+)*\s*$/.test(lines[at]!)) rules++;
    else rows.push(lines[at]!.trim().split(/ {2,}/));
  }
  if (rows.length > 0) builder.table(rows[0]!, rows.slice(1), from + 1);
  return at - 1;
}

function indented(
  lines: readonly string[],
  from: number,
  outside: number,
): { text: string; line: number; last: number } | undefined {
  let start = from;
  while (start < lines.length && (lines[start]!.trim() === '' || /^\s*:[\w-]+:/.test(lines[start]!))) start++;
  let end = start;
  while (end < lines.length && (lines[end]!.trim() === '' || indentOf(lines[end]!) > outside)) end++;
  while (end > start && lines[end - 1]!.trim() === '') end--;
  if (end <= start) return undefined;
  const depth = indentOf(lines[start]!);
  return {
    text: lines
      .slice(start, end)
      .map((line) => line.slice(Math.min(depth, indentOf(line))))
      .join('\n'),
    line: start + 1,
    last: end - 1,
  };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => line.slice(0, LONGEST_LINE));
}
