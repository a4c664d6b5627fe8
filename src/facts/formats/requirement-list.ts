import type { ManifestText, Requirement } from './manifest.js';
import { parseRequirement } from './pep508.js';
import { parseRequirementLine } from './requirements.js';
import type { TomlText } from './toml.js';

/** What the place of a requirement says of it. */
export type Belongs = Pick<Requirement, 'group' | 'extra'>;

type Found = Pick<ManifestText, 'requirements' | 'problems'>;

/** Reads the requirement strings of the array at `path`. */
export function readList(
  toml: TomlText,
  path: readonly string[],
  items: unknown,
  more: Belongs,
  out: Found,
): void {
  if (items === undefined) return;
  if (!Array.isArray(items)) {
    out.problems.push({ message: `${path.join('.')} is not a list`, line: toml.line(path) });
    return;
  }
  for (const [index, item] of items.entries()) {
    const line = toml.line([...path, String(index)]);
    if (typeof item === 'string') readRequirement(item, line, more, out);
    else out.problems.push({ message: `${path.join('.')} holds what is no requirement`, line });
  }
}

/** Reads one requirement string that stands in a list. */
export function readRequirement(text: string, line: number, more: Belongs, out: Found): void {
  if (text.includes('{{')) {
    // A template whose version is still to be filled in.
    const found = parseRequirementLine(text, line);
    out.requirements.push(...found.requirements.map((one) => ({ ...one, ...more })));
    out.problems.push(...found.problems);
    return;
  }
  const { requirement, problem } = parseRequirement(text);
  if (problem !== undefined) out.problems.push({ message: problem, line });
  if (requirement) out.requirements.push({ ...requirement, ...more, line });
}
