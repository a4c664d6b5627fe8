/** The folder of a path; empty for the root. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

/** The folders of a path, from its own up to the root, which is empty. */
export function foldersAbove(path: string): string[] {
  const folders = [folderOf(path)];
  for (let folder = folders[0]!; folder !== ''; folders.push(folder)) folder = folderOf(folder);
  return folders;
}

/** Every folder on the way to these paths, but the root. */
export function foldersOf(paths: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const path of paths)
    for (let at = folderOf(path); at !== '' && !found.has(at); at = folderOf(at)) found.add(at);
  return found;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * A path as written in a file of `folder`, from the root of the project, with forward slashes; undefined when it
 * leads outside the project, is absolute or an address.
 */
export function resolveIn(folder: string, written: string): string | undefined {
  const path = written.replaceAll('\\', '/').replace(/^file:(?!\/)/, '');
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path) || path.startsWith('/') || path.startsWith('~'))
    return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The way from a folder of the project to a path in it, both counted from the root: `../core/seed.py`. */
export function climb(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.split('/');
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}

/** The path of a file or folder in a folder of the project; empty stands for the root. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Whether a path lies below a folder, which is not the root. */
export function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** Whether a path is a folder or lies in it; the root (empty) holds all. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || isIn(path, folder);
}

/** How deep a path lies: 0 in the root. */
export function depthOf(path: string): number {
  return path.split('/').length - 1;
}
