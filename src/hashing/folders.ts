import { lstatSync, realpathSync } from 'node:fs';
import type { FileTable } from './file-table.js';

/**
 * The first folder of a tree on disk that is none any more, relative to the tree; undefined where all are. A file is opened without
 * following a link at the end of its path, but a folder on the way may have become one that leads anywhere since it was listed.
 */
export function replacedFolder({ root, blocks }: FileTable & { root: string }): string | undefined {
  const isFolder = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  try {
    if (realpathSync.native(root) !== root) return '';
    const seen = new Set<string>(['']);
    for (const block of blocks) {
      for (const whole of block.folders()) {
        for (let folder = whole; !seen.has(folder); folder = above(folder)) {
          if (!isFolder(`${root}/${folder}`)) return folder;
          seen.add(folder);
        }
      }
    }
    return undefined;
  } catch {
    // The root is gone, or one of its folders may not be looked at any more.
    return '';
  }
}

function above(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}
