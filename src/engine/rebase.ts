import type { Outcome } from '../checks/check.js';
import { resolveIn } from '../facts/paths.js';

/** Where a path of a project lies in the repository; undefined for what is no path of the project. */
export type InWhole = (path: string) => string | undefined;

/**
 * The outcome of a check on a part of a repository with the files of gaps, of places related to them, and of evidence as paths of the repository.
 * `listed` tells whether the part has a file; words that name no file stay as they are.
 */
export function rebase(
  outcome: Outcome,
  folder: string,
  inWhole: InWhole,
  listed: (path: string) => boolean,
): Outcome {
  const rebased = (path: string) => inWhole(path) ?? resolveIn(folder, path) ?? path;
  const proof = (line: string) => {
    const path = pathIn(line, listed);
    return path === undefined ? line : rebased(path) + line.slice(path.length);
  };
  const evidence = outcome.evidence && { evidence: outcome.evidence.map(proof) };
  if (!('gaps' in outcome)) return { ...outcome, ...evidence };
  return {
    ...outcome,
    ...evidence,
    gaps: outcome.gaps.map((gap) => ({
      ...gap,
      ...(gap.at && { at: { ...gap.at, file: rebased(gap.at.file) } }),
      ...(gap.related && { related: gap.related.map((one) => ({ ...one, file: rebased(one.file) })) }),
    })),
  };
}

/** The path with which a line of evidence begins: all before a colon or a space that is a file, or a way up. */
function pathIn(line: string, listed: (path: string) => boolean): string | undefined {
  for (const { index } of line.matchAll(/[: ]|$/g)) {
    const path = line.slice(0, index);
    if (listed(path) || /^(?:\.\.\/)+[^\s:]/.test(path)) return path;
    if (index > LONGEST_PATH) return undefined;
  }
  return undefined;
}

const LONGEST_PATH = 4096;
