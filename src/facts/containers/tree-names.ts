import type { Files } from '../files.js';
import { baseName, folderOf } from '../paths.js';

const names = new WeakMap<Files, ReadonlyMap<string, readonly string[]>>();

/** The paths of the project's own files by their last name; found once for all recipes. */
export function namesOf(tree: Files): ReadonlyMap<string, readonly string[]> {
  let all = names.get(tree);
  if (!all) {
    const found = new Map<string, string[]>();
    for (const { path } of tree.own) {
      const name = baseName(path);
      const there = found.get(name);
      if (there) there.push(path);
      else found.set(name, [path]);
    }
    all = found;
    names.set(tree, all);
  }
  return all;
}

const folders = new WeakMap<Files, ReadonlySet<string>>();

/** Every folder of the project, the root as an empty path; found once for all recipes. */
export function foldersOf(tree: Files): ReadonlySet<string> {
  let all = folders.get(tree);
  if (!all) {
    const found = new Set(['']);
    for (const { path } of tree.own) {
      for (let folder = folderOf(path); !found.has(folder); folder = folderOf(folder)) found.add(folder);
    }
    all = found;
    folders.set(tree, all);
  }
  return all;
}
