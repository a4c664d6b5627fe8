import type { Files } from './files.js';
import { once } from './once.js';
import { baseName, foldersOf } from './paths.js';

/** The paths of the project's own files by their last name; found once for all recipes. */
export const namesOf = once((tree: Files): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { path } of tree.own) {
    const name = baseName(path);
    const there = found.get(name);
    if (there) there.push(path);
    else found.set(name, [path]);
  }
  return found;
});

/** Every folder of the project, the root as an empty path; found once for all recipes. */
export const foldersIn = once(
  (tree: Files): ReadonlySet<string> => new Set(['', ...foldersOf(tree.own.map(({ path }) => path))]),
);

/** Every file that is listed, and every folder that holds one, vendored ones included. */
export const pathsOf = once((tree: Files): ReadonlySet<string> => {
  const paths = tree.all.map(({ path }) => path);
  return new Set([...paths, ...foldersOf(paths)]);
});
