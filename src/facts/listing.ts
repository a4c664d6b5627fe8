import { type Dirent, lstatSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { CannotTell } from '../errors.js';
import { listWithGit } from './git/list.js';
import { type OpenGit, openGit } from './git/run.js';
import { byPath, type FileEntry, type Listing } from './source.js';

/** Bounds of a walk; a folder without git may be anything, such as a home folder. */
export interface WalkBounds {
  files: number;
  depth: number;
}

const BOUNDS: WalkBounds = { files: 500_000, depth: 64 };

/**
 * Lists a folder: in a git work tree what git tracks and what it neither tracks nor ignores, else by a walk that
 * honours .gitignore files. Paths that are not UTF-8 are shown with U+FFFD. Sorted by path.
 */
export async function listFolder(root: string, bounds: WalkBounds = BOUNDS): Promise<Listing> {
  let git: OpenGit | undefined;
  try {
    git = await openGit(root);
    if (git?.kind === 'worktree') {
      const listing = await listRepository(root, git);
      if (listing) return listing;
    }
  } catch (error) {
    // The files can be judged without git; the git checks say what is wrong with the repository.
    if (!(error instanceof CannotTell)) throw error;
  }
  return walk(root, bounds);
}

async function listRepository(root: string, git: OpenGit): Promise<Listing | undefined> {
  const listed = await listWithGit(git);
  // A folder that an outer repository ignores as a whole is no part of it.
  if (git.prefix !== '' && listed.length === 0) return undefined;
  const files: FileEntry[] = [];
  const submodules = new Set<string>();
  const base = Buffer.from(root.endsWith('/') ? root : `${root}/`);
  for (const { bytes, tracked, mode } of listed) {
    const path = bytes.toString('utf8');
    if (mode === '160000') submodules.add(path);
    // Git names a nested repository as a folder and does not look inside.
    else if (path.endsWith('/')) submodules.add(path.slice(0, -1));
    else files.push({ path, ...sizeAndKind(Buffer.concat([base, bytes])), tracked });
  }
  return { files: files.sort(byPath), submodules: [...submodules].sort(), from: 'git' };
}

/** Synchronous on purpose: for hundreds of thousands of files it is several times faster than promises. */
function sizeAndKind(path: Buffer | string): Pick<FileEntry, 'size' | 'kind'> {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return { size: stat.size, kind: 'symlink' };
    return stat.isFile() ? { size: stat.size, kind: 'file' } : { size: 0, kind: 'other' };
  } catch {
    return { size: 0, kind: 'missing' };
  }
}

/** Rules of one .gitignore file, for the paths below its folder. */
interface Rules {
  folder: string;
  rules: Ignore;
}

interface Folder {
  path: string;
  depth: number;
  above: readonly Rules[];
}

/** Never entered: other people's code and what git and tools keep for themselves. */
const CLOSED = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__']);

async function walk(root: string, bounds: WalkBounds): Promise<Listing> {
  const files: FileEntry[] = [];
  const submodules: string[] = [];
  let truncated: string | undefined;
  const waiting: Folder[] = [{ path: '', depth: 0, above: [] }];
  for (let folder = waiting.shift(); folder; folder = waiting.shift()) {
    const { path, depth, above } = folder;
    let entries: Dirent[];
    try {
      entries = await readdir(join(root, path), { withFileTypes: true });
    } catch (error) {
      if (path === '') throw error;
      continue;
    }
    const names = new Set(entries.map(({ name }) => name));
    if (path !== '' && names.has('pyvenv.cfg')) continue;
    if (path !== '' && names.has('.git')) {
      submodules.push(path);
      continue;
    }
    const rules = names.has('.gitignore') ? [...above, ...(await rulesOf(root, path))] : above;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (isFolder && CLOSED.has(entry.name)) continue;
      if (isIgnored(inside, isFolder, rules)) continue;
      if (!isFolder) {
        if (files.length >= bounds.files) {
          truncated = `more than ${bounds.files} files; the rest was left out`;
          waiting.length = 0;
          break;
        }
        files.push({ path: inside, ...sizeAndKind(join(root, inside)), tracked: undefined });
      } else if (depth + 1 > bounds.depth) {
        truncated ??= `folders nested deeper than ${bounds.depth} were left out`;
      } else waiting.push({ path: inside, depth: depth + 1, above: rules });
    }
  }
  return {
    files: files.sort(byPath),
    submodules: submodules.sort(),
    from: 'walk',
    ...(truncated === undefined ? {} : { truncated }),
  };
}

async function rulesOf(root: string, folder: string): Promise<Rules[]> {
  try {
    const path = join(root, folder, '.gitignore');
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > 1024 * 1024) return [];
    return [{ folder, rules: ignore().add(await readFile(path, 'utf8')) }];
  } catch {
    return [];
  }
}

/** By the deepest file that says something, as git decides it. Source: git, Documentation/gitignore.txt. */
function isIgnored(path: string, isFolder: boolean, all: readonly Rules[]): boolean {
  for (const { folder, rules } of all.toReversed()) {
    const inside = folder === '' ? path : path.slice(folder.length + 1);
    const { ignored, unignored } = rules.test(isFolder ? `${inside}/` : inside);
    if (ignored || unignored) return ignored;
  }
  return false;
}
