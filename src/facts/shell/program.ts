import { LAUNCHERS, type Launcher } from './launchers.js';
import type { Word } from './model.js';

/** Launchers that start launchers. */
const DEEPEST = 8;

/** Whether a word sets a variable. */
export function isAssignment({ text }: Pick<Word, 'text'>): boolean {
  return /^[A-Za-z_]\w*\+?=/.test(text);
}

/**
 * The words of a command from its program on, without variables set for it and without what starts it (`sudo -E`,
 * `xargs`, `conda run -n x`); what started it stands in `launchers`. Where a launcher runs Python by itself
 * (`torchrun train.py`, `uv run -m pytest`), a word `python` stands before what it runs.
 */
export function programOf(words: readonly Word[]): { words: Word[]; launchers: Word[][] } {
  let rest = [...words];
  const launchers: Word[][] = [];
  for (let depth = 0; depth < DEEPEST; depth++) {
    const from = rest.findIndex((word) => !isAssignment(word));
    rest = from < 0 ? [] : rest.slice(from);
    const launcher = launcherOf(rest);
    if (!launcher) break;
    const at = launcher.end;
    const next = rest[at];
    const isPython = next !== undefined && (next.text === '-m' || /\.(?:py|ipynb)$/.test(next.text));
    if (launcher.python === 'only' && !isPython) break;
    launchers.push(rest.slice(0, at));
    rest = rest.slice(at);
    if (isPython && launcher.python)
      rest.unshift({ text: 'python', line: next.line, known: true, breaks: [] });
  }
  return { words: rest, launchers };
}

/** The launcher that words begin with, and where its own words end. */
function launcherOf(words: readonly Word[]): (Launcher & { end: number }) | undefined {
  const names = words.slice(0, 3).map(({ text }) => text);
  names[0] = names[0]?.replace(/^.*\//, '') ?? '';
  let at = 3;
  while (at > 1 && !LAUNCHERS.has(names.slice(0, at).join(' '))) at--;
  const found = LAUNCHERS.get(names.slice(0, at).join(' '));
  if (!found) return undefined;
  for (; at < words.length && /^-./.test(words[at]!.text) && words[at]!.text !== '--'; at++) {
    const option = words[at]!.text;
    // `command -v conda` only asks where a program lies.
    if (names[0] === 'command' && /^-[vV]/.test(option)) return undefined;
    if (option === '-m' && found.python) break;
    if (found.pairs.has(option)) at += 2;
    else if (found.values.has(option)) at++;
  }
  if (words[at]?.text === '--') at++;
  return { ...found, end: Math.min(at + found.own, words.length) };
}
