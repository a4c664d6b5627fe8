import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { UserError } from '../errors.js';
import { BASELINE_VERSION, Baseline } from './format.js';

const MEND =
  'Mend that line, take the file from version control, or remove it and write it anew with --update-baseline.';

/**
 * The baseline in the text of a file. Throws `UserError` that names the line of the first mistake; no words of the file
 * are repeated, since a link may lead anywhere.
 */
export function parseBaseline(text: string, file: string): Baseline {
  const plain = text.replace(/^\ufeff/, '');
  const conflict = /^(?:<<<<<<<|=======|>>>>>>>)/m.exec(plain);
  if (conflict) {
    throw new UserError(`${file}:${lineAt(plain, conflict.index)} holds a merge conflict`, {
      hint: 'keep the lines of both sides, or take one side and run `repro check --baseline <file> --update-baseline`',
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (error) {
    const [, position] = /position (\d+)/.exec((error as Error).message) ?? [];
    const line = position === undefined ? lineAt(plain, plain.length) : lineAt(plain, Number(position));
    throw new UserError(`${file}:${line} is not JSON`, { hint: MEND });
  }
  const version =
    typeof value === 'object' && value !== null ? (value as { version?: unknown }).version : undefined;
  if (typeof version === 'number' && version !== BASELINE_VERSION) {
    throw new UserError(
      `${file}:${lineOf(plain, ['version'])} has version ${version}; this version of repro reads ${BASELINE_VERSION}`,
      { hint: 'use the repro that wrote it, or remove it and write it anew with --update-baseline' },
    );
  }
  const parsed = Baseline.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const path = (first?.path ?? []).filter((part) => typeof part !== 'symbol');
  const where = path.length === 0 ? 'the file' : path.join('.');
  const what = first?.code === 'unrecognized_keys' ? 'has a key that is not known' : first?.message;
  const more = parsed.error.issues.length - 1;
  throw new UserError(
    `${file}:${lineOf(plain, path)} is no baseline: ${where}: ${what}${more > 0 ? ` (and ${more} more)` : ''}`,
    { hint: MEND },
  );
}

/** The line of the value at a path, else of the nearest that is there. */
function lineOf(text: string, path: readonly (string | number)[]): number {
  try {
    const tree = parseTree(text);
    for (let length = path.length; tree && length > 0; length--) {
      const node = findNodeAtLocation(tree, path.slice(0, length));
      if (node) return lineAt(text, node.offset);
    }
  } catch (error) {
    // Nested too deeply for the parser that knows lines.
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
