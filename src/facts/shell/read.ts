import { Limits } from './limits.js';
import type { Break, ShellCommand, ShellOptions } from './model.js';
import { Reader } from './reader.js';

/** Longest text that is read, in characters. */
const LONGEST = 500_000;

/**
 * The simple commands of a shell text in the order in which they stand, those of compound commands, substitutions,
 * `bash -c` and of here-documents that a shell reads included. Text that is no shell gives what can be made of it;
 * nothing is thrown. Source: POSIX.1-2017, "Shell Command Language"; the Bash manual for `<(…)`, `<<<`, `[[ … ]]`.
 */
export function readShell(text: string, options: ShellOptions = {}): ShellCommand[] {
  const plain = text.slice(0, LONGEST).replaceAll('\0', ' ');
  const lines = options.lines ?? 1;
  const breaks: Break[] = [];
  let offset = 0;
  for (let at = 0; offset >= 0; at++) {
    breaks.push({ offset, line: typeof lines === 'number' ? lines + at : (lines[at] ?? lines.at(-1) ?? 1) });
    const end = plain.indexOf('\n', offset);
    offset = end < 0 ? -1 : end + 1;
  }
  const limits = new Limits(options.value ?? (() => undefined), options.run === true);
  return new Reader(options.run ? joined(plain) : plain, breaks, limits).read();
}

/** Marks line breaks that are none for the shell: all before the line that opens a here-document. */
function joined(text: string): string {
  const document = /<<-?[ \t]*["'\\]?\w/.exec(text);
  const end = document ? text.indexOf('\n', document.index) : -1;
  const head = end < 0 ? text : text.slice(0, end);
  return head.replaceAll('\n', '\0') + text.slice(head.length);
}
