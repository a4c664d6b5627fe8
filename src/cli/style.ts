import { Chalk } from 'chalk';
import { wantsColor } from './terminal.js';

/** How headings are set on standard output: bold where colour is wanted, plain elsewhere. */
export function bold(wanted?: boolean): (text: string) => string {
  const color = wantsColor({ env: process.env, isTerminal: process.stdout.isTTY === true, wanted });
  return new Chalk({ level: color ? 1 : 0 }).bold;
}
