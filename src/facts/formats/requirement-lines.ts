/** One line of a requirements file as pip sees it: continuations joined, its comment left out. */
export interface LogicalLine {
  text: string;
  /** The line of the file on which it begins. */
  line: number;
  /** Where a character of `text` stands in the file, in UTF-16 units. */
  offsetOf(index: number): number;
}

/** Where lines end for pip, which splits them as Python's `str.splitlines` does; each keeps its ending. */
const AFTER_LINE = /(?<=\r\n|[\n\f\v\x1c-\x1e\x85\u2028\u2029]|\r(?!\n))/;
const ENDING = /(?:\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029])$/;
const COMMENT = /^\s*#/;

/**
 * Joins continuations, then strips comments, in pip's order: a comment line ends a continuation and never continues.
 * Lines of white space are left out. Source: pip, src/pip/_internal/req/req_file.py, `join_lines` and `ignore_comments`.
 */
export function* logicalLines(text: string): Generator<LogicalLine> {
  let pieces: { text: string; offset: number }[] = [];
  let first = 1;
  let offset = 0;
  const finish = (): LogicalLine | undefined => {
    const joined = pieces.map((piece) => piece.text).join('');
    const comment = joined.search(/(?:^|\s)#/);
    const parts = pieces;
    pieces = [];
    const line = { text: comment < 0 ? joined : joined.slice(0, comment), line: first };
    return line.text.trim() === '' ? undefined : { ...line, offsetOf: (index) => offsetIn(parts, index) };
  };
  for (const [index, whole] of text.split(AFTER_LINE).entries()) {
    const content = whole.replace(ENDING, '');
    const isComment = COMMENT.test(content);
    const goesOn = !isComment && content.endsWith('\\');
    if (pieces.length === 0) first = index + 1;
    if (!isComment) pieces.push({ text: goesOn ? content.slice(0, -1) : content, offset });
    offset += whole.length;
    const line = goesOn ? undefined : finish();
    if (line) yield line;
  }
  const last = finish();
  if (last) yield last;
}

function offsetIn(pieces: readonly { text: string; offset: number }[], index: number): number {
  let left = index;
  for (const piece of pieces) {
    if (left < piece.text.length) return piece.offset + left;
    left -= piece.text.length;
  }
  const last = pieces.at(-1);
  return last ? last.offset + last.text.length + left : index;
}

/** The lines that are comments, without the white space around them, by number. */
export function* commentLines(text: string): Generator<{ text: string; line: number }> {
  for (const [index, whole] of text.split(AFTER_LINE).entries())
    if (COMMENT.test(whole)) yield { text: whole.trim(), line: index + 1 };
}
