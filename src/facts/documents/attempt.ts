import { CannotTell } from '../../errors.js';
import { readText, type Source } from '../source.js';
import type { FileProblem } from './model.js';

/** Largest document that is read, in bytes; larger ones hold data. */
export const LARGEST = 2 * 1024 * 1024;

/** The text of a file; undefined, and the reason among the problems, where it cannot be read. */
export async function attempt(
  source: Source,
  path: string,
  problems: FileProblem[],
  largest = LARGEST,
): Promise<string | undefined> {
  try {
    return await readText(source, path, largest);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    problems.push({ path, message: error.message });
    return undefined;
  }
}
