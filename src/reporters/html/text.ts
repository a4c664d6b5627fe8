import { visible } from '../layout.js';

/** Markup that is safe to be put into a page as it is. Only `html` makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, markup is taken as it is, what is absent leaves nothing. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** Characters shown of one text; a page of tens of thousands in one message helps nobody. */
const LONGEST = 2000;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template whose texts are escaped for content and for quoted attributes alike, once: markup made by another template is taken as
 * it is. Control characters and marks that reorder text become their visible form, and a text that is very long is cut with a word.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  for (const [at, part] of parts.entries()) text += shown(part) + (strings[at + 1] ?? '');
  return new Html(text);
}

function shown(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === undefined || part === false) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(part);
  let text = '';
  for (const one of part) text += shown(one);
  return text;
}

function escaped(text: string): string {
  return visible(cut(text)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function cut(text: string): string {
  if (text.length <= LONGEST + 100) return text;
  return `${text.slice(0, LONGEST)} … (${text.length - LONGEST} more characters)`;
}

/** Text with what stands between backticks as code; a backtick without a partner stays one. */
export function prose(text: string): Html {
  const parts = cut(text).split('`');
  const open = parts.length % 2 === 0 ? parts.pop() : undefined;
  const shown = parts.map((part, at) => (at % 2 === 0 ? part : part === '' ? '``' : code(part)));
  return html`${shown}${open !== undefined && `\`${open}`}`;
}

/** A name or line of code. Its direction is its own, so that it cannot reorder what stands beside it. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** A link to another site where there is an address, else the label alone. */
export function linked(address: string | undefined, label: Html): Html {
  if (address === undefined || address.length > LONGEST) return label;
  return html`<a href="${address}" rel="noreferrer">${label}</a>`;
}

/** `1 check`, `2 checks`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
