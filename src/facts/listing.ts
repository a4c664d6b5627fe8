import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { byPath, type FileEntry, type Listing, statEntry } from './source.js';

/** Lists a folder by walking it. */
export async function listFolder(root: string): Promise<Listing> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files: FileEntry[] = [];
  for (const entry of found) {
    if (entry.isDirectory()) continue;
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (path.startsWith('.git/')) continue;
    files.push({ path, ...(await statEntry(root, path)), tracked: undefined });
  }
  return { files: files.sort(byPath), submodules: [], from: 'walk' };
}
