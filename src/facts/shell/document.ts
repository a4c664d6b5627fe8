import type { ShellCommand } from './model.js';
import { programOf } from './program.js';
import { shellReads } from './words.js';

/** Where the here-document that begins at `from` ends, and where the text goes on behind it; undefined when it never ends. */
export function documentEnd(
  text: string,
  delimiter: string,
  indented: boolean,
  from: number,
): { body: number; next: number } | undefined {
  for (let at = from; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    let line = text.slice(at, Math.min(stop, at + delimiter.length + 200));
    if (line.endsWith('\r')) line = line.slice(0, -1);
    if ((indented ? line.replace(/^\t+/, '') : line) === delimiter)
      return { body: at, next: Math.min(stop + 1, text.length) };
    at = stop + 1;
  }
  return undefined;
}

/** Whether a shell reads the here-document of a command; `bare`: whether one without a program is commands. */
export function isShellText(command: ShellCommand, text: string, bare: boolean): boolean {
  const reader =
    command.feeds && /^(?:.*\/)?(?:cat|envsubst|sed)$/.test(command.words[0]?.text ?? '')
      ? command.feeds
      : command;
  if (reader.words.length === 0) {
    const interpreter = /^\s*#!\s*(\S+)(?:\s+(\S+))?/.exec(text.slice(0, 200));
    const program = interpreter?.[1]?.endsWith('/env') ? interpreter[2] : interpreter?.[1];
    return bare && (program === undefined || /sh$/.test(program));
  }
  const reads = shellReads(programOf(reader.words).words);
  return reads !== undefined && 'input' in reads;
}
