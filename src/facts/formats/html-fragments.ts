import type { DocumentBuilder } from '../documents/builder.js';

/** Longest fragment that is looked at, in characters. */
const LONGEST = 500_000;
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>"']|"[^"<]{0,5000}"|'[^'<]{0,5000}')*)>/g;

/** Takes links, images, headings, tables, code and anchors from HTML embedded in a document. */
export function readHtml(html: string, firstLine: number, builder: DocumentBuilder): void {
  const text = html.slice(0, LONGEST);
  let line = firstLine;
  let counted = 0;
  const lineAt = (offset: number): number => {
    for (; counted < offset; counted++) if (text.charCodeAt(counted) === 10) line++;
    return line;
  };
  let rows: string[][] = [];
  let row: string[] | undefined;
  let cellFrom = -1;
  let tableLine = 0;
  let headingFrom = -1;
  let codeFrom = -1;
  const endCell = (at: number) => {
    if (cellFrom >= 0 && row) row.push(words(text.slice(cellFrom, at)));
    cellFrom = -1;
  };
  const endRow = () => {
    if (row && row.length > 0) rows.push(row);
    row = undefined;
  };
  const endTable = () => {
    endRow();
    if (tableLine > 0 && rows.length > 0) builder.table(rows[0]!, rows.slice(1), tableLine);
    rows = [];
    tableLine = 0;
  };
  for (const match of text.matchAll(TAG)) {
    const at = match.index;
    const end = at + match[0].length;
    const tag = match[2]!.toLowerCase();
    const closing = match[1] === '/';
    const attributes = match[3]!;
    const here = lineAt(at);
    if (!closing) {
      for (const name of ['id', 'name']) {
        const anchor = attribute(attributes, name);
        if (anchor !== undefined) builder.anchor(anchor);
      }
    }
    if (tag === 'a' && !closing) {
      const target = attribute(attributes, 'href');
      if (target !== undefined) builder.link(target, '', here, false);
    } else if ((tag === 'img' || tag === 'source' || tag === 'video') && !closing) {
      const target = attribute(attributes, 'src') ?? attribute(attributes, 'srcset')?.split(/[\s,]/, 1)[0];
      if (target) builder.link(target, attribute(attributes, 'alt') ?? '', here, true);
    } else if (tag === 'table') {
      if (closing) {
        endCell(at);
        endTable();
      } else {
        endTable();
        tableLine = here;
      }
    } else if (tag === 'tr') {
      endCell(at);
      endRow();
      if (!closing) row = [];
    } else if (tag === 'td' || tag === 'th') {
      endCell(at);
      // Cells without a row, as many hand-made tables have them.
      row ??= [];
      if (!closing) cellFrom = end;
    } else if (/^h[1-6]$/.test(tag)) {
      if (closing && headingFrom >= 0)
        builder.heading(Number(tag[1]), words(text.slice(headingFrom, at)), here);
      headingFrom = closing ? -1 : end;
    } else if (tag === 'pre' || tag === 'code') {
      if (closing && codeFrom >= 0) {
        const code = text.slice(codeFrom, at).replace(/<[^<>]{0,300}>/g, '');
        const first = firstLine + (text.slice(0, codeFrom).match(/\n/g)?.length ?? 0);
        if (tag === 'pre') builder.code('', decode(code), first);
        else if (!code.includes('\n')) builder.inlineCode(decode(code), first);
      }
      if (!closing || tag === 'pre') codeFrom = closing ? -1 : end;
    }
  }
  endTable();
  if (!/<(?:table|pre|script|style)/i.test(text)) {
    const said = words(text);
    if (said) builder.say(said, firstLine);
  }
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(
    attributes,
  );
  return match ? decode((match[1] ?? match[2] ?? match[3])!) : undefined;
}

function words(html: string): string {
  return decode(html.replace(/<[^<>]{0,5000}>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

function decode(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|#39|nbsp);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' })[name] ?? ' ',
  );
}
