import { Lexer, type Token, type Tokens } from 'marked';
import { CannotTell } from '../../errors.js';
import { DocumentBuilder } from '../documents/builder.js';
import type { DocumentText } from '../documents/model.js';
import { readHtml } from './html-fragments.js';

/** Characters of one line that are read; longer ones hold embedded data. */
const LONGEST_LINE = 20_000;
/** Nesting of quotes and lists that no real document has; the parser is recursive. */
const DEEPEST = 100;

/** Emphasis marks of one paragraph or cell; matching them takes time that grows with their square. */
const MOST_MARKS = 1000;

/**
 * Reads Markdown with GitHub's extensions. Never throws for any text but with `CannotTell` where the parser itself
 * gives up (nesting beyond measure). Source: CommonMark 0.31, GitHub Flavored Markdown.
 */
export function parseMarkdown(text: string): DocumentText {
  const source = hideComments(text.replace(/\r\n?/g, '\n'))
    .split('\n')
    .map((line) => (line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line))
    // The parser takes no tab in the row below the head of a table, and GitHub does.
    .map((line) =>
      line.includes('\t') && /^[\s|:-]*-[\s|:-]*$/.test(line) ? line.replaceAll('\t', ' ').trimEnd() : line,
    );
  blankFrontMatter(source);
  if (source.some((line) => tooDeep(line))) throw new CannotTell('it is nested too deeply');
  let tokens: Token[];
  try {
    tokens = tokensOf(source.join('\n'));
  } catch (error) {
    throw new CannotTell(error instanceof RangeError ? 'it is nested too deeply' : String(error));
  }
  const reader = new Reader(source);
  reader.blocks(tokens, 1, source.length);
  return reader.builder.finish();
}

/** What `Lexer.lex` does, but text with more emphasis marks than a person writes stays plain text. */
function tokensOf(source: string): Token[] {
  const lexer = new Lexer();
  lexer.blockTokens(source, lexer.tokens);
  for (const { src, tokens } of lexer.inlineQueue) {
    if ((src.match(/[*_~]/g)?.length ?? 0) <= MOST_MARKS) lexer.inlineTokens(src, tokens);
  }
  return lexer.tokens;
}

class Reader {
  readonly builder = new DocumentBuilder();
  readonly #source: readonly string[];

  constructor(source: readonly string[]) {
    this.#source = source;
  }

  blocks(tokens: readonly Token[], first: number, last: number): void {
    let line = first;
    for (const token of tokens) {
      const at = this.#find(token, line, last);
      const end = at + newlines(token.raw.replace(/\n+$/, ''));
      this.#block(token, at, Math.min(end, last));
      line = at + newlines(token.raw);
    }
  }

  /** The parser tells no lines: they are counted, and corrected where a container's text was dedented. */
  #find(token: Token, expected: number, last: number): number {
    const text = token.raw
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim();
    if (text === undefined) return Math.min(expected, last);
    const lead = token.raw.slice(0, token.raw.indexOf(text));
    const start = expected + newlines(lead);
    for (let line = start; line <= Math.min(last, start + 50); line++) {
      if (this.#source[line - 1]?.includes(text)) return line - newlines(lead);
    }
    return Math.min(expected, last);
  }

  #block(token: Token, line: number, last: number): void {
    const { builder } = this;
    switch (token.type) {
      case 'heading': {
        const { depth, tokens = [] } = token as Tokens.Heading;
        builder.heading(depth, plain(tokens), line);
        this.#inline(tokens, line, last);
        return;
      }
      case 'code': {
        const { raw, lang = '', text } = token as Tokens.Code;
        const fenced = /^\s*(?:```|~~~)/.test(raw);
        builder.code(
          lang.trim().split(/[\s,{]/, 1)[0] ?? '',
          text,
          fenced ? line + 1 + newlines(/^\s*/.exec(raw)![0]) : line,
        );
        return;
      }
      case 'table': {
        const { header, rows } = token as Tokens.Table;
        builder.table(
          header.map(({ tokens }) => plain(tokens)),
          rows.map((row) => row.map(({ tokens }) => plain(tokens))),
          line,
          line + 2,
        );
        for (const cell of header) this.#inline(cell.tokens, line, line);
        for (const [index, row] of rows.entries())
          for (const cell of row) this.#inline(cell.tokens, line + 2 + index, line + 2 + index);
        return;
      }
      case 'list': {
        let at = line;
        for (const item of (token as Tokens.List).items) {
          const start = this.#find(item, at, last);
          this.blocks(item.tokens, start, Math.min(last, start + newlines(item.raw)));
          at = start + newlines(item.raw);
        }
        return;
      }
      case 'blockquote':
        this.blocks((token as Tokens.Blockquote).tokens, line, last);
        return;
      case 'html':
        readHtml(token.raw, line, builder);
        return;
      case 'paragraph':
      case 'text': {
        const { tokens = [], text } = token as Tokens.Paragraph;
        builder.say(tokens.length > 0 ? plain(tokens) : text, line, labelOf(tokens));
        this.#inline(tokens, line, last);
        return;
      }
      default:
        return;
    }
  }

  #inline(tokens: readonly Token[], first: number, last: number): void {
    let line = first;
    for (const token of tokens) {
      switch (token.type) {
        case 'link':
        case 'image': {
          const { href, text, tokens: inner = [] } = token as Tokens.Link;
          this.builder.link(href, text, line, token.type === 'image');
          if (token.type === 'link') this.#inline(inner, line, last);
          break;
        }
        case 'codespan':
          this.builder.inlineCode((token as Tokens.Codespan).text, line);
          break;
        case 'html':
          readHtml(token.raw, line, this.builder);
          break;
        case 'checkbox':
          break;
        default: {
          const inner = (token as Tokens.Generic).tokens;
          if (inner) this.#inline(inner, line, last);
        }
      }
      line = Math.min(last, line + newlines(token.raw));
    }
  }
}

/** The bold words that a paragraph begins with, where a colon or the end of their line sets them off: a heading of its own. */
function labelOf([first, second]: readonly Token[]): string | undefined {
  if (first?.type !== 'strong' || !second) return undefined;
  const words = plain((first as Tokens.Strong).tokens).trim();
  return words.endsWith(':') || /^\s*(?:\n|:)/.test(second.raw) ? words.replace(/:$/, '') : undefined;
}

/** The words of inline tokens, without markup. */
function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      const { type, text = '', tokens: inner } = token as Tokens.Generic;
      if (type === 'html') return '';
      if (type === 'br') return ' ';
      return inner && inner.length > 0 ? plain(inner) : String(text);
    })
    .join('');
}

/** Replaces HTML comments outside of code by nothing, keeping the lines. */
function hideComments(text: string): string {
  if (!text.includes('<!--')) return text;
  const out: string[] = [];
  let fence = '';
  let inside = false;
  for (const line of text.split('\n')) {
    let rest = line;
    const mark = inside ? null : /^\s{0,12}(```+|~~~+)/.exec(line);
    if (mark) {
      if (!fence) fence = mark[1]!;
      else if (mark[1]!.startsWith(fence) && line.trim() === mark[1]) fence = '';
    }
    if (fence || mark) {
      out.push(line);
      continue;
    }
    let kept = '';
    const touched = inside || rest.includes('<!--');
    for (;;) {
      const at = rest.indexOf(inside ? '-->' : '<!--');
      if (at < 0) {
        if (!inside) kept += rest;
        break;
      }
      if (!inside) kept += rest.slice(0, at);
      rest = rest.slice(at + (inside ? 3 : 4));
      inside = !inside;
    }
    // A blank line would end a block of HTML, where a comment does not.
    out.push(touched && kept.trim() === '' ? '<!-- -->' : kept);
  }
  return out.join('\n');
}

/** YAML between `---` lines at the very top is no Markdown; its lines become blank. */
function blankFrontMatter(lines: string[]): void {
  if (lines[0]?.trim() !== '---') return;
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === '---');
  if (end > 0 && end < 200) lines.fill('', 0, end + 1);
}

/** A line whose quote and list marks, brackets or emphasis nest beyond measure. */
function tooDeep(line: string): boolean {
  const marks =
    /^(?:\s{0,8}(?:[>*+-]|\d{1,9}[.)])(?=[ >]|$)|\s)*/.exec(line.slice(0, 4000))?.[0].replace(/\s/g, '')
      .length ?? 0;
  return marks > DEEPEST || /[[(]{200}|[*_]{2000}|(?:\[[^\]]{0,2}){300}/.test(line);
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
