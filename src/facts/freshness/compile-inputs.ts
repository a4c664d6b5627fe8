import type { CompileHeader } from '../formats/compile-header.js';
import { folderOf, foldersAbove, inFolder, resolveIn } from '../paths.js';
import type { FreshnessInput } from './rule.js';

/** The files of the project that a recorded compile command names. */
export interface CompileFiles {
  /** Empty when the lock cannot be tied to any. */
  inputs: readonly string[];
  constraints: readonly string[];
  overrides: readonly string[];
}

/** What pip-compile compiles when nothing is named, first found first. Source: pip-tools, piptools/scripts/options.py. */
const DEFAULTS = ['requirements.in', 'setup.py', 'pyproject.toml', 'setup.cfg'];

/**
 * Finds the files of a recorded command: from the folder in which it was run, which the output's path gives away, else
 * from the lock's own folder or the nearest one above in which all inputs are. Where the command is not told, the `.in`
 * file of the same name.
 */
export function compileInputs(
  header: CompileHeader,
  path: string,
  { has, paths }: Pick<FreshnessInput, 'has' | 'paths'>,
): CompileFiles {
  const named = namedInputs(header);
  const folders = foldersAround(header, path) ?? foldersBelow(header, path, paths);
  const tied: CompileFiles[] = [];
  for (const folder of folders) {
    const find = (written: readonly string[]) =>
      written.flatMap((one) => resolveIn(folder, one) ?? []).filter((one) => has(one) && one !== path);
    const inputs = find(named.length > 0 ? named : defaultInputs(header, folder, has));
    if (inputs.length === 0 || inputs.length < named.length) continue;
    tied.push({
      inputs: [...new Set(inputs)],
      constraints: find(header.constraints),
      overrides: find(header.overrides),
    });
  }
  const [first] = tied;
  // Of folders on the way up the nearest counts; among those below one must be the only one.
  if (first && (tied.length === 1 || !leadsUp(header))) return first;
  const sibling = path.replace(/\.(?:txt|lock)$/, '.in');
  const known = header.tool === 'other' && sibling !== path && has(sibling) ? [sibling] : [];
  return { inputs: known, constraints: [], overrides: [] };
}

function namedInputs({ tool, inputs }: CompileHeader): readonly string[] {
  return tool === 'uv export' ? ['pyproject.toml'] : inputs.filter((input) => input !== '-');
}

function defaultInputs(
  { tool, inputs }: CompileHeader,
  folder: string,
  has: (path: string) => boolean,
): string[] {
  if (tool !== 'pip-compile' || inputs.length > 0) return [];
  return DEFAULTS.filter((name) => has(inFolder(folder, name))).slice(0, 1);
}

/** Folders in which the command may have been run, likeliest first; undefined when its output leads up from there. */
function foldersAround(header: CompileHeader, path: string): string[] | undefined {
  if (leadsUp(header)) return undefined;
  const own = folderOf(path);
  const tail = header.output === undefined ? undefined : resolveIn('', header.output);
  if (tail !== undefined && tail !== '' && (path === tail || path.endsWith(`/${tail}`))) {
    const folder = path.slice(0, path.length - tail.length).replace(/\/$/, '');
    return folder === own ? [own] : [folder, own];
  }
  return foldersAbove(path);
}

function leadsUp({ output }: CompileHeader): boolean {
  return output?.startsWith('../') === true;
}

/** Where `../../out.txt` is the lock: folders as many steps below the one that the rest of the path starts from. */
function foldersBelow({ output = '' }: CompileHeader, path: string, paths: readonly string[]): string[] {
  const steps = /^(?:\.\.\/)+/.exec(output)![0].length / 3;
  const tail = resolveIn('', output.slice(steps * 3));
  if (tail === undefined || (path !== tail && !path.endsWith(`/${tail}`))) return [];
  const base = path.slice(0, path.length - tail.length);
  const folders = paths
    .filter((one) => one.startsWith(base))
    .map((one) => folderOf(one).slice(base.length).split('/'))
    .filter((parts) => parts.length >= steps)
    .map((parts) => base + parts.slice(0, steps).join('/'));
  return [...new Set(folders)];
}
