import type { CompileHeader } from '../formats/compile-header.js';
import { baseName, folderOf, resolveIn } from '../paths.js';

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
  has: (path: string) => boolean,
): CompileFiles {
  const named = namedInputs(header);
  for (const folder of foldersOf(header, path)) {
    const find = (written: readonly string[]) =>
      written.flatMap((one) => resolveIn(folder, one) ?? []).filter((one) => has(one) && one !== path);
    const inputs = find(named.length > 0 ? named : defaultInputs(header, folder, has));
    if (inputs.length === 0 || inputs.length < named.length) continue;
    return {
      inputs: [...new Set(inputs)],
      constraints: find(header.constraints),
      overrides: find(header.overrides),
    };
  }
  const sibling = path.replace(/\.txt$/, '.in');
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
  return DEFAULTS.filter((name) => has(folder === '' ? name : `${folder}/${name}`)).slice(0, 1);
}

/** Folders in which the command may have been run, likeliest first. */
function foldersOf({ output }: CompileHeader, path: string): string[] {
  const own = folderOf(path);
  const tail = output === undefined ? undefined : resolveIn('', output);
  if (tail !== undefined && tail !== '' && (path === tail || path.endsWith(`/${tail}`))) {
    const folder = path.slice(0, path.length - tail.length).replace(/\/$/, '');
    return tail === baseName(path) && folder !== own ? [own, folder] : [folder];
  }
  const folders = [own];
  for (let folder = own; folder !== ''; ) {
    folder = folderOf(folder);
    folders.push(folder);
  }
  return folders;
}
