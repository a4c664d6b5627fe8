import { CannotTell } from '../errors.js';
import type { Project } from '../facts/fact.js';
import { files } from '../facts/files.js';
import { TEXT_LIMIT } from '../facts/source.js';
import { decodeText, looksBinary } from '../facts/text.js';
import { linesOf } from './edit.js';
import type { FileText, Texts } from './model.js';

/**
 * Characters that a terminal or a reader of a diff would not see as they are: controls, lone carriage returns, marks that
 * reorder text. A change in such a file cannot be judged by reading it.
 */
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/;

/** Reads the files that may be edited: the project's own regular text files. For another one it is told why not. */
export async function readTexts(project: Project, paths: Iterable<string>): Promise<Texts> {
  const tree = await project.get(files);
  const own = new Map(tree.own.map((entry) => [entry.path, entry]));
  const texts = new Map<string, FileText>();
  const reasons = new Map<string, string>();
  for (const path of new Set(paths)) {
    const entry = own.get(path);
    try {
      if (!entry) throw new CannotTell('it is not one of the project’s own files');
      if (entry.kind === 'symlink') throw new CannotTell('it is a link; edit the file that it leads to');
      if (path.includes('{{')) throw new CannotTell('it is a template');
      const bytes = await project.source.bytes(path, TEXT_LIMIT);
      if (looksBinary(bytes)) throw new CannotTell('it is not a text file');
      const file = { path, bytes, ...decodeText(bytes) };
      const unseen = file.text.search(UNSEEN);
      if (unseen >= 0)
        throw new CannotTell(
          `line ${linesOf(file.text)(unseen)} holds a character that nobody sees (U+${file.text
            .charCodeAt(unseen)
            .toString(16)
            .toUpperCase()
            .padStart(4, '0')})`,
        );
      texts.set(path, file);
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      reasons.set(path, error.message);
    }
  }
  return { get: (path) => texts.get(path), why: (path) => reasons.get(path) };
}
