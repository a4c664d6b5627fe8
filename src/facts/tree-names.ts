import type { Files } from './files.js';
import { baseName, foldersOf } from './paths.js';

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
export function foldersIn(tree: Files): ReadonlySet<string> {
  let all = folders.get(tree);
  if (!all) {
    all = new Set(['', ...foldersOf(tree.own.map(({ path }) => path))]);
    folders.set(tree, all);
  }
  return all;
}

const listed = new WeakMap<Files, ReadonlySet<string>>();

/** Every file that is listed, and every folder that holds one, vendored ones included. */
export function pathsOf(tree: Files): ReadonlySet<string> {
  let all = listed.get(tree);
  if (!all) {
    const paths = tree.all.map(({ path }) => path);
    all = new Set([...paths, ...foldersOf(paths)]);
    listed.set(tree, all);
  }
  return all;
}
