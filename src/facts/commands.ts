import { programOf } from './shell/program.js';
import { readShell } from './shell/read.js';

/** One shell command, without prompt, environment settings and launchers before it. */
export interface Command {
  /** As written, continuation lines joined. */
  text: string;
  line: number;
  /** The words from the program on; launchers (`sudo`, `uv run`, `srun`, `torchrun` ...) are left out. */
  words: readonly string[];
}

/** Most commands of one script. */
const MOST = 5_000;

/**
 * The commands of a shell script or console block. Prompts (`$ `, `> `, `(env) $ `) are taken off; where a block shows
 * any, the lines without one are output and left out.
 */
export function readCommands(text: string, firstLine = 1): Command[] {
  const lines = text.split(/\r\n|\n|\r/);
  const prompt = /^\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:~\w/.-]*)?(?:\$|>>?|%|❯|➜)\s+(?=\S)/;
  // No script begins with the word of a program behind `>`.
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const console_ =
    /^\s*>\s+[A-Za-z][\w-]*\s+\S/.test(first.slice(0, 200)) ||
    lines.some((line) =>
      /^\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:~\w/.-]*)?[$❯➜]\s+\S/.test(line.slice(0, 200)),
    );
  const kept: string[] = [];
  const numbers: number[] = [];
  for (const [at, line] of lines.entries()) {
    const shown = console_ ? prompt.exec(line.slice(0, 200)) : null;
    if (console_ && !shown && !kept.at(-1)?.trimEnd().endsWith('\\')) continue;
    // A space behind the backslash is a slip of the pen, in documents at least.
    kept.push(line.slice(shown?.[0].length ?? 0).trimEnd());
    numbers.push(firstLine + at);
  }
  const out: Command[] = [];
  const commands = readShell(kept.join('\n'), { lines: numbers });
  // What stands among the words of another command is a part of it; in documents, backquotes mark names.
  const parts = new Set(commands.flatMap(({ inner }) => inner));
  for (const command of commands) {
    if (parts.has(command)) continue;
    const words = programOf(command.words).words.map((word) => word.text);
    if (words.length > 0 && out.length < MOST) out.push({ text: command.text, line: command.line, words });
  }
  return out;
}
