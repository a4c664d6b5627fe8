import type { ManifestText, Requirement } from './manifest.js';
import { parseRequirement } from './pep508.js';
import { parseRequirementLine } from './requirements.js';
import type { TomlText } from './toml.js';

/** What the place of a requirement says of it. */
export type Belongs = Pick<Requirement, 'group' | 'extra'>;

/** Reads the requirement strings of the array at `path`; tables among them are left to the caller where `tables` says so. */
export function readList(
  toml: TomlText,
  path: readonly string[],
  items: unknown,
  more: Belongs,
  out: Pick<ManifestText, 'requirements' | 'problems'>,
  tables: 'allowed' | 'wrong' = 'wrong',
): void {
  if (items === undefined) return;
  if (!Array.isArray(items)) {
    out.problems.push({ message: `${path.join('.')} is not a list`, line: toml.line(path) });
    return;
  }
  for (const [index, item] of items.entries()) {
    const line = toml.line([...path, String(index)]);
    if (typeof item !== 'string') {
      if (tables === 'wrong')
        out.problems.push({ message: `${path.join('.')} holds what is no requirement`, line });
      continue;
    }
    if (item.includes('{{')) {
      // A template whose version is still to be filled in.
      const found = parseRequirementLine(item, line);
      out.requirements.push(...found.requirements.map((one) => ({ ...one, ...more })));
      out.problems.push(...found.problems);
      continue;
    }
    const { requirement, problem } = parseRequirement(item);
    if (problem !== undefined) out.problems.push({ message: problem, line });
    if (requirement) out.requirements.push({ ...requirement, ...more, line });
  }
}
