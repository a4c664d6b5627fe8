import type { Project } from '../fact.js';
import { variablesSet } from '../starting.js';

/**
 * Where the project fixes the seed of Python's hashes for programs that start after it; undefined where it does not. `random` is
 * no seed. Source: Python, "Command line and environment", PYTHONHASHSEED.
 */
export async function textOfHashSeed(
  project: Project,
): Promise<{ at: { file: string; line: number }; text: string } | undefined> {
  const set = await variablesSet(project, ['PYTHONHASHSEED']);
  return set.find(({ value }) => /^\d/.test(value));
}
