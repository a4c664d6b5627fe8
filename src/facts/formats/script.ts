import { findInlineScript } from './inline-script.js';
import { emptyManifest, type ManifestText } from './manifest.js';
import { uvLimits, uvSources } from './pyproject-uv.js';
import { readList } from './requirement-list.js';
import { parseToml, TomlProblem } from './toml.js';

/** The line that begins the metadata of a single-file script. */
export const SCRIPT_MARK = '# /// script';

/** Whether a Python file holds the metadata of a single-file script. */
export function hasInlineScript(code: string): boolean {
  return findInlineScript(code) !== undefined;
}

/**
 * Reads what a single-file script needs from the block in its comments.
 * Source: PEP 723. Throws `CannotTell` when the block is no TOML.
 */
export function parseScript(code: string): ManifestText {
  const out = emptyManifest();
  const block = findInlineScript(code);
  if (!block) return out;
  const shift = (line: number) => line + block.line - 1;
  try {
    const toml = parseToml(block.toml);
    const { dependencies } = toml.data;
    out.declares = Array.isArray(dependencies);
    readList(toml, ['dependencies'], dependencies, {}, out);
    uvSources(toml, out);
    uvLimits(toml, out);
    const python = toml.data['requires-python'];
    if (typeof python === 'string')
      out.python.push({ value: python, exact: false, line: toml.line(['requires-python']) });
  } catch (error) {
    if (error instanceof TomlProblem)
      throw new TomlProblem(error.message, error.line === undefined ? block.line : shift(error.line));
    throw error;
  }
  for (const item of [...out.requirements, ...(out.limits ?? []), ...out.python])
    item.line = shift(item.line);
  for (const problem of out.problems) problem.line = shift(problem.line ?? 1);
  return out;
}
