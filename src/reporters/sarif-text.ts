import { visible } from './layout.js';

/**
 * Text from a project as the text of a SARIF message: it can hold neither an embedded link nor a placeholder for an argument
 * (SARIF 2.1.0, 3.11.5 and 3.11.6). Braces that are no placeholder stay single: viewers show them as they are.
 */
export function messageText(text: string): string {
  return visible(text)
    .replace(/\](?=\()/g, '] ')
    .replace(/\{(\d+)\}/g, '{{$1}}');
}
