import { CannotTell } from '../../errors.js';
import type { OpenGit } from '../git/run.js';
import { bareCode } from '../python/bare.js';
import { readNotebook } from '../python/notebook.js';

/** Files that are compared at most, and their size in bytes: each version is one call of git. */
const MOST_FILES = 60;
const LARGEST = 1024 * 1024;

/**
 * Which of some changed files hold the same code in a commit as in HEAD: only comments, docstrings, blank lines, or outputs of a
 * notebook differ. What cannot be read is not the same.
 */
export async function sameCode(
  repository: OpenGit,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const wanted = paths.filter((path) => /\.(?:py|ipynb)$/i.test(path) && !path.includes('\n'));
  const same = new Set<string>();
  for (const path of wanted.slice(0, MOST_FILES)) {
    const [before, after] = await codeOf(repository, [`${commit}:./${path}`, `HEAD:./${path}`]);
    if (before !== undefined && before === after) same.add(path);
  }
  return same;
}

async function codeOf(repository: OpenGit, names: readonly string[]): Promise<(string | undefined)[]> {
  const told = await repository.text(['cat-file', '--batch-check'], `${names.join('\n')}\n`);
  const objects = told.split('\n').map((line) => /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line));
  const found: (string | undefined)[] = [];
  for (const [at, name] of names.entries()) {
    const [, id, size] = objects[at] ?? [];
    if (id === undefined || Number(size) > LARGEST) {
      found.push(undefined);
      continue;
    }
    try {
      const text = await repository.text(['cat-file', 'blob', id]);
      found.push(name.endsWith('.ipynb') ? ofNotebook(text) : bareCode(text));
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      found.push(undefined);
    }
  }
  return found;
}

function ofNotebook(text: string): string | undefined {
  const read = readNotebook(text);
  if ('unread' in read) return undefined;
  return [bareCode(read.text), ...read.shell.map((command) => command.text)].join('\n');
}
