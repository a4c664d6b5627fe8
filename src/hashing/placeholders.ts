import type { Files } from './file-table.js';

/** Files that keep an empty folder in git, and that are no data. */
const PLACEHOLDERS = new Set(['.gitkeep', '.keep', '.gitignore', '.gitattributes']);

/** Whether a tree holds nothing, or only what keeps its folder in git: data that was not fetched, or a disk not mounted. */
export function isBare({ kind, files }: { kind: 'file' | 'tree'; files?: Files | undefined }): boolean {
  if (kind === 'file' || files === undefined || files.length > PLACEHOLDERS.size) return false;
  return [...files].every(({ path }) => PLACEHOLDERS.has(path));
}
