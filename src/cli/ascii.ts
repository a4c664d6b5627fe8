import type { Command } from 'commander';
import { inAscii } from '../reporters/layout.js';
import { plain, wantsAscii } from './terminal.js';

/** What `--ascii` and `--no-ascii` say; undefined when neither was given. */
export interface AsciiFlags {
  ascii?: boolean | undefined;
}

/** Adds the flags that choose between ASCII alone and the signs of Unicode. */
export function withAsciiFlags(command: Command): Command {
  return command
    .option('--ascii', 'write text in ASCII alone')
    .option('--no-ascii', 'use the signs of Unicode too');
}

/** Whether the flags, else the locale, want nothing but ASCII on standard output. */
export function asciiWanted({ ascii }: AsciiFlags): boolean {
  return wantsAscii({ env: process.env, wanted: ascii });
}

/** Makes text safe for a terminal as `plain` does, in ASCII alone where that is wanted. */
export function safeText(flags: AsciiFlags): (text: string) => string {
  return asciiWanted(flags) ? (text) => inAscii(plain(text)) : plain;
}
