import type { Manifest } from '../dependencies.js';
import { parseRequirements } from '../formats/requirements.js';
import { folderOf, resolveIn } from '../paths.js';
import type { FreshnessInput } from './rule.js';

/** More files than a chain of requirements files has. */
const MOST = 100;

/**
 * The manifests at these paths and those that they take in. A compiler reads files that no name marks as requirements;
 * they are read here. Throws `CannotTell` for one that cannot be read.
 */
export async function readInputs(
  input: Pick<FreshnessInput, 'manifest' | 'text' | 'has'>,
  paths: readonly string[],
): Promise<Manifest[]> {
  const queue = [...new Set(paths)];
  const out: Manifest[] = [];
  for (const path of queue) {
    if (out.length >= MOST) break;
    const manifest = input.manifest(path) ?? requirementsFile(path, await input.text(path), input.has);
    out.push(manifest);
    for (const next of manifest.includes) if (!queue.includes(next)) queue.push(next);
  }
  return out;
}

/** The manifest that a requirements file is, whatever its name. */
export function requirementsFile(path: string, text: string, has: (path: string) => boolean): Manifest {
  const read = parseRequirements(text);
  const included = read.includes.flatMap(({ path: written, constraint }) => {
    const target = resolveIn(folderOf(path), written);
    return target !== undefined && has(target) ? [{ path: target, constraint }] : [];
  });
  return {
    path,
    kind: 'requirements',
    requirements: read.requirements.map((one) => ({ ...one, at: { file: path, line: one.line } })),
    includes: included.filter(({ constraint }) => !constraint).map((one) => one.path),
    constraints: included.filter(({ constraint }) => constraint).map((one) => one.path),
    python: [],
    problems: read.problems,
    declares: true,
  };
}
