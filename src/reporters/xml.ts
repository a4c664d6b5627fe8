import { visible } from './layout.js';

/** An element that is written already. */
export interface Node {
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * An XML element with its attributes, and either other elements or lines of text. Names are ours; values and text may be
 * anything: what XML 1.0 forbids is shown in its visible form, and nothing in it is markup.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: readonly Node[] | readonly string[] | string,
): Node {
  const told = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  const parts = (typeof content === 'string' ? [content] : content).map((part) =>
    typeof part === 'string' ? escaped(part) : part.text,
  );
  const inside = typeof content[0] === 'object' ? `\n${parts.join('\n')}\n` : parts.join('\n');
  return { text: inside === '' ? `<${name}${told}/>` : `<${name}${told}>${inside}</${name}>` };
}

function escaped(text: string): string {
  // U+FFFE and U+FFFF are no characters of XML.
  return visible(text).replace(/[&<>"'\ufffe\uffff]/g, (character) => ENTITIES[character] ?? '\ufffd');
}
